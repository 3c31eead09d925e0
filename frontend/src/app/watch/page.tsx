'use client';
import { Download } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import {
  type Deliverables,
  type Production,
  useDeliverables,
  useProduction,
  useProductionShots,
  useProductions,
  useProject,
  useScenes,
} from '@/api/queries';
import type { Comment } from '@/api/review-queries';
import { Button, buttonClass } from '@/components/button';
import { NothingHere } from '@/components/nothing-here';
import { ProductionProgress } from '@/components/production-progress';
import { noteProduction } from '@/components/running';
import { StaleMark } from '@/components/stale-mark';
import { Empty, Shown, Skeleton } from '@/components/states';
import { agoOf } from '@/components/words';
import { type Chapter, chapterAt, chaptersOf, shotAt } from '@/film/chapters';
import { heightOf } from '@/film/format';
import { lengthOf, nameOf, timecodeOf } from '@/film/timecode';
import { FilmPlayer } from '@/player/film-player';
import { type Renew, useAddresses } from '@/player/use-addresses';
import { Approvals } from '@/review/approvals';
import { Drawing } from '@/review/drawing';
import { Panel } from '@/review/panel';
import { useReview } from '@/review/use-review';

const Notes = dynamic(() => import('@/review/notes'));
const Beside = dynamic(() => import('@/review/beside'), { ssr: false });
const NAMES: Record<string, string> = {
  'film.mp4': 'Film (MP4)',
  'film.srt': 'Subtitles (SRT)',
  'film.vtt': 'Subtitles (WebVTT)',
  'poster.jpg': 'Poster (JPEG)',
  'report.json': 'Report of what made it (JSON)',
};

export default function Page() {
  return (
    <Suspense fallback={<Waiting />}>
      <Watch />
    </Suspense>
  );
}

function Waiting() {
  return <Skeleton rows={1} className="aspect-video max-w-6xl" />;
}

/** The film that the address names, else the newest of its project. */
function Watch() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const named = query.get('film') ?? '';
  const productions = useProductions(named ? '' : projectId);
  const newest = productions.data?.items.find((each) => each.status === 'succeeded') ?? productions.data?.items[0];
  const id = named || (newest?.id ?? '');
  const production = useProduction(id);
  const broken =
    production.error && !production.data ? production : productions.error && !productions.data ? productions : null;
  if (broken) return <NothingHere error={broken.error} what="film" retry={() => void broken.refetch()} />;
  if (!named && !projectId) return <NoFilm projectId="" />;
  if (!named && productions.data && !newest) return <NoFilm projectId={projectId} />;
  return (
    <Shown of={production} waiting={<Waiting />}>
      {(data) => <Film key={data.id} production={data} />}
    </Shown>
  );
}

function NoFilm({ projectId }: { projectId: string }) {
  return (
    <div className="flex max-w-prose flex-col gap-4">
      <h1 className="text-2xl font-semibold">Watch</h1>
      <Empty
        action={
          <Link href={projectId ? `/project/?id=${projectId}` : '/'} className={buttonClass('accent')}>
            {projectId ? 'To the desk' : 'All projects'}
          </Link>
        }
      >
        {projectId
          ? 'No film of this project was made yet. Its desk has the next step.'
          : 'Choose a project to watch its film.'}
      </Empty>
    </div>
  );
}

function Film({ production }: { production: Production }) {
  const { id, project_id: projectId, status } = production;
  const project = useProject(projectId);
  const deliverables = useDeliverables(status === 'succeeded' ? id : '');
  const query = useSearchParams();
  const router = useRouter();
  useEffect(() => void noteProduction(production), [production]);
  useEffect(() => {
    // With its project in the address, the rooms beside it lead on.
    if (query.get('id') !== projectId) router.replace(`/watch/?id=${projectId}&film=${id}`);
  }, [query, router, projectId, id]);
  return (
    <div className="mx-auto flex max-w-7xl flex-col gap-4">
      <h1 className="break-words text-xl font-semibold">
        <bdi>{project.data?.title ?? 'Film'}</bdi>
      </h1>
      {status === 'running' && <ProductionProgress id={id} known={production} />}
      {(status === 'failed' || status === 'cancelled') && (
        <Empty
          action={
            <Link href={`/project/?id=${projectId}`} className={buttonClass('accent')}>
              To the desk
            </Link>
          }
        >
          {status === 'failed'
            ? `This film could not be finished: ${production.error ?? 'it does not say why.'}`
            : `This film was stopped. It was begun ${agoOf(production.created_at)}.`}
        </Empty>
      )}
      {status === 'succeeded' && (
        <Shown of={deliverables} waiting={<Waiting />}>
          {(data) => <Screening production={production} deliverables={data} renew={deliverables.refetch} />}
        </Shown>
      )}
    </div>
  );
}

