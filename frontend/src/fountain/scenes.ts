/** A text in its scenes, and which scene of one text is which of another: what merging and comparing stand on. */

import { KINDS, read } from './lines';
import { strip } from './spelling';

export type ScenePart = {
  /** Without number, dot and notes; null for what stands before the first heading. */
  heading: string | null;
  /** From the heading to before the next, with its line ends: all parts together are the text. */
  text: string;
  /** Of its first line, from 1. */
  line: number;
};

const HEADING = KINDS.indexOf('heading');

export function scenesOf(text: string): ScenePart[] {
  const { lines, kinds, stands } = read(text);
  const parts: ScenePart[] = [];
  let begin = 0;
  const close = (end: number) => {
    if (end === begin && !(end === lines.length && parts.length === 0)) return;
    const own = lines.slice(begin, end).join('\n');
    const isHeading = kinds[begin] === HEADING && stands[begin] !== 0;
    const spelled = strip(lines[begin] ?? '')
      .replace(/^\./, '')
      .replace(/\s*#[^#]*#$|\s*\[\[.*/, '');
    parts.push({ heading: isHeading ? spelled : null, text: end < lines.length ? `${own}\n` : own, line: begin + 1 });
  };
  for (let line = 0; line < lines.length; line++) {
    if (kinds[line] !== HEADING || stands[line] === 0) continue;
    close(line);
    begin = line;
  }
  close(lines.length);
  return parts;
}

/** Empty lines at the end part scenes, and are no difference. */
export const sameWords = (a: string, b: string): boolean => a.trimEnd() === b.trimEnd();

/** For each scene of `after` the one of `before` that it was, or -1 where it is new. Each is the former of one at most. */
export function formerOf(before: readonly ScenePart[], after: readonly ScenePart[]): number[] {
  const former = new Array<number>(after.length).fill(-1);
  const taken = new Set<number>();
  const take = (now: number, was: number) => {
    former[now] = was;
    taken.add(was);
  };
  for (const [now, was] of commonOf(before, after)) take(now, was);
  // The same words elsewhere: moved. Then the same heading; then alike in the same gap.
  const pass = (alike: (was: ScenePart, now: ScenePart) => boolean) => {
    after.forEach((part, now) => {
      if (former[now] !== -1) return;
      const was = nearest(before, taken, expected(former, now), (each) => alike(each, part));
      if (was >= 0) take(now, was);
    });
  };
  pass((was, now) => sameWords(was.text, now.text));
  pass((was, now) => was.heading === now.heading && (was.heading === null || likeness(was.text, now.text) > 0.2));
  pass((was, now) => was.heading !== null && now.heading !== null && likeness(was.text, now.text) > 0.5);
  pass((was, now) => was.heading === now.heading);
  return former;
}

/** Where a scene would have been: after the former one of what stands before it. */
function expected(former: readonly number[], now: number): number {
  for (let index = now - 1; index >= 0; index--)
    if ((former[index] as number) >= 0) return (former[index] as number) + 1;
  return 0;
}

function nearest(
  before: readonly ScenePart[],
  taken: ReadonlySet<number>,
  place: number,
  fits: (part: ScenePart) => boolean,
): number {
  let best = -1;
  before.forEach((part, was) => {
    if (taken.has(was) || (best >= 0 && Math.abs(was - place) >= Math.abs(best - place))) return;
    if (fits(part)) best = was;
  });
  return best;
}

/** The longest row of scenes with the same words in both, as pairs [after, before]. */
function commonOf(before: readonly ScenePart[], after: readonly ScenePart[]): [number, number][] {
  const found: [number, number][] = [];
  let head = 0;
  while (head < before.length && head < after.length && same(before, after, head, head)) {
    found.push([head, head]);
    head += 1;
  }
  let [a, b] = [before.length, after.length];
  const tail: [number, number][] = [];
  while (a > head && b > head && same(before, after, a - 1, b - 1)) tail.push([--b, --a]);
  const width = b - head + 1;
  const longest = new Uint16Array((a - head + 1) * width);
  for (let i = a - head - 1; i >= 0; i--) {
    for (let j = b - head - 1; j >= 0; j--) {
      longest[i * width + j] = same(before, after, head + i, head + j)
        ? (longest[(i + 1) * width + j + 1] as number) + 1
        : Math.max(longest[(i + 1) * width + j] as number, longest[i * width + j + 1] as number);
    }
  }
  for (let i = 0, j = 0; i < a - head && j < b - head; ) {
    if (same(before, after, head + i, head + j)) found.push([head + j++, head + i++]);
    else if ((longest[(i + 1) * width + j] as number) >= (longest[i * width + j + 1] as number)) i += 1;
    else j += 1;
  }
  return [...found, ...tail];
}

function same(before: readonly ScenePart[], after: readonly ScenePart[], was: number, now: number): boolean {
  return sameWords((before[was] as ScenePart).text, (after[now] as ScenePart).text);
}

/** The share of words that two texts have in common, from 0 to 1. */
export function likeness(a: string, b: string): number {
  const count = (text: string) => {
    const words = new Map<string, number>();
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) words.set(word, (words.get(word) ?? 0) + 1);
    return words;
  };
  const [x, y] = [count(a), count(b)];
  let shared = 0;
  let all = 0;
  for (const [word, times] of x) shared += Math.min(times, y.get(word) ?? 0);
  for (const words of [x, y]) for (const times of words.values()) all += times;
  return all === 0 ? 1 : (2 * shared) / all;
}
