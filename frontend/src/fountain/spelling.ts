/** What single lines spell, by the same rules as the API's reader: headings, cues, transitions, keys of a title page.
 * The words are those of the API, held equal by a test. */

import words from './words.json';

/** White space as the API's language has it, which counts the separators of files and takes no byte order mark. */
const WHITE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const AROUND = new RegExp(`^[${WHITE}]+|[${WHITE}]+$`, 'g');
const BEFORE = new RegExp(`^[${WHITE}]+`);
const RUNS = new RegExp(`[${WHITE}]+`, 'g');

export const strip = (text: string): string => text.replace(AROUND, '');
export const stripLeft = (text: string): string => text.replace(BEFORE, '');
const single = (text: string): string => strip(text).replace(RUNS, ' ');

/** In capitals: a letter that knows them, and none that is small. */
export const isUpper = (text: string): boolean => !/[\p{Lowercase}\p{Lt}]/u.test(text) && /\p{Uppercase}/u.test(text);

const anyCase = (text: string): string => text.replace(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`);
const one = Object.entries(words.prefixes)
  .flatMap(([kind, spelled]) => spelled.map((prefix) => ({ prefix, standard: kind === 'standard' })))
  .sort((a, b) => Number(b.standard) - Number(a.standard) || b.prefix.length - a.prefix.length)
  .map(({ prefix, standard }) => (standard ? anyCase(prefix) : prefix))
  // With dots and blanks too: I./E.
  .map((prefix) => prefix.replace('/', `\\.?[${WHITE}]*/[${WHITE}]*`))
  .join('|');
const HEADING = new RegExp(
  `^(?:${one})(?:\\.?[${WHITE}]*[/–-][${WHITE}]*(?:${one}))?(?:[.．。・：]|(?=[${WHITE}]))[${WHITE}]*`,
);

/** What a natural scene heading begins with, without blanks around the line; null where it is not one. */
export const headingPrefix = (line: string): string | null => HEADING.exec(line)?.[0] ?? null;

export function isForcedHeading(raw: string, bare: string): boolean {
  return bare.length > 1 && stripLeft(raw).startsWith('.') && /^.[\p{L}\p{N}]/u.test(bare);
}

const EXTENSION = new RegExp(`[${WHITE}]*(?:\\(([^()]*)\\)|（([^（）]*)）)`, 'y');
const NAME_LIMIT = 100;

/** Who a cue names, written without `@`. Brackets that do not form a plain row at the end belong to the name. */
export function nameOfCue(line: string): string {
  let whole = single(line);
  if (whole.endsWith('^') && whole.length > 1) whole = whole.slice(0, -1).trimEnd();
  const opens = [whole.indexOf('('), whole.indexOf('（')].filter((place) => place > 0);
  if (opens.length === 0) return whole;
  const opening = Math.min(...opens);
  EXTENSION.lastIndex = opening;
  for (let position = opening; position < whole.length; position = EXTENSION.lastIndex) {
    EXTENSION.lastIndex = position;
    if (!EXTENSION.test(whole)) return whole;
  }
  return whole.slice(0, opening).trimEnd();
}

/** Whether a line is a cue by its capitals alone; what stands around it decides with it. */
export function isNaturalCue(line: string): boolean {
  if (line.length > 6 * NAME_LIMIT || line[0] === '.' || line[0] === '(') return false;
  if (!/\p{Uppercase}/u.test(line)) return false;
  const name = nameOfCue(line);
  return [...line].length <= 3 * NAME_LIMIT && [...name].length <= NAME_LIMIT && isUpper(name.replaceAll('ß', ''));
}

export const endsInTo = (line: string): boolean => line.endsWith('TO:') && isUpper(line);

const PICTURE = 'BLACK|WHITE|TITLE|TITLES|CREDITS';
const STANDING = new RegExp(
  `^(?:(?:FADE (?:IN|UP|OUT|TO (?:${PICTURE})|(?:IN|UP|OUT)? ?FROM (?:${PICTURE})|OUT TO (?:${PICTURE}))` +
    `|(?:[\\p{L}\\p{N}_]+ )?CUT TO (?:${PICTURE})|IRIS (?:IN|OUT)|BLACKOUT|DISSOLVE)[:.]` +
    `|FADE (?:IN|OUT)|(?:[\\p{L}\\p{N}_]+ )?CUT TO (?:${PICTURE}))$`,
  'u',
);

const WHOLE: ReadonlySet<string> = new Set(words.transitions.whole);
const LEADING: ReadonlySet<string> = new Set(words.transitions.leading);

/** A transition that every reader knows, `TO:` or not, and those of other languages than English. */
export function isStandingTransition(line: string): boolean {
  if (line.length > 2 * NAME_LIMIT || [...line].length > NAME_LIMIT || !isUpper(line)) return false;
  const written = single(line);
  const phrase = written.replace(/[:.]+$/, '').replace(AROUND, '');
  return STANDING.test(written) || WHOLE.has(phrase) || (LEADING.has(phrase) && written.endsWith(':'));
}

const KEY = new RegExp(`^([^${WHITE}:：][^:：\\n]*)[:：]`);
const KEYS: ReadonlySet<string> = new Set(words.keys);

/** The key that a line of a title page begins with; null where it has none. */
export function titleKey(line: string): string | null {
  const key = KEY.exec(line)?.[1];
  return key === undefined ? null : key.replace(AROUND, '');
}

export const isKnownKey = (key: string): boolean => KEYS.has(key.toLowerCase());
