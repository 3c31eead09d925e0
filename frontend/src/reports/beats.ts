/** Where the turns of a story come, beside where they were meant to. */

import type { BeatSheet } from '@/api/assessment-queries';
import type { StructureReport } from '@/api/paper-queries';

export type Beat = BeatSheet['beats'][number];
type Scene = Pick<StructureReport['scenes'][number], 'number' | 'start_page'>;
export type Placed = Beat & {
  /** The page on which its scene begins; null where the script has no such scene. */
  page: number | null;
  /** The page on which it was to come; null where nobody has said. */
  meant: number | null;
  /** How far it comes behind that, in hundredths of the script; before it, below 0. */
  late: number | null;
};

/** Ways to begin: names of turns, and after what share of the pages they are often found. */
export const BEGINNINGS: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  'Three acts': [
    ['Opening image', 0],
    ['Inciting incident', 0.12],
    ['End of the first act', 0.25],
    ['Midpoint', 0.5],
    ['End of the second act', 0.75],
    ['Climax', 0.9],
    ['Resolution', 0.97],
  ],
  'Eight sequences': Array.from({ length: 8 }, (_, index) => [`Sequence ${index + 1}`, index / 8] as const),
  'An empty sheet': [],
};

export function beginningOf(name: string): Beat[] {
  return (BEGINNINGS[name] ?? []).map(([beat, share]) => ({ name: beat, share, text: null, scene: null }));
}

/** Pages count from 1; a script of `pages` pages ends on page 1 + pages. */
export function placed(beats: readonly Beat[], scenes: readonly Scene[], pages: number): Placed[] {
  const starts = new Map(scenes.map((scene) => [scene.number, scene.start_page]));
  return beats.map((beat) => {
    const start = beat.scene ? starts.get(beat.scene) : undefined;
    const meant = beat.share ?? null;
    return {
      ...beat,
      page: start === undefined ? null : Math.floor(start),
      meant: meant === null ? null : Math.floor(1 + meant * pages),
      late:
        start === undefined || meant === null || pages <= 0 ? null : Math.round(100 * ((start - 1) / pages - meant)),
    };
  });
}

/** In words, for whoever reads the sheet. */
export function latenessOf(late: number | null): string {
  if (late === null) return '';
  if (Math.abs(late) < 3) return 'where it was meant';
  return late > 0 ? `${late} % of the script later` : `${-late} % of the script earlier`;
}
