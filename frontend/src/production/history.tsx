'use client';
/** Every production of the project, the newest first. */

import Link from 'next/link';
import { useProductionHistory } from '@/api/production-queries';
import type { Production } from '@/api/queries';
import { Button } from '@/components/button';
import { Shown } from '@/components/states';
import { Table } from '@/components/table';
import { agoOf, durationOf } from '@/components/words';
import { secondsBetween, statusWord } from './status';

export function History({
  projectId,
  chosen,
  numbers,
}: {
  projectId: string;
  chosen: string;
  numbers: ReadonlyMap<string, number>;
}) {
  const history = useProductionHistory(projectId);
  return (
    <section aria-labelledby="history" className="flex flex-col gap-3">
      <h2 id="history" className="text-lg font-semibold">
        Productions
      </h2>
      <Shown of={history}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0) return <p className="text-quiet">None was begun yet.</p>;
          return (
            <>
              <Table
                caption="Productions of the project"
                rows={rows}
                keyOf={(row) => row.id}
                columns={[
                  {
                    name: 'Begun',
                    cell: (row) => (
                      <Link
                        href={`/production/?id=${projectId}&run=${row.id}`}
                        aria-current={row.id === chosen ? 'true' : undefined}
                        className="whitespace-nowrap text-link underline aria-[current=true]:font-semibold"
                      >
                        {agoOf(row.created_at)}
                      </Link>
                    ),
                  },
                  { name: 'Revision', numeric: true, cell: (row) => numbers.get(row.revision_id) ?? '–' },
                  {
                    name: 'State',
                    cell: (row) => (
                      <span className={row.status === 'failed' ? 'text-bad' : ''}>{statusWord(row.status)}</span>
                    ),
                  },
                  { name: 'Made', numeric: true, cell: (row) => sum(row, ({ done, cached }) => done - cached) },
                  { name: 'Kept', numeric: true, cell: (row) => sum(row, ({ cached }) => cached) },
                  {
                    name: 'Took',
                    numeric: true,
                    cell: (row) =>
                      row.finished_at ? (
                        <span className="whitespace-nowrap">
                          {durationOf(secondsBetween(row.created_at, row.finished_at))}
                        </span>
                      ) : (
                        '–'
                      ),
                  },
                ]}
              />
              {history.hasNextPage && (
                <Button
                  className="self-start"
                  busy={history.isFetchingNextPage}
                  onClick={() => void history.fetchNextPage()}
                >
                  Show more
                </Button>
              )}
            </>
          );
        }}
      </Shown>
    </section>
  );
}

function sum(row: Production, of: (counts: Production['jobs'][string]) => number): number {
  return Object.values(row.jobs).reduce((all, counts) => all + of(counts), 0);
}
