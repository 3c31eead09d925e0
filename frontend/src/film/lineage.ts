/** What of a film has changed since it was made, in words. */

import type { Lineage, SceneLineage } from '@/api/lineage-queries';

type Reason = SceneLineage['why'][number];

const WHY: Record<Reason, string> = {
  omitted: 'was omitted',
  words: 'has other words',
  voice: 'has other voices',
  action: 'has other action',
  picture: 'is framed otherwise',
  look: 'shows people otherwise',
  shots: 'is cut otherwise',
  length: 'has another length',
  renderer: 'would be drawn anew',
};
/** So many scenes are named in one sentence. */
const NAMED = 3;

/** "Made from revision 3; scene 12 has changed since: it has other words." Empty while nothing has. */
export function staleWords({ stale, revision, scenes, added }: Lineage): string {
  if (!stale) return '';
  const changed = scenes.filter((each) => each.stale);
  const parts: string[] = [];
  const [only] = changed;
  if (changed.length === 1 && only) {
    parts.push(`scene ${only.number} has changed since: it ${reasons(only)}`);
  } else if (changed.length > 0) {
    parts.push(`scenes ${listed(changed.map((each) => each.number))} have changed since`);
  }
  if (added.length > 0) {
    parts.push(
      added.length === 1
        ? `scene ${added[0]?.number} has been added`
        : `scenes ${listed(added.map((each) => each.number))} have been added`,
    );
  }
  return `Made from revision ${revision}; ${parts.join(', and ') || 'its music or sound would be made otherwise now'}.`;
}

export function reasons({ why }: SceneLineage): string {
  const words = why.map((reason) => WHY[reason] ?? reason);
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? 'has changed');
}

function listed(numbers: readonly string[]): string {
  const named = numbers.slice(0, NAMED).join(', ');
  return numbers.length > NAMED ? `${named} and ${numbers.length - NAMED} more` : named;
}
