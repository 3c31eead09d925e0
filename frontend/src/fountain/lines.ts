/** What each line of a Fountain text is: the API's reader in small, fast enough to go along with every key.
 *
 * Where a line's kind hangs on those around it, an empty line parts what hangs together. So after a change only the
 * paragraphs about it are read again, to where the former reading holds.
 */

import { type Remark, remarksOf } from './remarks';
import {
  endsInTo,
  headingPrefix,
  isForcedHeading,
  isKnownKey,
  isNaturalCue,
  isStandingTransition,
  strip,
  stripLeft,
  titleKey,
} from './spelling';

export const KINDS = [
  'blank',
  'title',
  'heading',
  'action',
  'centered',
  'cue',
  'parenthetical',
  'dialogue',
  'lyric',
  'transition',
  'section',
  'synopsis',
  'note',
  'boneyard',
  'page',
] as const;
export type Kind = (typeof KINDS)[number];

const CODE = Object.fromEntries(KINDS.map((kind, code) => [kind, code])) as Record<Kind, number>;
/** How a reading stood before a line: between elements, with the line fresh or not; 0 is inside of something. */
const FRESH = 1;
const STALE = 2;
const START = 3;

export type Reading = {
  lines: readonly string[];
  /** A line → its place in `KINDS`. */
  kinds: Uint8Array;
  stands: Uint8Array;
  remarks: readonly Remark[];
};

/** A line as Fountain sees it: a line break inside a remark does not end it. */
type Line = { text: string; first: number; last: number; bare: string; only: 'note' | 'boneyard' | null };

export const kindOf = (reading: Reading, line: number): Kind => KINDS[reading.kinds[line] ?? 0] as Kind;

/** Read a whole text, with `\n` at its line ends. */
export function read(text: string): Reading {
  const lines = text.split('\n');
  const remarks = remarksOf(text);
  const reader = new Reader(lines, remarks);
  reader.run(0, START, () => false);
  return { lines, kinds: reader.kinds, stands: reader.stands, remarks };
}

/** Read a text again of which the lines `from` to `to` (and no others) have become the lines `from` to `now`. */
export function readAgain(before: Reading, text: string, change: { from: number; to: number; now: number }): Reading {
  const lines = text.split('\n');
  const remarks = remarksOf(text);
  if (!sameRemarks(before, lines, remarks, change)) return read(text);
  let begin = change.from - 1;
  while (begin > 0 && !(before.lines[begin] === '' && before.stands[begin] === FRESH)) begin -= 1;
  const atStart = begin <= 0 || isHead(before, begin - 1);
  const reader = new Reader(lines, remarks);
  const shift = change.now - change.to;
  const start = atStart ? 0 : begin;
  reader.kinds.set(before.kinds.subarray(0, start));
  reader.stands.set(before.stands.subarray(0, start));
  const stopped = reader.run(
    start,
    atStart ? START : FRESH,
    (line, stand) => line > change.now && before.stands[line - shift] === stand,
  );
  if (stopped < lines.length) {
    reader.kinds.set(before.kinds.subarray(stopped - shift), stopped);
    reader.stands.set(before.stands.subarray(stopped - shift), stopped);
  }
  return { lines, kinds: reader.kinds, stands: reader.stands, remarks };
}

/** Whether nothing but remarks and a title page stands down to a line: what comes next may become part of that. */
function isHead(before: Reading, line: number): boolean {
  const head: Kind[] = ['blank', 'title', 'note', 'boneyard'];
  return before.kinds.subarray(0, line + 1).every((kind) => head.includes(KINDS[kind] as Kind));
}

/** Whether the remarks are the former ones: before the change where they were, after it moved with their lines. */
function sameRemarks(
  before: Reading,
  lines: readonly string[],
  remarks: readonly Remark[],
  change: { from: number; to: number; now: number },
): boolean {
  if (before.remarks.length !== remarks.length) return false;
  if (remarks.length === 0) return true;
  const lengthOf = (all: readonly string[], to: number) =>
    all.slice(0, to + 1).reduce((sum, line) => sum + line.length + 1, 0);
  const begins = lengthOf(lines, change.from - 1);
  const ended = lengthOf(before.lines, change.to);
  const moved = lengthOf(lines, change.now) - ended;
  return remarks.every((remark, index) => {
    const former = before.remarks[index] as Remark;
    const start = former.start + (former.start >= ended ? moved : 0);
    const end = former.end + (former.end >= ended ? moved : 0);
    // One that begins or ends in the changed lines may have become another.
    const apart = former.end <= begins || former.start >= ended || (former.start < begins && former.end >= ended);
    return apart && remark.note === former.note && remark.start === start && remark.end === end;
  });
}

