/** What the schedule reads and changes: scenarios, their boards, and cheaper orders of them. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { everything } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Scenario = Schemas['Scenario'];
export type ScenarioSummary = Schemas['ScenarioSummary'];
export type StripScene = Schemas['StripScene'];
export type ScheduleSettings = Schemas['ScheduleSettings-Output'];
export type JobDetail = Schemas['JobDetail'];
export type Edit =
  | Schemas['Move']
  | Schemas['Lock']
  | Schemas['Break']
  | Schemas['Join']
  | Schemas['SetDate']
  | Schemas['AddBanner']
  | Schemas['RemoveBanner']
  | Schemas['Split']
  | Schemas['Merge']
  | Schemas['Seen'];
/** One of the ways in which a board becomes another one. */
export type Change =
  | { kind: 'edit'; edit: Edit }
  | { kind: 'update'; update: Schemas['ScenarioUpdate'] }
  | { kind: 'undo' | 'redo' | 'revise' }
  | { kind: 'order'; jobId: string };

const LOOKS_MS = 1_000;

/** All scenarios of a project, the first ones first. */
export function useScenarios(projectId: string) {
  return useQuery({
    queryKey: ['scenarios', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/scenarios', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '',
  });
}

export function useScenario(id: string) {
  return useQuery({
    queryKey: ['scenario', id],
    queryFn: async ({ signal }) =>
      answerOf((await api()).GET('/api/v1/scenarios/{scenario_id}', { params: { path: { scenario_id: id } }, signal })),
    enabled: id !== '',
  });
}

/** What of the cast has changed since the board was made. */
export function useCastChanges({ id, version }: Pick<Scenario, 'id' | 'version'>) {
  return useQuery({
    queryKey: ['cast changes', id, version],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/scenarios/{scenario_id}/cast-changes', {
          params: { path: { scenario_id: id } },
          signal,
        }),
      ),
  });
}

export function useCreateScenario(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: { name: string; copy_of?: string }) =>
      answerOf(
        (await api()).POST('/api/v1/projects/{project_id}/scenarios', {
          params: { path: { project_id: projectId }, header: { 'idempotency-key': crypto.randomUUID() } },
          body,
        }),
      ),
    onSuccess: (made) => {
      queries.setQueryData(['scenario', made.id], made);
      void queries.invalidateQueries({ queryKey: ['scenarios', projectId] });
    },
  });
}

export function useDeleteScenario(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, version }: { id: string; version: number }) =>
      answerOf(
        (await api()).DELETE('/api/v1/scenarios/{scenario_id}', {
          params: { path: { scenario_id: id }, header: { 'if-match': `"${version}"` } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['scenarios', projectId] }),
  });
}

/** Change a scenario as it was seen. One change at a time: the next is made of what the one before answered. */
export function useChangeScenario(scenario: Scenario) {
  const queries = useQueryClient();
  const key = ['scenario', scenario.id];
  return useMutation({
    scope: { id: `scenario ${scenario.id}` },
    mutationFn: async (change: Change) => {
      const seen = queries.getQueryData<Scenario>(key) ?? scenario;
      return answerOf(sent(await api(), seen, change));
    },
    onSuccess: (changed) => {
      queries.setQueryData(key, changed);
      void queries.invalidateQueries({ queryKey: ['scenarios', changed.project_id] });
    },
    // Somebody else may have changed it: what is shown next is as it is now.
    onSettled: (_changed, error) => {
      if (error) void queries.invalidateQueries({ queryKey: key });
    },
  });
}

