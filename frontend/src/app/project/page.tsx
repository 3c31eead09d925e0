'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { Suspense, useEffect, useRef, useState } from 'react';
import { addressOfImport } from '@/api/import-queries';
import {
  type Production,
  type Project,
  type Revision,
  useAddRevision,
  useCancelProduction,
  useDeliverables,
  useEstimate,
  useProductions,
  useProject,
  useRetryProduction,
  useRevisions,
  useStartFilm,
  useUpdateProject,
} from '@/api/queries';
import { Button, buttonClass } from '@/components/button';
import { conflictOf, FieldConflict, type Meanwhile } from '@/components/conflict';
import { ScreenplayDrop } from '@/components/drop';
import { estimateWords } from '@/components/estimate';
import { FilmStill } from '@/components/film-still';
import { NothingHere } from '@/components/nothing-here';
import { ProductionProgress } from '@/components/production-progress';
import { noteProduction } from '@/components/running';
import { isOnPaper, screenplayOf } from '@/components/screenplay-file';
import { StaleMark } from '@/components/stale-mark';
import { Failure, Shown, Skeleton } from '@/components/states';
import { agoOf, countOf } from '@/components/words';
import { lengthOf } from '@/film/timecode';

// Below what the page is for: its code comes after it.
const NextMilestone = dynamic(() => import('@/project/next-milestone'), { ssr: false });
const ActivityList = dynamic(() => import('@/project/activity'), { ssr: false, loading: () => <Skeleton /> });

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Desk />
    </Suspense>
  );
}

function Desk() {
  const id = useSearchParams().get('id') ?? '';
  const project = useProject(id);
  const revisions = useRevisions(id);
  const productions = useProductions(id);
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-6">
      <Shown of={project} waiting={<Skeleton rows={1} className="h-9 max-w-sm" />}>
        {(data) => <Title project={data} />}
      </Shown>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
        <Shown of={productions} waiting={<Skeleton rows={1} className="aspect-video" />}>
          {({ items }) => <Newest projectId={id} productions={items} revisions={revisions.data?.items ?? []} />}
        </Shown>
        <section aria-labelledby="screenplay" className="flex flex-col gap-4">
          <h2 id="screenplay" className="text-lg font-semibold">
            Screenplay
          </h2>
          <NextMilestone projectId={id} />
          <Shown of={revisions}>
            {({ items }) => <Revisions projectId={id} revisions={items} productions={productions.data?.items ?? []} />}
          </Shown>
        </section>
      </div>
      <section aria-labelledby="activity" className="flex max-w-3xl flex-col gap-3">
        <h2 id="activity" className="text-lg font-semibold">
          Activity
        </h2>
        <ActivityList projectId={id} />
      </section>
    </div>
  );
}

function Title({ project }: { project: Project }) {
  const rename = useUpdateProject();
  const [writing, setWriting] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<Meanwhile<Project> | null>(null);
  /** What was there when the writing began: the news bring a later one, which nobody has looked at. */
  const seen = useRef(project);
  const begin = () => {
    seen.current = project;
    setWriting(project.title);
  };
  const save = (title: string, seen: Project) =>
    rename.mutate(
      { project: seen, title },
      {
        onSuccess: () => {
          setWriting(null);
          setTheirs(null);
        },
        onError: (error) => setTheirs(conflictOf<Project>(error)),
      },
    );
  if (theirs) {
    return (
      <>
        <h1 className="sr-only">{project.title}</h1>
        <FieldConflict
          label="Title of the project"
          mine={writing ?? ''}
          theirs={theirs.current.title}
          first={theirs.first}
          busy={rename.isPending}
          onSave={(title) => save(title, theirs.current)}
          onLeave={() => {
            setTheirs(null);
            setWriting(null);
          }}
        />
      </>
    );
  }
  if (writing === null) {
    return (
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 break-words text-2xl font-semibold">
          <bdi>{project.title}</bdi>
        </h1>
        <Button look="quiet" onClick={begin}>
          Rename
        </Button>
        <Link href={`/team/?id=${project.id}`} className={buttonClass('quiet')}>
          Team
        </Link>
        <Link href={`/share/?id=${project.id}`} className={buttonClass('quiet')}>
          Share
        </Link>
      </div>
    );
  }
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save(writing, seen.current);
      }}
    >
      <h1 className="sr-only">{project.title}</h1>
      <input
        aria-label="Title of the project"
        // biome-ignore lint/a11y/noAutofocus: it was opened to be written in
        autoFocus
        required
        maxLength={200}
        value={writing}
        onChange={(event) => setWriting(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setWriting(null)}
        className="min-h-10 w-full max-w-lg rounded-lg border border-edge bg-field px-3 text-xl"
      />
      <Button type="submit" look="accent" busy={rename.isPending}>
        Save
      </Button>
      <Button look="quiet" onClick={() => setWriting(null)}>
        Cancel
      </Button>
    </form>
  );
}

type Of = { projectId: string; productions: Production[]; revisions: Revision[] };

