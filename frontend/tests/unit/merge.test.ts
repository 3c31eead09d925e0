import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, firstChanged } from '@/fountain/compare';
import { type Choice, merge, mergedText } from '@/fountain/merge';
import { scenesOf } from '@/fountain/scenes';

const line = fc.constantFrom(
  '',
  '',
  'Fog.',
  'IDA',
  'Hello.',
  'Title: X',
  '[[n',
  ']]',
  '/*',
  '*/',
  'INT. BAR - DAY',
  'CUT TO:',
);
const anyText = fc.array(line, { maxLength: 20 }).map((lines) => lines.join('\n'));
const place = fc.constantFrom('INT. BAR - DAY', 'EXT. SEA - DUSK', 'EXT. FIELD - DAY', 'INT. CAR - NIGHT');
const word = fc.constantFrom(...'fog rain light door hand rope cup boat sky road'.split(' '));
const scene = fc
  .tuple(place, fc.array(word, { minLength: 1, maxLength: 6 }))
  .map(([heading, words]) => `${heading}\n\n${words.join(' ')}.\n\n`);
const screenplay = fc.array(scene, { minLength: 1, maxLength: 6 });

/** A screenplay as somebody has changed it: every word of theirs is marked, so that it can be found again. */
const changed = (who: string) =>
  fc
    .array(fc.record({ at: fc.nat(), what: fc.constantFrom('write', 'add', 'remove', 'move'), to: fc.nat() }), {
      maxLength: 4,
    })
    .map((steps) => (base: readonly string[]) => {
      const scenes = [...base];
      steps.forEach(({ at, what, to }, step) => {
        const index = scenes.length ? at % scenes.length : 0;
        const mark = `${who}${step}`;
        if (what === 'write' && scenes.length) scenes[index] = scenes[index]?.replace(/\.\n\n$/, ` ${mark}.\n\n`) ?? '';
        else if (what === 'add')
          scenes.splice(index, 0, `EXT. ${mark.toUpperCase()} - DAY\n\n${mark} stands here.\n\n`);
        else if (what === 'remove' && scenes.length > 1) scenes.splice(index, 1);
        else if (what === 'move' && scenes.length) scenes.splice(to % scenes.length, 0, ...scenes.splice(index, 1));
      });
      return scenes.join('');
    });

const settledText = (base: string, mine: string, theirs: string) => {
  const merged = merge(base, mine, theirs);
  expect(merged.filter(({ kind }) => kind === 'conflict')).toEqual([]);
  return mergedText(merged, []);
};

