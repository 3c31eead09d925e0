'use client';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense, useMemo, useState } from 'react';
import {
  type Shown as Item,
  type Playlist,
  useChangePlaylist,
  useDeletePlaylist,
  usePlaylists,
} from '@/api/playlist-queries';
import { useAccess } from '@/api/production-queries';
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
import { useCommands } from '@/components/commands';
import { ConfirmButton } from '@/components/confirm-button';
import { NothingHere } from '@/components/nothing-here';
import { Empty, Shown, Skeleton } from '@/components/states';
import { countOf } from '@/components/words';
import { heightOf } from '@/film/format';
import { timecodeOf } from '@/film/timecode';
import { FilmPlayer } from '@/player/film-player';
import { startsOf } from '@/player/tandem';
import { type Renew, useAddresses } from '@/player/use-addresses';
import { Drawing } from '@/review/drawing';
import { Panel } from '@/review/panel';
import { useReview } from '@/review/use-review';

const NONE: readonly never[] = [];

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Playlists />
    </Suspense>
  );
}

function Playlists() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const playlists = usePlaylists(projectId);
  const named = query.get('list');
  if (playlists.error && !playlists.data) {
    return <NothingHere error={playlists.error} what="project" retry={() => void playlists.refetch()} />;
  }
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see its playlists.
      </Empty>
    );
  }
  return (
    <div className="mx-auto flex max-w-7xl flex-col gap-4">
      <Shown of={playlists}>
        {(all) => {
          const list = all.find((each) => each.id === named);
          return list ? (
            <List key={list.id} projectId={projectId} list={list} />
          ) : (
            <All projectId={projectId} all={all} />
          );
        }}
      </Shown>
    </div>
  );
}

