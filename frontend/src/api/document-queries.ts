/** Papers that are printed from a production's tables: asked for, waited for, answered as their address. */

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { documentOf, doneOf } from './documents';
import { ownProblem } from './problems';
import type { components } from './schema';

type Schemas = components['schemas'];
/** What is printed, of what, and how. */
export type PaperOf =
  | { of: 'revision'; id: string; print: Schemas['BreakdownPrint'] }
  | { of: 'scenario'; id: string; print: Schemas['SchedulePrint'] }
  | { of: 'budget'; id: string; print: Schemas['BudgetPrint'] }
  | { of: 'call_sheet'; id: string; print: Schemas['CallSheetPrint'] }
  | { of: 'coverage' | 'beat_sheet'; id: string; print: Schemas['Print'] };

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
    case 'call_sheet':
      return answerOf(
        client.POST('/api/v1/call-sheets/{call_sheet_id}/documents', {
          params: { path: { call_sheet_id: paper.id }, header },
          body: paper.print,
        }),
      );
    case 'coverage':
      return answerOf(
        client.POST('/api/v1/coverage/{coverage_id}/documents', {
          params: { path: { coverage_id: paper.id }, header },
          body: paper.print,
        }),
      );
    case 'beat_sheet':
      return answerOf(
        client.POST('/api/v1/beat-sheets/{beat_sheet_id}/documents', {
          params: { path: { beat_sheet_id: paper.id }, header },
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

/** The address of a paper's PDF, once it is set. */
export async function printed(paper: PaperOf, key: string): Promise<string> {
  return documentOf('The PDF', await begun(paper, key));
}

/** A paper as a PDF: its address. */
export function usePaper() {
  return useMutation({
    mutationFn: ({ paper, key }: { paper: PaperOf; key: string }) => printed(paper, key),
    onError: () => undefined,
  });
}

/** Signed addresses work for longer than this. */
const FRESH_MS = 30 * 60_000;

/** A paper's PDF and its pages as images: their addresses, and how many pages it has. The same state is the same job. */
export function usePages(paper: PaperOf, state: unknown) {
  return useQuery({
    queryKey: ['pages', paper, state],
    queryFn: async () => {
      const { files, result } = await doneOf('The paper', await begun(paper, crypto.randomUUID()));
      const [pdf, ...images] = files;
      if (!pdf) throw ownProblem('about:blank', 'The paper is gone', 'Ask for it again.');
      return { pdf: pdf.url, images: images.map(({ url }) => url), count: Number(result?.pages) };
    },
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });
}
