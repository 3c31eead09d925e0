'use client';
/** A film that is played by its frames: what is shown is the number of a frame, and where it goes is one. */

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { type FrameRate, frameAt, secondsOf } from '@/film/timecode';
import { pressed, type Speed } from './shuttle';

/** Browsers play no film backwards: it is stepped, so often a second. */
const STEPS_A_SECOND = 12;

export type Player = {
  frame: number;
  playing: boolean;
  waiting: boolean;
  speed: Speed;
  rate: number;
  muted: boolean;
  volume: number;
  seek: (frame: number) => void;
  /** So many frames on, from the one that is shown. */
  seekBy: (frames: number) => void;
  toggle: () => void;
  shuttle: (key: 'j' | 'k' | 'l') => void;
  setRate: (rate: number) => void;
  setVolume: (volume: number) => void;
  toggleMuted: () => void;
};

export function usePlayer(video: RefObject<HTMLVideoElement | null>, frames: number, frameRate: FrameRate): Player {
  const [frame, setFrame] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [speed, setSpeed] = useState<Speed>(0);
  const [rate, setRateState] = useState(1);
  const [sound, setSound] = useState({ muted: false, volume: 1 });
  const wanted = useRef<number | null>(null);
  /** Where the last seek went, until the film plays on from there: pictures that are told of late are from before. */
  const rests = useRef(false);
  const shown = useRef(0);
  const { num, den } = frameRate;

  const show = useCallback((next: number) => {
    shown.current = next;
    setFrame(next);
  }, []);

  /** To the middle of a frame. While one seek is under way only the newest wish waits, or scrubbing would lag. */
  const seek = useCallback(
    (to: number) => {
      const element = video.current;
      if (!element) return;
      const target = Math.min(Math.max(0, Math.round(to)), Math.max(0, frames - 1));
      show(target);
      rests.current = element.paused;
      const busy = element.seeking || wanted.current !== null;
      wanted.current = target;
      if (!busy) element.currentTime = secondsOf(target, { num, den });
    },
    [video, frames, num, den, show],
  );

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const seeked = () => {
      const target = wanted.current;
      if (target === null) return;
      if (frameAt(element.currentTime, { num, den }) === target) wanted.current = null;
      else element.currentTime = secondsOf(target, { num, den });
    };
    let pending = 0;
    const drawn = (_now: number, { mediaTime }: { mediaTime: number }) => {
      if (wanted.current === null && !rests.current) show(frameAt(mediaTime, { num, den }));
      pending = element.requestVideoFrameCallback(drawn);
    };
    // Where a browser does not tell of each picture, several times a second is what there is.
    const ticked = () => {
      if (!pending && wanted.current === null && !rests.current) show(frameAt(element.currentTime, { num, den }));
    };
    if ('requestVideoFrameCallback' in element) pending = element.requestVideoFrameCallback(drawn);
    const listeners: Record<string, () => void> = {
      seeked,
      timeupdate: ticked,
      play: () => {
        rests.current = false;
        setPlaying(true);
      },
      pause: () => {
        setPlaying(false);
        setSpeed((now) => Math.min(now, 0) as Speed);
      },
      waiting: () => setWaiting(true),
      playing: () => setWaiting(false),
      canplay: () => setWaiting(false),
      volumechange: () => setSound({ muted: element.muted, volume: element.volume }),
    };
    for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
      if (pending) element.cancelVideoFrameCallback(pending);
    };
  }, [video, num, den, show]);

  useEffect(() => {
    if (speed >= 0) return;
    const step = Math.max(1, Math.round((-speed * num) / den / STEPS_A_SECOND));
    const timer = setInterval(() => {
      if (shown.current === 0) setSpeed(0);
      else seek(shown.current - step);
    }, 1000 / STEPS_A_SECOND);
    return () => clearInterval(timer);
  }, [speed, seek, num, den]);

  /** Browsers refuse to play before somebody has touched the page; the button is still there then. */
  const play = (at: number) => {
    const element = video.current;
    if (!element) return;
    if (shown.current >= frames - 1) seek(0);
    element.playbackRate = at;
    void element.play().catch(() => undefined);
  };

  const shuttle = (key: 'j' | 'k' | 'l') => {
    const element = video.current;
    if (!element) return;
    const next = pressed(key, speed || (playing ? 1 : 0));
    setSpeed(next);
    if (next > 0) play(next);
    else element.pause();
  };

  return {
    frame,
    playing: playing || speed < 0,
    waiting,
    speed,
    rate,
    ...sound,
    seek,
    seekBy: (by) => seek(shown.current + by),
    shuttle,
    toggle: () => {
      if (playing || speed < 0) {
        setSpeed(0);
        video.current?.pause();
      } else {
        setSpeed(0);
        play(rate);
      }
    },
    setRate: (next) => {
      setRateState(next);
      if (video.current) video.current.playbackRate = next;
    },
    setVolume: (volume) => {
      if (!video.current) return;
      video.current.volume = volume;
      video.current.muted = volume === 0;
    },
    toggleMuted: () => {
      if (video.current) video.current.muted = !video.current.muted;
    },
  };
}
