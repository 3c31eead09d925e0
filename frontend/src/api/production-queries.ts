/** What the production room reads beside the productions themselves. */

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client';
import type { components } from './schema';

export type ProductionJob = components['schemas']['ProductionJob'];
export type Kind = ProductionJob['kind'];
export type ProductionEstimate = components['schemas']['ProductionEstimate'];

/** Productions of a project, the newest first, as many as somebody has asked to see. */
export function useProductionHistory(projectId: string) {
  return useInfiniteQuery({
    queryKey: ['productions', projectId, 'history'],
    queryFn: async ({ pageParam, signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/productions', {
          params: { path: { project_id: projectId }, query: { cursor: pageParam, limit: 20 } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: projectId !== '',
  });
}

/** Jobs of a production that failed, with why. `failed` is how many it says: another number asks again. */
export function useFailedJobs(productionId: string, failed: number) {
  return useQuery({
    queryKey: ['production jobs', productionId, 'failed', failed],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/productions/{production_id}/jobs', {
          params: { path: { production_id: productionId }, query: { status: 'failed', limit: 50 } },
          signal,
        }),
      ),
    enabled: failed > 0,
    placeholderData: (before) => before,
  });
}

/** All jobs of one kind, page by page. `changes` asks anew once the production is over. */
export function useJobs(productionId: string, kind: Kind, changes: number, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['production jobs', productionId, kind, changes],
    queryFn: async ({ pageParam, signal }) =>
      answerOf(
        (await api()).GET('/api/v1/productions/{production_id}/jobs', {
          params: { path: { production_id: productionId }, query: { kind, cursor: pageParam, limit: 50 } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
    enabled,
  });
}

/** What the signed-in person may do in a project. */
export function useAccess(projectId: string) {
  return useQuery({
    queryKey: ['project', projectId, 'access'],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/access', {
          params: { path: { project_id: projectId } },
          signal,
        }),
      ),
    enabled: projectId !== '',
  });
}
