'use client';
/** Films that are being made, as the news tell of them: for the pill above every page, whatever page is shown. */

import { useSyncExternalStore } from 'react';
import type { Change } from '@/api/events';

export type Running = { id: string; fraction: number };

let running: readonly Running[] = [];
const listeners = new Set<() => void>();
const NONE: readonly Running[] = [];

function become(next: readonly Running[]): void {
  running = next;
  for (const listener of listeners) listener();
}

/** Take in what is known of a production. Answers the status it came to, where it was running before. */
export function noteProduction({ id, status, fraction }: Pick<Change, 'id' | 'status' | 'fraction'>): string | null {
  const before = running.find((each) => each.id === id);
  if (status === 'running') {
    const now = { id, fraction: fraction ?? before?.fraction ?? 0 };
    if (before?.fraction === now.fraction) return null;
    become(before ? running.map((each) => (each.id === id ? now : each)) : [...running, now]);
    return null;
  }
  if (!before || status === undefined) return null;
  become(running.filter((each) => each.id !== id));
  return status;
}

export function useRunning(): readonly Running[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => running,
    () => NONE,
  );
}
