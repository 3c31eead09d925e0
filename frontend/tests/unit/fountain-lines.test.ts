import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOf, type Reading, read, readAgain } from '@/fountain/lines';

type Case = { what: string; text: string; kinds: string[] };

/** The API's own table; with STUDIO_LINE_KINDS one that its reader has just made of texts without number. */
const TABLE = fileURLToPath(new URL('../../../tests/backend/screenplay/line_kinds.json', import.meta.url));
const cases = [TABLE, process.env.STUDIO_LINE_KINDS]
  .filter((path) => path !== undefined)
  .flatMap((path) => JSON.parse(readFileSync(path, 'utf8')) as Case[]);

const kindsOf = (reading: Reading) => reading.lines.map((_line, index) => kindOf(reading, index));

it('each line is what the API takes it for', () => {
  expect(cases.length).toBeGreaterThan(20);
  for (const { what, text, kinds } of cases) expect(kindsOf(read(text)), `${what}\n${text}`).toEqual(kinds);
});

describe('after a change', () => {
  const line = fc.constantFrom(
    ...[
      '',
      '',
      '',
      ' ',
      '  ',
      'INT. BAR - DAY',
      '.FORCED',
      'Fog.',
      'IDA',
      'IDA ^',
      '(low)',
      'CUT TO:',
      '===',
      '> MID <',
    ],
    ...[
      'Title: X',
      '[[note]]',
      '[[',
      ']]',
      '/*',
      '*/',
      'a /* b',
      'c */ d',
      '~la',
      '# Act',
      '= So',
      '!IDA',
      '@ida',
      '> OUT',
    ],
  );
  const lines = fc.array(line, { minLength: 1, maxLength: 24 });

  it('only some lines are read again, and all are as if the whole was', () => {
    fc.assert(
      fc.property(lines, lines, fc.nat(), fc.nat(), (former, put, at, cut) => {
        const from = at % former.length;
        const to = Math.min(former.length - 1, from + (cut % 4));
        const text = [...former.slice(0, from), ...put, ...former.slice(to + 1)].join('\n');
        const again = readAgain(read(former.join('\n')), text, { from, to, now: from + put.length - 1 });
        const whole = read(text);
        expect(kindsOf(again)).toEqual(kindsOf(whole));
        expect([...again.stands]).toEqual([...whole.stands]);
      }),
      { numRuns: 3000 },
    );
  });
});
