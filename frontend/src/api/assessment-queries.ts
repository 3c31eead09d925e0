/** What people write of a screenplay: readers' coverage of its revisions, and beat sheets. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { everything, tagOf } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Coverage = Schemas['Coverage'];
export type CoverageFields = Schemas['CoverageCreate'];
export type BeatSheet = Schemas['BeatSheet'];
export type BeatSheetFields = Schemas['BeatSheetCreate'];

/** As lists are called whose things' changes are told of. */
const COVERAGES = 'coverages';
const BEAT_SHEETS = 'beat_sheets';

export function useCoverage(projectId: string) {
  return useQuery({
    queryKey: [COVERAGES, projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/coverage', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '',
  });
}

export function useBeatSheets(projectId: string) {
  return useQuery({
    queryKey: [BEAT_SHEETS, projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/beat-sheets', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '',
  });
}

function useChange<Input, Made>(list: string, mutationFn: (input: Input) => Promise<Made>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => queries.invalidateQueries({ queryKey: [list] }) });
}

/** Written for a revision, or, where there is one, changed. */
export function useWriteCoverage(revisionId: string) {
  return useChange(
    COVERAGES,
    async ({ seen, fields, key }: { seen: Coverage | null; fields: CoverageFields; key: string }) => {
      const client = await api();
      return answerOf(
        seen
          ? client.PATCH('/api/v1/coverage/{coverage_id}', {
              params: { path: { coverage_id: seen.id }, header: { 'if-match': tagOf(seen) } },
              body: fields,
            })
          : client.POST('/api/v1/revisions/{revision_id}/coverage', {
              params: { path: { revision_id: revisionId }, header: { 'idempotency-key': key } },
              body: fields,
            }),
      );
    },
  );
}

export function useDeleteCoverage() {
  return useChange(COVERAGES, async (seen: Coverage) =>
    answerOf(
      (await api()).DELETE('/api/v1/coverage/{coverage_id}', {
        params: { path: { coverage_id: seen.id }, header: { 'if-match': tagOf(seen) } },
      }),
    ),
  );
}

/** Begun in a project, or, where there is one, changed. */
export function useWriteBeatSheet(projectId: string) {
  return useChange(
    BEAT_SHEETS,
    async ({ seen, fields, key }: { seen: BeatSheet | null; fields: BeatSheetFields; key: string }) => {
      const client = await api();
      return answerOf(
        seen
          ? client.PATCH('/api/v1/beat-sheets/{beat_sheet_id}', {
              params: { path: { beat_sheet_id: seen.id }, header: { 'if-match': tagOf(seen) } },
              body: fields,
            })
          : client.POST('/api/v1/projects/{project_id}/beat-sheets', {
              params: { path: { project_id: projectId }, header: { 'idempotency-key': key } },
              body: fields,
            }),
      );
    },
  );
}

export function useDeleteBeatSheet() {
  return useChange(BEAT_SHEETS, async (seen: BeatSheet) =>
    answerOf(
      (await api()).DELETE('/api/v1/beat-sheets/{beat_sheet_id}', {
        params: { path: { beat_sheet_id: seen.id }, header: { 'if-match': tagOf(seen) } },
      }),
    ),
  );
}
