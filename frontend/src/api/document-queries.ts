/** Papers that are printed from a production's tables: asked for, waited for, answered as their address. */

import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { documentOf } from './documents';
import type { components } from './schema';

type Schemas = components['schemas'];
/** What is printed, of what, and how. */
export type PaperOf =
  | { of: 'revision'; id: string; print: Schemas['BreakdownPrint'] }
  | { of: 'scenario'; id: string; print: Schemas['SchedulePrint'] }
  | { of: 'budget'; id: string; print: Schemas['BudgetPrint'] };

async function begun(paper: PaperOf, key: string): Promise<Schemas['Job']> {
  const client = await api();
  const header = { 'idempotency-key': key };
  switch (paper.of) {
    case 'revision':
      return answerOf(
        client.POST('/api/v1/revisions/{revision_id}/documents', {
          params: { path: { revision_id: paper.id }, header },
          body: paper.print,
        }),
      );
    case 'scenario':
      return answerOf(
        client.POST('/api/v1/scenarios/{scenario_id}/documents', {
          params: { path: { scenario_id: paper.id }, header },
          body: paper.print,
        }),
      );
    default:
      return answerOf(
        client.POST('/api/v1/budgets/{budget_id}/documents', {
          params: { path: { budget_id: paper.id }, header },
          body: paper.print,
        }),
      );
  }
}

/** A paper as a PDF: its address. */
export function usePaper() {
  return useMutation({
    mutationFn: async ({ paper, key }: { paper: PaperOf; key: string }) =>
      documentOf('The PDF', await begun(paper, key)),
    onError: () => undefined,
  });
}
