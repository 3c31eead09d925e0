/** The breakdown of a revision: what its scenes need. What changes with an element has a key that begins with it. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { useChange } from './organization-queries';
import { everything, tagOf } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Element = Schemas['Element'];
export type State = Element['state'];
export type Category = Element['category'];
export type Breakdown = Schemas['Breakdown'];
export type Sheet = Schemas['BreakdownSheet'];
export type SheetHeader = Schemas['SheetHeader'];
/** So many are decided on with one call. */
const AT_ONCE = 200;

const ofRevision = (revisionId: string) => ({ path: { revision_id: revisionId } });
const sheetKey = (revisionId: string, scene: number) => ['elements', revisionId, 'sheet', scene];

/** How much is confirmed, kept, lost, and what does not go together. */
export function useBreakdown(revisionId: string) {
  return useQuery({
    queryKey: ['elements', revisionId, 'all in all'],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/revisions/{revision_id}/breakdown', { params: ofRevision(revisionId), signal }),
      ),
  });
}

/** The heads of all sheets; they never change. */
export function useSheetHeaders(revisionId: string) {
  return useQuery({
    queryKey: ['sheets', revisionId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/revisions/{revision_id}/breakdown-sheets', {
            params: { ...ofRevision(revisionId), query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useSheet(revisionId: string, scene: number) {
  return useQuery({
    queryKey: sheetKey(revisionId, scene),
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/revisions/{revision_id}/breakdown-sheet', {
          params: { ...ofRevision(revisionId), query: { scene } },
          signal,
        }),
      ),
  });
}

/** What the revision before had and this one has no place for. */
export function useLost(revisionId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['elements', revisionId, 'lost'],
    queryFn: async ({ signal }) => {
      const client = await api();
      const found = await everything((cursor) =>
        answerOf(
          client.GET('/api/v1/revisions/{revision_id}/elements', {
            params: { ...ofRevision(revisionId), query: { lost: true, cursor, limit: 200 } },
            signal,
          }),
        ),
      );
      return found.filter((each) => each.state !== 'dismissed');
    },
    enabled,
  });
}

export type Decision = { revisionId: string; scene: number; ids: readonly string[]; seen: State; state: State };

/** Confirm, dismiss or take back. Shown at once, and as it was where the API refuses. */
export function useDecide() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ revisionId, ids, seen, state }: Decision) => {
      const client = await api();
      let left = 0;
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const done = await answerOf(
          client.POST('/api/v1/revisions/{revision_id}/element-decisions', {
            params: { ...ofRevision(revisionId), header: { 'idempotency-key': crypto.randomUUID() } },
            body: { ids: ids.slice(at, at + AT_ONCE), seen, state },
          }),
        );
        left += done.left;
      }
      return left;
    },
    onMutate: async ({ revisionId, scene, ids, state }) => {
      const key = sheetKey(revisionId, scene);
      await queries.cancelQueries({ queryKey: key });
      queries.setQueryData<Sheet>(
        key,
        (sheet) =>
          sheet && {
            ...sheet,
            elements: sheet.elements.map((each) => (ids.includes(each.id) ? { ...each, state } : each)),
          },
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['elements'] }),
  });
}

export function useAddElement(revisionId: string) {
  return useChange(['elements'], async (body: Schemas['ElementCreate']) =>
    answerOf(
      (await api()).POST('/api/v1/revisions/{revision_id}/elements', {
        params: { ...ofRevision(revisionId), header: { 'idempotency-key': crypto.randomUUID() } },
        body,
      }),
    ),
  );
}

export function useChangeElement() {
  return useChange(
    ['elements'],
    async ({ seen, changes }: { seen: { id: string; version: number }; changes: Schemas['ElementUpdate'] }) =>
      answerOf(
        (await api()).PATCH('/api/v1/elements/{element_id}', {
          params: { path: { element_id: seen.id }, header: { 'if-match': tagOf(seen) } },
          body: changes,
        }),
      ),
  );
}

/** All elements but those dismissed, as a file for spreadsheets. */
export async function elementsAsCsv(revisionId: string): Promise<Blob> {
  return answerOf(
    (await api()).GET('/api/v1/revisions/{revision_id}/elements.csv', {
      params: ofRevision(revisionId),
      parseAs: 'blob',
    }),
  ) as Promise<unknown> as Promise<Blob>;
}
