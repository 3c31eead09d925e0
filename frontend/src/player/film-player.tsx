'use client';
import { Captions, Maximize, Pause, Play, StepBack, StepForward, Volume2, VolumeX } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { IconButton } from '@/components/button';
import { type Command, useCommands } from '@/components/commands';
import { FilmStill } from '@/components/film-still';
import { type Chapter, chapterAt } from '@/film/chapters';
import { type FilmFormat, ratioOf } from '@/film/format';
import { type FrameRate, secondsOf, timecodeOf } from '@/film/timecode';
import { keepSubtitlesChoice, subtitlesChoice } from './subtitles-choice';
import { usePlayer } from './use-player';

const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];

export type PlayedFilm = {
  videoUrl: string;
  /** A frame of it that stands for it. */
  posterUrl: string | null;
  subtitlesUrl: string | null;
  /** Counts how often the file was asked for anew: the same address may work again, and is loaded again. */
  attempt: number;
  frames: number;
  frameRate: FrameRate;
  startTimecode: string;
  format: FilmFormat;
  /** What drew its pictures. */
  renderers: readonly string[];
};

/** Plays a film by its frames. `onBroken` is told where the file cannot be had any more, as when its URL has ended:
 * a new `film` then goes on where the former one stood. */
export function FilmPlayer({
  film,
  chapters,
  startFrame = 0,
  plays = false,
  goTo = null,
  marks = [],
  over,
  until,
  onOver,
  onFrame,
  onBroken,
}: {
  film: PlayedFilm;
  chapters: readonly Chapter[];
  startFrame?: number;
  /** As soon as it can, where the browser lets it: somebody has pressed a button that says so. */
  plays?: boolean;
  /** Another object goes to its frame, also to the same one again, and stands there if it says so. */
  goTo?: { frame: number; stand?: boolean } | null;
  /** Frames of which something is said. */
  marks?: readonly Mark[];
  /** What lies over the picture. */
  over?: ReactNode;
  /** The last frame that is to be played; the film's where it is left out. */
  until?: number;
  /** That frame was played, and did not only come into sight. */
  onOver?: () => void;
  onFrame?: (frame: number) => void;
  onBroken: () => void;
}) {
  const video = useRef<HTMLVideoElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const { frames, frameRate, startTimecode } = film;
  const player = usePlayer(video, frames, frameRate);
  const [captions, setCaptions] = useState(() => subtitlesChoice(film.format.captions ? film.renderers : []));
  const [begun, setBegun] = useState(startFrame > 0 || plays);
  const { frame, seek } = player;
  const second = Math.round(frameRate.num / frameRate.den);
  const chapter = chapterAt(chapters, frame);

  useEffect(() => onFrame?.(frame), [frame, onFrame]);
  useOver(video, frame, until ?? frames - 1, onOver);
  const shuttle = useRef(player.shuttle);
  shuttle.current = player.shuttle;
  useEffect(() => {
    if (goTo?.stand) shuttle.current('k');
    if (goTo) seek(goTo.frame);
  }, [goTo, seek]);
  useEffect(() => {
    if (player.playing || frame > 0) setBegun(true);
  }, [player.playing, frame]);
  useEffect(() => {
    for (const track of video.current?.textTracks ?? []) track.mode = captions ? 'showing' : 'hidden';
  }, [captions]);
  useResume(video, film, player.playing, frame, startFrame, seek);

  const toChapter = (step: number) => {
    const to =
      chapters[step < 0 && chapter >= 0 && frame - (chapters[chapter]?.start ?? 0) > second ? chapter : chapter + step];
    if (to) seek(to.start);
  };
  const fullScreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void stage.current?.requestFullscreen().catch(() => undefined);
  };
  const toggleCaptions = () => {
    keepSubtitlesChoice(!captions);
    setCaptions(!captions);
  };
  const commands: Command[] = [
    { id: 'play', title: 'Play or pause', keys: ['Space'], run: player.toggle },
    { id: 'back', title: 'Play backwards, faster each time', keys: ['j'], run: () => player.shuttle('j') },
    { id: 'stand', title: 'Stop', keys: ['k'], run: () => player.shuttle('k') },
    { id: 'forth', title: 'Play forwards, faster each time', keys: ['l'], run: () => player.shuttle('l') },
    { id: 'frame-back', title: 'One frame back', keys: [','], run: () => step(-1) },
    { id: 'frame-forth', title: 'One frame on', keys: ['.'], run: () => step(1) },
    { id: 'second-back', title: 'One second back', keys: ['ArrowLeft'], run: () => player.seekBy(-second) },
    { id: 'second-forth', title: 'One second on', keys: ['ArrowRight'], run: () => player.seekBy(second) },
    { id: 'scene-back', title: 'Scene before', keys: ['['], run: () => toChapter(-1) },
    { id: 'scene-forth', title: 'Next scene', keys: [']'], run: () => toChapter(1) },
    { id: 'start', title: 'To the beginning', keys: ['Home'], run: () => seek(0) },
    { id: 'end', title: 'To the end', keys: ['End'], run: () => seek(frames - 1) },
    { id: 'captions', title: 'Subtitles', keys: ['s'], run: toggleCaptions },
    { id: 'mute', title: 'Sound on or off', keys: ['m'], run: player.toggleMuted },
    { id: 'full', title: 'Full screen', keys: ['f'], run: fullScreen },
  ].map((each) => ({ ...each, group: 'Player' }));
  useCommands(commands);

  function step(by: number) {
    player.shuttle('k');
    player.seekBy(by);
  }

  const timecode = timecodeOf(frame, frameRate, startTimecode);
  return (
    <div ref={stage} className="film-stage flex flex-col overflow-hidden rounded-lg bg-black text-white">
      <div className="relative min-h-0 flex-1">
        {/* biome-ignore lint/a11y/useMediaCaption: it has, where the film has subtitles */}
        <video
          ref={video}
          src={film.videoUrl}
          crossOrigin="anonymous"
          preload="metadata"
          playsInline
          autoPlay={plays}
          aria-label="Film"
          onClick={player.toggle}
          onError={onBroken}
          style={{ aspectRatio: ratioOf(film.format) }}
          className="max-h-[calc(100dvh-13rem)] w-full"
        >
          {film.subtitlesUrl && (
            <track kind="subtitles" srcLang="en" label="Subtitles" src={film.subtitlesUrl} default={captions} />
          )}
        </video>
        {over}
        {!begun && (
          <button
            type="button"
            aria-label="Play the film"
            onClick={player.toggle}
            className="group absolute inset-0 grid place-items-center"
          >
            <FilmStill url={film.videoUrl} poster={film.posterUrl} className="absolute inset-0" />
            <span className="relative grid size-20 place-items-center rounded-full bg-black/70 group-hover:bg-accent group-hover:text-on-accent">
              <Play aria-hidden className="size-9 fill-current" />
            </span>
          </button>
        )}
        {player.waiting && player.playing && (
          <p role="status" className="absolute top-3 right-3 rounded-lg bg-black/70 px-2 text-sm">
            Loading …
          </p>
        )}
      </div>
      <div className="flex flex-col gap-1 bg-[#141414] px-2 pt-2 pb-2 [--edge:#7d7d7d] [--hover:#2e2e2e] [--ink:#ededed] [--quiet:#b0b0b0]">
        <Timeline frame={frame} frames={frames} chapters={chapters} marks={marks} says={timecode} seek={seek} />
        <div className="flex flex-wrap items-center gap-x-1 gap-y-1">
          <IconButton label={player.playing ? 'Pause' : 'Play'} hint="Space" onClick={player.toggle}>
            {player.playing ? (
              <Pause aria-hidden className="size-5 fill-current" />
            ) : (
              <Play aria-hidden className="size-5 fill-current" />
            )}
          </IconButton>
          <IconButton label="One frame back" hint="," onClick={() => step(-1)}>
            <StepBack aria-hidden className="size-4.5" />
          </IconButton>
          <IconButton label="One frame on" hint="." onClick={() => step(1)}>
            <StepForward aria-hidden className="size-4.5" />
          </IconButton>
          <IconButton
            label={player.muted ? 'Sound on' : 'Sound off'}
            hint="M"
            className="max-sm:hidden"
            onClick={player.toggleMuted}
          >
            {player.muted ? <VolumeX aria-hidden className="size-5" /> : <Volume2 aria-hidden className="size-5" />}
          </IconButton>
          <input
            type="range"
            aria-label="Volume"
            min={0}
            max={1}
            step={0.05}
            value={player.muted ? 0 : player.volume}
            onChange={(event) => player.setVolume(Number(event.target.value))}
            className="w-20 accent-[#e5b567] max-sm:hidden"
          />
          <output
            data-testid="timecode"
            aria-label="Timecode"
            className="ml-2 text-sm max-sm:order-first max-sm:w-full"
          >
            {timecode}
          </output>
          <span className="text-sm text-[#b0b0b0] max-sm:hidden">frame {frame}</span>
          {player.speed !== 0 && player.speed !== 1 && (
            <span className="ml-2 text-sm text-[#e5b567]">{player.speed}×</span>
          )}
          <span className="flex-1" />
          <label className="flex items-center gap-1 text-sm">
            <span className="sr-only">Speed</span>
            <select
              value={player.rate}
              onChange={(event) => player.setRate(Number(event.target.value))}
              className="min-h-8 rounded-lg border border-[#7d7d7d] bg-[#242424] px-1.5"
            >
              {RATES.map((rate) => (
                <option key={rate} value={rate}>
                  {rate}×
                </option>
              ))}
            </select>
          </label>
          {film.subtitlesUrl && (
            <IconButton
              label="Subtitles"
              hint="S"
              aria-pressed={captions}
              className="aria-pressed:text-[#e5b567]"
              onClick={toggleCaptions}
            >
              <Captions aria-hidden className="size-5" />
            </IconButton>
          )}
          <IconButton label="Full screen" hint="F" onClick={fullScreen}>
            <Maximize aria-hidden className="size-4.5" />
          </IconButton>
        </div>
      </div>
    </div>
  );
}

