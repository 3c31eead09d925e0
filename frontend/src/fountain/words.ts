import { diffArrays } from 'diff';

export type Words = { text: string; came: boolean; went: boolean };

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'word' });
const partsOf = (text: string): string[] => [...SEGMENTER.segment(text)].map(({ segment }) => segment);

/** Two texts as one, in whole words of any script: what stayed, what came and what went. */
export function wordsBetween(before: string, after: string): Words[] {
  return diffArrays(partsOf(before), partsOf(after)).map(({ value, added, removed }) => ({
    text: value.join(''),
    came: added ?? false,
    went: removed ?? false,
  }));
}
