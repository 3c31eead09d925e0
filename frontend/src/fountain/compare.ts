/** What has changed from one text to another, scene by scene, with the words that came and went. */

import { formerOf, type ScenePart, sameWords, scenesOf } from './scenes';
import { type Words, wordsBetween } from './words';

export type ComparedScene = {
  heading: string | null;
  change: 'same' | 'added' | 'removed' | 'changed';
  /** Another place among the scenes than before. */
  moved: boolean;
  /** Place among the scenes before and after, from 0; null where it is not there. */
  before: number | null;
  after: number | null;
  /** Of its first line in the text after; in the one before, of a scene that was removed. */
  line: number;
  words: Words[];
};

/** In the order of `after`; what was removed stands where it was. */
export function compare(before: string, after: string): ComparedScene[] {
  const [were, are] = [scenesOf(before), scenesOf(after)];
  const former = formerOf(were, are);
  const stayed = inOrder(former);
  const row: ComparedScene[] = are.map((part, index) => comparedOf(part, index, were, former, stayed));
  were.forEach((part, was) => {
    if (former.includes(was)) return;
    const words = [{ text: part.text, came: false, went: true }];
    const removed = { heading: part.heading, change: 'removed', moved: false, before: was, after: null } as const;
    // After the scene that stood before it, wherever that is now.
    let at = -1;
    for (let above = was - 1; above >= 0 && at < 0; above--) at = row.findIndex((each) => each.before === above);
    row.splice(at + 1, 0, { ...removed, line: part.line, words });
  });
  return row;
}

function comparedOf(
  part: ScenePart,
  index: number,
  were: readonly ScenePart[],
  former: readonly number[],
  stayed: ReadonlySet<number>,
): ComparedScene {
  const was = former[index] as number;
  const place = { heading: part.heading, before: was >= 0 ? was : null, after: index, line: part.line };
  const base = were[was];
  if (!base) {
    return { ...place, change: 'added', moved: false, words: [{ text: part.text, came: true, went: false }] };
  }
  const moved = !stayed.has(index);
  if (sameWords(base.text, part.text)) {
    return { ...place, change: 'same', moved, words: [{ text: part.text, came: false, went: false }] };
  }
  return { ...place, change: 'changed', moved, words: wordsBetween(base.text, part.text) };
}

/** The scenes that have kept their order among each other: as many as can be. */
function inOrder(former: readonly number[]): Set<number> {
  const best: number[] = [];
  const from: number[] = [];
  let last = -1;
  former.forEach((was, index) => {
    best[index] = was < 0 ? 0 : 1;
    from[index] = -1;
    for (let above = 0; was >= 0 && above < index; above++) {
      if ((former[above] as number) < 0 || (former[above] as number) > was) continue;
      if ((best[above] as number) + 1 <= (best[index] as number)) continue;
      best[index] = (best[above] as number) + 1;
      from[index] = above;
    }
    if (last < 0 || (best[index] as number) > (best[last] as number)) last = index;
  });
  const stayed = new Set<number>();
  for (let index = last; index >= 0; index = from[index] as number)
    if ((former[index] as number) >= 0) stayed.add(index);
  return stayed;
}

/** The first scene that is another than before, by its place among the headings of `after`; -1 for what stands before
 * the first of them, null where nothing has changed. Where one was only taken out, the one before it. */
export function firstChanged(before: string, after: string): number | null {
  const row = compare(before, after);
  const at = row.findIndex((scene) => scene.change !== 'same' || scene.moved);
  if (at < 0) return null;
  const there = row[at]?.change === 'removed' ? at - 1 : at;
  const headings = row.slice(0, there + 1).filter((scene) => scene.after !== null && scene.heading !== null);
  return headings.length - 1;
}
