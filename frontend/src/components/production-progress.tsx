'use client';
import { type Production, useProduction } from '@/api/queries';
import { Button } from './button';
import { Progress } from './progress';

const KINDS = {
  line: 'Lines spoken',
  shot: 'Shots drawn',
  score: 'Score',
  effects: 'Effects',
  assembly: 'Film assembled',
} as const;

/** A film that is being made: how far each kind of its jobs is. */
export function ProductionProgress({
  id,
  known,
  stop,
  stopping = false,
}: {
  id: string;
  known?: Production;
  stop?: () => void;
  stopping?: boolean;
}) {
  const asked = useProduction(id).data;
  const production = asked && known && known.changes > asked.changes ? known : (asked ?? known);
  if (!production) return null;
  return (
    <section
      aria-label="Progress of the film"
      className="flex flex-col gap-4 rounded-lg border border-line bg-raised p-4"
    >
      <div className="flex items-center justify-between gap-3">
        <p className="font-medium">The film is being made · {Math.floor(production.fraction * 100)} %</p>
        {stop && (
          <Button look="quiet" busy={stopping} onClick={stop}>
            Stop
          </Button>
        )}
      </div>
      <Progress value={production.fraction} label="The whole film" />
      <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-2">
        {Object.entries(KINDS).map(([kind, name]) => {
          const counts = production.jobs[kind as keyof typeof KINDS];
          if (!counts || counts.total === 0) return null;
          return (
            <div key={kind} className="flex justify-between gap-3">
              <dt className="text-quiet">{name}</dt>
              <dd>
                {counts.done} of {counts.total}
                {counts.failed > 0 && <span className="text-bad"> · {counts.failed} failed</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