/** Goes once through the lines, as the API's reader does, and notes what each is. */
class Reader {
  readonly kinds: Uint8Array;
  readonly stands: Uint8Array;
  private readonly joined = new Map<number, Line>();
  private at = 0;
  private fresh = true;

  constructor(
    private readonly lines: readonly string[],
    remarks: readonly Remark[],
  ) {
    this.kinds = new Uint8Array(lines.length);
    this.stands = new Uint8Array(lines.length);
    if (remarks.length) this.join(remarks);
  }

  /** From a line on, until `done` says so between two elements; the line that comes next. */
  run(from: number, stand: number, done: (line: number, stand: number) => boolean): number {
    this.at = from;
    this.fresh = true;
    if (stand === START) {
      this.head();
    }
    while (this.at < this.lines.length) {
      const now = this.fresh ? FRESH : STALE;
      if (done(this.at, now)) return this.at;
      this.stands[this.at] = now;
      this.next();
    }
    return this.lines.length;
  }

  /** Remarks may stand before the title page. */
  private head(): void {
    while (this.at < this.lines.length) {
      this.stands[this.at] = START;
      const line = this.line(this.at);
      if (strip(line.text) === '') this.at = line.last + 1;
      else if (!(line.only && this.ofOneLine(line))) {
        if (!this.titlePage()) this.next();
        return;
      }
    }
  }

  private next(): void {
    const line = this.line(this.at);
    if (strip(line.text) === '') {
      this.fresh = true;
      this.at = line.last + 1;
    } else if (!this.ofOneLine(line)) {
      const mark = stripLeft(line.text)[0];
      if (mark === '~') this.lyric();
      else if (mark === '>') this.fill('centered', (each) => isCentered(each));
      else if (mark === '!' || !(this.heading(line) || this.transition(line) || this.cue(line))) {
        this.fill('action', isTold);
      }
    }
  }

  private line(index: number): Line {
    const joined = this.joined.get(index);
    if (joined) return joined;
    let text = this.lines[index] ?? '';
    if (index === 0) text = text.replace(/^\uFEFF+/, '');
    return { text, first: index, last: index, bare: text, only: null };
  }

  private mark(kind: Kind, first: number, last: number): void {
    this.kinds.fill(CODE[kind], first, last + 1);
  }

  private one(kind: Kind, line: Line): true {
    this.mark(kind, line.first, line.last);
    this.at = line.last + 1;
    this.fresh = true;
    return true;
  }

  private titlePage(): boolean {
    const first = this.line(this.at).text;
    const key = titleKey(first);
    if (!key || '.!@~>#='.includes(first[0] as string) || headingPrefix(key)) return false;
    if (isStandingTransition(`${key}:`) || endsInTo(`${key}:`)) return false;
    let known = false;
    let end = this.at;
    let at = this.at;
    while (at < this.lines.length) {
      const { text, last } = this.line(at);
      const each = titleKey(text);
      const isKnown = each !== null && isKnownKey(each);
      if (strip(text) === '') {
        if (!known) break;
      } else {
        // After an empty line, only a known key goes on with it.
        if (/^={3,}$/.test(text.trimEnd()) || headingPrefix(text) || (at > end && !isKnown)) break;
        known ||= isKnown;
        end = last + 1;
      }
      at = last + 1;
    }
    if (!known) return false;
    this.mark('title', this.at, end - 1);
    this.at = end;
    return true;
  }

  private ofOneLine(line: Line): boolean {
    const text = strip(line.text);
    if (line.only) {
      this.mark(line.only, line.first, line.last);
      // As if it were not there: what follows is as fresh as it was before.
      this.at = line.last + 1;
      return true;
    }
    const mark = text[0] as string;
    if (!'=#>'.includes(mark) || isCentered(line)) return false;
    if (isPageBreak(line)) return this.one('page', line);
    return this.one(mark === '=' ? 'synopsis' : mark === '#' ? 'section' : 'transition', line);
  }

  private heading(line: Line): boolean {
    if (!this.fresh) return false;
    const text = strip(line.bare);
    return (isForcedHeading(line.text, text) || headingPrefix(text) !== null) && this.one('heading', line);
  }

  private transition(line: Line): boolean {
    if (!this.fresh) return false;
    const text = strip(line.bare);
    // A blank behind the colon makes it action.
    const leading = endsInTo(text) && (line.bare !== line.text || line.text.endsWith(':'));
    return (isStandingTransition(text) || (leading && this.leadsOn(line))) && this.one('transition', line);
  }

  /** A blank line follows, or a scene heading, remarks aside: a cue has neither. */
  private leadsOn(line: Line): boolean {
    for (let at = line.last + 1; at < this.lines.length; ) {
      const after = this.line(at);
      if (!after.only) return strip(after.text) === '' || headingPrefix(strip(after.bare)) !== null;
      at = after.last + 1;
    }
    return true;
  }

