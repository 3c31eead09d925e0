import { useOptimistic, useTransition } from 'react';

/** What somebody chose, shown at once and until what is kept has come back; where keeping it fails, what was kept
 * before. `keep` ends when what is shown elsewhere is new, and says itself why it failed. */
export function useChosen<Value>(
  kept: Value,
  keep: (next: Value) => Promise<unknown>,
): { shown: Value; choose: (next: Value) => void; sending: boolean } {
  const [shown, show] = useOptimistic(kept);
  const [sending, start] = useTransition();
  const choose = (next: Value) =>
    start(async () => {
      show(next);
      await keep(next).catch(() => undefined);
    });
  return { shown, choose, sending };
}
