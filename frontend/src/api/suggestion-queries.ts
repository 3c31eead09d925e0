/** Suggestions: asked for here, written by the API in the background, and accepted or rejected here. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { tagOf } from './queries';
import type { components } from './schema';

export type Suggestion = components['schemas']['Suggestion'];
export type SuggestionWithText = components['schemas']['SuggestionWithText'];
export type SuggestedOption = components['schemas']['SuggestedOption'];
export type Writers = components['schemas']['Writers'];
export type ModelOffer = components['schemas']['ModelOffer'];
export type Kind = Suggestion['kind'];
export type Asked =
  | components['schemas']['DraftCreate']
  | components['schemas']['RewriteCreate']
  | components['schemas']['ContinuationCreate']
  | components['schemas']['AlternativesCreate']
  | components['schemas']['LoglineCreate'];

/** Who can be asked, which a project does not change. */
export function useWriters(projectId: string) {
  return useQuery({
    queryKey: ['writers', projectId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/writers', {
          params: { path: { project_id: projectId } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The newest suggestions of a project. */
export function useSuggestions(projectId: string) {
  return useQuery({
    queryKey: ['suggestions', projectId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/suggestions', {
          params: { path: { project_id: projectId }, query: { limit: 30 } },
          signal,
        }),
      ),
  });
}

export function useSuggestion(id: string) {
  return useQuery({
    queryKey: ['suggestion', id],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/suggestions/{suggestion_id}', { params: { path: { suggestion_id: id } }, signal }),
      ),
  });
}

/** Ask a writer; `key` makes a second try of the same thing one. */
export async function askForSuggestion(projectId: string, asked: Asked, key: string): Promise<Suggestion> {
  return answerOf(
    (await api()).POST('/api/v1/projects/{project_id}/suggestions', {
      params: { path: { project_id: projectId }, header: { 'idempotency-key': key } },
      body: asked,
    }),
  );
}

/** A project that begins with a draft of its logline, for which a writer is asked. Gives the address to go on at. */
export function useBeginFromLogline() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ title, logline, key }: { title: string; logline: string; key: string }) => {
      const project = await answerOf(
        (await api()).POST('/api/v1/projects', {
          body: { title },
          params: { header: { 'idempotency-key': `${key}-project` } },
        }),
      );
      await askForSuggestion(project.id, { kind: 'draft', writer: 'template', logline, seed: 0 }, `${key}-draft`);
      return `/script/?id=${project.id}&show=suggestions`;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['projects'] }),
  });
}

export function useAsk(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ asked, key }: { asked: Asked; key: string }) => askForSuggestion(projectId, asked, key),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['suggestions', projectId] }),
  });
}

export function useAccept(of: Suggestion) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ option, hunks, key }: { option: number; hunks: number[]; key: string }) =>
      answerOf(
        (await api()).POST('/api/v1/suggestions/{suggestion_id}/revision', {
          params: { path: { suggestion_id: of.id }, header: { 'if-match': tagOf(of), 'idempotency-key': key } },
          body: { option, hunks },
        }),
      ),
    onSettled: () => decided(queries, of),
  });
}

export function useReject(of: Suggestion) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ reason, key }: { reason: string | null; key: string }) =>
      answerOf(
        (await api()).POST('/api/v1/suggestions/{suggestion_id}/rejection', {
          params: { path: { suggestion_id: of.id }, header: { 'if-match': tagOf(of), 'idempotency-key': key } },
          body: { reason },
        }),
      ),
    onSettled: () => decided(queries, of),
  });
}

async function decided(queries: ReturnType<typeof useQueryClient>, of: Suggestion) {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['suggestion', of.id] }),
    queries.invalidateQueries({ queryKey: ['suggestions', of.project_id] }),
    queries.invalidateQueries({ queryKey: ['revisions', of.project_id] }),
  ]);
}
