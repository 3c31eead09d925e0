import type { Production } from '@/api/queries';

/** Its state as a heading. */
export function sayStatus({ status, fraction }: Pick<Production, 'status' | 'fraction'>): string {
  if (status === 'running') return `The film is being made · ${Math.floor(fraction * 100)} %`;
  if (status === 'succeeded') return 'The film is finished';
  if (status === 'failed') return 'The film could not be finished';
  return 'The film was stopped';
}

const WORDS: Record<Production['status'], string> = {
  running: 'Being made',
  succeeded: 'Finished',
  failed: 'Failed',
  cancelled: 'Stopped',
};

/** Its state in a table. */
export function statusWord(status: Production['status']): string {
  return WORDS[status];
}

export function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
