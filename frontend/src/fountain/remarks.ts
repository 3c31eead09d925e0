/** Where notes `[[…]]` and boneyards lie in a text, by the same rules as the API's reader: they may stand anywhere, so
 * lines are looked at after them. Line endings are `\n`. */

export type Remark = { start: number; end: number; note: boolean };

const EMPTY_LINE = /\n[^\S\n]?(?=\n)/g;

/** Found at or after a position that only grows; -1 once there is none. */
class Forward {
  private found = -2;
  constructor(private readonly search: (from: number) => number) {}

  from(position: number): number {
    if (this.found !== -1 && this.found < position) this.found = this.search(position);
    return this.found;
  }
}

/** All remarks of a text, in order, none inside another. */
export function remarksOf(text: string): Remark[] {
  const notes = new Forward((from) => text.indexOf('[[', from));
  const boneyards = new Forward((from) => text.indexOf('/*', from));
  if (notes.from(0) < 0 && boneyards.from(0) < 0) return [];
  const noteEnds = new Forward((from) => text.indexOf(']]', from));
  const boneyardEnds = new Forward((from) => text.indexOf('*/', from));
  const emptyLines = new Forward((from) => {
    EMPTY_LINE.lastIndex = from;
    return EMPTY_LINE.exec(text)?.index ?? -1;
  });
  const found: Remark[] = [];
  let position = 0;
  for (;;) {
    const note = notes.from(position);
    const boneyard = boneyards.from(position);
    if (note < 0 && boneyard < 0) return found;
    const isNote = boneyard < 0 || (note >= 0 && note < boneyard);
    const start = isNote ? note : boneyard;
    let end = (isNote ? noteEnds : boneyardEnds).from(start + 2);
    if (isNote && end >= 0) {
      const stop = emptyLines.from(start);
      if (stop >= 0 && stop <= end) end = -1;
    }
    if (end < 0 || isEscaped(text, start)) {
      // `[[[a]]` may still open one character later.
      position = start + 1;
    } else {
      found.push({ start, end: end + 2, note: isNote });
      position = end + 2;
    }
  }
}

function isEscaped(text: string, position: number): boolean {
  let before = position;
  while (before > 0 && text[before - 1] === '\\') before -= 1;
  return (position - before) % 2 === 1;
}
