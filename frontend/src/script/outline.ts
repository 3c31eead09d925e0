import { KINDS, type Reading } from '@/fountain/lines';
import { strip } from '@/fountain/spelling';

export type OutlinedScene = { line: number; number: string; heading: string };

const HEADING = KINDS.indexOf('heading');

/** The scenes of a text: the line of each heading, from 1, its number as written or counted, and what it says. */
export function outlineOf({ kinds, lines }: Reading): OutlinedScene[] {
  const found: OutlinedScene[] = [];
  for (let index = 0; index < kinds.length; index++) {
    if (kinds[index] !== HEADING) continue;
    // The lines of a note that is written on the heading are no headings of their own.
    if (
      kinds[index - 1] === HEADING &&
      (lines[index - 1] as string).lastIndexOf('[[') > (lines[index - 1] as string).lastIndexOf(']]')
    )
      continue;
    const [, heading = '', number] = /^\.?(.*?)(?:\s*#([^#]+)#)?$/.exec(strip(lines[index] as string)) ?? [];
    found.push({
      line: index + 1,
      number: number ?? `${found.length + 1}`,
      heading: heading.replace(/\s*\[\[.*$/, ''),
    });
  }
  return found;
}

/** Which scene a line is in; -1 before the first. */
export function sceneAt(outline: readonly OutlinedScene[], line: number): number {
  return outline.findLastIndex((scene) => scene.line <= line);
}
