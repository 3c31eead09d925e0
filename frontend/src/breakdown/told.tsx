'use client';
import { TriangleAlert } from 'lucide-react';
import { type Breakdown, type Element, type SheetHeader, useLost } from '@/api/breakdown-queries';
import { Button } from '@/components/button';
import { Shown } from '@/components/states';
import { countOf } from '@/components/words';
import { lookOf, titleOf } from './breakdown';

/** What a new revision has done to the breakdown: how much was kept, and each that was lost, with the reason. */
export function CarriedOver({
  revisionId,
  breakdown,
  mayWork,
  putBack,
  forget,
}: {
  revisionId: string;
  breakdown: Breakdown;
  mayWork: boolean;
  putBack: (element: Element) => void;
  forget: (element: Element) => void;
}) {
  const lost = useLost(revisionId, breakdown.lost > 0);
  if (breakdown.kept + breakdown.lost === 0) return null;
  return (
    <details className="rounded-lg border border-line bg-raised px-4 py-3" open={breakdown.lost > 0}>
      <summary className="text-sm">
        From the revision before, {countOf(breakdown.kept, 'element was', 'elements were')} kept
        {breakdown.lost > 0 ? ` and ${breakdown.lost} lost` : ', and nothing was lost'}.
      </summary>
      {breakdown.lost > 0 && (
        <Shown of={lost}>
          {(items) => (
            <ul aria-label="Lost" className="mt-3 flex flex-col divide-y divide-line text-sm">
              {items.map((each) => (
                <li key={each.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
                  <span className="min-w-0 flex-1 basis-60">
                    <bdi className="font-medium">{titleOf(each)}</bdi>{' '}
                    <span className="text-quiet">
                      ({lookOf(each.category).name}, {each.state}): <Reason of={each} />
                    </span>
                  </span>
                  {mayWork && (
                    <>
                      <Button onClick={() => putBack(each)}>
                        Put back<span className="sr-only"> {each.name}</span>
                      </Button>
                      <Button look="quiet" onClick={() => forget(each)}>
                        Let it go<span className="sr-only">: {each.name}</span>
                      </Button>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Shown>
      )}
    </details>
  );
}

function Reason({ of: { lost } }: { of: Element }) {
  if (!lost) return null;
  const scene = (
    <bdi>
      scene {lost.number}, {lost.heading || 'before the first heading'}
    </bdi>
  );
  return lost.reason === 'scene_gone' ? (
    <>{scene} is not in this revision any more</>
  ) : (
    <>{scene} no longer has what named it</>
  );
}

/** Clothes that change within a story day. */
export function Warnings({ breakdown, scenes }: { breakdown: Breakdown; scenes: readonly SheetHeader[] }) {
  if (breakdown.warnings.length === 0) return null;
  const number = (scene: number) => scenes[scene]?.number ?? scene + 1;
  return (
    <ul aria-label="Continuity" className="flex flex-col gap-1 text-sm">
      {breakdown.warnings.map((each) => (
        <li key={`${each.character} ${each.scene}`} className="flex items-start gap-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-link" />
          <span>
            <bdi>{each.character}</bdi>: <bdi>{each.name_before}</bdi> in scene {number(each.before)},{' '}
            <bdi>{each.name}</bdi> in scene {number(each.scene)}, on the same story day ({each.story_day}).
          </span>
        </li>
      ))}
    </ul>
  );
}