  private cue(line: Line): boolean {
    if (!this.fresh) return false;
    const text = strip(line.bare);
    const forced = stripLeft(line.text)[0] === '@' && text.length > 1;
    if (!forced && !(isNaturalCue(text) && this.isAnswered(line))) return false;
    if (!forced && endsInTo(text) && this.leadsOn(line)) return false;
    this.one('cue', line);
    this.speech();
    return true;
  }

  /** Something is said under the cue: remarks and lines of two blanks may come between. */
  private isAnswered(line: Line): boolean {
    let position = line.last + 1;
    while (position < this.lines.length) {
      const next = this.line(position);
      if (!goesOn(next)) return false;
      if (strip(next.text) !== '' && !next.only) return !isPageBreak(next);
      position = next.last + 1;
    }
    return false;
  }

  /** Everything under a cue, to the first empty line. A line of two blanks is not empty. */
  private speech(): void {
    while (this.at < this.lines.length) {
      const line = this.line(this.at);
      if (!goesOn(line) || isPageBreak(line)) break;
      if (strip(line.text) === '') this.at = line.last + 1;
      else if (line.only) this.ofOneLine(line);
      else if (stripLeft(line.text)[0] === '~') this.lyric();
      else if (isParenthetical(line)) this.one('parenthetical', line);
      else this.fill('dialogue', isSpoken, true);
    }
    this.fresh = true;
  }

  private lyric(): void {
    this.fill('lyric', (line) => strip(line.text)[0] === '~');
  }

  /** The lines from here on that are of one kind, with lines of two blanks between them where those go on. */
  private fill(kind: Kind, isOne: (line: Line) => boolean, overBlanks = false): void {
    const first = this.at;
    let position = first;
    let last = this.line(first).last;
    while (position < this.lines.length) {
      const line = this.line(position);
      if (isOne(line)) last = line.last;
      else if (!(overBlanks && strip(line.text) === '' && goesOn(line))) break;
      position = line.last + 1;
    }
    this.mark(kind, first, last);
    this.at = last + 1;
    this.fresh = false;
  }

  /** The lines that have remarks in them, with those that a remark joins to them. */
  private join(remarks: readonly Remark[]): void {
    let number = 0;
    let start = 0;
    let remark = 0;
    while (remark < remarks.length) {
      const first = number;
      let end = start + (this.lines[number] as string).length;
      const begin = start;
      const within: Remark[] = [];
      while (remark < remarks.length && (remarks[remark] as Remark).start < end) {
        within.push(remarks[remark] as Remark);
        while ((remarks[remark] as Remark).end > end) end += 1 + (this.lines[++number] as string).length;
        remark += 1;
      }
      if (within.length) this.joined.set(first, joinedLine(this.lines, first, number, begin, within));
      number += 1;
      start = end + 1;
    }
  }
}

function joinedLine(lines: readonly string[], first: number, last: number, begin: number, within: Remark[]): Line {
  const mark = first === 0 ? (/^\uFEFF*/.exec(lines[0] ?? '')?.[0].length ?? 0) : 0;
  const text = lines.slice(first, last + 1).join('\n');
  const pieces: string[] = [];
  let position = mark;
  for (const { start, end } of within) {
    pieces.push(strip(text.slice(position, start - begin)));
    position = end - begin;
  }
  pieces.push(strip(text.slice(position)));
  const line = text.slice(mark);
  const bare = pieces.join(' ');
  if (/\[\[|\/\*/.test(bare)) return { text: line, first, last, bare: line, only: null };
  const only = within.length === 1 && strip(bare) === '' ? (within[0]?.note ? 'note' : 'boneyard') : null;
  return { text: line, first, last, bare, only };
}

const goesOn = (line: Line): boolean => line.text.length > 1 || strip(line.text) !== '';

function isPageBreak(line: Line): boolean {
  return /^={3,}$/.test(strip(line.text));
}

function isParenthetical(line: Line): boolean {
  const text = strip(line.bare);
  return text.length > 1 && text.startsWith('(') && text.endsWith(')');
}

function isSpoken(line: Line): boolean {
  const text = strip(line.text);
  return text !== '' && text[0] !== '~' && !line.only && !isParenthetical(line) && !isPageBreak(line);
}

function isCentered(line: Line): boolean {
  const text = strip(line.text);
  if (text.length < 2 || text[0] !== '>') return false;
  if (text.endsWith('<')) return true;
  const bare = strip(line.bare);
  return bare.length > 1 && bare.endsWith('<');
}

/** A line of action. What needs no blank line before it ends the paragraph. */
function isTold(line: Line): boolean {
  const text = strip(line.text);
  return text !== '' && !'=#>~'.includes(text[0] as string) && !line.only;
}
