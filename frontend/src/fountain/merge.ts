/** What two people have made of the same screenplay, put together scene by scene. */

import { formerOf, type ScenePart, sameWords, scenesOf } from './scenes';

/** Of a scene that only one has changed, that one's words; where both have, what each made of it: null where they
 * took it out. */
export type MergedScene =
  | { kind: 'settled'; heading: string | null; text: string; by: 'nobody' | 'mine' | 'theirs' | 'both' }
  | { kind: 'conflict'; heading: string | null; base: string; mine: string | null; theirs: string | null };
export type Choice = 'mine' | 'theirs' | 'both';

type Side = { parts: readonly ScenePart[]; former: readonly number[] };

/** The scenes of both in one order: mine where I moved scenes, else theirs. */
export function merge(base: string, mine: string, theirs: string): MergedScene[] {
  const before = scenesOf(base);
  const side = (text: string): Side => {
    const parts = scenesOf(text);
    return { parts, former: formerOf(before, parts) };
  };
  const [ours, others] = [side(mine), side(theirs)];
  return ordered(ours, others).flatMap((place) => mergedOf(place, before, ours, others));
}

/** A scene by its place in the base; one that is new by whose it is, and its place there. */
type Place = { was: number } | { mine: number } | { theirs: number };

function ordered(ours: Side, others: Side): Place[] {
  const [lead, follow, name, other] = isInOrder(ours.former)
    ? ([others, ours, 'theirs', 'mine'] as const)
    : ([ours, others, 'mine', 'theirs'] as const);
  const placeOf = (side: Side, index: number, whose: 'mine' | 'theirs'): Place => {
    const was = side.former[index] as number;
    return was >= 0 ? { was } : whose === 'mine' ? { mine: index } : { theirs: index };
  };
  const row: Place[] = lead.parts.map((_part, index) => placeOf(lead, index, name));
  const known = new Set(lead.former);
  // What the other has beside, each after what stands before it there.
  let after = -1;
  follow.parts.forEach((part, index) => {
    const was = follow.former[index] as number;
    if (was >= 0 && known.has(was)) {
      after = row.findIndex((place) => 'was' in place && place.was === was);
      return;
    }
    const twin = was >= 0 ? -1 : row.findIndex((place) => isTwin(place, name, lead, part));
    if (twin >= 0) after = twin;
    else row.splice(++after, 0, placeOf(follow, index, other));
  });
  return row;
}

/** Both have added the same scene. */
function isTwin(place: Place, name: 'mine' | 'theirs', lead: Side, part: ScenePart): boolean {
  const index = name === 'mine' ? 'mine' in place && place.mine : 'theirs' in place && place.theirs;
  return index !== false && sameWords((lead.parts[index] as ScenePart).text, part.text);
}

function isInOrder(former: readonly number[]): boolean {
  const known = former.filter((was) => was >= 0);
  return known.every((was, index) => index === 0 || (known[index - 1] as number) < was);
}

function mergedOf(place: Place, before: readonly ScenePart[], ours: Side, others: Side): MergedScene[] {
  if (!('was' in place)) {
    const by = 'mine' in place ? 'mine' : 'theirs';
    const part = ('mine' in place ? ours.parts[place.mine] : others.parts[place.theirs]) as ScenePart;
    return [{ kind: 'settled', heading: part.heading, text: part.text, by }];
  }
  const base = before[place.was] as ScenePart;
  const mine = textOf(ours, place.was);
  const theirs = textOf(others, place.was);
  const heading = (mine ?? theirs)?.heading ?? base.heading;
  const settled = (part: ScenePart | undefined, by: 'nobody' | 'mine' | 'theirs' | 'both'): MergedScene[] =>
    part ? [{ kind: 'settled', heading: part.heading, text: part.text, by }] : [];
  const kept = (part: ScenePart | undefined) => part !== undefined && sameWords(part.text, base.text);
  if (kept(mine)) return settled(theirs, kept(theirs) ? 'nobody' : 'theirs');
  if (kept(theirs)) return settled(mine, 'mine');
  if (mine?.text === theirs?.text || (mine && theirs && sameWords(mine.text, theirs.text)))
    return settled(mine, 'both');
  return [{ kind: 'conflict', heading, base: base.text, mine: mine?.text ?? null, theirs: theirs?.text ?? null }];
}

function textOf({ parts, former }: Side, was: number): ScenePart | undefined {
  return parts[former.indexOf(was)];
}

/** The text that comes of it, with a choice for each conflict in order. */
export function mergedText(scenes: readonly MergedScene[], choices: readonly Choice[]): string {
  let conflict = 0;
  const pieces = scenes.flatMap((scene) => {
    if (scene.kind === 'settled') return [scene.text];
    const choice = choices[conflict++] ?? 'both';
    const chosen = choice === 'both' ? [scene.mine, scene.theirs] : [scene[choice]];
    return chosen.filter((text) => text !== null);
  });
  return pieces.map((text, index) => (index === pieces.length - 1 ? text : parted(text))).join('');
}

/** A heading needs an empty line before it: what was last elsewhere may end without one. */
function parted(text: string): string {
  if (text.trim() === '' || text.endsWith('\n\n')) return text;
  return text.endsWith('\n') ? `${text}\n` : `${text}\n\n`;
}
