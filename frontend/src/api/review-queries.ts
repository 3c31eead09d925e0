/** What is said of a film, what of it is approved, and the changes of both. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { everything, tagOf } from './queries';
import type { components } from './schema';

export type Comment = components['schemas']['Comment'];
export type Reply = components['schemas']['Reply'];
export type Stroke = components['schemas']['Stroke'];
export type Approval = components['schemas']['Approval'];
export type MarkerFormat = 'edl' | 'fcp7' | 'fcpxml' | 'csv';

/** Every comment on a film and on those before it, by frame. */
export function useComments(productionId: string) {
  return useQuery({
    queryKey: ['comments', productionId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/productions/{production_id}/comments', {
            params: { path: { production_id: productionId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: productionId !== '',
  });
}

export function useApprovals(productionId: string) {
  return useQuery({
    queryKey: ['approvals', productionId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/productions/{production_id}/approvals', {
            params: { path: { production_id: productionId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: productionId !== '',
  });
}

/** The comments of a film as a file for an edit suite. */
export async function markersOf(productionId: string, format: MarkerFormat): Promise<Blob> {
  return answerOf(
    (await api()).GET('/api/v1/productions/{production_id}/markers', {
      params: { path: { production_id: productionId }, query: { format } },
      parseAs: 'blob',
    }),
  ) as Promise<unknown> as Promise<Blob>;
}

function useChange<Input, Made>(noun: string, mutationFn: (input: Input) => Promise<Made>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => queries.invalidateQueries({ queryKey: [noun] }) });
}

export type Said = { frame: number; frames: number; text: string; drawing: Stroke[] };

export function useComment(productionId: string) {
  return useChange('comments', async ({ said, key }: { said: Said; key: string }) =>
    answerOf(
      (await api()).POST('/api/v1/productions/{production_id}/comments', {
        params: { path: { production_id: productionId }, header: { 'idempotency-key': key } },
        body: said,
      }),
    ),
  );
}

export function useChangeComment() {
  return useChange(
    'comments',
    async ({ comment, ...body }: { comment: Comment; text?: string; drawing?: Stroke[]; resolved?: boolean }) =>
      answerOf(
        (await api()).PATCH('/api/v1/comments/{comment_id}', {
          params: { path: { comment_id: comment.id }, header: { 'if-match': tagOf(comment) } },
          body,
        }),
      ),
  );
}

export function useDeleteComment() {
  return useChange('comments', async (comment: Comment) =>
    answerOf(
      (await api()).DELETE('/api/v1/comments/{comment_id}', {
        params: { path: { comment_id: comment.id }, header: { 'if-match': tagOf(comment) } },
      }),
    ),
  );
}

export function useAnswer() {
  return useChange('comments', async ({ comment, text, key }: { comment: Comment; text: string; key: string }) =>
    answerOf(
      (await api()).POST('/api/v1/comments/{comment_id}/replies', {
        params: { path: { comment_id: comment.id }, header: { 'idempotency-key': key } },
        body: { text },
      }),
    ),
  );
}

export function useChangeReply() {
  return useChange('comments', async ({ reply, text }: { reply: Reply; text: string }) =>
    answerOf(
      (await api()).PATCH('/api/v1/replies/{reply_id}', {
        params: { path: { reply_id: reply.id }, header: { 'if-match': tagOf(reply) } },
        body: { text },
      }),
    ),
  );
}

export function useDeleteReply() {
  return useChange('comments', async (reply: Reply) =>
    answerOf(
      (await api()).DELETE('/api/v1/replies/{reply_id}', {
        params: { path: { reply_id: reply.id }, header: { 'if-match': tagOf(reply) } },
      }),
    ),
  );
}

/** Approve a shot, or, with null, the film. */
export function useApprove(productionId: string) {
  return useChange('approvals', async (shot: number | null) =>
    answerOf(
      (await api()).POST('/api/v1/productions/{production_id}/approvals', {
        params: { path: { production_id: productionId } },
        body: { shot },
      }),
    ),
  );
}

export function useWithdraw() {
  return useChange('approvals', async (id: string) =>
    answerOf((await api()).DELETE('/api/v1/approvals/{approval_id}', { params: { path: { approval_id: id } } })),
  );
}
