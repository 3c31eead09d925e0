/** What is likely to come: names that have spoken where a cue may stand, places that were seen in a heading. */

import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { kindOf, type Reading } from '@/fountain/lines';
import { headingPrefix, nameOfCue, strip } from '@/fountain/spelling';
import { reading } from './fountain-view';

const PREFIXES = ['INT. ', 'EXT. ', 'INT./EXT. '];
const TIMES = ['DAY', 'NIGHT', 'DAWN', 'DUSK', 'CONTINUOUS', 'LATER'];

/** Those of a kind, the one that came last first. */
function spelled(known: Reading, kind: 'cue' | 'heading', but: number, of: (line: string) => string): string[] {
  const found = new Set<string>();
  for (let line = known.lines.length - 1; line >= 0; line--) {
    if (line !== but && kindOf(known, line) === kind) found.add(of(strip(known.lines[line] as string)));
  }
  return [...found].filter(Boolean);
}

export const namesIn = (known: Reading, but = -1): string[] =>
  spelled(known, 'cue', but, (line) => nameOfCue(line.replace(/^@/, '')));

export const complete: CompletionSource = (context: CompletionContext): CompletionResult | null => {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const known = context.state.field(reading);
  const above = line.number === 1 ? '' : strip(known.lines[line.number - 2] ?? '');
  if (above !== '' || line.text !== before || (!before && !context.explicit)) return null;
  const prefix = headingPrefix(before);
  if (prefix !== null) return places(known, line.number - 1, line.from, before, prefix);
  if (before !== before.toUpperCase() || /[^\p{L}\p{N} .'’-]/u.test(before)) return null;
  const options: Completion[] = [
    ...namesIn(known, line.number - 1).map((name) => ({ label: name, type: 'cue', apply: `${name}\n` })),
    ...PREFIXES.map((label) => ({ label, type: 'heading' })),
  ];
  return { from: line.from, options: but(options, before), validFor: /^[^a-z\n]*$/ };
};

function places(known: Reading, at: number, from: number, before: string, prefix: string): CompletionResult {
  const dash = before.lastIndexOf(' - ');
  if (dash > prefix.length) {
    return {
      from: from + dash + 3,
      options: but(
        TIMES.map((label) => ({ label })),
        before.slice(dash + 3),
      ),
    };
  }
  const seen = spelled(known, 'heading', at, (heading) =>
    heading
      .replace(/ *#[^#]*#$/, '')
      .slice(headingPrefix(heading)?.length ?? 0)
      .replace(/ [-–—] [^-–—]*$/, ''),
  );
  const options = [...new Set(seen)].map((label) => ({ label, apply: `${label} - ` }));
  return { from: from + prefix.length, options: but(options, before.slice(prefix.length)), validFor: /^[^\n]*$/ };
}

/** What is there already needs no completing: Enter then begins the next line. */
const but = (options: Completion[], typed: string): Completion[] =>
  options.filter(({ label }) => label.trim() !== typed.trim());
