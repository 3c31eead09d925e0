'use client';
/** One bar a kind of job: what was kept, is made, is being made, failed, and waits. */

import type { Production } from '@/api/queries';
import { type Lane, lanesOf } from './kinds';

const PARTS: readonly { part: 'kept' | 'made' | 'running' | 'failed' | 'waiting'; says: string; look: string }[] = [
  { part: 'kept', says: 'kept', look: 'bg-edge' },
  { part: 'made', says: 'made', look: 'bg-accent' },
  {
    part: 'running',
    says: 'being made',
    look: 'bg-[repeating-linear-gradient(135deg,var(--accent)_0_4px,transparent_4px_8px)]',
  },
  { part: 'failed', says: 'failed', look: 'bg-bad' },
  { part: 'waiting', says: 'waiting', look: '' },
];

/** "12 kept, 3 made, 1 failed" */
export function sayLane(lane: Lane): string {
  const said = PARTS.filter(({ part }) => lane[part] > 0).map(({ part, says }) => `${lane[part]} ${says}`);
  return said.join(', ');
}

export function Lanes({ production }: { production: Production }) {
  const lanes = lanesOf(production);
  return (
    <dl className="flex flex-col gap-3">
      {lanes.map((lane) => (
        <div key={lane.kind} className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-center gap-x-3 gap-y-0.5">
          <dt className="text-sm font-medium">{lane.name}</dt>
          <dd className="flex h-3 overflow-hidden rounded-sm bg-sunk shadow-[inset_0_0_0_1px_var(--line)]" aria-hidden>
            {PARTS.map(({ part, look }) =>
              lane[part] > 0 ? (
                <span
                  key={part}
                  className={`h-full ${look}`}
                  style={{ width: `${(lane[part] / lane.total) * 100}%` }}
                />
              ) : null,
            )}
          </dd>
          <dd className="col-start-2 text-sm text-quiet">
            {lane.made + lane.kept} of {lane.total} · {sayLane(lane)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