function sent(client: Awaited<ReturnType<typeof api>>, seen: Scenario, change: Change) {
  const path = { scenario_id: seen.id };
  const header = { 'if-match': `"${seen.version}"` };
  const once = { ...header, 'idempotency-key': crypto.randomUUID() };
  switch (change.kind) {
    case 'edit':
      return client.PATCH('/api/v1/scenarios/{scenario_id}/board', { params: { path, header }, body: change.edit });
    case 'update':
      return client.PATCH('/api/v1/scenarios/{scenario_id}', { params: { path, header }, body: change.update });
    case 'undo':
      return client.POST('/api/v1/scenarios/{scenario_id}/undo', { params: { path, header: once } });
    case 'redo':
      return client.POST('/api/v1/scenarios/{scenario_id}/redo', { params: { path, header: once } });
    case 'revise':
      return client.POST('/api/v1/scenarios/{scenario_id}/revise', { params: { path, header: once } });
    case 'order':
      return client.POST('/api/v1/scenarios/{scenario_id}/order', {
        params: { path, header: once },
        body: { job_id: change.jobId },
      });
  }
}

/** Let a worker look for a cheaper order. */
export function useSearchOrder(scenarioId: string) {
  return useMutation({
    mutationFn: async (work: number) =>
      answerOf(
        (await api()).POST('/api/v1/scenarios/{scenario_id}/searches', {
          params: { path: { scenario_id: scenarioId }, header: { 'idempotency-key': crypto.randomUUID() } },
          body: { work },
        }),
      ),
  });
}

const OVER: readonly string[] = ['succeeded', 'failed', 'cancelled'];
export const isOver = (job: JobDetail | undefined) => job !== undefined && OVER.includes(job.status);

/** The search for a scenario that has not ended, whoever began it; the empty text where there is none. */
export function useSearchGoingOn(scenarioId: string) {
  return useQuery({
    queryKey: ['search going on', scenarioId],
    queryFn: async ({ signal }) => {
      const page = await answerOf(
        (await api()).GET('/api/v1/jobs', {
          params: { query: { subject: `scenario:${scenarioId}`, kind: 'schedule', limit: 1 } },
          signal,
        }),
      );
      const newest = page.items[0];
      return newest && !OVER.includes(newest.status) ? newest.id : '';
    },
    staleTime: 0,
  });
}

/** A search as it goes on, looked at each second until it is over. */
export function useSearch(jobId: string) {
  return useQuery({
    queryKey: ['job', jobId],
    queryFn: async ({ signal }) =>
      answerOf((await api()).GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: jobId } }, signal })),
    enabled: jobId !== '',
    refetchInterval: (query) => (isOver(query.state.data) ? false : LOOKS_MS),
  });
}

/** End a search; the best that it has found so far stays. */
export function useStopSearch(jobId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () =>
      answerOf(
        (await api()).POST('/api/v1/jobs/{job_id}/cancel', {
          params: { path: { job_id: jobId }, header: { 'idempotency-key': crypto.randomUUID() } },
        }),
      ),
    onSuccess: (job) => queries.setQueryData(['job', jobId], job),
    onError: () => queries.invalidateQueries({ queryKey: ['job', jobId] }),
  });
}

export function useDaysOutOfDays(scenario: Scenario | undefined) {
  return useQuery({
    queryKey: ['scenario', scenario?.id, 'days', scenario?.version],
    queryFn: async ({ signal }) => {
      const params = { path: { scenario_id: scenario?.id ?? '' } };
      const client = await api();
      const [days, lines] = await Promise.all([
        answerOf(client.GET('/api/v1/scenarios/{scenario_id}/day-out-of-days', { params, signal })),
        answerOf(client.GET('/api/v1/scenarios/{scenario_id}/one-line-schedule', { params, signal })),
      ]);
      return { days, lines };
    },
    enabled: scenario !== undefined,
  });
}

/** One of the two documents as CSV. */
export async function csvOf(scenarioId: string, document: 'days' | 'lines'): Promise<string> {
  const params = { path: { scenario_id: scenarioId } };
  const client = await api();
  return answerOf(
    document === 'days'
      ? client.GET('/api/v1/scenarios/{scenario_id}/day-out-of-days.csv', { params, parseAs: 'text' })
      : client.GET('/api/v1/scenarios/{scenario_id}/one-line-schedule.csv', { params, parseAs: 'text' }),
  );
}
