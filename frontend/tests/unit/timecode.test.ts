import { describe, expect, it } from 'vitest';
import { frameAt, framesOf, lengthOf, nameOf, secondsOf, timecodeOf } from '@/film/timecode';

const RATES = [
  { num: 24, den: 1 },
  { num: 24000, den: 1001 },
  { num: 25, den: 1 },
  { num: 30000, den: 1001 },
  { num: 60, den: 1 },
];

describe('frames and seconds', () => {
  it.each(RATES)('come back to the same frame at $num/$den, wherever in the frame a player stands', (rate) => {
    for (let frame = 0; frame < 200_000; frame += 371) {
      expect(frameAt(secondsOf(frame, rate), rate)).toBe(frame);
      // Players say the time at which a frame begins, rounded to the container's clock.
      expect(frameAt((frame * rate.den) / rate.num, rate)).toBe(frame);
      expect(frameAt(((frame + 0.98) * rate.den) / rate.num, rate)).toBe(frame);
    }
  });

  it('are never before the first', () => {
    expect(frameAt(-0.01, { num: 24, den: 1 })).toBe(0);
  });
});

describe('timecode', () => {
  const rate = { num: 24, den: 1 };

  it('counts from where the film starts', () => {
    expect(timecodeOf(0, rate, '01:00:00:00')).toBe('01:00:00:00');
    expect(timecodeOf(23, rate, '01:00:00:00')).toBe('01:00:00:23');
    expect(timecodeOf(24 * 61 + 5, rate, '01:00:00:00')).toBe('01:01:01:05');
  });

  it('counts whole frames where a second has no whole number of them', () => {
    expect(timecodeOf(24, { num: 24000, den: 1001 })).toBe('00:00:01:00');
    expect(timecodeOf(24 * 60 * 10, { num: 24000, den: 1001 })).toBe('00:10:00:00');
  });

  it.each([
    [0, '01:00:00;00'],
    [1799, '01:00:59;29'],
    [1800, '01:01:00;02'],
    [17_981, '01:09:59;29'],
    [17_982, '01:10:00;00'],
    [107_892, '02:00:00;00'],
  ])('leaves numbers out at 29.97, so that it shows the time: frame %i is %s', (frame, shown) => {
    const ntsc = { num: 30000, den: 1001 };
    expect(timecodeOf(frame, ntsc, '01:00:00;00')).toBe(shown);
    expect(framesOf(shown, ntsc) - framesOf('01:00:00;00', ntsc)).toBe(frame);
    expect(() => framesOf('01:01:00;01', ntsc)).toThrow(RangeError);
  });

  it('is of a rate that has a name', () => {
    expect(RATES.map(nameOf)).toEqual(['24', '23.976', '25', '29.97', '60']);
  });

  it('names the frame that it was made from', () => {
    for (const each of RATES)
      for (let frame = 0; frame < 200_000; frame += 97) expect(framesOf(timecodeOf(frame, each), each)).toBe(frame);
  });

  it.each(['1:00:00:00', '01:60:00:00', '01:00:60:00', '01:00:00:24', 'now'])('is not %s', (text) => {
    expect(() => framesOf(text, rate)).toThrow(RangeError);
  });
});

it('a length is in minutes, and in hours once it has one', () => {
  expect(lengthOf(5040, { num: 24, den: 1 })).toBe('3:30');
  expect(lengthOf(24 * 3723, { num: 24, den: 1 })).toBe('1:02:03');
});
