import { describe, expect, it } from 'vitest';
import { type Choice, PAPERS, paperOf } from '@/papers/papers';

const CHOICE: Choice = { paper: '', size: 'a4', standing: 'prelim', category: 'vehicles', emptyBoxes: false };
const asked = (of: 'revision' | 'scenario' | 'budget', paper: string) => paperOf(of, 'it', { ...CHOICE, paper }).print;

describe('what is asked for of a paper', () => {
  it('has what was chosen of that kind of paper, and nothing of others', () => {
    expect(asked('revision', 'element_list')).toEqual({
      paper: 'element_list',
      size: 'a4',
      standing: 'prelim',
      empty_boxes: false,
    });
    expect(asked('scenario', 'day_out_of_days')).toEqual({
      paper: 'day_out_of_days',
      size: 'a4',
      standing: 'prelim',
      category: 'vehicles',
    });
  });

  it('is a budget with its lines, or the top sheet alone', () => {
    const details = PAPERS.budget.map(([paper]) => asked('budget', paper));
    expect(details).toEqual([
      { size: 'a4', standing: 'prelim', detail: true },
      { size: 'a4', standing: 'prelim', detail: false },
    ]);
  });
});
