'use client';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { frameAt } from '@/film/timecode';
import { counterpart, counterpartSeconds, keepUp, type Pair } from './tandem';

/** Keep a second film in step with the first, which shows `frame`. Answers the frame that the second shows. */
export function useTandem(
  leader: RefObject<HTMLVideoElement | null>,
  follower: RefObject<HTMLVideoElement | null>,
  frame: number,
  pair: Pair,
): number {
  const [shown, setShown] = useState(0);
  const wanted = useRef<number | null>(null);
  const { num, den } = pair.rates[1];
  const now = useRef(pair);
  now.current = pair;
  const at = useRef(frame);
  at.current = frame;

  useEffect(() => {
    const [first, second] = [leader.current, follower.current];
    if (!first || !second) return;
    const seek = (seconds: number) => {
      // Only the newest wish waits while one seek is under way.
      const busy = second.seeking;
      wanted.current = busy ? seconds : null;
      if (!busy) second.currentTime = Math.max(0, seconds);
    };
    const stand = () => {
      release();
      second.pause();
      seek(counterpartSeconds(at.current, now.current));
    };
    /** The rate of the first while it waits for the second: a seek is over when there is more to come already. */
    let held: number | null = null;
    const release = () => {
      if (held !== null && first.playbackRate === 0) first.playbackRate = held;
      held = null;
    };
    const follow = () => {
      if (first.paused || held !== null) return;
      const target = first.currentTime + counterpartSeconds(0, now.current) - 0.5 * (den / num);
      if (target < 0 || target > second.duration) {
        second.pause();
        return;
      }
      const { jump, rate } = keepUp(second.currentTime - target, first.playbackRate, den / num);
      if (jump) {
        held = first.playbackRate;
        first.playbackRate = 0;
        seek(target);
        return;
      }
      second.playbackRate = rate;
      if (second.paused) void second.play().catch(() => undefined);
    };
    const seeked = () => {
      setShown(frameAt(second.currentTime, { num, den }));
      const next = wanted.current;
      wanted.current = null;
      if (next !== null) second.currentTime = Math.max(0, next);
      else release();
    };
    let pending = 0;
    const drawn = (_now: number, { mediaTime }: { mediaTime: number }) => {
      setShown(frameAt(mediaTime, { num, den }));
      follow();
      pending = second.requestVideoFrameCallback(drawn);
    };
    if ('requestVideoFrameCallback' in second) pending = second.requestVideoFrameCallback(drawn);
    const loaded = () => (first.paused ? stand() : follow());
    const listeners: readonly (readonly [HTMLVideoElement, string, () => void])[] = [
      [first, 'play', follow],
      [first, 'pause', stand],
      [first, 'timeupdate', follow],
      [first, 'ratechange', follow],
      [second, 'seeked', seeked],
      [second, 'loadedmetadata', loaded],
    ];
    for (const [element, name, listener] of listeners) element.addEventListener(name, listener);
    return () => {
      release();
      for (const [element, name, listener] of listeners) element.removeEventListener(name, listener);
      if (pending) second.cancelVideoFrameCallback(pending);
    };
  }, [leader, follower, num, den]);

  const place = counterpart(frame, pair);
  useEffect(() => {
    // While the first one stands, or is stepped, every frame of it is one of the second's.
    const [first, second] = [leader.current, follower.current];
    if (!first?.paused || !second) return;
    const seconds = counterpartSeconds(at.current, now.current);
    if (second.seeking) wanted.current = seconds;
    else if (place >= 0) second.currentTime = seconds;
  }, [leader, follower, place]);
  return shown;
}