export type Mark = { id: string; frame: number; frames: number; resolved: boolean };

/** The whole film as a line, with a notch where each scene begins, and below it marks where something is said. */
function Timeline({
  frame,
  frames,
  chapters,
  marks,
  says,
  seek,
}: {
  frame: number;
  frames: number;
  chapters: readonly Chapter[];
  marks: readonly Mark[];
  says: string;
  seek: (frame: number) => void;
}) {
  return (
    <div className="relative mx-1 flex h-6 items-center">
      <input
        type="range"
        aria-label="Frame"
        aria-valuetext={says}
        min={0}
        max={Math.max(1, frames - 1)}
        step={1}
        value={frame}
        onChange={(event) => seek(Number(event.target.value))}
        className="w-full accent-[#e5b567]"
      />
      {chapters.slice(1).map((chapter) => (
        <span
          key={chapter.start}
          aria-hidden
          style={{ left: `${(chapter.start / frames) * 100}%` }}
          className="pointer-events-none absolute top-0 h-1.5 w-px bg-[#b0b0b0]"
        />
      ))}
      {marks.map((mark) => (
        <span
          key={mark.id}
          aria-hidden
          data-testid="mark"
          style={{ left: `${(mark.frame / frames) * 100}%`, width: `${(mark.frames / frames) * 100}%` }}
          className={`pointer-events-none absolute bottom-0 h-1.5 min-w-1 rounded-sm ${mark.resolved ? 'bg-[#5f8f6e]' : 'bg-[#e5b567]'}`}
        />
      ))}
    </div>
  );
}

