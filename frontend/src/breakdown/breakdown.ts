/** Categories as the trade marks them, and a scene's text with the words that its elements are named by. */

import type { Category, Element, Sheet } from '@/api/breakdown-queries';

type Look = { category: Category; name: string; letters: string; colour: string; line: 'solid' | 'double' | 'dotted' };

/** In the order of the sheet. The colours are the trade's; the letters say the same to whom colours say nothing. */
export const CATEGORIES: readonly Look[] = [
  { category: 'cast', name: 'Cast', letters: 'C', colour: '#d9534f', line: 'solid' },
  { category: 'background', name: 'Background', letters: 'BG', colour: '#3f9b57', line: 'solid' },
  { category: 'stunts', name: 'Stunts', letters: 'ST', colour: '#d97b2b', line: 'double' },
  { category: 'vehicles', name: 'Vehicles', letters: 'V', colour: '#d06aa5', line: 'solid' },
  { category: 'props', name: 'Props', letters: 'P', colour: '#9068c9', line: 'solid' },
  { category: 'set_dressing', name: 'Set dressing', letters: 'SD', colour: '#8a8f3c', line: 'dotted' },
  { category: 'wardrobe', name: 'Wardrobe', letters: 'W', colour: '#a88732', line: 'double' },
  { category: 'make_up', name: 'Make-up and hair', letters: 'MU', colour: '#c46b6b', line: 'dotted' },
  { category: 'animals', name: 'Animals', letters: 'AN', colour: '#d06aa5', line: 'dotted' },
  { category: 'special_effects', name: 'Special effects', letters: 'FX', colour: '#4a86d4', line: 'solid' },
  { category: 'visual_effects', name: 'Visual effects', letters: 'VX', colour: '#3a9a9a', line: 'double' },
  { category: 'sound', name: 'Sound', letters: 'SO', colour: '#a5714a', line: 'solid' },
  { category: 'music', name: 'Music', letters: 'MX', colour: '#a5714a', line: 'dotted' },
  { category: 'equipment', name: 'Special equipment', letters: 'EQ', colour: '#808080', line: 'double' },
  { category: 'notes', name: 'Notes', letters: 'N', colour: '#808080', line: 'dotted' },
];

const LOOKS = new Map(CATEGORIES.map((each) => [each.category, each]));

export function lookOf(category: Category): Look {
  const look = LOOKS.get(category);
  if (!look) throw new Error(`no look of ${category}`);
  return look;
}

/** A stretch of a paragraph, and the element that it names. */
export type Piece = { text: string; element?: Element };

/** A paragraph in stretches: each element that stands at its line is marked where its words first are, unless others
 * are there. Dismissed ones are not. */
export function piecesOf({ line, text }: Sheet['paragraphs'][number], elements: readonly Element[]): Piece[] {
  const taken: { from: number; to: number; element: Element }[] = [];
  const here = elements.filter((each) => each.line === line && each.words && each.state !== 'dismissed');
  for (const element of [...here].sort((one, other) => other.words.length - one.words.length)) {
    for (let from = text.indexOf(element.words); from >= 0; from = text.indexOf(element.words, from + 1)) {
      const to = from + element.words.length;
      if (taken.every((each) => to <= each.from || from >= each.to)) {
        taken.push({ from, to, element });
        break;
      }
    }
  }
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to, element } of taken.sort((one, other) => one.from - other.from)) {
    if (from > at) pieces.push({ text: text.slice(at, from) });
    pieces.push({ text: text.slice(from, to), element });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** By category in the order of the sheet, those that have any; dismissed ones only where they are wanted. */
export function grouped(elements: readonly Element[], withDismissed: boolean): { look: Look; items: Element[] }[] {
  return CATEGORIES.map((look) => ({
    look,
    items: elements.filter((each) => each.category === look.category && (withDismissed || each.state !== 'dismissed')),
  })).filter(({ items }) => items.length > 0);
}

/** "2 mugs (MARTA)" is how a row says count and whose it is. */
export function titleOf({ name, count, character, category }: Element): string {
  const whose = character && category !== 'cast' && !name.startsWith(character) ? ` (${character})` : '';
  return `${count > 1 ? `${count} × ` : ''}${name}${whose}`;
}
