import { expect, it } from 'vitest';
import { chapterAt, chaptersOf } from '@/film/chapters';

const SCENES = [
  { index: 0, number: '1', heading: 'EXT. HARBOUR - DUSK' },
  { index: 1, number: '2', heading: 'INT. KITCHEN - NIGHT' },
];
const SHOTS = [
  { scene: null, frames: 48 },
  { scene: 0, frames: 100 },
  { scene: 0, frames: 50 },
  { scene: 1, frames: 24 },
  { scene: null, frames: 48 },
];

it('a chapter begins with the first shot of its scene', () => {
  expect(chaptersOf(SHOTS, SCENES)).toEqual([
    { scene: 0, title: '1  EXT. HARBOUR - DUSK', start: 48 },
    { scene: 1, title: '2  INT. KITCHEN - NIGHT', start: 198 },
  ]);
});

it('there are none while a length is not known: all after it would stand wrong', () => {
  expect(
    chaptersOf(
      [
        { scene: 0, frames: 10 },
        { scene: 1, frames: null },
      ],
      SCENES,
    ),
  ).toEqual([]);
});

it('a frame is in the last chapter that has begun, and in none before the first', () => {
  const chapters = chaptersOf(SHOTS, SCENES);
  expect([0, 47, 48, 197, 198, 269].map((frame) => chapterAt(chapters, frame))).toEqual([-1, -1, 0, 0, 1, 1]);
});
