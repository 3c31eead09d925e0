import { expect, it } from 'vitest';
import { estimateWords } from '@/components/estimate';
import { frameOfChange } from '@/film/change';
import { read } from '@/fountain/lines';
import { wordsBetween } from '@/fountain/words';
import { nextGuess } from '@/script/import-kinds';
import { withLineEnds, withoutLineEnds } from '@/script/line-ends';
import { outlineOf, sceneAt } from '@/script/outline';

const kind = (total: number, kept: number) => ({ total, kept, seconds: 1, measured: true });

it('what a film takes is said in a sentence', () => {
  expect(estimateWords({ jobs: { shot: kind(51, 50), line: kind(24, 23) }, seconds: 11.2, usd: 0.001 })).toBe(
    '2 of 75 jobs to make, the rest is kept, about 11 s, $0.00.',
  );
  expect(estimateWords({ jobs: { shot: kind(5, 0) }, seconds: 200, usd: null })).toBe(
    '5 of 5 jobs to make, about 3 min.',
  );
  expect(estimateWords({ jobs: { shot: kind(5, 5) }, seconds: 0, usd: 0 })).toBe('All of 5 jobs are made already.');
});

it('a new film starts with the first new shot of the scene that was changed', () => {
  const scenes = [
    { index: 0, heading: null },
    { index: 1, heading: 'INT. BAR - DAY' },
    { index: 2, heading: 'EXT. SEA - DAY' },
  ];
  const shot = (scene: number | null, frames: number | null, cached: boolean) => ({ scene, frames, cached });
  const shots = [shot(null, 48, true), shot(0, 10, true), shot(1, 20, true), shot(2, 30, true), shot(2, 40, false)];
  expect(frameOfChange(shots, scenes, 1)).toBe(108);
  expect(frameOfChange(shots, scenes, 0)).toBe(58);
  expect(frameOfChange(shots, scenes, -1)).toBe(0);
  expect(frameOfChange(shots, scenes, null)).toBe(0);
  expect(frameOfChange([shot(1, null, true), ...shots], scenes, 1)).toBe(0);
});

it.each([
  ['a\r\nb\r\n', '\r\n'],
  ['a\nb\n', '\n'],
  ['a\rb', '\r'],
  ['a', '\n'],
])('%j keeps its line ends', (source, ends) => {
  const found = withoutLineEnds(source);
  expect(found.ends).toBe(ends);
  expect(found.text).not.toContain('\r');
  expect(withLineEnds(found.text, found.ends)).toBe(source);
});

it('scenes are listed with their numbers, and a note on a heading is none of its lines', () => {
  const outline = outlineOf(read('INT. A - DAY #1A#\n\nFog.\n\n.B [[long\nnote]]\n\nFog.\n\nEXT. C\n'));
  expect(outline).toEqual([
    { line: 1, number: '1A', heading: 'INT. A - DAY' },
    { line: 5, number: '2', heading: 'B' },
    { line: 10, number: '3', heading: 'EXT. C' },
  ]);
  expect([1, 4, 5, 9, 99].map((line) => sceneAt(outline, line))).toEqual([0, 0, 1, 1, 2]);
  expect(sceneAt(outline, 0)).toBe(-1);
});

it.each([
  ['Rain on a boat.', 'Snow on a boat.', ['Rain', 'Snow']],
  ['גשם.', 'שלג.', ['גשם', 'שלג']],
  ['Die Fähre fährt.', 'Die Fähren fahren.', ['Fähre', 'Fähren', 'fährt', 'fahren']],
])('between %s and %s whole words come and go', (before, after, changed) => {
  const words = wordsBetween(before, after).filter(({ came, went }) => came || went);
  expect(words.map(({ text }) => text).sort()).toEqual([...changed].sort());
});

it('guesses are gone through in turn, from the top again after the last', () => {
  const read = ['sure', 'guess', 'likely', 'guess'];
  expect([-1, 0, 1, 2, 3].map((behind) => nextGuess(read, behind))).toEqual([1, 1, 3, 3, 1]);
  expect(nextGuess(['sure', 'likely'], 0)).toBeNull();
  expect(nextGuess([], -1)).toBeNull();
});
