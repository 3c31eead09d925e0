/** What pages read and change, by its noun. A key begins with the noun, so that news of it reach every page. */

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FilmFormat } from '@/film/format';
import { answerOf, api } from './client';
import type { components } from './schema';

export type Project = components['schemas']['Project'];
export type DeletedProject = components['schemas']['DeletedProject'];
export type Revision = components['schemas']['Revision'];
export type Layout = components['schemas']['Layout'];
export type Production = components['schemas']['Production'];
export type Deliverables = components['schemas']['Deliverables'];
export type Page<Item> = { items: Item[]; next_cursor: string | null };

/** Every page of a listing: for what a page shows whole, such as the shots of a film. */
export async function everything<Item>(page: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const found = await page(cursor);
    items.push(...found.items);
    cursor = found.next_cursor ?? undefined;
  } while (cursor);
  return items;
}

export function useProjects(q: string) {
  return useInfiniteQuery({
    queryKey: ['projects', q],
    queryFn: async ({ pageParam, signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects', {
          params: { query: { q: q || undefined, cursor: pageParam, sort: '-updated_at', limit: 24 } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
}

export function useDeletedProjects() {
  return useQuery({
    queryKey: ['projects', { deleted: true }],
    queryFn: async ({ signal }) => answerOf((await api()).GET('/api/v1/deleted-projects', { signal })),
  });
}

export function useProject(id: string) {
  return useQuery({
    queryKey: ['project', id],
    queryFn: async ({ signal }) =>
      answerOf((await api()).GET('/api/v1/projects/{project_id}', { params: { path: { project_id: id } }, signal })),
    enabled: id !== '',
  });
}

export function useRevisions(projectId: string) {
  return useQuery({
    queryKey: ['revisions', projectId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/revisions', {
          params: { path: { project_id: projectId } },
          signal,
        }),
      ),
    enabled: projectId !== '',
  });
}

export function useProductions(projectId: string) {
  return useQuery({
    queryKey: ['productions', projectId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/productions', {
          params: { path: { project_id: projectId } },
          signal,
        }),
      ),
    enabled: projectId !== '',
  });
}

/** The newest film of a project that is finished, for its card; null where there is none yet. */
export function useNewestFilm(projectId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['productions', projectId, 'newest film'],
    queryFn: async ({ signal }) => {
      const client = await api();
      const page = await answerOf(
        client.GET('/api/v1/projects/{project_id}/productions', {
          params: { path: { project_id: projectId }, query: { status: 'succeeded', limit: 1 } },
          signal,
        }),
      );
      const production = page.items[0];
      if (!production) return null;
      const deliverables = await answerOf(
        client.GET('/api/v1/productions/{production_id}/deliverables', {
          params: { path: { production_id: production.id } },
          signal,
        }),
      );
      return { production, deliverables };
    },
    enabled,
  });
}

async function production(id: string, signal?: AbortSignal): Promise<Production> {
  const client = await api();
  return answerOf(
    client.GET('/api/v1/productions/{production_id}', { params: { path: { production_id: id } }, signal }),
  );
}

export function useProduction(id: string) {
  return useQuery({
    queryKey: ['production', id],
    queryFn: ({ signal }) => production(id, signal),
    enabled: id !== '',
  });
}

async function deliverables(id: string, signal?: AbortSignal): Promise<Deliverables> {
  const client = await api();
  return answerOf(
    client.GET('/api/v1/productions/{production_id}/deliverables', { params: { path: { production_id: id } }, signal }),
  );
}

export function useDeliverables(productionId: string) {
  return useQuery({
    queryKey: ['deliverables', productionId],
    queryFn: ({ signal }) => deliverables(productionId, signal),
    enabled: productionId !== '',
  });
}

