'use client';
import { Download, LayoutGrid, Printer, Table2 } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useContactSheet, useMadeShots, usePlannedShots } from '@/api/board-queries';
import { type Production, useProduction, useProductions, useProject, useRevisions, useScenes } from '@/api/queries';
import { useApprovals } from '@/api/review-queries';
import { type Board, boardsOf, csvOf, filtered } from '@/boards/boards';
import { Grid } from '@/boards/grid';
import { ShotTable } from '@/boards/shot-table';
import { Button, buttonClass } from '@/components/button';
import { useCommands } from '@/components/commands';
import { NothingHere } from '@/components/nothing-here';
import { fetchFile, saveFile } from '@/components/save-file';
import { StaleMark } from '@/components/stale-mark';
import { Empty, Shown, Skeleton } from '@/components/states';
import { countOf } from '@/components/words';
import { perSecond, USUAL } from '@/film/format';

const AGAIN_MS = 30_000;

export default function Page() {
  return (
    <Suspense fallback={<Waiting />}>
      <Boards />
    </Suspense>
  );
}

function Waiting() {
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      {[1, 2, 3, 4, 5, 6].map((each) => (
        <Skeleton key={each} rows={1} className="aspect-video" />
      ))}
    </div>
  );
}

/** Of the production that the address names, else of the newest film, else the plan of the newest revision. */
function Boards() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const named = query.get('run') ?? '';
  const project = useProject(projectId);
  const revisions = useRevisions(projectId);
  const productions = useProductions(projectId);
  const own = useProduction(named).data;
  const newest = revisions.data?.items[0];
  const all = productions.data?.items;
  const usual = all?.find((each) => each.revision_id === newest?.id) ?? all?.[0];
  const production = named ? own : usual;
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see its boards.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-[100rem] flex-col gap-4">
      <h1 className="text-2xl font-semibold">Boards</h1>
      <Shown of={revisions} waiting={<Waiting />}>
        {({ items }) => {
          const revision = items[0];
          if (!revision) {
            return (
              <Empty
                action={
                  <Link href={`/project/?id=${projectId}`} className={buttonClass('accent')}>
                    Add a screenplay
                  </Link>
                }
              >
                There are no shots yet: they are planned from the screenplay, as soon as there is one.
              </Empty>
            );
          }
          if (!all) return <Waiting />;
          return (
            <OfRevision
              projectId={projectId}
              revisionId={production?.revision_id ?? revision.id}
              production={production}
            />
          );
        }}
      </Shown>
    </div>
  );
}

function OfRevision({
  projectId,
  revisionId,
  production,
}: {
  projectId: string;
  revisionId: string;
  production?: Production;
}) {
  const shots = usePlannedShots(revisionId);
  const scenes = useScenes(revisionId);
  const counts = production?.jobs.shot;
  const tenth = counts ? Math.floor((10 * counts.done) / Math.max(1, counts.total)) : 0;
  const made = useMadeShots(production?.id ?? '', production ? `${production.status} ${tenth}` : '');
  const approvals = useApprovals(production?.id ?? '').data;
  const again = useAgain(made.refetch);
  const frameRate = perSecond(production?.format ?? USUAL);
  const boards = useMemo(
    () => boardsOf(shots.data ?? [], scenes.data ?? [], made.data ?? [], frameRate, approvals),
    [shots.data, scenes.data, made.data, frameRate, approvals],
  );
  const finished = production?.status === 'succeeded';
  const linkOf = useCallback(
    (board: Board) =>
      finished && production
        ? `/watch/?id=${projectId}&film=${production.id}&f=${board.start ?? 0}`
        : `/production/?id=${projectId}${production ? `&run=${production.id}` : ''}`,
    [finished, production, projectId],
  );
  return (
    <Shown of={shots} waiting={<Waiting />}>
      {() => (
        <>
          {production && <StaleMark productionId={production.id} />}
          <Room boards={boards} linkOf={linkOf} onGone={again} productionId={production?.id ?? null} />
        </>
      )}
    </Shown>
  );
}

/** Ask for new addresses, where one has ended: once for all pictures that break at the same time. */
function useAgain(refetch: () => unknown): () => void {
  const last = useRef(0);
  return useCallback(() => {
    if (Date.now() - last.current < AGAIN_MS) return;
    last.current = Date.now();
    void refetch();
  }, [refetch]);
}

