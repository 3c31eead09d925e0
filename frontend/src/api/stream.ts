/** Server-sent events over fetch, because an EventSource sends no Authorization. */

import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { ProblemError } from './problems';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** Without a ping for so long, the line is dead although nobody said so. The API pings every 15 s. */
const SILENCE_MS = 40_000;

export type Following = {
  /** Opens the stream anew; rejects where there is none. */
  open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  onEvent: (event: EventSourceMessage) => void;
  /** The stream is there, or has gone and is tried again. */
  onState: (state: 'live' | 'away') => void;
  signal: AbortSignal;
  /** For tests: how it waits, and a number from 0 to 1. */
  wait?: (ms: number) => Promise<void>;
  random?: () => number;
};

/** Follow a stream until `signal` ends it: opened again whenever it ends, later each time that nothing came of it.
 * Rejects with the API's problem where the caller may not watch at all. */
export async function follow(it: Following): Promise<void> {
  const wait = it.wait ?? ((ms) => pause(ms, it.signal));
  let failures = 0;
  while (!it.signal.aborted) {
    let heard = false;
    let least = 0;
    try {
      const body = await it.open(it.signal);
      await read(body, it.signal, (event) => {
        if (!heard) it.onState('live');
        heard = true;
        it.onEvent(event);
      });
    } catch (error) {
      if (it.signal.aborted) return;
      if (error instanceof ProblemError && !error.isPassing) throw error;
      least = error instanceof ProblemError ? (error.retryAfter ?? 0) * 1000 : 0;
      it.onState('away');
    }
    failures = heard ? 0 : failures + 1;
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    // Spread, so that all browsers of a studio that starts again do not come at once.
    await wait(Math.max(least, longest * (0.5 + (it.random ?? Math.random)() / 2)));
  }
}

async function read(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onEvent: (event: EventSourceMessage) => void,
): Promise<void> {
  const parser = createParser({ onEvent });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop);
  try {
    while (true) {
      const { done, value } = await within(SILENCE_MS, reader.read());
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing was heard for too long')), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
