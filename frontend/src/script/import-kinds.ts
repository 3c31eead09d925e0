/** What a paragraph can be: its name, the key that says so, and how it stands on the page. */

import type { Kind } from '@/api/import-queries';

export type KindLook = { kind: Kind; name: string; key?: string; className: string };

export const KINDS: readonly KindLook[] = [
  { kind: 'scene_heading', name: 'Scene heading', key: 'h', className: 'font-bold' },
  { kind: 'action', name: 'Action', key: 'a', className: '' },
  { kind: 'cue', name: 'Character', key: 'c', className: 'pl-[36%]' },
  { kind: 'dual_cue', name: 'Character beside', key: 'b', className: 'pl-[36%]' },
  {
    kind: 'parenthetical',
    name: 'Parenthetical',
    key: 'p',
    className: "pl-[26%] before:content-['('] after:content-[')']",
  },
  { kind: 'dialogue', name: 'Dialogue', key: 'd', className: 'pl-[16%] pr-[24%]' },
  { kind: 'lyric', name: 'Lyric', key: 'l', className: 'pl-[16%] pr-[24%] italic' },
  { kind: 'transition', name: 'Transition', key: 't', className: 'text-end' },
  { kind: 'centered', name: 'Centred', key: 'm', className: 'text-center' },
  { kind: 'title', name: 'Title', className: 'text-center font-bold' },
  { kind: 'credit', name: 'Credit', className: 'text-center' },
  { kind: 'author', name: 'Author', className: 'text-center' },
  { kind: 'source', name: 'Source', className: 'text-center' },
  { kind: 'draft_date', name: 'Draft date', className: 'text-end' },
  { kind: 'contact', name: 'Contact', className: '' },
  { kind: 'ignored', name: 'Left out', key: 'x', className: 'text-quiet line-through' },
];

const BY_KIND = new Map(KINDS.map((each) => [each.kind, each]));

export const lookOf = (kind: Kind): KindLook => BY_KIND.get(kind) ?? { kind, name: kind, className: '' };

export const CERTAINTIES = { sure: '', likely: 'likely', guess: 'guessed' } as const;

/** The next guessed paragraph behind a place, from the top again after the last; none where nothing is guessed. */
export function nextGuess(certainties: readonly string[], behind: number): number | null {
  for (let step = 1; step <= certainties.length; step++) {
    const at = (behind + step) % certainties.length;
    if (certainties[at] === 'guess') return at;
  }
  return null;
}
