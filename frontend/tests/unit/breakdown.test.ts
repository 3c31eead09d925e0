import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Element } from '@/api/breakdown-queries';
import { CATEGORIES, grouped, piecesOf, titleOf } from '@/breakdown/breakdown';

const element = (words: string, more: Partial<Element> = {}): Element => ({
  id: words,
  scene: 0,
  category: 'props',
  name: words,
  count: 1,
  character: null,
  state: 'suggested',
  suggested: 'props',
  suggested_name: words,
  line: 3,
  words,
  quote: '',
  carried: null,
  lost: null,
  version: 1,
  ...more,
});

describe('the text of a scene', () => {
  const text = 'A red lamp beside a lamp, and Marta.';

  it('has the words of its elements marked once each, the longer ones first', () => {
    const pieces = piecesOf({ line: 3, kind: 'action', text }, [
      element('lamp'),
      element('red lamp'),
      element('Marta'),
    ]);
    expect(pieces.map((piece) => [piece.text, piece.element?.id])).toEqual([
      ['A ', undefined],
      ['red lamp', 'red lamp'],
      [' beside a ', undefined],
      ['lamp', 'lamp'],
      [', and ', undefined],
      ['Marta', 'Marta'],
      ['.', undefined],
    ]);
  });

  it('has nothing marked of other lines, of what was dismissed, or of the whole scene', () => {
    const others = [element('lamp', { line: 4 }), element('lamp', { state: 'dismissed' }), element('')];
    expect(piecesOf({ line: 3, kind: 'action', text }, others)).toEqual([{ text }]);
  });

  it('stays what it is, whatever is marked in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (written, words) => {
        const pieces = piecesOf(
          { line: 3, kind: 'action', text: written },
          words.map((each) => element(each)),
        );
        expect(pieces.map((piece) => piece.text).join('')).toBe(written);
      }),
    );
  });
});

describe('the boxes of a sheet', () => {
  it('stand in its order, and leave out what was dismissed', () => {
    const all = [element('lamp'), element('Ida', { category: 'cast' }), element('dog', { state: 'dismissed' })];
    const names = (withDismissed: boolean) =>
      grouped(all, withDismissed).map(({ look, items }) => [look.name, ...items.map((each) => each.name)]);
    expect(names(false)).toEqual([
      ['Cast', 'Ida'],
      ['Props', 'lamp'],
    ]);
    expect(names(true)).toEqual([
      ['Cast', 'Ida'],
      ['Props', 'lamp', 'dog'],
    ]);
  });

  it('have letters of their own, as colour alone says nothing to some', () => {
    expect(new Set(CATEGORIES.map(({ letters }) => letters)).size).toBe(15);
  });

  it('say how many, and whose', () => {
    expect(titleOf(element('mug', { count: 2 }))).toBe('2 × mug');
    expect(titleOf(element('coat', { category: 'wardrobe', character: 'IDA' }))).toBe('coat (IDA)');
    expect(titleOf(element('IDA: fight', { category: 'stunts', character: 'IDA' }))).toBe('IDA: fight');
  });
});
