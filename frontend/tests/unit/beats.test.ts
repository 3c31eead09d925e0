import { expect, test } from 'vitest';
import { BEGINNINGS, beginningOf, latenessOf, placed } from '@/reports/beats';

const SCENES = [
  { number: '1', start_page: 1 },
  { number: '12A', start_page: 61.25 },
];
const beat = (changes: object) => ({ name: 'Midpoint', text: null, scene: null, share: null, ...changes });

test('a turn stands on the page of its scene, beside the page that it was meant for', () => {
  const [middle] = placed([beat({ scene: '12A', share: 0.5 })], SCENES, 120);
  expect(middle).toMatchObject({ page: 61, meant: 61, late: 0 });
});

test.each([
  [0.25, 25],
  [0.75, -25],
])('how late a turn is counts in hundredths of the script', (share, late) => {
  expect(placed([beat({ scene: '12A', share })], SCENES, 120)[0]?.late).toBe(late);
});

test('what is missing is missing, and nothing is made up for it', () => {
  const turns = [beat({ scene: '99', share: 0.5 }), beat({ scene: '1' }), beat({ share: 1 })];
  expect(placed(turns, SCENES, 120).map(({ page, meant, late }) => [page, meant, late])).toEqual([
    [null, 61, null],
    [1, null, null],
    [null, 121, null],
  ]);
  expect(placed([beat({ scene: '1', share: 0.5 })], SCENES, 0)[0]?.late).toBeNull();
});

test('lateness is told in words', () => {
  expect([null, 0, 2, 3, -10].map(latenessOf)).toEqual([
    '',
    'where it was meant',
    'where it was meant',
    '3 % of the script later',
    '10 % of the script earlier',
  ]);
});

test('every beginning has its turns in order', () => {
  for (const name of Object.keys(BEGINNINGS)) {
    const shares = beginningOf(name).map(({ share }) => share ?? -1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  }
  expect(beginningOf('Three acts').map(({ name }) => name)).toContain('Midpoint');
});