function Screening({
  production,
  deliverables,
  renew,
}: {
  production: Production;
  deliverables: Deliverables;
  renew: Renew;
}) {
  const shots = useProductionShots(production.id);
  const scenes = useScenes(production.revision_id);
  const chapters = useMemo(() => chaptersOf(shots.data ?? [], scenes.data ?? []), [shots.data, scenes.data]);
  // Of the address that led here: while this is first drawn, the window's own may still be the page before.
  const query = useSearchParams();
  const [startFrame] = useState(() => Number(query.get('f')) || 0);
  const [plays] = useState(() => query.has('play'));
  const [frame, setFrame] = useState(startFrame);
  const [target, setTarget] = useState<{ frame: number; stand?: boolean } | null>(null);
  const review = useReview(production, frame, setTarget);
  const shot = useMemo(() => shotAt(shots.data ?? [], frame), [shots.data, frame]);
  const address = useAddresses(deliverables, renew);
  useShownComment(query.get('comment'), review.comments.data, setTarget);
  if (!address.videoUrl || !deliverables.frames) {
    return <Empty>The film is finished, but its file is not there yet. It comes in a moment.</Empty>;
  }
  const film = {
    videoUrl: address.videoUrl,
    posterUrl: address.posterUrl,
    subtitlesUrl: address.subtitlesUrl,
    attempt: address.attempt,
    frames: deliverables.frames,
    frameRate: deliverables.frame_rate,
    startTimecode: deliverables.start_timecode,
    format: deliverables.format,
    renderers: deliverables.measures?.renderers ?? [],
  };
  const timecode = (at: number) => timecodeOf(at, film.frameRate, film.startTimecode);
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-3">
        {address.gone ? (
          <Empty action={<Button onClick={address.again}>Try again</Button>}>
            The film's file cannot be fetched. It may be on its way; what else of the film is here stays.
          </Empty>
        ) : (
          <FilmPlayer
            film={film}
            chapters={chapters}
            startFrame={startFrame}
            plays={plays}
            goTo={target}
            marks={review.marks}
            over={
              <Drawing
                strokes={review.strokes}
                height={heightOf(film.format)}
                color={review.color}
                onDrawn={review.draw}
              />
            }
            onFrame={setFrame}
            onBroken={address.broke}
          />
        )}
        <p className="text-sm text-quiet">
          {lengthOf(film.frames, film.frameRate)} · {film.frames} frames at {nameOf(film.frameRate)} a second ·{' '}
          {film.format.aspect_ratio}
          {deliverables.measures &&
            ` · drawn by ${deliverables.measures.renderers.join(', ')} · ${deliverables.measures.integrated_lufs.toFixed(1)} LUFS`}
        </p>
        <StaleMark productionId={production.id} />
        {/* As high as its two lines from the start: on a phone the comments below would jump when they come. */}
        <div className="min-h-19">
          <Approvals
            productionId={production.id}
            approvals={review.approvals}
            shot={shot}
            mayApprove={review.may('approvals:write')}
          />
        </div>
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <Panel
          productionId={production.id}
          comments={review.comments}
          frame={frame}
          timecode={timecode}
          mayWrite={review.may('reviews:write')}
          mayClear={review.may('projects:write')}
          draft={review.draft}
          color={review.color}
          onColor={review.setColor}
          onDraft={review.setDraft}
          onBegin={review.begin}
          onGo={review.go}
        />
        <Scenes chapters={chapters} frame={frame} film={film} go={(to) => setTarget({ frame: to })} />
        <Link href={`/share/?id=${production.project_id}&film=${production.id}`} className={buttonClass('plain')}>
          Share this film
        </Link>
        <Beside production={production} shot={shot} mayList={review.may('reviews:write')} />
        <section aria-labelledby="downloads">
          <h2 id="downloads" className="mb-2 font-semibold">
            Download
          </h2>
          <ul className="flex flex-col">
            {deliverables.items.map((item) => (
              <li key={item.name}>
                <a
                  href={item.url}
                  download={item.filename}
                  className="flex min-h-10 items-center gap-2.5 rounded-lg px-2 text-sm hover:bg-hover"
                >
                  <Download aria-hidden className="size-4 text-quiet" />
                  {NAMES[item.name] ?? item.name}
                </a>
              </li>
            ))}
          </ul>
        </section>
        {deliverables.measures && <Notes notes={deliverables.measures.notes ?? []} scenes={scenes.data ?? []} />}
      </div>
    </div>
  );
}

/** Go to the comment that the address names, once it is there. */
function useShownComment(
  id: string | null,
  comments: readonly Comment[] | undefined,
  goTo: (target: { frame: number; stand: boolean }) => void,
) {
  const gone = useRef<string | null>(null);
  useEffect(() => {
    const frame = comments?.find((each) => each.id === id)?.frame;
    if (id === null || frame === undefined || frame === null || gone.current === id) return;
    gone.current = id;
    goTo({ frame, stand: true });
  }, [id, comments, goTo]);
}

function Scenes({
  chapters,
  frame,
  film,
  go,
}: {
  chapters: readonly Chapter[];
  frame: number;
  film: { frameRate: Deliverables['frame_rate']; startTimecode: string };
  go: (frame: number) => void;
}) {
  const here = chapterAt(chapters, frame);
  if (chapters.length === 0) return null;
  return (
    <nav aria-labelledby="scenes">
      <h2 id="scenes" className="mb-2 font-semibold">
        Scenes
      </h2>
      <ol className="flex max-h-[50dvh] flex-col overflow-auto">
        {chapters.map((chapter, index) => (
          <li key={chapter.start}>
            <button
              type="button"
              aria-current={index === here ? 'true' : undefined}
              onClick={() => go(chapter.start)}
              className="flex w-full flex-col rounded-lg px-2 py-1.5 text-left hover:bg-hover aria-[current=true]:bg-hover aria-[current=true]:shadow-[inset_2px_0_var(--accent)]"
            >
              <span className="font-script text-sm break-words">
                <bdi>{chapter.title}</bdi>
              </span>
              <span className="text-xs text-quiet">
                {timecodeOf(chapter.start, film.frameRate, film.startTimecode)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