/** The newest film to look at, and above it what is being made or went wrong since. */
function Newest({ projectId, productions, revisions }: Of) {
  const latest = productions[0];
  const film = productions.find((each) => each.status === 'succeeded');
  return (
    <section aria-label="Film" className="flex flex-col gap-4">
      {latest && latest.id !== film?.id && <Latest projectId={projectId} production={latest} />}
      {film ? (
        <Film
          projectId={projectId}
          production={film}
          revision={revisions.find((each) => each.id === film.revision_id)}
        />
      ) : (
        !latest && (
          <p className="rounded-lg border border-dashed border-edge px-6 py-10 text-quiet">
            No film of it was made yet.
          </p>
        )
      )}
    </section>
  );
}

function Latest({ projectId, production }: { projectId: string; production: Production }) {
  const cancel = useCancelProduction(projectId);
  const retry = useRetryProduction(projectId);
  useEffect(() => void noteProduction(production), [production]);
  if (production.status === 'running') {
    return (
      <ProductionProgress
        id={production.id}
        known={production}
        stop={() => cancel.mutate(production.id)}
        stopping={cancel.isPending}
      />
    );
  }
  const failed = production.status === 'failed';
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-raised px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{failed ? 'The last film could not be finished' : 'The last film was stopped'}</p>
        <p className="break-words text-sm text-quiet">
          {failed ? (production.error ?? 'It does not say why.') : `It was begun ${agoOf(production.created_at)}.`} What
          was made is kept.
        </p>
      </div>
      {failed && (
        <Button look="accent" busy={retry.isPending} onClick={() => retry.mutate(production.id)}>
          Try what failed again
        </Button>
      )}
    </div>
  );
}

function Film({ projectId, production, revision }: { projectId: string; production: Production; revision?: Revision }) {
  const deliverables = useDeliverables(production.id);
  const data = deliverables.data;
  const video = data?.items.find((item) => item.media_type === 'video/mp4');
  const poster = data?.items.find((item) => item.name === 'poster.jpg');
  const shots = production.jobs.shot;
  const address = `/watch/?id=${projectId}&film=${production.id}`;
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-raised">
      <Link
        href={address}
        aria-label="Watch the film"
        className="group relative grid aspect-video place-items-center bg-black"
      >
        {video && <FilmStill url={video.url} poster={poster?.url} className="col-start-1 row-start-1" />}
        <span className="z-10 col-start-1 row-start-1 grid size-16 place-items-center rounded-full bg-black/70 text-white group-hover:bg-accent group-hover:text-on-accent">
          <svg viewBox="0 0 24 24" aria-hidden="true" className="size-8 fill-current">
            <path d="M8 5l11 7-11 7z" />
          </svg>
        </span>
      </Link>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            {data?.frames ? `Film of ${lengthOf(data.frames, data.frame_rate)}` : 'Film'}
            {revision && `, revision ${revision.number}`}
          </p>
          <p className="text-sm text-quiet">
            Finished {agoOf(production.finished_at ?? production.created_at)}
            {shots && shots.cached > 0 && ` · ${shots.cached} of ${countOf(shots.total, 'shot')} kept from before`}
          </p>
        </div>
        <Link href={address} className={buttonClass('accent')}>
          Watch
        </Link>
        <div className="w-full">
          <StaleMark productionId={production.id} />
        </div>
      </div>
    </div>
  );
}

function Revisions({ projectId, revisions, productions }: Of) {
  const add = useAddRevision(projectId);
  const router = useRouter();
  const [problem, setProblem] = useState<unknown>();
  const newest = revisions[0];
  const withFile = async (file: File) => {
    setProblem(undefined);
    try {
      const [screenplay, key] = [await screenplayOf(file), crypto.randomUUID()];
      if (isOnPaper(file.name)) router.push(await addressOfImport(projectId, file, key));
      else await add.mutateAsync({ screenplay, key });
    } catch (error) {
      setProblem(error);
    }
  };
  const isMade = productions.some(
    (each) => each.revision_id === newest?.id && (each.status === 'succeeded' || each.status === 'running'),
  );
  return (
    <>
      {newest && !isMade && <NextStep projectId={projectId} revision={newest} />}
      <ScreenplayDrop
        look="plain"
        label={newest ? 'Add a revision' : 'Add a screenplay'}
        busy={add.isPending}
        onFile={(file) => void withFile(file)}
      />
      {problem !== undefined && <Failure error={problem} />}
      <ol className="flex flex-col divide-y divide-line">
        {revisions.map((revision) => (
          <li key={revision.id} className="py-2.5 text-sm">
            <p className="font-medium">
              Revision {revision.number}
              {revision.filename && <bdi className="font-normal text-quiet"> · {revision.filename}</bdi>}
            </p>
            <p className="text-quiet">
              {revision.pages.toLocaleString('en', { maximumFractionDigits: 1 })} pages,{' '}
              {countOf(revision.scene_count, 'scene')} · {agoOf(revision.created_at)}
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Make the film of a revision that has none, with what that takes said before. */
function NextStep({ projectId, revision }: { projectId: string; revision: Revision }) {
  const start = useStartFilm(projectId);
  const estimate = useEstimate(revision.id, true).data;
  const [key] = useState(() => crypto.randomUUID());
  return (
    <div className="flex flex-col items-start gap-3 rounded-lg border border-line bg-raised p-4">
      <p className="text-sm">
        Revision {revision.number} has no film yet.
        {estimate && <span className="text-quiet"> {estimateWords(estimate)}</span>}
      </p>
      <Button look="accent" busy={start.isPending} onClick={() => start.mutate({ revisionId: revision.id, key })}>
        Make the film
      </Button>
    </div>
  );
}
