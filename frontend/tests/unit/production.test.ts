import { describe, expect, it } from 'vitest';
import { jobName, lanesOf } from '@/production/kinds';
import { sayLane } from '@/production/lanes';
import { sayStatus, secondsBetween } from '@/production/status';

const counts = (done: number, total: number, failed = 0, cached = 0) => ({ done, total, failed, cached });

describe('the lanes of a production', () => {
  it('add up to their totals, in the order of the work, and leave out what a film has none of', () => {
    const lanes = lanesOf({
      jobs: { assembly: counts(0, 1), shot: counts(30, 51, 2, 28), line: counts(0, 0), score: counts(0, 1) },
      doing: [
        { kind: 'shot', ordinal: 30, scene: 2, progress: 0.5 },
        { kind: 'shot', ordinal: 31, scene: 2, progress: 0 },
      ],
    });
    expect(lanes.map((lane) => lane.kind)).toEqual(['shot', 'score', 'assembly']);
    expect(lanes[0]).toMatchObject({ kept: 28, made: 2, running: 2, failed: 2, waiting: 17 });
    for (const { kept, made, running, failed, waiting, total } of lanes) {
      expect(kept + made + running + failed + waiting).toBe(total);
    }
    expect(lanes[0] && sayLane(lanes[0])).toBe('28 kept, 2 made, 2 being made, 2 failed, 17 waiting');
  });
});

it('jobs are counted from one, but for those of which a film has one', () => {
  expect(['line', 'shot', 'score'].map((kind) => jobName(kind as 'line', 11))).toEqual(['Line 12', 'Shot 12', 'Score']);
});

it('a production is never said to be done before it is', () => {
  expect(sayStatus({ status: 'running', fraction: 0.999 })).toContain('99 %');
});

it('clocks that went back make no time less than none', () => {
  expect(secondsBetween('2026-01-01T00:00:02Z', '2026-01-01T00:00:00Z')).toBe(0);
  expect(secondsBetween('2026-01-01T00:00:00Z', '2026-01-01T00:01:30Z')).toBe(90);
});
