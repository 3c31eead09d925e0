/** What is to be done for a film, and the changes of it. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { everything, tagOf } from './queries';
import type { components } from './schema';

export type Task = components['schemas']['Task'];
export type TaskStatus = Task['status'];
export type TaskPriority = Task['priority'];
export type TaskFields = components['schemas']['TaskUpdate'];
export type TogetherFields = Omit<components['schemas']['TasksUpdate'], 'tasks'>;

/** Every task of a project, what is due first first. */
export function useTasks(projectId: string) {
  return useQuery({
    queryKey: ['tasks', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/tasks', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200, sort: 'due_on' } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '',
  });
}

function useChange<Input, Made>(projectId: string, mutationFn: (input: Input) => Promise<Made>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => queries.invalidateQueries({ queryKey: ['tasks', projectId] }) });
}

export function useMakeTask(projectId: string) {
  return useChange(projectId, async ({ fields, key }: { fields: TaskFields & { title: string }; key: string }) =>
    answerOf(
      (await api()).POST('/api/v1/projects/{project_id}/tasks', {
        params: { path: { project_id: projectId }, header: { 'idempotency-key': key } },
        body: {
          ...fields,
          status: fields.status ?? 'todo',
          priority: fields.priority ?? 'normal',
          awaits: fields.awaits ?? [],
        },
      }),
    ),
  );
}

export function useChangeTask(projectId: string) {
  return useChange(projectId, async ({ task, fields }: { task: Task; fields: TaskFields }) =>
    answerOf(
      (await api()).PATCH('/api/v1/tasks/{task_id}', {
        params: { path: { task_id: task.id }, header: { 'if-match': tagOf(task) } },
        body: fields,
      }),
    ),
  );
}

/** The same change to several, which the page shows at once, and takes back where it is refused. */
export function useChangeTogether(projectId: string) {
  const queries = useQueryClient();
  const key = ['tasks', projectId];
  return useMutation({
    mutationFn: async ({ tasks, fields }: { tasks: readonly Task[]; fields: TogetherFields }) =>
      answerOf(
        (await api()).PATCH('/api/v1/projects/{project_id}/tasks', {
          params: { path: { project_id: projectId } },
          body: { ...fields, tasks: tasks.map(({ id, version }) => ({ id, version })) },
        }),
      ),
    onMutate: async ({ tasks, fields: { status } }) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<Task[]>(key);
      const ids = new Set(tasks.map(({ id }) => id));
      if (status) {
        queries.setQueryData<Task[]>(key, (all) => all?.map((each) => (ids.has(each.id) ? { ...each, status } : each)));
      }
      return { before };
    },
    onSuccess: ({ items }) => {
      const changed = new Map(items.map((item) => [item.id, item]));
      queries.setQueryData<Task[]>(key, (all) => all?.map((each) => changed.get(each.id) ?? each));
    },
    // Not where it fails: what every page says of that, this one says too.
    onSettled: (_made, error, _input, context) => {
      if (error && context?.before) queries.setQueryData(key, context.before);
      return queries.invalidateQueries({ queryKey: key });
    },
  });
}

export function useDeleteTask(projectId: string) {
  return useChange(projectId, async (task: Task) =>
    answerOf(
      (await api()).DELETE('/api/v1/tasks/{task_id}', {
        params: { path: { task_id: task.id }, header: { 'if-match': tagOf(task) } },
      }),
    ),
  );
}