/** Tell that the last frame was played: the film ended, or plays on beyond it. */
function useOver(
  video: React.RefObject<HTMLVideoElement | null>,
  frame: number,
  until: number,
  onOver: (() => void) | undefined,
): void {
  const tell = useRef(onOver);
  tell.current = onOver;
  const before = useRef(frame);
  useEffect(() => {
    // Who jumps beyond it looks for something there.
    const playedOn = before.current <= until && frame > until && video.current?.paused === false;
    before.current = frame;
    if (playedOn) tell.current?.();
  }, [video, frame, until]);
  useEffect(() => {
    const element = video.current;
    const ended = () => tell.current?.();
    element?.addEventListener('ended', ended);
    return () => element?.removeEventListener('ended', ended);
  }, [video]);
}

/** Begin at a frame; and when the file has another address, go on there with the frame that was shown. */
function useResume(
  video: React.RefObject<HTMLVideoElement | null>,
  film: PlayedFilm,
  playing: boolean,
  frame: number,
  startFrame: number,
  seek: (frame: number) => void,
): void {
  const last = useRef({ url: '', attempt: 0, playing, frame: startFrame });
  useEffect(() => {
    const element = video.current;
    const before = last.current;
    if (!element || (before.url === film.videoUrl && before.attempt === film.attempt)) return;
    last.current = { ...before, url: film.videoUrl, attempt: film.attempt };
    if (before.url === film.videoUrl) element.load();
    const { num, den } = film.frameRate;
    const ready = () => {
      if (before.frame > 0) element.currentTime = secondsOf(before.frame, { num, den });
      if (before.frame > 0) seek(before.frame);
      if (before.url && before.playing) void element.play().catch(() => undefined);
    };
    element.addEventListener('loadedmetadata', ready, { once: true });
    if (element.readyState >= 1) ready();
    return () => element.removeEventListener('loadedmetadata', ready);
  }, [video, film.videoUrl, film.attempt, film.frameRate, seek]);
  useEffect(() => {
    // While a new address loads, the player says that it stands at 0: what counts is from before.
    if ((video.current?.readyState ?? 0) >= 2 && !video.current?.error)
      last.current = { ...last.current, playing, frame };
  }, [video, playing, frame]);
}
