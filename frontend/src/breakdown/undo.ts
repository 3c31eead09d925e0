import { useState } from 'react';

type Step = { what: string; back: () => Promise<unknown> };
const MOST = 50;

/** What was done here, to be taken back step by step, the last one first. A step that is refused stays done. */
export function useUndo() {
  const [steps, setSteps] = useState<readonly Step[]>([]);
  const last = steps.at(-1) ?? null;
  return {
    last: last?.what ?? null,
    note: (what: string, back: Step['back']) => setSteps((all) => [...all, { what, back }].slice(-MOST)),
    run: () => {
      if (!last) return;
      setSteps((all) => all.filter((each) => each !== last));
      void last.back().catch(() => undefined);
    },
  };
}
