'use client';
import { Columns2, Pause, Play, SquareSplitHorizontal, StepBack, StepForward } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense, useMemo, useRef, useState } from 'react';
import {
  type Deliverables,
  type Production,
  useDeliverables,
  useProduction,
  useProductionShots,
  useProductions,
  useRevisions,
} from '@/api/queries';
import { buttonClass, IconButton } from '@/components/button';
import { type Command, useCommands } from '@/components/commands';
import { NothingHere } from '@/components/nothing-here';
import { Select } from '@/components/select';
import { Empty, Shown, Skeleton } from '@/components/states';
import { shotAt } from '@/film/chapters';
import { ratioOf } from '@/film/format';
import { timecodeOf } from '@/film/timecode';
import { counterpart, startsOf } from '@/player/tandem';
import { useAddresses } from '@/player/use-addresses';
import { usePlayer } from '@/player/use-player';
import { useTandem } from '@/player/use-tandem';

type Look = 'beside' | 'wipe';
type Side = 'a' | 'b';
const RATES = [0.25, 0.5, 1, 1.5, 2];

export default function Page() {
  return (
    <Suspense fallback={<Skeleton rows={1} className="aspect-video" />}>
      <Compare />
    </Suspense>
  );
}

/** Two films of a project, which the address names: else its two newest. */
function Compare() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const productions = useProductions(projectId);
  const films = (productions.data?.items ?? []).filter((each) => each.status === 'succeeded');
  const a = query.get('a') ?? films[1]?.id ?? '';
  const b = query.get('b') ?? films.find((each) => each.id !== a)?.id ?? '';
  const [first, second] = [useProduction(a), useProduction(b)];
  if (productions.error && !productions.data) {
    return <NothingHere error={productions.error} what="project" retry={() => void productions.refetch()} />;
  }
  const toWatch = (
    <Link href={projectId ? `/watch/?id=${projectId}` : '/'} className={buttonClass('accent')}>
      {projectId ? 'Watch the newest film' : 'All projects'}
    </Link>
  );
  return (
    <div className="mx-auto flex max-w-[110rem] flex-col gap-4">
      <h1 className="text-2xl font-semibold">Side by side</h1>
      {!projectId || (productions.data && (!a || !b)) ? (
        <Empty action={toWatch}>
          Two finished films of a project stand side by side. This one has not made two yet.
        </Empty>
      ) : (
        <Shown of={first} waiting={<Skeleton rows={1} className="aspect-video" />}>
          {(one) => (
            <Shown of={second} waiting={<Skeleton rows={1} className="aspect-video" />}>
              {(other) => (
                <Pairing key={`${one.id} ${other.id}`} projectId={projectId} a={one} b={other} films={films} />
              )}
            </Shown>
          )}
        </Shown>
      )}
    </div>
  );
}

function Pairing({
  projectId,
  a,
  b,
  films,
}: {
  projectId: string;
  a: Production;
  b: Production;
  films: readonly Production[];
}) {
  const [first, second] = [useDeliverables(a.id), useDeliverables(b.id)];
  const revisions = useRevisions(projectId).data?.items ?? [];
  const nameOf = (film: Production) => {
    const revision = revisions.find((each) => each.id === film.revision_id);
    return `${revision ? `Revision ${revision.number}, ` : ''}${(film.finished_at ?? film.created_at).slice(0, 16).replace('T', ' ')}`;
  };
  const known = films.some((each) => each.id === a.id) ? films : [a, b, ...films];
  const choose = (side: Side, id: string) => {
    const next = new URLSearchParams(window.location.search);
    next.set('a', side === 'a' ? id : a.id);
    next.set('b', side === 'b' ? id : b.id);
    window.history.replaceState(null, '', `?${next}`);
  };
  const choice = (side: Side, film: Production) => (
    <Select
      label={side === 'a' ? 'First film' : 'Second film'}
      value={film.id}
      onChange={(event) => choose(side, event.target.value)}
    >
      {known.map((each) => (
        <option key={each.id} value={each.id}>
          {nameOf(each)}
        </option>
      ))}
    </Select>
  );
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        {choice('a', a)}
        {choice('b', b)}
      </div>
      <Shown of={first}>
        {(one) => (
          <Shown of={second}>
            {(other) => (
              <Stage
                projectId={projectId}
                films={[a, b]}
                names={[nameOf(a), nameOf(b)]}
                deliverables={[one, other]}
                renew={[first.refetch, second.refetch]}
              />
            )}
          </Shown>
        )}
      </Shown>
    </>
  );
}

type Both<Thing> = readonly [Thing, Thing];

