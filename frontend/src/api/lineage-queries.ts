/** What a film was made from and what of it is stale; who has done what in a project. */

import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { useListing } from './organization-queries';
import type { components } from './schema';

export type Lineage = components['schemas']['Lineage'];
export type SceneLineage = components['schemas']['SceneLineage'];
export type Activity = components['schemas']['Activity'];

/** Of a finished film. Its key begins with the revisions, which make it stale. */
export function useLineage(productionId: string) {
  return useQuery({
    queryKey: ['revisions', 'lineage', productionId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/productions/{production_id}/lineage', {
          params: { path: { production_id: productionId } },
          signal,
        }),
      ),
    enabled: productionId !== '',
  });
}

type Wanted = { kind: string; actorId: string };

/** The newest first, page by page. */
export function useActivity(projectId: string, { kind, actorId }: Wanted) {
  return useListing(
    ['activity', projectId, kind, actorId],
    async ({ cursor, signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/activity', {
          params: {
            path: { project_id: projectId },
            query: { cursor, limit: 20, kind: (kind || undefined) as ActivityKind, actor_id: actorId || undefined },
          },
          signal,
        }),
      ),
    projectId !== '',
  );
}

type ActivityKind =
  | 'project'
  | 'script'
  | 'cast'
  | 'preproduction'
  | 'production'
  | 'review'
  | 'task'
  | 'share'
  | undefined;
