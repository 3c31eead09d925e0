import { expect, it } from 'vitest';
import { heightOf, ratioOf, USUAL } from '@/film/format';
import { kindOf, type Note, notesByScene } from '@/film/notes';

const note = (name: string, scene: number | null): Note => ({
  kind: 'guessed',
  subject: 'person',
  name,
  scene,
  words: '',
  reason: '',
});

it('notes stand by scene, those of the whole film first', () => {
  const found = notesByScene([note('ANA', 2), note('rain', null), note('LEO', 0), note('IDA', 2)]);
  expect(found.map(([scene, said]) => [scene, said.map(({ name }) => name)])).toEqual([
    [null, ['rain']],
    [0, ['LEO']],
    [2, ['ANA', 'IDA']],
  ]);
  expect(notesByScene([])).toEqual([]);
  expect(kindOf({ ...note('ANA', 0), kind: 'left_out' })).toBe('Left out');
});

it('a shape is written as style sheets do', () => {
  expect(ratioOf(USUAL)).toBe('16 / 9');
  expect(ratioOf({ aspect_ratio: '2.39:1' })).toBe('2.39 / 1');
  expect(heightOf(USUAL)).toBe(9);
  expect(heightOf({ aspect_ratio: '9:16' })).toBeGreaterThan(28);
});
