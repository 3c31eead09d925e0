/** Two films that play in step: which frame of the second belongs to one of the first, and how the second keeps up. */

import { type FrameRate, frameAt, secondsOf } from '@/film/timecode';

export type Pair = {
  /** Of the first film, and of the second. */
  rates: readonly [FrameRate, FrameRate];
  /** So many frames of its own the second is ahead. */
  shift: number;
};

/** Where the second film stands, in its seconds, when the first shows `frame`: in the middle of a frame. */
export function counterpartSeconds(frame: number, pair: Pair): number {
  return secondsOf(counterpart(frame, pair), pair.rates[1]);
}

/** The frame of the second film that is shown at the same time; below 0 where it has not begun. */
export function counterpart(frame: number, { rates: [first, second], shift }: Pair): number {
  return frameAt(secondsOf(frame, first), second) + shift;
}

/** What is too far to catch up with by playing faster or slower. */
const FAR_SECONDS = 0.25;

/** How the second film goes on that is `drift` seconds ahead: at another rate for a moment, or from elsewhere. */
export function keepUp(drift: number, rate: number, frameSeconds: number): { jump: boolean; rate: number } {
  if (Math.abs(drift) > FAR_SECONDS) return { jump: true, rate };
  // Within half a frame it shows the right one.
  if (Math.abs(drift) < frameSeconds / 2) return { jump: false, rate };
  return { jump: false, rate: rate * (drift > 0 ? 0.9 : 1.1) };
}

/** Where each shot begins, as far as their lengths are known. */
export function startsOf(shots: readonly { frames: number | null }[]): number[] {
  const starts: number[] = [];
  let start = 0;
  for (const shot of shots) {
    starts.push(start);
    if (shot.frames === null) break;
    start += shot.frames;
  }
  return starts;
}
