'use client';
import { BadgeCheck } from 'lucide-react';
import { type Approval, useApprove, useWithdraw } from '@/api/review-queries';
import { Button } from '@/components/button';
import { agoOf } from '@/components/words';

/** The shot that is shown, and the film: whether they are approved, by whom, and the way to say so. */
export function Approvals({
  productionId,
  approvals,
  shot,
  mayApprove,
}: {
  productionId: string;
  approvals: readonly Approval[];
  /** The one that is shown; null where it is not known. */
  shot: number | null;
  mayApprove: boolean;
}) {
  const ofFilm = approvals.filter((each) => each.shot === null);
  const ofShot = approvals.filter((each) => each.shot !== null && each.shot === shot);
  if (!mayApprove && approvals.length === 0) return null;
  return (
    <section aria-label="Approvals" className="flex flex-col gap-1 text-sm">
      {shot !== null && (
        <Line
          productionId={productionId}
          name={`Shot ${shot + 1}`}
          shot={shot}
          given={ofShot.at(-1)}
          mayApprove={mayApprove}
        />
      )}
      <Line productionId={productionId} name="The film" shot={null} given={ofFilm.at(-1)} mayApprove={mayApprove} />
    </section>
  );
}

function Line({
  productionId,
  name,
  shot,
  given,
  mayApprove,
}: {
  productionId: string;
  name: string;
  shot: number | null;
  given: Approval | undefined;
  mayApprove: boolean;
}) {
  const approve = useApprove(productionId);
  const withdraw = useWithdraw();
  const own = given?.production_id === productionId;
  if (!given && !mayApprove) return null;
  return (
    <p className="flex min-h-9 flex-wrap items-center gap-x-3">
      {given && (
        <span className={given.changed ? 'text-quiet' : 'text-good'}>
          <BadgeCheck aria-hidden className="mr-1 inline size-4 align-text-bottom" />
          {name} {given.changed ? 'was' : 'is'} approved by <bdi>{given.author.name}</bdi>, {agoOf(given.created_at)}
          {given.changed && ', and has changed since'}
        </span>
      )}
      {mayApprove && (!given || (given.changed && !own)) && (
        <Button
          look="quiet"
          className={given ? '' : '-ml-3.5'}
          busy={approve.isPending}
          onClick={() => approve.mutate(shot)}
        >
          <BadgeCheck aria-hidden className="size-4" />
          Approve {name.toLowerCase()}
        </Button>
      )}
      {mayApprove && given && (
        <Button look="quiet" busy={withdraw.isPending} onClick={() => withdraw.mutate(given.id)}>
          Withdraw<span className="sr-only"> the approval of {name.toLowerCase()}</span>
        </Button>
      )}
    </p>
  );
}
