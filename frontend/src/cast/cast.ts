/** The cast of a film: what each says, and in which scenes they are. */

import type { components } from '@/api/schema';

export type Character = components['schemas']['Character'];
type Shot = Pick<components['schemas']['Shot'], 'lines'>;
type Scene = Pick<components['schemas']['Scene'], 'index' | 'number' | 'heading' | 'characters'>;

/** So many words say what a voice is like, and not more than somebody wants to hear of it. */
const BEST_WORDS = 9;

/** Numbers of a character's lines, those first that are best to know a voice by. */
export function samplesOf(name: string, shots: readonly Shot[]): { index: number; text: string }[] {
  const lines = shots.flatMap((shot) => shot.lines).filter((line) => line.character === name);
  const off = (text: string) => Math.abs(text.split(/\s+/).length - BEST_WORDS);
  return lines
    .map(({ index, text }) => ({ index, text }))
    .sort((a, b) => off(a.text) - off(b.text) || a.index - b.index);
}

export type Order = 'appearance' | 'name' | 'lines' | 'words' | 'scenes';
export type Presence = ReadonlyMap<string, ReadonlySet<number>>;

/** Name → the scenes that somebody is in. */
export function presenceOf(scenes: readonly Scene[]): Presence {
  const found = new Map<string, Set<number>>();
  for (const scene of scenes) {
    for (const name of scene.characters) {
      const seen = found.get(name) ?? new Set();
      found.set(name, seen.add(scene.index));
    }
  }
  return found;
}

/** Most first, but names from A on; who is equal stays in the order of appearance. */
export function sorted(characters: readonly Character[], order: Order, presence: Presence): Character[] {
  const rows = [...characters];
  if (order === 'name') return rows.sort((a, b) => a.name.localeCompare(b.name));
  if (order === 'lines' || order === 'words') return rows.sort((a, b) => b[order] - a[order]);
  if (order === 'scenes') {
    const count = ({ name }: Character) => presence.get(name)?.size ?? 0;
    return rows.sort((a, b) => count(b) - count(a));
  }
  return rows;
}

const ACCENTS: Readonly<Record<string, string>> = {
  a: 'American',
  b: 'British',
  e: 'Spanish',
  f: 'French',
  h: 'Hindi',
  i: 'Italian',
  j: 'Japanese',
  p: 'Portuguese',
  z: 'Chinese',
};

/** "Emma, British", "Emma and Lily, British", or, where only the synthesiser speaks, its voice and that it does. */
export function voiceOf({ neural_voice: neural, voice }: Pick<Character, 'neural_voice' | 'voice'>): string {
  if (!neural) return `${voiceName(voice.name)} (synthesised)`;
  const names = neural.blend.map(({ name }) => name.slice(3));
  const accents = [...new Set(neural.blend.map(({ name }) => ACCENTS[name.charAt(0)] ?? ''))].filter(Boolean);
  const called = names.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).join(' and ');
  return [called, ...accents].join(', ');
}

/** "gmw/en-US+f3" is "en-US, f3": the language and the variant, as the synthesiser has them. */
export function voiceName(name: string): string {
  const [language = '', variant] = name.split('+');
  return [language.replace(/^[a-z]+\//, ''), variant].filter(Boolean).join(', ');
}
