import { describe, expect, it } from 'vitest';
import {
  type Board,
  boardsOf,
  csvOf,
  filtered,
  type MadeShot,
  NO_FILTER,
  rowsOf,
  type Scene,
  type Shot,
} from '@/boards/boards';

const shot = (index: number, scene: number, more: Partial<Shot> = {}): Shot => ({
  index,
  scene,
  size: 'MS',
  angle: 'eye',
  move: 'static',
  subjects: ['IDA'],
  card: null,
  action: null,
  lines: [],
  seconds: 4,
  transition: 'cut',
  ...more,
});
const made = (index: number, frames: number | null, more: Partial<MadeShot> = {}): MadeShot => ({
  index,
  scene: 0,
  status: frames === null ? 'waiting' : 'succeeded',
  error: null,
  renderer: frames === null ? null : 'animatic',
  frames,
  cached: false,
  url: null,
  pictures: null,
  expires_at: null,
  ...more,
});
const scenes = [
  { index: 0, number: '1', heading: 'EXT. HARBOUR - DUSK' },
  { index: 1, number: '2A', heading: 'INT. KITCHEN - NIGHT' },
] as Scene[];
const line = (character: string, text: string) => ({ index: 0, character, text, on_screen: true });

describe('boards', () => {
  it('begin where the shots before them end, as far as their lengths are known', () => {
    const boards = boardsOf(
      [shot(0, 0), shot(1, 0), shot(2, 1), shot(3, 1)],
      scenes,
      [made(0, 48), made(1, 30), made(2, null)],
      24,
    );
    expect(boards.map((each) => each.start)).toEqual([0, 48, 78, null]);
    expect(boards.map((each) => each.length)).toEqual([2, 1.25, 4, 4]);
    expect(boards.map((each) => each.sceneNumber)).toEqual(['1', '1', '2A', '2A']);
  });

  it('are found by any of their words, scene and size', () => {
    const boards = boardsOf(
      [
        shot(0, 0, { size: null, card: ['LOW TIDE'] }),
        shot(1, 0, { size: 'CU', lines: [line('IDA', 'It was here this morning.')] }),
        shot(2, 1, { subjects: ['أمين'], action: 'Sets down two cups.' }),
      ],
      scenes,
      [],
      24,
    );
    const found = (filter: object) => filtered(boards, { ...NO_FILTER, ...filter }).map((each) => each.index);
    expect(found({})).toEqual([0, 1, 2]);
    expect(found({ q: 'IDA morning' })).toEqual([1]);
    expect(found({ q: 'أمين' })).toEqual([2]);
    expect(found({ q: '#3' })).toEqual([2]);
    expect(found({ scene: '2A' })).toEqual([2]);
    expect(found({ size: 'CARD' })).toEqual([0]);
    expect(found({ size: 'CU', q: 'cups' })).toEqual([]);
  });

  it('stand in rows below the heading of their scene', () => {
    const boards = boardsOf([shot(0, 0), shot(1, 0), shot(2, 0), shot(3, 1)], scenes, [], 24);
    const rows = rowsOf(boards, 2).map((row) =>
      row.kind === 'scene' ? `${row.number}: ${row.shots}` : row.boards.map((each: Board) => each.index),
    );
    expect(rows).toEqual(['1: 3', [0, 1], [2], '2A: 1', [3]]);
  });
});

describe('the shot list as CSV', () => {
  it('keeps commas, quotes, lines and foreign names, and holds nothing that a spreadsheet would run', () => {
    const boards = boardsOf(
      [
        shot(0, 1, {
          subjects: ['IDA', 'أمين'],
          action: '=HYPERLINK("x")',
          lines: [line('IDA', 'He said: "Drink, now."'), line('TOM', 'No.')],
        }),
      ],
      scenes,
      [made(0, 48, { cached: true })],
      24,
    );
    const text = csvOf(boards);
    expect(text.charCodeAt(0)).toBe(0xfeff);
    const [head, ...rest] = text.slice(1).split('\r\n');
    expect(head).toBe(
      'shot,scene,heading,size,angle,move,subjects,action,dialogue,seconds,frames,transition,state,made by',
    );
    expect(rest.join('\r\n')).toBe(
      '1,2A,INT. KITCHEN - NIGHT,MS,eye,static,"IDA, أمين","\'=HYPERLINK(""x"")","IDA: He said: ""Drink, now.""\nTOM: No.",2.00,48,cut,kept,animatic\r\n',
    );
  });
});
