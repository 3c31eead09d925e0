/** Filters of tasks that are kept by a name. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { everything } from './queries';
import type { components } from './schema';

export type TaskFilter = components['schemas']['TaskFilter'];
export type TaskQuery = components['schemas']['TaskQuery'];

export function useTaskFilters(projectId: string) {
  return useQuery({
    queryKey: ['task_filters', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/task-filters', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200, sort: 'name' } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '',
  });
}

export function useKeepFilter(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ key, ...body }: { name: string; shared: boolean; shows: TaskQuery; key: string }) =>
      answerOf(
        (await api()).POST('/api/v1/projects/{project_id}/task-filters', {
          params: { path: { project_id: projectId }, header: { 'idempotency-key': key } },
          body,
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['task_filters', projectId] }),
  });
}

export function useDeleteFilter(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) =>
      answerOf(
        (await api()).DELETE('/api/v1/task-filters/{task_filter_id}', { params: { path: { task_filter_id: id } } }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['task_filters', projectId] }),
  });
}
