'use client';
import { History } from 'lucide-react';
import { useLineage } from '@/api/lineage-queries';
import { reasons, staleWords } from '@/film/lineage';

/** A quiet word that a film is not as its script is now, with what of it and why; nothing while it is. */
export function StaleMark({ productionId }: { productionId: string }) {
  const lineage = useLineage(productionId).data;
  if (!lineage?.stale) return null;
  const scenes = lineage.scenes.filter((each) => each.stale);
  return (
    <details className="rounded-lg border border-line px-3 py-2 text-sm text-quiet" data-testid="stale">
      <summary className="cursor-pointer">
        <History aria-hidden className="mr-1.5 inline size-4 align-text-bottom" />
        {staleWords(lineage)}
      </summary>
      <ul className="mt-2 flex flex-col gap-1">
        {scenes.map((each) => (
          <li key={each.index}>
            Scene {each.number} {reasons(each)}
            {each.shots.length > 0 &&
              ` (${each.shots.length > 1 ? 'shots' : 'shot'} ${each.shots.map((shot) => shot + 1).join(', ')})`}
            .
          </li>
        ))}
      </ul>
    </details>
  );
}