function All({ projectId, all }: { projectId: string; all: readonly Playlist[] }) {
  return (
    <>
      <h1 className="text-2xl font-semibold">Playlists</h1>
      {all.length === 0 ? (
        <Empty
          action={
            <Link href={`/watch/?id=${projectId}`} className={buttonClass('accent')}>
              To the film
            </Link>
          }
        >
          There is no playlist yet. Beside a film you add it, or the shot that is shown, to one.
        </Empty>
      ) : (
        <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
          {all.map((each) => (
            <li key={each.id}>
              <Link
                href={`/watch/playlist/?id=${projectId}&list=${each.id}`}
                className="flex flex-col rounded-lg border border-line bg-raised p-4 hover:bg-hover"
              >
                <bdi className="font-medium wrap-anywhere">{each.title}</bdi>
                <span className="text-sm text-quiet">{countOf(each.items.length, 'part')}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function List({ projectId, list }: { projectId: string; list: Playlist }) {
  const query = useSearchParams();
  const may = useAccess(projectId).data?.permissions;
  const mayWrite = may?.includes('reviews:write') ?? false;
  const mayShare = may?.includes('shares:write') ?? false;
  const change = useChangePlaylist(projectId);
  const remove = useDeletePlaylist(projectId);
  const productions = useProductions(projectId).data?.items ?? [];
  const revisions = useRevisions(projectId).data?.items ?? [];
  const [at, setAt] = useState(() => Math.max(0, Number(query.get('at')) || 0));
  /** What follows by itself plays by itself. */
  const [plays, setPlays] = useState(false);
  const here = Math.min(at, list.items.length - 1);
  const item = list.items[here];
  const go = (to: number, on = false) => {
    if (to < 0 || to >= list.items.length) return;
    setPlays(on);
    setAt(to);
  };
  useCommands(
    [
      { id: 'part-next', title: 'Next part', keys: ['alt+ArrowDown'], run: () => go(here + 1, true) },
      { id: 'part-before', title: 'Part before', keys: ['alt+ArrowUp'], run: () => go(here - 1, true) },
    ].map((each) => ({ ...each, group: 'Playlist' })),
  );
  const nameOf = (part: Item) => {
    const film = productions.find((each) => each.id === part.production_id);
    const revision = revisions.find((each) => each.id === film?.revision_id);
    const of = revision ? `revision ${revision.number}` : 'the film';
    return part.type === 'shot' ? `Shot ${part.shot + 1} of ${of}` : `The film of ${of}`;
  };
  const move = (index: number, by: 1 | -1) => {
    const items = [...list.items];
    const [part] = items.splice(index, 1);
    if (!part) return;
    items.splice(index + by, 0, part);
    change.mutate({ playlist: list, items });
    if (index === here) setAt(index + by);
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 text-2xl font-semibold wrap-anywhere">
          <bdi>{list.title}</bdi>
        </h1>
        <Link href={`/watch/playlist/?id=${projectId}`} className={buttonClass('quiet')}>
          All playlists
        </Link>
        {mayShare && list.items.length > 0 && (
          <Link href={`/share/?id=${projectId}&list=${list.id}`} className={buttonClass('quiet')}>
            Share
          </Link>
        )}
        {mayWrite && (
          <ConfirmButton
            label="Delete"
            ask="Delete it?"
            of={list.title}
            busy={remove.isPending}
            onConfirm={() => remove.mutate(list)}
          />
        )}
      </div>
      <section aria-label="Parts" className="max-h-56 overflow-auto rounded-lg border border-line">
        <ol>
          {list.items.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same shot may stand in it twice
            <li key={index} className="flex items-center gap-1 border-b border-line px-1 last:border-0">
              <button
                type="button"
                aria-current={index === here ? 'true' : undefined}
                onClick={() => go(index, true)}
                className="min-h-10 min-w-0 flex-1 rounded-lg px-2 text-left text-sm hover:bg-hover aria-[current=true]:bg-hover aria-[current=true]:shadow-[inset_2px_0_var(--accent)]"
              >
                {index + 1}. {nameOf(part)}
              </button>
              {mayWrite && (
                <>
                  <IconButton
                    label={`Part ${index + 1} earlier`}
                    disabled={index === 0 || change.isPending}
                    onClick={() => move(index, -1)}
                  >
                    <ArrowUp aria-hidden className="size-4" />
                  </IconButton>
                  <IconButton
                    label={`Part ${index + 1} later`}
                    disabled={index === list.items.length - 1 || change.isPending}
                    onClick={() => move(index, 1)}
                  >
                    <ArrowDown aria-hidden className="size-4" />
                  </IconButton>
                  <IconButton
                    label={`Take part ${index + 1} out`}
                    disabled={change.isPending}
                    onClick={() =>
                      change.mutate({ playlist: list, items: list.items.filter((_, other) => other !== index) })
                    }
                  >
                    <X aria-hidden className="size-4" />
                  </IconButton>
                </>
              )}
            </li>
          ))}
        </ol>
      </section>
      {item ? (
        <Part key={`${here} ${JSON.stringify(item)}`} item={item} plays={plays} onOver={() => go(here + 1, true)} />
      ) : (
        <Empty>Nothing stands in it any more. Beside a film you add it, or the shot that is shown.</Empty>
      )}
    </>
  );
}

type PartProps = { item: Item; plays: boolean; onOver: () => void };

function Part(props: PartProps) {
  const production = useProduction(props.item.production_id);
  const deliverables = useDeliverables(props.item.production_id);
  const waiting = <Skeleton rows={1} className="aspect-video max-w-5xl" />;
  return (
    <Shown of={production} waiting={waiting}>
      {(film) => (
        <Shown of={deliverables} waiting={waiting}>
          {(files) => <Screening {...props} production={film} deliverables={files} renew={deliverables.refetch} />}
        </Shown>
      )}
    </Shown>
  );
}

/** A part, with what is said of its film. */
function Screening({
  item,
  plays,
  onOver,
  production,
  deliverables,
  renew,
}: PartProps & { production: Production; deliverables: Deliverables; renew: Renew }) {
  const shots = useProductionShots(production.id).data;
  const starts = useMemo(() => startsOf(shots ?? []), [shots]);
  const address = useAddresses(deliverables, renew);
  const { frames } = deliverables;
  const from = item.type === 'shot' ? starts[item.shot] : 0;
  if (!address.videoUrl || !frames || (item.type === 'shot' && shots && from === undefined)) {
    return <Empty>This part is not made yet.</Empty>;
  }
  if (from === undefined) return <Skeleton rows={1} className="aspect-video max-w-5xl" />;
  const next = item.type === 'shot' ? starts[item.shot + 1] : undefined;
  const film = {
    ...address,
    videoUrl: address.videoUrl,
    frames,
    frameRate: deliverables.frame_rate,
    startTimecode: deliverables.start_timecode,
    format: deliverables.format,
    renderers: deliverables.measures?.renderers ?? [],
  };
  return <Played {...{ film, production, plays, onOver, from }} until={(next ?? frames) - 1} broke={address.broke} />;
}

function Played({
  film,
  production,
  plays,
  from,
  until,
  onOver,
  broke,
}: {
  film: Parameters<typeof FilmPlayer>[0]['film'];
  production: Production;
  plays: boolean;
  from: number;
  until: number;
  onOver: () => void;
  broke: () => void;
}) {
  const [frame, setFrame] = useState(from);
  const [target, setTarget] = useState<{ frame: number; stand?: boolean } | null>(null);
  const review = useReview(production, frame, setTarget);
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <FilmPlayer
        film={film}
        chapters={NONE}
        startFrame={from}
        plays={plays}
        goTo={target}
        marks={review.marks}
        over={
          <Drawing strokes={review.strokes} height={heightOf(film.format)} color={review.color} onDrawn={review.draw} />
        }
        until={until}
        onOver={onOver}
        onFrame={setFrame}
        onBroken={broke}
      />
      <Panel
        productionId={production.id}
        comments={review.comments}
        frame={frame}
        timecode={(at) => timecodeOf(at, film.frameRate, film.startTimecode)}
        mayWrite={review.may('reviews:write')}
        mayClear={review.may('projects:write')}
        draft={review.draft}
        color={review.color}
        onColor={review.setColor}
        onDraft={review.setDraft}
        onBegin={review.begin}
        onGo={review.go}
      />
    </div>
  );
}
