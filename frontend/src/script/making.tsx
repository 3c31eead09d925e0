'use client';
import { X } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useEstimate, useProduction, useProductionShots, useScenes, useStartFilm } from '@/api/queries';
import { Button, buttonClass, IconButton } from '@/components/button';
import { approvedWords, estimateWords } from '@/components/estimate';
import { ProductionProgress } from '@/components/production-progress';
import { noteProduction } from '@/components/running';
import { Failure } from '@/components/states';
import { frameOfChange } from '@/film/change';
import { firstChanged } from '@/fountain/compare';
import type { Saved } from './use-writing';

/** After a save: what a film of it would take, the film being made, and the way to where it is another than before. */
export function Making({ projectId, saved, onClose }: { projectId: string; saved: Saved; onClose: () => void }) {
  const { revision } = saved;
  const estimate = useEstimate(revision.id, true);
  const start = useStartFilm(projectId);
  const [key] = useState(() => crypto.randomUUID());
  const approved = estimate.data ? approvedWords(estimate.data) : null;
  const production = start.data;
  const card = useRef<HTMLElement>(null);
  // On a narrow page whoever has saved is further down.
  useEffect(() => void card.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <section
      ref={card}
      aria-label={`Revision ${revision.number}`}
      className="scroll-mt-32 flex flex-col gap-3 rounded-lg border border-line bg-raised p-4"
    >
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 text-sm" role="status">
          <span className="font-medium">Revision {revision.number} is saved.</span>{' '}
          {!production && estimate.data && <span className="text-quiet">{estimateWords(estimate.data)}</span>}
          {!production && estimate.isPending && <span className="text-quiet">Looking what a film of it takes …</span>}
        </p>
        {!production && (
          <Button
            look="accent"
            busy={start.isPending}
            onClick={() =>
              start.mutate(
                { revisionId: revision.id, key, again: approved !== null },
                { onSuccess: (made) => void noteProduction(made) },
              )
            }
          >
            {approved !== null ? 'Make approved shots anew' : 'Make the film'}
          </Button>
        )}
        <IconButton label="Close" onClick={onClose}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      {approved !== null && !production && <p className="text-sm text-bad">{approved}</p>}
      {estimate.error && !production && <Failure error={estimate.error} retry={() => void estimate.refetch()} />}
      {production && <Made id={production.id} saved={saved} projectId={projectId} />}
    </section>
  );
}

function Made({ id, saved, projectId }: { id: string; saved: Saved; projectId: string }) {
  const production = useProduction(id).data;
  const isDone = production?.status === 'succeeded';
  const shots = useProductionShots(isDone ? id : '').data;
  const scenes = useScenes(isDone ? saved.revision.id : '').data;
  const changed = useMemo(() => firstChanged(saved.before, saved.after), [saved]);
  if (!production || production.status === 'running') return <ProductionProgress id={id} known={production} />;
  if (!isDone) {
    return (
      <p className="text-sm">
        {production.status === 'failed'
          ? `The film could not be finished: ${production.error ?? 'it does not say why.'}`
          : 'The film was stopped.'}{' '}
        <Link href={`/project/?id=${projectId}`} className="text-link underline">
          To the desk
        </Link>
      </p>
    );
  }
  const frame = shots && scenes ? frameOfChange(shots, scenes, changed) : null;
  const { total = 0, cached = 0 } = production.jobs.shot ?? {};
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="min-w-0 flex-1 text-sm text-quiet">
        The film is finished: {total - cached} of {total} shots are new.
      </p>
      {frame !== null && (
        <Link href={`/watch/?id=${projectId}&film=${id}&f=${frame}&play=1`} className={buttonClass('accent')}>
          {saved.before ? 'Watch from the change' : 'Watch'}
        </Link>
      )}
    </div>
  );
}
