'use client';
import type { InfiniteData } from '@tanstack/react-query';
import type { Key, ReactNode } from 'react';
import { Button } from './button';
import { Failure, Skeleton } from './states';
import { type Column, Table } from './table';

type Asked<Row> = {
  data: InfiniteData<{ items: Row[] }> | undefined;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
};

/** A listing as a table, in each of its states, with the next page as somebody asks for it. */
export function Listed<Row>({
  of,
  caption,
  columns,
  keyOf,
  empty,
}: {
  of: Asked<Row>;
  caption: string;
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => Key;
  empty: ReactNode;
}) {
  if (!of.data) return of.error ? <Failure error={of.error} retry={() => void of.refetch()} /> : <Skeleton />;
  const rows = of.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return empty;
  return (
    <div className="flex flex-col gap-3">
      <Table caption={caption} rows={rows} columns={columns} keyOf={keyOf} />
      {of.hasNextPage && (
        <Button className="self-center" busy={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  );
}
