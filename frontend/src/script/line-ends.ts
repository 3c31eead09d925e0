/** A text with `\n` at its line ends, and how it is spelled where it came from: saved, it has those again. */
export type LineEnds = '\n' | '\r\n' | '\r';

export function withoutLineEnds(source: string): { text: string; ends: LineEnds } {
  const count = (pattern: RegExp) => source.match(pattern)?.length ?? 0;
  const [both, line, carriage] = [count(/\r\n/g), count(/(?<!\r)\n/g), count(/\r(?!\n)/g)];
  const ends = both > line && both >= carriage ? '\r\n' : carriage > line ? '\r' : '\n';
  return { text: source.replace(/\r\n?/g, '\n'), ends };
}

export const withLineEnds = (text: string, ends: LineEnds): string =>
  ends === '\n' ? text : text.replaceAll('\n', ends);
