/** What is given out of a screenplay: in colours, on paper, and counted. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { documentOf } from './documents';
import { everything, tagOf } from './queries';
import type { components } from './schema';

export type Issue = components['schemas']['Issue'];
export type Print = components['schemas']['ScreenplayCreate'];
export type StructureReport = components['schemas']['StructureReport'];

/** What was issued of a project, the newest first. Its key lets news of revisions ask anew. */
export function useIssues(projectId: string) {
  return useQuery({
    queryKey: ['revisions', projectId, 'issues'],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/issues', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '',
  });
}

export function useIssueRevision(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ revisionId, dated, key }: { revisionId: string; dated: string; key: string }) =>
      answerOf(
        (await api()).POST('/api/v1/revisions/{revision_id}/issue', {
          params: { path: { revision_id: revisionId }, header: { 'idempotency-key': key } },
          body: { dated },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['revisions', projectId, 'issues'] }),
  });
}

export function useLockIssue(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ issue, locked }: { issue: Issue; locked: boolean }) =>
      answerOf(
        (await api()).PATCH('/api/v1/revisions/{revision_id}/issue', {
          params: { path: { revision_id: issue.revision_id }, header: { 'if-match': tagOf(issue) } },
          body: { locked },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['revisions', projectId, 'issues'] }),
  });
}

/** A revision as a PDF: asked for, waited for, answered as its address. */
export function usePrint() {
  return useMutation({
    mutationFn: async ({ revisionId, print, key }: { revisionId: string; print: Print; key: string }) =>
      documentOf(
        'The screenplay',
        await answerOf(
          (await api()).POST('/api/v1/revisions/{revision_id}/screenplays', {
            params: { path: { revision_id: revisionId }, header: { 'idempotency-key': key } },
            body: print,
          }),
        ),
      ),
  });
}

export function useReport(revisionId: string) {
  return useQuery({
    queryKey: ['report', revisionId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/revisions/{revision_id}/report', {
          params: { path: { revision_id: revisionId } },
          signal,
        }),
      ),
    enabled: revisionId !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
}
