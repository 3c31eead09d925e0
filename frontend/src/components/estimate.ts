import type { components } from '@/api/schema';
import { countOf, durationOf } from './words';

/** "4 of 77 jobs to make, the rest is kept, about 11 s, $0.00." */
export function estimateWords({ jobs, seconds, usd }: components['schemas']['ProductionEstimate']): string {
  const kinds = Object.values(jobs);
  const total = kinds.reduce((sum, each) => sum + each.total, 0);
  const kept = kinds.reduce((sum, each) => sum + each.kept, 0);
  if (kept === total) return `All of ${countOf(total, 'job')} are made already.`;
  const price = usd === null ? '' : `, $${usd.toFixed(2)}`;
  return `${total - kept} of ${countOf(total, 'job')} to make, ${kept > 0 ? 'the rest is kept, ' : ''}about ${durationOf(seconds)}${price}.`;
}
