/** What the boards read: the shots as planned, and as a production makes them. */

import { useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { documentOf } from './documents';
import { everything } from './queries';

/** Every planned shot of a revision. */
export function usePlannedShots(revisionId: string) {
  return useQuery({
    queryKey: ['planned shots', revisionId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/revisions/{revision_id}/shots', {
            params: { path: { revision_id: revisionId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: revisionId !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Every shot as a production makes it, with signed URLs. `state` asks anew where it changes: while a film is made its
 * page names each tenth of the way, because a long film's list is thousands of rows. */
export function useMadeShots(productionId: string, state: string) {
  return useQuery({
    queryKey: ['made shots', productionId, state],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/productions/{production_id}/shots', {
            params: { path: { production_id: productionId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: productionId !== '',
    placeholderData: (before) => before,
    // Their URLs work for hours; the first that does not asks for all anew.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The contact sheet of a production as a PDF, answered as its address. */
export function useContactSheet() {
  return useMutation({
    mutationFn: async ({ productionId, key }: { productionId: string; key: string }) =>
      documentOf(
        'The contact sheet',
        await answerOf(
          (await api()).POST('/api/v1/productions/{production_id}/contact-sheets', {
            params: { path: { production_id: productionId }, header: { 'idempotency-key': key } },
          }),
        ),
      ),
  });
}
