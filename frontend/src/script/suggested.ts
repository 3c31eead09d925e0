/** Suggestions in words: what is asked for, by whom it is written, and what that costs. */

import type { Kind, ModelOffer, Suggestion } from '@/api/suggestion-queries';

export const KINDS: Readonly<Record<Kind, { name: string; says: string }>> = {
  draft: { name: 'Draft from a logline', says: 'A short screenplay, in place of all that is written.' },
  rewrite: { name: 'Rewrite the selection', says: 'The selected lines anew: tighter, or as you wish.' },
  continuation: { name: 'Continue the scene', says: 'What comes behind the selected line.' },
  alternatives: { name: 'Other ways to say a line', says: 'Three ways to say the selected line of dialogue.' },
  logline: { name: 'Logline of the script', says: 'Three loglines, of which one goes to the title page.' },
};

/** USD that an answer costs, about; null where nobody has said what the model costs. */
export function priceOf(model: ModelOffer, kind: Kind, characters: number): number | null {
  const about = model.kinds.find((each) => each.kind === kind)?.output_tokens;
  if (model.input_usd === null || model.output_usd === null || about === undefined) return null;
  const read = model.prompt_tokens + characters / model.characters_a_token;
  return (read * model.input_usd + about * model.output_usd) / 1_000_000;
}

/** "$0.002": two digits that say something, and whole cents from a dime on. */
export function dollarsOf(usd: number): string {
  if (usd === 0) return '$0';
  if (usd >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${Number(usd.toPrecision(2)).toFixed(6).replace(/0+$/, '')}`;
}

/** Who has made it, and what it took. */
export function madeBy({ writer, made_by, usage }: Suggestion): string {
  const who = writer === 'template' ? 'the template writer' : (made_by ?? 'a model');
  if (!usage) return writer === 'template' ? `${who}, for nothing` : who;
  const tokens = `${(usage.input_tokens + usage.output_tokens).toLocaleString('en')} tokens`;
  return `${who}, ${usage.usd === null ? tokens : `${dollarsOf(usage.usd)} (${tokens})`}`;
}
