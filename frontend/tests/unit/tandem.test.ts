import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frameAt } from '@/film/timecode';
import { counterpart, counterpartSeconds, keepUp, startsOf } from '@/player/tandem';

const R24 = { num: 24, den: 1 };
const R25 = { num: 25, den: 1 };
const NTSC = { num: 24000, den: 1001 };

it('films of one rate stand at the same frame, or as far apart as somebody has moved them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400_000 }), fc.integer({ min: -500, max: 500 }), (frame, shift) => {
      for (const rate of [R24, R25, NTSC]) {
        expect(counterpart(frame, { rates: [rate, rate], shift })).toBe(frame + shift);
      }
    }),
  );
});

it('films of other rates stand at the same time', () => {
  const pair = { rates: [R24, R25] as const, shift: 0 };
  expect([0, 12, 24, 240].map((frame) => counterpart(frame, pair))).toEqual([0, 13, 25, 250]);
  // What is sought is the middle of that frame, which is the one that is then shown.
  for (const frame of [0, 7, 24, 1000]) {
    expect(frameAt(counterpartSeconds(frame, pair), R25)).toBe(counterpart(frame, pair));
  }
});

it('what is a little ahead waits, what is a little behind hurries, and what is far from it jumps', () => {
  expect(keepUp(0.01, 1, 1 / 24)).toEqual({ jump: false, rate: 1 });
  expect(keepUp(0.1, 1, 1 / 24).rate).toBeLessThan(1);
  expect(keepUp(-0.1, 2, 1 / 24).rate).toBeGreaterThan(2);
  expect(keepUp(-3, 1, 1 / 24)).toEqual({ jump: true, rate: 1 });
});

it('a shot begins where those before it end, as far as their lengths are known', () => {
  expect(startsOf([{ frames: 24 }, { frames: 12 }, { frames: 48 }])).toEqual([0, 24, 36]);
  expect(startsOf([{ frames: 24 }, { frames: null }, { frames: 48 }])).toEqual([0, 24]);
  expect(startsOf([])).toEqual([]);
});
