/** The kinds of jobs of a film, in the order of the work, as people call them. */

import type { Kind } from '@/api/production-queries';
import type { Production } from '@/api/queries';

export const LANES: readonly { kind: Kind; name: string; one: string }[] = [
  { kind: 'line', name: 'Lines', one: 'Line' },
  { kind: 'shot', name: 'Shots', one: 'Shot' },
  { kind: 'score', name: 'Score', one: 'Score' },
  { kind: 'effects', name: 'Effects', one: 'Effects' },
  { kind: 'assembly', name: 'Assembly', one: 'Assembly' },
];

const SINGLE = new Set<Kind>(['score', 'effects', 'assembly']);

/** "Shot 12"; "Score", of which a film has one. */
export function jobName(kind: Kind, ordinal: number): string {
  const name = LANES.find((lane) => lane.kind === kind)?.one ?? kind;
  return SINGLE.has(kind) ? name : `${name} ${ordinal + 1}`;
}

export type Lane = {
  kind: Kind;
  name: string;
  total: number;
  /** Made before, for an equal recipe. */
  kept: number;
  made: number;
  running: number;
  failed: number;
  waiting: number;
};

/** How far each kind of a production is. `doing` names eight running jobs at most: those beyond count as waiting. */
export function lanesOf({ jobs, doing }: Pick<Production, 'jobs' | 'doing'>): Lane[] {
  return LANES.flatMap(({ kind, name }) => {
    const counts = jobs[kind];
    if (!counts || counts.total === 0) return [];
    const running = doing.filter((each) => each.kind === kind).length;
    const kept = Math.min(counts.cached, counts.done);
    return [
      {
        kind,
        name,
        total: counts.total,
        kept,
        made: counts.done - kept,
        running,
        failed: counts.failed,
        waiting: Math.max(0, counts.total - counts.done - counts.failed - running),
      },
    ];
  });
}