function Room({
  boards,
  linkOf,
  onGone,
  productionId,
}: {
  boards: readonly Board[];
  linkOf: (board: Board) => string;
  onGone: () => void;
  productionId: string | null;
}) {
  const query = useSearchParams();
  const search = useRef<HTMLInputElement>(null);
  const [q, setQ] = useState(query.get('q') ?? '');
  const [cardWidth, setCardWidth] = useState(240);
  const scene = query.get('scene') ?? '';
  const size = query.get('size') ?? '';
  const view = query.get('view') === 'table' ? 'table' : 'grid';
  const wanted = useDeferredValue(q);
  const shown = useMemo(() => filtered(boards, { q: wanted, scene, size }), [boards, wanted, scene, size]);
  /** What is filtered stands in the address: a link shows the same. At once, as the next change begins from there. */
  const keep = (changes: Record<string, string>) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    window.history.replaceState(null, '', `?${next}`);
  };
  const clear = () => {
    setQ('');
    keep({ q: '', scene: '', size: '' });
  };
  const toggle = () => keep({ view: view === 'grid' ? 'table' : '' });
  useCommands([
    { id: 'boards-find', title: 'Find a shot', group: 'Boards', keys: ['/'], run: () => search.current?.focus() },
    { id: 'boards-view', title: 'Grid or table', group: 'Boards', keys: ['v'], run: toggle },
    { id: 'boards-csv', title: 'Shot list as CSV', group: 'Boards', run: () => saveFile(csvFile(shown), 'shots.csv') },
  ]);
  const scenes = [...new Map(boards.map((each) => [each.sceneNumber, each.heading])).entries()];
  const sizes = [...new Set(boards.map((each) => each.size ?? 'CARD'))];
  const field = 'min-h-9 rounded-lg border border-edge bg-field px-2 text-sm';
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={search}
          type="search"
          aria-label="Find a shot"
          placeholder="Find a shot"
          value={q}
          onChange={(event) => setQ(event.target.value)}
          onBlur={() => keep({ q })}
          className={`${field} w-44 placeholder:text-quiet`}
        />
        <select
          aria-label="Scene"
          value={scene}
          onChange={(event) => keep({ scene: event.target.value })}
          className={`${field} max-w-52`}
        >
          <option value="">All scenes</option>
          {scenes.map(([number, heading]) => (
            <option key={number} value={number}>
              {number} {heading ?? ''}
            </option>
          ))}
        </select>
        <select
          aria-label="Size"
          value={size}
          onChange={(event) => keep({ size: event.target.value })}
          className={field}
        >
          <option value="">All sizes</option>
          {sizes.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
        <Button aria-pressed={view === 'table'} onClick={toggle} title="V">
          {view === 'grid' ? <Table2 aria-hidden className="size-4" /> : <LayoutGrid aria-hidden className="size-4" />}
          {view === 'grid' ? 'Table' : 'Grid'}
        </Button>
        {view === 'grid' && (
          <input
            type="range"
            aria-label="Size of the pictures"
            min={150}
            max={480}
            step={10}
            value={cardWidth}
            onChange={(event) => setCardWidth(Number(event.target.value))}
            className="w-28 accent-[#e5b567] max-sm:hidden"
          />
        )}
        <Button onClick={() => saveFile(csvFile(shown), 'shots.csv')}>
          <Download aria-hidden className="size-4" />
          CSV
        </Button>
        {productionId !== null && <ContactSheet productionId={productionId} />}
        <p className="text-sm text-quiet" role="status">
          {shown.length === boards.length
            ? countOf(boards.length, 'shot')
            : `${shown.length} of ${countOf(boards.length, 'shot')}`}
          {productionId === null && ', planned: none was made yet'}
        </p>
      </div>
      {shown.length === 0 ? (
        <Empty action={<Button onClick={clear}>Show all shots</Button>}>No shot is like that.</Empty>
      ) : view === 'table' ? (
        <ShotTable boards={shown} linkOf={linkOf} />
      ) : (
        <Grid boards={shown} cardWidth={cardWidth} linkOf={linkOf} onGone={onGone} />
      )}
    </>
  );
}

/** All shots on paper: a job, which goes on while other pages are shown. */
function ContactSheet({ productionId }: { productionId: string }) {
  const sheet = useContactSheet();
  const make = () =>
    sheet.mutate(
      { productionId, key: crypto.randomUUID() },
      { onSuccess: (url) => fetchFile(url, 'contact-sheet.pdf') },
    );
  return (
    <Button busy={sheet.isPending} onClick={make}>
      <Printer aria-hidden className="size-4" />
      {sheet.isPending ? 'Setting the PDF …' : 'PDF'}
    </Button>
  );
}

const csvFile = (boards: readonly Board[]) => new Blob([csvOf(boards)], { type: 'text/csv' });