describe('scenes', () => {
  it('are the whole text, byte for byte', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(
          scenesOf(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

describe('merging', () => {
  const both = fc.tuple(screenplay, changed('mine'), changed('theirs')).map(([base, mine, theirs]) => ({
    base: base.join(''),
    mine: mine(base),
    theirs: theirs(base),
  }));

  it('with who has changed nothing gives what the other wrote', () => {
    fc.assert(
      fc.property(both, ({ base, mine }) => {
        expect(settledText(base, base, mine).trimEnd()).toBe(mine.trimEnd());
        expect(settledText(base, mine, base).trimEnd()).toBe(mine.trimEnd());
        expect(settledText(base, mine, mine).trimEnd()).toBe(mine.trimEnd());
      }),
      { numRuns: 1000 },
    );
  });

  it('loses no word that either has written, and takes none up twice without being asked', () => {
    fc.assert(
      fc.property(both, ({ base, mine, theirs }) => {
        const merged = merge(base, mine, theirs);
        const conflicts = merged.filter(({ kind }) => kind === 'conflict').length;
        const all = mergedText(merged, new Array<Choice>(conflicts).fill('both'));
        for (const text of [mine, theirs]) {
          for (const mark of text.match(/(?:mine|theirs)\d/g) ?? []) expect(all).toContain(mark);
        }
        const count = (text: string, mark: string) => text.split(mark).length - 1;
        for (const mark of new Set(mine.match(/mine\d/g) ?? [])) expect(count(all, mark)).toBe(count(mine, mark));
      }),
      { numRuns: 1000 },
    );
  });

  const BASE = 'INT. BAR - DAY\n\nFog.\n\nEXT. SEA - DAY\n\nRain.\n\nINT. CAR - DAY\n\nSun.\n';

  it('takes up what each has changed in another scene', () => {
    const mine = BASE.replace('Fog.', 'Thick fog.');
    const theirs = BASE.replace('Sun.', 'Sun, and wind.');
    expect(settledText(BASE, mine, theirs)).toBe(BASE.replace('Fog.', 'Thick fog.').replace('Sun.', 'Sun, and wind.'));
  });

  it('asks where both have changed the same scene, or one took it out', () => {
    const mine = BASE.replace('Rain.', 'Snow.');
    const merged = merge(BASE, mine, BASE.replace('Rain.', 'Hail.'));
    expect(merged.map(({ kind }) => kind)).toEqual(['settled', 'conflict', 'settled']);
    expect(mergedText(merged, ['mine'])).toBe(mine);
    expect(mergedText(merged, ['both'])).toContain('Snow.\n\nEXT. SEA - DAY\n\nHail.');
    const without = BASE.replace('EXT. SEA - DAY\n\nRain.\n\n', '');
    expect(merge(BASE, mine, without).map(({ kind }) => kind)).toEqual(['settled', 'conflict', 'settled']);
    expect(mergedText(merge(BASE, mine, without), ['theirs'])).toBe(without);
  });

  it('keeps a scene apart from what was last before it', () => {
    const theirs = `${BASE.trimEnd()}\n\nEXT. ROOF - DAY\n\nWind.`;
    const mine = `${BASE.trimEnd()}\n\nINT. HALL - DAY\n\nSteps.`;
    const text = settledText(BASE, mine, theirs);
    expect(scenesOf(text).map(({ heading }) => heading)).toHaveLength(5);
  });
});

describe('comparing', () => {
  const BASE = 'INT. BAR - DAY\n\nFog.\n\nEXT. SEA - DAY\n\nRain on a boat.\n\nINT. CAR - DAY\n\nSun.\n';

  it('marks the words that came and went', () => {
    const [, sea] = compare(BASE, BASE.replace('Rain on', 'Snow on'));
    expect(sea?.change).toBe('changed');
    expect(sea?.words.filter(({ came, went }) => came || went).map(({ text }) => text)).toEqual(['Rain', 'Snow']);
  });

  it('tells scenes that were added, removed and moved', () => {
    const before = `EXT. DUNE - DAY\n\nSand.\n\n${BASE}`;
    const moved =
      'INT. CAR - DAY\n\nSun.\n\nEXT. DUNE - DAY\n\nSand.\n\nINT. BAR - DAY\n\nFog.\n\nEXT. ROOF - DAY\n\nWind.\n';
    expect(compare(before, moved).map(({ heading, change, moved: went }) => [heading, change, went])).toEqual([
      ['INT. CAR - DAY', 'same', true],
      ['EXT. DUNE - DAY', 'same', false],
      ['INT. BAR - DAY', 'same', false],
      ['EXT. SEA - DAY', 'removed', false],
      ['EXT. ROOF - DAY', 'added', false],
    ]);
  });

  it('has all words of both texts, whatever they are', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        const scenes = compare(before, after);
        const text = (which: 'came' | 'went', of: typeof scenes) =>
          of
            .map(({ words }) =>
              words
                .filter((each) => !each[which])
                .map((each) => each.text)
                .join(''),
            )
            .join('');
        const inAfter = scenes.filter(({ after: place }) => place !== null);
        const squeezed = (text: string) => text.replace(/\s/g, '');
        expect(squeezed(text('went', inAfter))).toBe(squeezed(after));
        const inBefore = scenes
          .filter(({ before: place }) => place !== null)
          .sort((a, b) => Number(a.before) - Number(b.before));
        expect(squeezed(text('came', inBefore))).toBe(squeezed(before));
      }),
    );
  });

  it('names the first scene that is another', () => {
    expect(firstChanged(BASE, BASE)).toBe(null);
    expect(firstChanged(BASE, BASE.replace('Sun.', 'Moon.'))).toBe(2);
    expect(firstChanged(BASE, BASE.replace('EXT. SEA - DAY\n\nRain on a boat.\n\n', ''))).toBe(0);
  });
});
