'use client';
/** Beside the board: what it costs, what clashes, a cheaper order, and the other scenarios. */

import Link from 'next/link';
import { useState } from 'react';
import {
  type Change,
  isOver,
  type JobDetail,
  type Scenario,
  type ScenarioSummary,
  useSearch,
  useSearchGoingOn,
  useSearchOrder,
  useStopSearch,
} from '@/api/schedule-queries';
import { Button } from '@/components/button';
import { Table } from '@/components/table';
import { countOf } from '@/components/words';
import { moneyOf } from './strips';

export function Cost({ scenario }: { scenario: Scenario }) {
  const { cost } = scenario;
  const lines: readonly (readonly [string, string])[] = [
    ['Cast', moneyOf(cost.cast)],
    ['Of it for hold days', `${moneyOf(cost.hold)} (${countOf(cost.hold_days, 'day')})`],
    ['Company moves', String(cost.moves)],
    ['Nights with too little rest', String(cost.turn_rounds)],
    ['Together', moneyOf(cost.total)],
  ];
  return (
    <section aria-labelledby="cost" className="flex flex-col gap-2">
      <h2 id="cost" className="font-semibold">
        Cost
      </h2>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
        {lines.map(([name, value]) => (
          <div key={name} className="contents last:font-semibold">
            <dt>{name}</dt>
            <dd className="text-right" data-testid={name === 'Together' ? 'total' : undefined}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {cost.cast === 0 && (
        <p className="text-sm text-quiet">Nobody has a day rate yet: give the cast theirs in the settings.</p>
      )}
    </section>
  );
}

export function Conflicts({ scenario, goTo }: { scenario: Scenario; goTo: (scene: number) => void }) {
  return (
    <section aria-labelledby="conflicts" className="flex flex-col gap-2">
      <h2 id="conflicts" className="font-semibold">
        {scenario.conflicts.length ? countOf(scenario.conflicts.length, 'conflict') : 'No conflicts'}
      </h2>
      <ul className="flex max-h-72 flex-col gap-1 overflow-y-auto text-sm">
        {scenario.conflicts.map((each) => {
          const scene = each.scenes[0];
          return (
            <li key={`${each.kind} ${each.day} ${each.text}`} className="border-l-2 border-bad pl-2">
              {scene === undefined ? (
                each.text
              ) : (
                <button
                  type="button"
                  className="text-left underline-offset-2 hover:underline"
                  onClick={() => goTo(scene)}
                >
                  {each.text}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const EFFORTS: readonly (readonly [string, number])[] = [
  ['Quick', 10],
  ['Thorough', 60],
  ['Long', 300],
];

/** Look for a cheaper order; nothing changes until somebody applies it. */
export function Optimise({ scenario, change }: { scenario: Scenario; change: (change: Change) => void }) {
  const goingOn = useSearchGoingOn(scenario.id).data ?? '';
  const [begun, setJobId] = useState<string | null>(null);
  const jobId = begun ?? goingOn;
  const [work, setWork] = useState(10);
  const begin = useSearchOrder(scenario.id);
  const job = useSearch(jobId).data;
  const stop = useStopSearch(jobId);
  const isRunning = job !== undefined && !isOver(job);
  const best = bestOf(job);
  return (
    <section aria-labelledby="optimise" className="flex flex-col gap-2">
      <h2 id="optimise" className="font-semibold">
        A cheaper order
      </h2>
      <div className="flex flex-wrap items-center gap-2">
        <select
          aria-label="How long to look"
          value={work}
          onChange={(event) => setWork(Number(event.target.value))}
          disabled={isRunning}
          className="min-h-9 rounded-lg border border-edge bg-field px-2 text-sm"
        >
          {EFFORTS.map(([name, seconds]) => (
            <option key={name} value={seconds}>
              {name}
            </option>
          ))}
        </select>
        <Button
          look="accent"
          busy={begin.isPending || isRunning}
          onClick={() => begin.mutate(work, { onSuccess: ({ id }) => setJobId(id) })}
        >
          {isRunning ? 'Looking …' : 'Optimise'}
        </Button>
        {isRunning && (
          <Button busy={stop.isPending} onClick={() => stop.mutate()}>
            Stop
          </Button>
        )}
        {best && !isRunning && (
          <Button
            onClick={() => {
              change({ kind: 'order', jobId });
              setJobId('');
            }}
          >
            Apply
          </Button>
        )}
      </div>
      {job && (
        <div role="status" className="flex flex-col gap-1 text-sm">
          {isRunning && <progress value={job.progress} max={1} aria-label="Progress" className="w-full" />}
          <p>{wordsOf(job, best)}</p>
          {clashOf(job).length > 0 && (
            <ul className="list-disc pl-5">
              {clashOf(job).map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          )}
          {best && (
            <p className="text-quiet">
              Now {moneyOf(scenario.cost.total)}, found {moneyOf(best.cost)}
              {best.cost > best.bound ? `; no order costs less than ${moneyOf(best.bound)}` : ''}.
            </p>
          )}
        </div>
      )}
    </section>
  );
}

type Best = { cost: number; bound: number };

const isBest = (value: unknown): value is Best =>
  typeof value === 'object' && value !== null && 'cost' in value && 'bound' in value;

/** The order that a search has found, or its best so far. */
function bestOf(job: JobDetail | undefined): Best | null {
  const order = job?.result?.order;
  if (isBest(order)) return order;
  return job?.status !== 'succeeded' && isBest(job?.found) ? job.found : null;
}

function clashOf(job: JobDetail): string[] {
  const clash: unknown = job.result?.clash;
  return Array.isArray(clash) ? clash.map(String) : [];
}

function wordsOf(job: JobDetail, best: Best | null): string {
  switch (job.status) {
    case 'succeeded':
      break;
    case 'failed':
      return `The search failed: ${job.error ?? 'it does not say why'}`;
    case 'cancelled':
      return best ? 'Stopped; the best so far is kept.' : 'Stopped before an order was found.';
    case 'running':
      return best ? 'Better orders are looked for.' : 'A first order is looked for.';
    default:
      return 'Waits for a worker.';
  }
  const words: Record<string, string> = {
    best: 'The best order: none costs less.',
    found: 'The best that was found in this time.',
    as_it_is: 'The board is as cheap as it gets: every other order costs more.',
    infeasible: 'There is no such order. These cannot hold together:',
    not_found: 'No order was found in this time; look for longer.',
  };
  return words[String(job.result?.outcome)] ?? 'Done.';
}

/** What each way costs, beside the others. */
export function Scenarios({
  all,
  shown,
  linkOf,
}: {
  all: readonly ScenarioSummary[];
  shown: string;
  linkOf: (id: string) => string;
}) {
  return (
    <section aria-labelledby="scenarios" className="flex flex-col gap-2">
      <h2 id="scenarios" className="font-semibold">
        Scenarios
      </h2>
      <Table<ScenarioSummary>
        caption="Scenarios compared"
        rows={all}
        keyOf={(row) => row.id}
        columns={[
          {
            name: 'Name',
            cell: (row) => (
              <Link
                href={linkOf(row.id)}
                aria-current={row.id === shown || undefined}
                className="text-link underline-offset-2 hover:underline aria-[current]:font-semibold"
              >
                <bdi>{row.name}</bdi>
                {row.locked && ' (locked)'}
              </Link>
            ),
          },
          { name: 'Days', numeric: true, cell: (row) => row.days },
          { name: 'Conflicts', numeric: true, cell: (row) => row.conflicts },
          { name: 'Cost', numeric: true, cell: (row) => moneyOf(row.total_cost) },
        ]}
      />
    </section>
  );
}
