/** Which papers there are of what, and what is chosen of each. */

import type { PaperOf } from '@/api/document-queries';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Size = NonNullable<Schemas['SchedulePrint']['size']>;
export type Standing = NonNullable<Schemas['SchedulePrint']['standing']>;

/** What a person has chosen in the dialog. */
export interface Choice {
  paper: string;
  size: Size;
  standing: Standing;
  category: Schemas['SchedulePrint']['category'];
  emptyBoxes: boolean;
}

/** Of what several papers are printed, one of which is chosen. */
export type Of = 'revision' | 'scenario' | 'budget';

/** By what they are of: what the request calls a paper, and what people do. */
export const PAPERS: Record<Of, readonly (readonly [string, string])[]> = {
  revision: [
    ['breakdown_sheets', 'Breakdown sheets'],
    ['element_list', 'Element list'],
  ],
  scenario: [
    ['one_line_schedule', 'One-line schedule'],
    ['shooting_schedule', 'Shooting schedule'],
    ['stripboard', 'Stripboard'],
    ['day_out_of_days', 'Day-out-of-days'],
  ],
  budget: [
    ['budget', 'Top sheet and every line'],
    ['top_sheet', 'Top sheet alone'],
  ],
};

export const STANDINGS: readonly (readonly [Standing, string])[] = [
  ['draft', 'Draft'],
  ['prelim', 'Prelim'],
  ['approved', 'Approved'],
];

/** What the API is asked for. */
export function paperOf(of: Of, id: string, choice: Choice): PaperOf {
  const { size, standing } = choice;
  if (of === 'revision') {
    const paper = choice.paper as NonNullable<Schemas['BreakdownPrint']['paper']>;
    return { of, id, print: { paper, size, standing, empty_boxes: choice.emptyBoxes } };
  }
  if (of === 'scenario') {
    const paper = choice.paper as NonNullable<Schemas['SchedulePrint']['paper']>;
    return { of, id, print: { paper, size, standing, category: choice.category } };
  }
  return { of, id, print: { size, standing, detail: choice.paper === 'budget' } };
}
