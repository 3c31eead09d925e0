import { describe, expect, it } from 'vitest';
import type { Scenario, StripScene } from '@/api/schedule-queries';
import { colourOf, dateOf, moveBefore, pagesOf, placeOf, rowsOf } from '@/schedule/strips';

const scene = (index: number, more: Partial<StripScene> = {}): StripScene => ({
  index,
  number: `${index + 1}`,
  heading: null,
  interior: true,
  exterior: false,
  location: 'BAR',
  time_of_day: 'day',
  eighths: 4,
  cast: [],
  part: null,
  ...more,
});
const strip = (index: number) => ({ kind: 'strip' as const, scene: index, locked: false });

/** Two days with a banner in the first, and one scene in the boneyard. */
const scenario = {
  board: {
    days: [
      { date: null, items: [strip(0), { kind: 'banner' as const, text: 'LUNCH' }, strip(1), strip(2)] },
      { date: null, items: [strip(3)] },
    ],
    boneyard: [4],
    omitted: [],
    added: [],
  },
  dates: ['2026-06-01', '2026-06-02'],
  scenes: [0, 1, 2, 3, 4].map((index) => scene(index)),
  parts: [],
} as unknown as Scenario;

describe('the stripboard', () => {
  const rows = rowsOf(scenario);

  it('has each day closed after its work, a place for one more, and the boneyard', () => {
    expect(rows.map((row) => row.key)).toEqual([
      'scene 0',
      'banner 0 1',
      'scene 1',
      'scene 2',
      'break 0',
      'scene 3',
      'break 1',
      'new day',
      'boneyard',
      'scene 4',
    ]);
    expect(rows[4]).toMatchObject({ eighths: 12, date: '2026-06-01' });
  });

  it('shows the parts of a split scene in its place, and adds their own lengths', () => {
    const part = (id: number, number: number, eighths: number) =>
      scene(id, { number: `1 pt ${number}`, eighths, part: { scene: 0, number, parts: 2 } });
    const board = {
      ...scenario.board,
      days: [
        { date: null, items: [strip(1_000_000), strip(1)] },
        { date: null, items: [strip(1_000_001)] },
      ],
    };
    const split = { ...scenario, board, parts: [part(1_000_000, 1, 1), part(1_000_001, 2, 3)] } as Scenario;
    const shown = rowsOf(split).map((row) => (row.kind === 'strip' ? row.scene.number : row.kind));
    expect(shown.slice(0, 5)).toEqual(['1 pt 1', '2', 'break', '1 pt 2', 'break']);
    expect(rowsOf(split)[2]).toMatchObject({ eighths: 5 });
  });

  it('puts what is moved before a row among what stands there without it', () => {
    const to = (scenes: number[], at: number) => moveBefore(rows, scenes, at);
    expect(to([0], 3)).toEqual({ edit: 'move', scenes: [0], day: 0, position: 2 });
    expect(to([3], 0)).toEqual({ edit: 'move', scenes: [3], day: 0, position: 0 });
    expect(to([0, 1], 4)).toEqual({ edit: 'move', scenes: [0, 1], day: 0, position: 2 });
    expect(to([4], 7)).toEqual({ edit: 'move', scenes: [4], day: 2, position: null });
    expect(to([0], 9)).toEqual({ edit: 'move', scenes: [0], day: null, position: 0 });
    expect(to([0], 10)).toEqual({ edit: 'move', scenes: [0], day: null, position: null });
  });

  it('says where in words', () => {
    expect([3, 1, 4, 7, 9, 10].map((at) => placeOf(rows, at))).toEqual([
      'Day 1, before scene 3',
      'Day 1, before LUNCH',
      'End of day 1',
      'A new day 3',
      'Boneyard, before scene 5',
      'End of the boneyard',
    ]);
  });

  it('has the trade’s colours, pages and dates', () => {
    expect(colourOf(scene(0))).toBe('int-day');
    expect(colourOf(scene(0, { interior: false, exterior: true, time_of_day: 'night' }))).toBe('ext-night');
    expect(colourOf(scene(0, { time_of_day: 'dusk' }))).toBe('dusk');
    expect([0, 4, 8, 19].map(pagesOf)).toEqual(['0', '4/8', '1', '2 3/8']);
    expect(dateOf('2026-06-03')).toBe('Wed 3 Jun 2026');
  });
});
