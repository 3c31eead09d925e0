import { describe, expect, it } from 'vitest';
import { boardsOf } from '@/boards/boards';
import { approvedWords } from '@/components/estimate';
import { shotAt } from '@/film/chapters';
import { isAt, neighbour } from '@/review/marks';
import { pathOf, strokeOf } from '@/review/strokes';

describe('a stroke', () => {
  it('keeps within the picture, and to ten thousandths', () => {
    const { points } = strokeOf(
      [
        [-0.2, 0.123456],
        [1.7, 2],
      ],
      '#e5b567',
    );
    expect(points).toEqual([
      [0, 0.1235],
      [1, 1],
    ]);
  });

  it('has no more points than are taken, and both ends and the turns of it', () => {
    const zigzag = Array.from({ length: 5000 }, (_, index) => {
      const way = index / 4999;
      return [way, 0.5 + 0.3 * Math.sin(way * 20)] as const;
    });
    const { points } = strokeOf(zigzag, '#e5b567');
    expect(points.length).toBeLessThanOrEqual(200);
    expect(points.length).toBeGreaterThan(20);
    expect(points[0]).toEqual([0, 0.5]);
    expect(points.at(-1)?.[0]).toBe(1);
    const heights = points.map(([, y]) => y ?? 0);
    expect(Math.max(...heights)).toBeCloseTo(0.8, 2);
    expect(Math.min(...heights)).toBeCloseTo(0.2, 2);
  });

  it('is a dot where somebody has only pressed', () => {
    expect(pathOf({ points: [[0.5, 0.5]] }, 9)).toBe('M8 4.5L8 4.5');
  });
});

describe('comments by frame', () => {
  const comments = [
    { frame: 10, frames: 1 },
    { frame: 20, frames: 5 },
    { frame: null, frames: 1 },
  ];

  it('are at every frame that they are about', () => {
    expect([19, 20, 24, 25].map((at) => isAt({ frame: 20, frames: 5 }, at))).toEqual([false, true, true, false]);
    expect(isAt({ frame: null, frames: 1 }, 0)).toBe(false);
  });

  it('are gone to one after another', () => {
    expect(neighbour(comments, 0, 1)).toBe(10);
    expect(neighbour(comments, 10, 1)).toBe(20);
    expect(neighbour(comments, 20, 1)).toBeNull();
    expect(neighbour(comments, 15, -1)).toBe(10);
  });
});

it('a frame is in one shot, as far as the lengths are known', () => {
  const shots = [
    { index: 0, frames: 10 },
    { index: 1, frames: 5 },
    { index: 2, frames: null },
  ];
  expect([0, 9, 10, 14, 15].map((frame) => shotAt(shots, frame))).toEqual([0, 0, 1, 1, null]);
});

it('an approval is of a shot, or of every shot of an unchanged film', () => {
  const shot = (index: number) => ({ index, scene: 0, seconds: 1 }) as never;
  const of = (approvals: { shot: number | null; changed: boolean }[]) =>
    boardsOf([shot(0), shot(1), shot(2)], [], [], 24, approvals).map((board) => board.approval);
  expect(of([])).toEqual([null, null, null]);
  expect(
    of([
      { shot: 0, changed: false },
      { shot: 2, changed: true },
    ]),
  ).toEqual(['approved', null, 'changed']);
  expect(of([{ shot: null, changed: false }])).toEqual(['approved', 'approved', 'approved']);
  expect(of([{ shot: null, changed: true }])).toEqual([null, null, null]);
});

it('what is approved is named before it is made anew', () => {
  const each = (shot: number) => ({ shot, approved_by: 'Mara', approved_at: '2026-06-03T00:00:00Z' });
  expect(approvedWords({ approved: [] })).toBeNull();
  expect(approvedWords({ approved: [each(2)] })).toBe('Shot 3, which Mara has approved, would be made anew.');
  expect(approvedWords({ approved: [0, 1, 2, 3, 4, 5, 6].map(each) })).toBe(
    'Approved shots would be made anew: 1, 2, 3, 4, 5 and 2 more.',
  );
});
