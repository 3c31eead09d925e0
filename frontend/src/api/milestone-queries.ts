/** The days of a film by which something is there, and the changes of them. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { everything, tagOf } from './queries';
import type { components } from './schema';

export type Milestone = components['schemas']['MilestoneProgress'];
export type MilestoneKind = Milestone['kind'];
export type MilestoneFields = components['schemas']['MilestoneUpdate'];

/** Every milestone of a project, the earliest first. */
export function useMilestones(projectId: string) {
  return useQuery({
    queryKey: ['milestones', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/milestones', {
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
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['milestones', projectId] }),
        queries.invalidateQueries({ queryKey: ['tasks', projectId] }),
      ]),
  });
}

type Set = { title: string; kind: MilestoneKind; due_on: string };

export function useSetMilestone(projectId: string) {
  return useChange(projectId, async ({ fields, key }: { fields: Set; key: string }) =>
    answerOf(
      (await api()).POST('/api/v1/projects/{project_id}/milestones', {
        params: { path: { project_id: projectId }, header: { 'idempotency-key': key } },
        body: fields,
      }),
    ),
  );
}

export function useChangeMilestone(projectId: string) {
  return useChange(projectId, async ({ milestone, fields }: { milestone: Milestone; fields: MilestoneFields }) =>
    answerOf(
      (await api()).PATCH('/api/v1/milestones/{milestone_id}', {
        params: { path: { milestone_id: milestone.id }, header: { 'if-match': tagOf(milestone) } },
        body: fields,
      }),
    ),
  );
}

export function useDeleteMilestone(projectId: string) {
  return useChange(projectId, async (milestone: Milestone) =>
    answerOf(
      (await api()).DELETE('/api/v1/milestones/{milestone_id}', {
        params: { path: { milestone_id: milestone.id }, header: { 'if-match': tagOf(milestone) } },
      }),
    ),
  );
}
