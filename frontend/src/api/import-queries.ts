/** Files on paper that become screenplays: read by the API, looked at here, and made a revision. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { everything, tagOf } from './queries';
import type { components } from './schema';

export type Import = components['schemas']['Import'];
export type Paragraph = components['schemas']['ImportedParagraph'];
export type Kind = Paragraph['kind'];
export type Loss = components['schemas']['Loss'];

/** Read a PDF or a DOCX; `key` makes a second try of the same thing one. */
async function importFile(projectId: string, file: File, key: string): Promise<Import> {
  return answerOf(
    (await api()).POST('/api/v1/projects/{project_id}/imports', {
      params: {
        path: { project_id: projectId },
        header: { 'x-filename': encodeURIComponent(file.name), 'idempotency-key': key },
      },
      headers: { 'Content-Type': 'application/octet-stream' },
      body: file as unknown as string,
      bodySerializer: (body: unknown) => body as Blob,
    }),
  );
}

/** The same, and where it is looked at. */
export async function addressOfImport(projectId: string, file: File, key: string): Promise<string> {
  return `/script/import/?id=${projectId}&i=${(await importFile(projectId, file, key)).id}`;
}

/** The newest imports of a project. */
export function useImports(projectId: string) {
  return useQuery({
    queryKey: ['imports', projectId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/imports', {
          params: { path: { project_id: projectId }, query: { limit: 20 } },
          signal,
        }),
      ),
    enabled: projectId !== '',
  });
}

export function useImport(id: string) {
  return useQuery({
    queryKey: ['import', id],
    queryFn: async ({ signal }) =>
      answerOf((await api()).GET('/api/v1/imports/{import_id}', { params: { path: { import_id: id } }, signal })),
    enabled: id !== '',
  });
}

export function useImportedParagraphs(id: string) {
  return useQuery({
    queryKey: ['imported', id],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/imports/{import_id}/paragraphs', {
            params: { path: { import_id: id }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: id !== '',
  });
}

/** Say what paragraphs are. The page shows it at once; where it is refused, what the API has is shown again. */
export function useTag(of: Import) {
  const { id } = of;
  const queries = useQueryClient();
  return useMutation({
    // One after the other, so that each is based on the one before.
    scope: { id: `tag ${id}` },
    mutationFn: async (tags: { index: number; kind: Kind }[]) => {
      const known = queries.getQueryData<Import>(['import', id]) ?? of;
      return answerOf(
        (await api()).PATCH('/api/v1/imports/{import_id}', {
          params: { path: { import_id: id }, header: { 'if-match': tagOf(known) } },
          body: { paragraphs: tags },
        }),
      );
    },
    onMutate: (tags) => {
      const kinds = new Map(tags.map(({ index, kind }) => [index, kind]));
      queries.setQueryData<Paragraph[]>(['imported', id], (all) =>
        all?.map((each) => {
          const kind = kinds.get(each.index);
          return kind ? { ...each, kind, certainty: 'sure' as const } : each;
        }),
      );
    },
    onSuccess: (now) => queries.setQueryData(['import', id], now),
    onError: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['import', id] }),
        queries.invalidateQueries({ queryKey: ['imported', id] }),
      ]),
  });
}

/** Make a revision of it, behind the one that is the newest here. */
export function useAccept(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ of, basedOn, key }: { of: Import; basedOn: string | null; key: string }) =>
      answerOf(
        (await api()).POST('/api/v1/imports/{import_id}/revision', {
          params: {
            path: { import_id: of.id },
            query: { based_on: basedOn ?? undefined },
            header: { 'if-match': tagOf(of), 'idempotency-key': key },
          },
        }),
      ),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['imports', projectId] }),
        queries.invalidateQueries({ queryKey: ['revisions', projectId] }),
      ]),
  });
}

export function useLetGo(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (of: Import) =>
      answerOf(
        (await api()).DELETE('/api/v1/imports/{import_id}', {
          params: { path: { import_id: of.id }, header: { 'if-match': tagOf(of) } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['imports', projectId] }),
  });
}

/** What Fountain cannot hold of a revision that came from Final Draft. */
export async function lossesOf(revisionId: string): Promise<Loss[]> {
  const found = await answerOf(
    (await api()).GET('/api/v1/revisions/{revision_id}/losses', { params: { path: { revision_id: revisionId } } }),
  );
  return found.items;
}
