/** The shots of a film as boards: what was planned of each, and what was made of it. */

import type { components } from '@/api/schema';
import { csvOf as tableOf } from '@/components/csv';

export type Shot = components['schemas']['Shot'];
export type Scene = components['schemas']['Scene'];
export type MadeShot = components['schemas']['ProductionShot'];

type Approval = Pick<components['schemas']['Approval'], 'shot' | 'changed'>;

export type Board = Shot & {
  sceneNumber: string;
  heading: string | null;
  made: MadeShot | null;
  /** Whether somebody has approved it, by itself or with its film, and it has changed since. */
  approval: 'approved' | 'changed' | null;
  /** The film's frame on which it begins; null while a shot before it has no length yet. */
  start: number | null;
  /** As made, else as planned. */
  length: number;
};

export function boardsOf(
  shots: readonly Shot[],
  scenes: readonly Scene[],
  made: readonly MadeShot[],
  framesPerSecond: number,
  approvals: readonly Approval[] = [],
): Board[] {
  const places = new Map(scenes.map((scene) => [scene.index, scene]));
  const results = new Map(made.map((each) => [each.index, each]));
  const ofFilm = approvals.some(({ shot, changed }) => shot === null && !changed);
  const approved = new Map(approvals.map(({ shot, changed }) => [shot, changed]));
  const approvalOf = (shot: number): Board['approval'] => {
    if (ofFilm || approved.get(shot) === false) return 'approved';
    return approved.get(shot) ? 'changed' : null;
  };
  let start: number | null = 0;
  return shots.map((shot) => {
    const scene = places.get(shot.scene);
    const result = results.get(shot.index) ?? null;
    const frames = result?.frames ?? null;
    const board: Board = {
      ...shot,
      sceneNumber: scene?.number ?? String(shot.scene + 1),
      heading: scene?.heading ?? null,
      made: result,
      approval: approvalOf(shot.index),
      start,
      length: frames === null ? shot.seconds : frames / framesPerSecond,
    };
    start = start === null || frames === null ? null : start + frames;
    return board;
  });
}

export type Filter = { q: string; scene: string; size: string };

export const NO_FILTER: Filter = { q: '', scene: '', size: '' };

/** Those that hold all the words, in whatever is written of them; case does not count. */
export function filtered(boards: readonly Board[], { q, scene, size }: Filter): Board[] {
  const words = q.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return boards.filter((board) => {
    if (scene && board.sceneNumber !== scene) return false;
    if (size && (board.size ?? 'CARD') !== size) return false;
    if (words.length === 0) return true;
    const text = textOf(board).toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function textOf(board: Board): string {
  const said = board.lines.map((line) => `${line.character} ${line.text}`);
  return [
    `#${board.index + 1}`,
    ...[board.heading, board.size, board.angle, board.move, board.action],
    ...board.subjects,
    ...(board.card ?? []),
    ...said,
  ].join(' ');
}

/** What is said in it, else what happens, else what its card says. */
export function saidIn(board: Board): { who: string; text: string } {
  const line = board.lines[0];
  if (line) {
    const more = board.lines.length > 1 ? ' …' : '';
    return { who: line.character, text: line.text + more };
  }
  return { who: '', text: board.action ?? board.card?.join(' ') ?? '' };
}

const COLUMNS = [
  ...['shot', 'scene', 'heading', 'size', 'angle', 'move', 'subjects', 'action', 'dialogue', 'seconds', 'frames'],
  ...['transition', 'state', 'made by'],
];

/** The shot list as CSV (RFC 4180): UTF-8 with a mark at its head, by which spreadsheets know it. */
export function csvOf(boards: readonly Board[]): string {
  const rows = boards.map((board) => [
    board.index + 1,
    board.sceneNumber,
    board.heading ?? '',
    board.size ?? 'CARD',
    board.angle ?? '',
    board.move ?? '',
    board.subjects.join(', '),
    board.action ?? board.card?.join(' / ') ?? '',
    board.lines.map((line) => `${line.character}: ${line.text}`).join('\n'),
    board.length.toFixed(2),
    board.made?.frames ?? '',
    board.transition,
    stateOf(board),
    board.made?.renderer ?? '',
  ]);
  return tableOf([COLUMNS, ...rows]);
}

export function stateOf({ made }: Pick<Board, 'made'>): string {
  if (!made) return 'planned';
  if (made.status === 'succeeded') return made.cached ? 'kept' : 'made';
  if (made.status === 'failed') return 'failed';
  if (made.status === 'cancelled') return 'stopped';
  return made.status === 'running' ? 'being made' : 'waiting';
}

export type GridRow =
  | { kind: 'scene'; key: string; number: string; heading: string | null; shots: number; seconds: number }
  | { kind: 'shots'; key: string; boards: readonly Board[] };

/** A row for each scene's heading and one for every `columns` shots of it, as a list that is drawn row by row. */
export function rowsOf(boards: readonly Board[], columns: number): GridRow[] {
  const rows: GridRow[] = [];
  let at = 0;
  while (at < boards.length) {
    const first = boards[at] as Board;
    let end = at;
    while (end < boards.length && boards[end]?.scene === first.scene) end++;
    const scene = boards.slice(at, end);
    rows.push({
      kind: 'scene',
      key: `scene ${first.scene} ${first.index}`,
      number: first.sceneNumber,
      heading: first.heading,
      shots: scene.length,
      seconds: scene.reduce((sum, each) => sum + each.length, 0),
    });
    for (let from = 0; from < scene.length; from += columns) {
      const boardsOfRow = scene.slice(from, from + columns);
      rows.push({ kind: 'shots', key: `shots ${boardsOfRow[0]?.index}`, boards: boardsOfRow });
    }
    at = end;
  }
  return rows;
}
