/** The stripboard as rows, and where what is moved to a row then stands. */

import type { Edit, Scenario, StripScene } from '@/api/schedule-queries';

export type Row =
  | { kind: 'strip'; key: string; day: number | null; position: number; scene: StripScene; locked: boolean }
  | { kind: 'banner'; key: string; day: number; position: number; text: string }
  /** The end of a day, after its work: what is put before it is shot last. */
  | { kind: 'break'; key: string; day: number; date: string; eighths: number }
  | { kind: 'new day'; key: string; day: number }
  | { kind: 'boneyard'; key: string; count: number };

/** What strips stand for, by what the board calls them: scenes by their index, parts of split ones by their id. */
export function stripsOf({ scenes, parts }: Pick<Scenario, 'scenes' | 'parts'>): Map<number, StripScene> {
  return new Map([...scenes, ...parts].map((each) => [each.index, each]));
}

/** Days with their strips, each closed by its break; a place for one more day; the boneyard. */
export function rowsOf(scenario: Scenario): Row[] {
  const rows: Row[] = [];
  const strips = stripsOf(scenario);
  const sceneOf = (index: number) => strips.get(index);
  for (const [day, { items }] of scenario.board.days.entries()) {
    const date = scenario.dates[day] ?? '';
    let eighths = 0;
    for (const [position, item] of items.entries()) {
      if (item.kind === 'banner') {
        rows.push({ kind: 'banner', key: `banner ${day} ${position}`, day, position, text: item.text });
        continue;
      }
      const scene = sceneOf(item.scene);
      if (!scene) continue;
      eighths += scene.eighths;
      rows.push({ kind: 'strip', key: `scene ${scene.index}`, day, position, scene, locked: item.locked ?? false });
    }
    rows.push({ kind: 'break', key: `break ${day}`, day, date, eighths });
  }
  rows.push({ kind: 'new day', key: 'new day', day: scenario.board.days.length });
  rows.push({ kind: 'boneyard', key: 'boneyard', count: scenario.board.boneyard.length });
  for (const [position, index] of scenario.board.boneyard.entries()) {
    const scene = sceneOf(index);
    if (scene) rows.push({ kind: 'strip', key: `scene ${index}`, day: null, position, scene, locked: false });
  }
  return rows;
}

/** What moves scenes to stand right before the row at `at`; after the last row, to the end of the boneyard. */
export function moveBefore(rows: readonly Row[], scenes: readonly number[], at: number): Edit {
  const moving = new Set(scenes);
  const row = rows[at];
  if (!row || row.kind === 'boneyard') return { edit: 'move', scenes: [...scenes], day: null, position: null };
  if (row.kind === 'new day') return { edit: 'move', scenes: [...scenes], day: row.day, position: null };
  const day = row.day;
  const before = rows.slice(0, at).filter((each) => {
    if (each.kind === 'banner') return each.day === day;
    return each.kind === 'strip' && each.day === day && !moving.has(each.scene.index);
  });
  return { edit: 'move', scenes: [...scenes], day, position: before.length };
}

/** Where something would be put, in words. */
export function placeOf(rows: readonly Row[], at: number): string {
  const row = rows[at];
  if (!row) return 'End of the boneyard';
  switch (row.kind) {
    case 'strip':
      return `${row.day === null ? 'Boneyard' : `Day ${row.day + 1}`}, before scene ${row.scene.number}`;
    case 'banner':
      return `Day ${row.day + 1}, before ${row.text}`;
    case 'break':
      return `End of day ${row.day + 1}`;
    case 'boneyard':
      return 'Boneyard';
    default:
      return `A new day ${row.day + 1}`;
  }
}

/** 19 → "2 3/8": the trade does not cancel eighths. */
export function pagesOf(eighths: number): string {
  const whole = Math.floor(eighths / 8);
  const rest = eighths % 8;
  return [whole || !rest ? String(whole) : '', rest ? `${rest}/8` : ''].filter(Boolean).join(' ');
}

export type StripColour = 'int-day' | 'ext-day' | 'int-night' | 'ext-night' | 'dawn' | 'dusk';

/** As the trade colours strips: by day white inside and yellow outside, at night blue and green, dawn pink, dusk orange. */
export function colourOf(scene: StripScene): StripColour {
  if (scene.time_of_day === 'dawn' || scene.time_of_day === 'dusk') return scene.time_of_day;
  const side = scene.exterior && !scene.interior ? 'ext' : 'int';
  return `${side}-${scene.time_of_day}`;
}

export function sideOf(scene: StripScene): string {
  return [scene.interior && 'INT', scene.exterior && 'EXT'].filter(Boolean).join('/') || '–';
}

/** "Wed 3 Jun 2026" */
export function dateOf(date: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return format.format(new Date(`${date}T00:00:00Z`)).replace(',', '');
}

export const moneyOf = (money: number) => new Intl.NumberFormat('en').format(money);