export function useProductionShots(productionId: string) {
  return useQuery({
    queryKey: ['production shots', productionId],
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
    // A finished film's shots stay what they are; only their URLs end, which chapters do not need.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useScenes(revisionId: string) {
  return useQuery({
    queryKey: ['scenes', revisionId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/revisions/{revision_id}/scenes', {
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

/** What making a film of the revision would take: jobs to make and kept, seconds, price. Starts nothing. */
/** Without a format, in that of the project's newest film. */
export function useEstimate(revisionId: string, enabled: boolean, format: FilmFormat | null = null) {
  return useQuery({
    queryKey: ['estimate', revisionId, format],
    queryFn: async ({ signal }) => {
      const made = await answerOf(
        (await api()).POST('/api/v1/revisions/{revision_id}/productions', {
          params: { path: { revision_id: revisionId }, query: { dry_run: true } },
          body: { format },
          signal,
        }),
      );
      return made as components['schemas']['ProductionEstimate'];
    },
    enabled: enabled && revisionId !== '',
  });
}

// --- changes ---------------------------------------------------------------------------------------------------

export type Screenplay = { title: string; filename: string; text: Blob };
type Begun = { screenplay: Screenplay; key: string; read?: (projectId: string) => Promise<string> };

/** A project of a screenplay, with its film begun, or, of a file on paper, with what is to be looked at first. Gives the
 * address to go on at. `key` makes a second try of the same thing one. */
export function useBeginProject() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ screenplay, key, read }: Begun) => {
      const client = await api();
      const project = await answerOf(
        client.POST('/api/v1/projects', {
          body: { title: screenplay.title },
          params: { header: { 'idempotency-key': `${key}-project` } },
        }),
      );
      try {
        if (read) return await read(project.id);
        await addRevision(project.id, screenplay, key);
        return `/project/?id=${project.id}`;
      } catch (error) {
        // A project that nobody asked for would stay behind: the file was what they wanted to begin with.
        await removeProject(project).catch(() => undefined);
        throw error;
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['projects'] }),
  });
}

async function addRevision(projectId: string, screenplay: Screenplay, key: string): Promise<Production> {
  const revision = await saveRevision(projectId, { ...screenplay, basedOn: null }, `${key}-revision`);
  return startFilm(revision.id, `${key}-film`);
}

type Saved = { text: Blob; filename: string | null; basedOn: string | null };

/** A text as the next revision. With `basedOn`, the revision that was changed, the API refuses it (412) where another
 * is the newest by now. */
export async function saveRevision(projectId: string, { text, filename, basedOn }: Saved, key: string) {
  return answerOf(
    (await api()).POST('/api/v1/projects/{project_id}/revisions', {
      params: {
        path: { project_id: projectId },
        query: { based_on: basedOn ?? undefined },
        header: {
          'x-filename': filename === null ? undefined : encodeURIComponent(filename),
          'idempotency-key': key,
        },
      },
      ...asText(text),
    }),
  );
}

const asText = (text: Blob) => ({
  headers: { 'Content-Type': 'text/x-fountain' },
  body: text as unknown as string,
  bodySerializer: (body: unknown) => body as Blob,
});

/** What the API says of a text that is not saved: pages, scenes, remarks. */
export async function layOut(projectId: string, text: string, signal: AbortSignal): Promise<Layout> {
  return answerOf(
    (await api()).POST('/api/v1/projects/{project_id}/layout', {
      params: { path: { project_id: projectId } },
      signal,
      ...asText(new Blob([text])),
    }),
  );
}

/** A revision's text as Fountain, whatever it was uploaded as; it never changes. */
export async function sourceOf(revisionId: string, signal?: AbortSignal): Promise<string> {
  return answerOf(
    (await api()).GET('/api/v1/revisions/{revision_id}/fountain', {
      params: { path: { revision_id: revisionId } },
      parseAs: 'text',
      signal,
    }),
  );
}

/** A revision's file, byte for byte as it was uploaded. */
export async function bytesOf(revisionId: string): Promise<Blob> {
  return answerOf(
    (await api()).GET('/api/v1/revisions/{revision_id}/source', {
      params: { path: { revision_id: revisionId } },
      parseAs: 'blob',
    }),
  ) as Promise<unknown> as Promise<Blob>;
}

/** A revision as a Final Draft file. */
export async function finalDraftOf(revisionId: string): Promise<Blob> {
  return answerOf(
    (await api()).GET('/api/v1/revisions/{revision_id}/final-draft', {
      params: { path: { revision_id: revisionId } },
      parseAs: 'blob',
    }),
  ) as Promise<unknown> as Promise<Blob>;
}

export async function revisionOf(id: string, signal?: AbortSignal): Promise<Revision> {
  return answerOf(
    (await api()).GET('/api/v1/revisions/{revision_id}', { params: { path: { revision_id: id } }, signal }),
  );
}

export async function newestRevision(projectId: string): Promise<Revision | null> {
  const page = await answerOf(
    (await api()).GET('/api/v1/projects/{project_id}/revisions', {
      params: { path: { project_id: projectId }, query: { limit: 1 } },
    }),
  );
  return page.items[0] ?? null;
}

export function useSource(revisionId: string) {
  return useQuery({
    queryKey: ['source', revisionId],
    queryFn: ({ signal }) => sourceOf(revisionId, signal),
    enabled: revisionId !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useNameRevision(projectId: string) {
  return useOfProject(projectId, async ({ revision, name }: { revision: Revision; name: string | null }) =>
    answerOf(
      (await api()).PATCH('/api/v1/revisions/{revision_id}', {
        params: { path: { revision_id: revision.id }, header: { 'if-match': tagOf(revision) } },
        body: { name },
      }),
    ),
  );
}

async function startFilm(
  revisionId: string,
  key: string,
  again = false,
  format: FilmFormat | null = null,
): Promise<Production> {
  const made = await answerOf(
    (await api()).POST('/api/v1/revisions/{revision_id}/productions', {
      params: { path: { revision_id: revisionId }, query: { again }, header: { 'idempotency-key': key } },
      body: { format },
    }),
  );
  return made as Production;
}

function useOfProject<Input, Made>(projectId: string, mutationFn: (input: Input) => Promise<Made>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => {
      for (const noun of ['revisions', 'productions']) void queries.invalidateQueries({ queryKey: [noun, projectId] });
      void queries.invalidateQueries({ queryKey: ['production'] });
    },
  });
}

/** The next revision of a project, with its film begun. */
export function useAddRevision(projectId: string) {
  return useOfProject(projectId, ({ screenplay, key }: { screenplay: Screenplay; key: string }) =>
    addRevision(projectId, screenplay, key),
  );
}

export function useStartFilm(projectId: string) {
  return useOfProject(
    projectId,
    /** `again` makes approved shots anew too: for who was told that there are some. */
    ({ revisionId, key, again, format }: { revisionId: string; key: string; again?: boolean; format?: FilmFormat }) =>
      startFilm(revisionId, key, again, format),
  );
}

export function useCancelProduction(projectId: string) {
  return useOfProject(projectId, async (id: string) =>
    answerOf(
      (await api()).POST('/api/v1/productions/{production_id}/cancel', { params: { path: { production_id: id } } }),
    ),
  );
}

export function useRetryProduction(projectId: string) {
  return useOfProject(projectId, async (id: string) =>
    answerOf(
      (await api()).POST('/api/v1/productions/{production_id}/retry', { params: { path: { production_id: id } } }),
    ),
  );
}

/** The version that somebody saw, as the entity tag that a change is sent with. */
export const tagOf = ({ version }: { version: number }) => `"${version}"`;

async function removeProject(project: Project): Promise<DeletedProject> {
  return answerOf(
    (await api()).DELETE('/api/v1/projects/{project_id}', {
      params: { path: { project_id: project.id }, header: { 'if-match': tagOf(project) } },
    }),
  );
}

export function useDeleteProject() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: removeProject,
    onSettled: () => queries.invalidateQueries({ queryKey: ['projects'] }),
  });
}

export function useRestoreProject() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (project: DeletedProject) =>
      answerOf(
        (await api()).POST('/api/v1/projects/{project_id}/restore', {
          params: { path: { project_id: project.id }, header: { 'if-match': tagOf(project) } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['projects'] }),
  });
}

export function useUpdateProject() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ project, ...body }: { project: Project; title?: string; territories?: string[] }) =>
      answerOf(
        (await api()).PATCH('/api/v1/projects/{project_id}', {
          params: { path: { project_id: project.id }, header: { 'if-match': tagOf(project) } },
          body,
        }),
      ),
    onSuccess: (project) => queries.setQueryData(['project', project.id], project),
    onSettled: (_made, _error, { project }) => {
      void queries.invalidateQueries({ queryKey: ['project', project.id] });
      void queries.invalidateQueries({ queryKey: ['projects'] });
    },
  });
}