function Stage({
  projectId,
  films,
  names,
  deliverables,
  renew,
}: {
  projectId: string;
  films: Both<Production>;
  names: Both<string>;
  deliverables: Both<Deliverables>;
  renew: Both<() => Promise<{ data?: Deliverables }>>;
}) {
  const [one, other] = deliverables;
  const addresses = [useAddresses(one, renew[0]), useAddresses(other, renew[1])] as const;
  if (!addresses[0].videoUrl || !addresses[1].videoUrl || !one.frames || !other.frames) {
    return <Empty>A file of these films is not there yet. It comes in a moment.</Empty>;
  }
  return <Playing {...{ projectId, films, names, deliverables, addresses }} />;
}

function Playing({
  projectId,
  films,
  names,
  deliverables,
  addresses,
}: {
  projectId: string;
  films: Both<Production>;
  names: Both<string>;
  deliverables: Both<Deliverables>;
  addresses: Both<ReturnType<typeof useAddresses>>;
}) {
  const [one, other] = deliverables;
  const videos = [useRef<HTMLVideoElement>(null), useRef<HTMLVideoElement>(null)] as const;
  const shots = [useProductionShots(films[0].id), useProductionShots(films[1].id)] as const;
  const starts = useMemo(
    () => [startsOf(shots[0].data ?? []), startsOf(shots[1].data ?? [])] as const,
    [shots[0].data, shots[1].data],
  );
  const [shift, setShift] = useState(0);
  const [look, setLook] = useState<Look>('beside');
  const [sound, setSound] = useState<Side>('a');
  const [wipe, setWipe] = useState(50);
  const frames = one.frames ?? 0;
  const rate = one.frame_rate;
  const pair = { rates: [rate, other.frame_rate] as const, shift };
  const player = usePlayer(videos[0], frames, rate);
  const { frame, seek } = player;
  const shown = useTandem(videos[0], videos[1], frame, pair);
  const place = counterpart(frame, pair);
  const isThere = place >= 0 && place < (other.frames ?? 0);
  const second = Math.round(rate.num / rate.den);
  const shot = shotAt(shots[0].data ?? [], frame) ?? 0;
  const lineUp = (index: number) => {
    const [from, to] = [starts[0][index], starts[1][index]];
    if (from === undefined || to === undefined) return;
    player.shuttle('k');
    setShift(to - counterpart(from, { ...pair, shift: 0 }));
    seek(from);
  };
  const step = (by: number) => {
    player.shuttle('k');
    player.seekBy(by);
  };
  const commands: Command[] = [
    { id: 'play', title: 'Play or pause both', keys: ['Space'], run: player.toggle },
    { id: 'back', title: 'Play both backwards, faster each time', keys: ['j'], run: () => player.shuttle('j') },
    { id: 'stand', title: 'Stop both', keys: ['k'], run: () => player.shuttle('k') },
    { id: 'forth', title: 'Play both forwards, faster each time', keys: ['l'], run: () => player.shuttle('l') },
    { id: 'frame-back', title: 'One frame back in both', keys: [','], run: () => step(-1) },
    { id: 'frame-forth', title: 'One frame on in both', keys: ['.'], run: () => step(1) },
    { id: 'second-back', title: 'One second back', keys: ['ArrowLeft'], run: () => player.seekBy(-second) },
    { id: 'second-forth', title: 'One second on', keys: ['ArrowRight'], run: () => player.seekBy(second) },
    { id: 'start', title: 'To the beginning', keys: ['Home'], run: () => seek(0) },
    { id: 'end', title: 'To the end', keys: ['End'], run: () => seek(frames - 1) },
    { id: 'shot-back', title: 'Line up at the shot before', keys: ['['], run: () => lineUp(Math.max(0, shot - 1)) },
    { id: 'shot-forth', title: 'Line up at the next shot', keys: [']'], run: () => lineUp(shot + 1) },
    { id: 'look', title: 'Side by side, or one over the other', keys: ['v'], run: () => setLook(otherLook) },
    {
      id: 'sound',
      title: 'Sound of the other film',
      keys: ['a'],
      run: () => setSound((now) => (now === 'a' ? 'b' : 'a')),
    },
  ].map((each) => ({ ...each, group: 'Side by side' }));
  useCommands(commands);
  const film = (index: 0 | 1, className = '') => (
    <video
      ref={videos[index]}
      src={addresses[index].videoUrl ?? undefined}
      crossOrigin="anonymous"
      preload="auto"
      playsInline
      muted={sound !== (index ? 'b' : 'a')}
      aria-label={index ? 'Second film' : 'First film'}
      onClick={player.toggle}
      onError={addresses[index].broke}
      style={{ aspectRatio: ratioOf(deliverables[index].format) }}
      className={`w-full bg-black object-contain ${className}`}
    />
  );
  const wiped = look === 'wipe';
  return (
    <div className="flex flex-col gap-3">
      <div className={`relative grid gap-2 ${wiped ? 'mx-auto w-full max-w-5xl' : 'md:grid-cols-2'}`}>
        <figure className="min-w-0">
          {film(0)}
          {!wiped && <Below name={names[0]} frame={frame} isThere />}
        </figure>
        {/* The same element in both looks: another one would load the film again. */}
        <figure
          className={wiped ? 'absolute inset-0' : 'min-w-0'}
          style={wiped ? { clipPath: `inset(0 0 0 ${wipe}%)` } : undefined}
        >
          {film(1, isThere ? '' : 'opacity-30')}
          {!wiped && <Below name={names[1]} frame={shown} isThere={isThere} second />}
        </figure>
        {wiped && (
          <>
            <span
              aria-hidden
              style={{ left: `${wipe}%` }}
              className="pointer-events-none absolute inset-y-0 w-0.5 bg-[#e5b567]"
            />
            <input
              type="range"
              aria-label="Where the second film begins, in percent"
              min={0}
              max={100}
              value={wipe}
              onChange={(event) => setWipe(Number(event.target.value))}
              className="absolute inset-x-0 bottom-2 mx-3 accent-[#e5b567]"
            />
          </>
        )}
      </div>
      {wiped && (
        <p className="text-center text-sm text-quiet">
          Left {names[0]}, frame {frame}; right {names[1]},{' '}
          {isThere ? <span data-testid="second-frame">frame {shown}</span> : 'which has no such frame'}
        </p>
      )}
      <input
        type="range"
        aria-label="Frame"
        aria-valuetext={timecodeOf(frame, rate, one.start_timecode)}
        min={0}
        max={Math.max(1, frames - 1)}
        value={frame}
        onChange={(event) => seek(Number(event.target.value))}
        className="w-full accent-[#e5b567]"
      />
      <div className="flex flex-wrap items-center gap-2">
        <IconButton label={player.playing ? 'Pause' : 'Play'} hint="Space" onClick={player.toggle}>
          {player.playing ? <Pause aria-hidden className="size-5" /> : <Play aria-hidden className="size-5" />}
        </IconButton>
        <IconButton label="One frame back" hint="," onClick={() => step(-1)}>
          <StepBack aria-hidden className="size-4.5" />
        </IconButton>
        <IconButton label="One frame on" hint="." onClick={() => step(1)}>
          <StepForward aria-hidden className="size-4.5" />
        </IconButton>
        <output data-testid="timecode" aria-label="Timecode" className="text-sm">
          {timecodeOf(frame, rate, one.start_timecode)}
        </output>
        <span className="flex-1" />
        <IconButton label={wiped ? 'Side by side' : 'One over the other'} hint="V" onClick={() => setLook(otherLook)}>
          {wiped ? (
            <Columns2 aria-hidden className="size-5" />
          ) : (
            <SquareSplitHorizontal aria-hidden className="size-5" />
          )}
        </IconButton>
        <Select label="Sound" labelHidden value={sound} onChange={(event) => setSound(event.target.value as Side)}>
          <option value="a">Sound of the first</option>
          <option value="b">Sound of the second</option>
        </Select>
        <Select
          label="Speed"
          labelHidden
          value={player.rate}
          onChange={(event) => player.setRate(Number(event.target.value))}
        >
          {RATES.map((each) => (
            <option key={each} value={each}>
              {each}×
            </option>
          ))}
        </Select>
        <Select label="Line up" labelHidden value="" onChange={(event) => lineUp(Number(event.target.value))}>
          <option value="" disabled>
            {shift === 0
              ? 'Line up at …'
              : `Second film ${shift > 0 ? 'ahead' : 'behind'} by ${Math.abs(shift)} frames`}
          </option>
          {starts[0].slice(0, starts[1].length).map((start, index) => (
            <option key={start} value={index}>
              Shot {index + 1}
            </option>
          ))}
        </Select>
        <Link href={`/watch/?id=${projectId}&film=${films[0].id}&f=${frame}`} className={buttonClass('quiet')}>
          Comment on the first
        </Link>
        <Link
          href={`/watch/?id=${projectId}&film=${films[1].id}&f=${Math.max(0, place)}`}
          className={buttonClass('quiet')}
        >
          Comment on the second
        </Link>
      </div>
    </div>
  );
}

function otherLook(now: Look): Look {
  return now === 'beside' ? 'wipe' : 'beside';
}

function Below({
  name,
  frame,
  isThere,
  second = false,
}: {
  name: string;
  frame: number;
  isThere: boolean;
  second?: boolean;
}) {
  return (
    <figcaption className="flex flex-wrap justify-between gap-x-3 py-1 text-sm">
      <span>{name}</span>
      <span className="text-quiet" data-testid={second ? 'second-frame' : 'first-frame'}>
        {isThere ? `frame ${frame}` : 'has no such frame'}
      </span>
    </figcaption>
  );
}
