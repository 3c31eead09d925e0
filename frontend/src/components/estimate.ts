import type { components } from '@/api/schema';
import { countOf, durationOf } from './words';

/** "4 of 77 jobs to make, the rest is kept, about 11 s, $0.00." */
export function estimateWords({
  jobs,
  seconds,
  usd,
}: Pick<components['schemas']['ProductionEstimate'], 'jobs' | 'seconds' | 'usd'>): string {
  const kinds = Object.values(jobs);
  const total = kinds.reduce((sum, each) => sum + each.total, 0);
  const kept = kinds.reduce((sum, each) => sum + each.kept, 0);
  if (kept === total) return `All of ${countOf(total, 'job')} are made already.`;
  const price = usd === null ? '' : `, $${usd.toFixed(2)}`;
  return `${total - kept} of ${countOf(total, 'job')} to make, ${kept > 0 ? 'the rest is kept, ' : ''}about ${durationOf(seconds)}${price}.`;
}

/** What is approved and would be made anew; null where nothing is. */
export function approvedWords({
  approved,
}: Pick<components['schemas']['ProductionEstimate'], 'approved'>): string | null {
  const [first] = approved;
  if (!first) return null;
  const shots = approved.slice(0, 5).map(({ shot }) => shot + 1);
  const more = approved.length > shots.length ? ` and ${approved.length - shots.length} more` : '';
  return approved.length === 1
    ? `Shot ${shots[0]}, which ${first.approved_by} has approved, would be made anew.`
    : `Approved shots would be made anew: ${shots.join(', ')}${more}.`;
}
