/** What the budget room reads and changes. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { everything } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Budget = Schemas['Budget'];
export type BudgetSummary = Schemas['BudgetSummary'];
export type BudgetLine = Schemas['BudgetLine'];
export type BudgetSettings = Schemas['BudgetSettings-Output'];
export type TopSheet = Schemas['TopSheet'];
export type LineEdit = Schemas['AddLine'] | Schemas['ChangeLine'] | Schemas['RemoveLine'];
/** One of the ways in which a budget is changed. */
export type BudgetChange =
  | { kind: 'line'; edit: LineEdit }
  | { kind: 'update'; update: Schemas['BudgetUpdate'] }
  | { kind: 'draw'; scenarioId?: string };

/** All budgets of a project, the first ones first. */
export function useBudgets(projectId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['budgets', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/budgets', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '' && enabled,
  });
}

export function useBudget(id: string) {
  return useQuery({
    queryKey: ['budget', id],
    queryFn: async ({ signal }) =>
      answerOf((await api()).GET('/api/v1/budgets/{budget_id}', { params: { path: { budget_id: id } }, signal })),
    enabled: id !== '',
  });
}

export function useCreateBudget(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: { name: string; copy_of?: string; scenario_id?: string }) =>
      answerOf(
        (await api()).POST('/api/v1/projects/{project_id}/budgets', {
          params: { path: { project_id: projectId }, header: { 'idempotency-key': crypto.randomUUID() } },
          body,
        }),
      ),
    onSuccess: (made) => {
      queries.setQueryData(['budget', made.id], made);
      void queries.invalidateQueries({ queryKey: ['budgets', projectId] });
    },
  });
}

export function useDeleteBudget(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, version }: { id: string; version: number }) =>
      answerOf(
        (await api()).DELETE('/api/v1/budgets/{budget_id}', {
          params: { path: { budget_id: id }, header: { 'if-match': `"${version}"` } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['budgets', projectId] }),
  });
}

/** Change a budget as it was seen. One change at a time: the next is made of what the one before answered. */
export function useChangeBudget(budget: Budget) {
  const queries = useQueryClient();
  const key = ['budget', budget.id];
  return useMutation({
    scope: { id: `budget ${budget.id}` },
    mutationFn: async (change: BudgetChange) => {
      const seen = queries.getQueryData<Budget>(key) ?? budget;
      return answerOf(sent(await api(), seen, change));
    },
    onSuccess: (changed) => {
      queries.setQueryData(key, changed);
      void queries.invalidateQueries({ queryKey: ['budgets', changed.project_id] });
    },
    // Somebody else may have changed it: what is shown next is as it is now.
    onSettled: (_changed, error) => {
      if (error) void queries.invalidateQueries({ queryKey: key });
    },
  });
}

function sent(client: Awaited<ReturnType<typeof api>>, seen: Budget, change: BudgetChange) {
  const path = { budget_id: seen.id };
  const header = { 'if-match': `"${seen.version}"` };
  switch (change.kind) {
    case 'line':
      return client.PATCH('/api/v1/budgets/{budget_id}/lines', { params: { path, header }, body: change.edit });
    case 'update':
      return client.PATCH('/api/v1/budgets/{budget_id}', { params: { path, header }, body: change.update });
    case 'draw':
      return client.POST('/api/v1/budgets/{budget_id}/draw', {
        params: { path, header: { ...header, 'idempotency-key': crypto.randomUUID() } },
        body: change.scenarioId ? { scenario_id: change.scenarioId } : {},
      });
  }
}

export async function budgetCsv(budgetId: string): Promise<string> {
  const params = { path: { budget_id: budgetId } };
  return answerOf((await api()).GET('/api/v1/budgets/{budget_id}/budget.csv', { params, parseAs: 'text' }));
}
