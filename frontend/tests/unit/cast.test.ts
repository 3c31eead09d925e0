import { describe, expect, it } from 'vitest';
import { type Character, presenceOf, samplesOf, sorted, voiceName, voiceOf } from '@/cast/cast';
import { grouped, nameOfVoice, voiceAsChosen } from '@/cast/choice';

const line = (index: number, character: string, text: string) => ({ index, character, text, on_screen: true });

describe('the cast', () => {
  it('is known by lines that are neither a word nor a speech', () => {
    const speech = 'word '.repeat(60).trim();
    const shots = [
      { lines: [line(0, 'IDA', 'No.'), line(1, 'TOM', 'It was here this morning, I am sure of it.')] },
      { lines: [line(2, 'IDA', speech), line(3, 'IDA', 'It was here this morning, before the tide.')] },
    ];
    expect(samplesOf('IDA', shots).map((each) => each.index)).toEqual([3, 0, 2]);
    expect(samplesOf('NOBODY', shots)).toEqual([]);
  });

  it('is sorted by what each does, and otherwise stays in the order of appearance', () => {
    const of = (name: string, lines: number, words: number) => ({ name, lines, words }) as Character;
    const cast = [of('TOM', 2, 9), of('أمين', 2, 30), of('IDA', 5, 9)];
    const presence = presenceOf([
      { index: 0, number: '1', heading: null, characters: ['TOM', 'IDA'] },
      { index: 1, number: '2', heading: null, characters: ['TOM'] },
    ]);
    const names = (order: Parameters<typeof sorted>[1]) => sorted(cast, order, presence).map((each) => each.name);
    expect(names('appearance')).toEqual(['TOM', 'أمين', 'IDA']);
    expect(names('lines')).toEqual(['IDA', 'TOM', 'أمين']);
    expect(names('words')).toEqual(['أمين', 'TOM', 'IDA']);
    expect(names('scenes')).toEqual(['TOM', 'IDA', 'أمين']);
    expect(names('name').slice(0, 2)).toEqual(['IDA', 'TOM']);
  });
});

it.each([
  ['gmw/en-US+f3', 'en-US, f3'],
  ['en-gb-x-rp+m3', 'en-gb-x-rp, m3'],
  ['ja', 'ja'],
])('the voice %s is called %s', (name, called) => {
  expect(voiceName(name)).toBe(called);
});

const FORMANT = { name: 'ru+m3', words_per_minute: 160, pitch: 50, pitch_range: 50 };

it.each([
  [[{ name: 'bf_emma', share: 1 }], 'Emma, British'],
  [
    [
      { name: 'bf_emma', share: 0.5 },
      { name: 'bf_lily', share: 0.5 },
    ],
    'Emma and Lily, British',
  ],
  [
    [
      { name: 'ff_siwis', share: 0.6 },
      { name: 'ef_dora', share: 0.4 },
    ],
    'Siwis and Dora, French, Spanish',
  ],
])('a neural voice is called by who is in it', (blend, called) => {
  expect(voiceOf({ neural_voice: { blend, speed: 1, pitch: 1 }, voice: FORMANT })).toBe(called);
});

it('who is spoken by the synthesiser alone is said to be', () => {
  expect(voiceOf({ neural_voice: null, voice: FORMANT })).toBe('ru, m3 (synthesised)');
});

describe('a choice for a character', () => {
  it('has the second voice and its share, or half of one that is still to be chosen', () => {
    const blend = [
      { name: 'bf_lily', share: 0.75 },
      { name: 'af_nova', share: 0.25 },
    ];
    expect(voiceAsChosen({ blend, speed: 1.1, pitch: 0.95 })).toEqual({
      name: 'bf_lily',
      second: 'af_nova',
      share: 0.25,
      speed: 1.1,
      pitch: 0.95,
    });
    expect(voiceAsChosen({ blend: blend.slice(0, 1), speed: 1, pitch: 1 })).toMatchObject({ second: null, share: 0.5 });
  });

  it('is among voices by sex and accent, in the order in which they came', () => {
    const voice = (name: string, sex: 'female' | 'male', accent: string, foreign = false) => ({
      name,
      sex,
      accent,
      foreign,
    });
    const groups = grouped([
      voice('bf_emma', 'female', 'en-GB'),
      voice('af_bella', 'female', 'en-US'),
      voice('bf_alice', 'female', 'en-GB'),
      voice('em_alex', 'male', 'es', true),
    ]);
    expect([...groups].map(([name, voices]) => [name, voices.map((each) => nameOfVoice(each.name))])).toEqual([
      ['Women, British English', ['Emma', 'Alice']],
      ['Women, American English', ['Bella']],
      ['Men, Spanish (with an accent)', ['Alex']],
    ]);
  });
});
