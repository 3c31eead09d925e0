'use client';
import { ArrowDown, ArrowUp } from 'lucide-react';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { Suspense, useMemo, useRef, useState } from 'react';
import { type Issue, useIssues } from '@/api/paper-queries';
import { useAccess } from '@/api/production-queries';
import { type Revision, useEstimate, useRevisions, useSource } from '@/api/queries';
import { buttonClass, IconButton } from '@/components/button';
import { useCommands } from '@/components/commands';
import { NothingHere } from '@/components/nothing-here';
import { Empty, Skeleton } from '@/components/states';
import { countOf } from '@/components/words';
import { WordsMarked } from '@/components/words-marked';
import { type ComparedScene, compare } from '@/fountain/compare';
import { Issued } from '@/script/issued';
import { withoutLineEnds } from '@/script/line-ends';

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Compare />
    </Suspense>
  );
}

function Compare() {
  const query = useSearchParams();
  const id = query.get('id') ?? '';
  const revisions = useRevisions(id);
  const issues = useIssues(id).data ?? [];
  const items = revisions.data?.items ?? [];
  const b = query.get('b') || (items[0]?.id ?? '');
  const a = query.get('a') || (items[items.findIndex((each) => each.id === b) + 1]?.id ?? '');
  const [before, after] = [useSource(a), useSource(b)];
  const broken = [revisions, before, after].find((each) => each.error && !each.data);
  if (broken) return <NothingHere error={broken.error} what="revision" retry={() => void broken.refetch()} />;
  if (revisions.data && !a) {
    return (
      <div className="flex flex-col gap-4">
        <h1 className="text-2xl font-semibold">What changed</h1>
        <Empty
          action={
            <Link href={`/script/?id=${id}`} className={buttonClass('accent')}>
              To the script
            </Link>
          }
        >
          There is one revision at most, so there is nothing to compare it with.
        </Empty>
      </div>
    );
  }
  if (before.data === undefined || after.data === undefined || !revisions.data) return <Skeleton />;
  return (
    <Changes
      key={`${a} ${b}`}
      projectId={id}
      revisions={items}
      issues={issues}
      a={a}
      b={b}
      before={withoutLineEnds(before.data).text}
      after={withoutLineEnds(after.data).text}
    />
  );
}

const NAMES = { same: '', added: 'New', removed: 'Taken out', changed: 'Changed' } as const;

function Changes({
  projectId,
  revisions,
  issues,
  a,
  b,
  before,
  after,
}: {
  projectId: string;
  revisions: readonly Revision[];
  issues: readonly Issue[];
  a: string;
  b: string;
  before: string;
  after: string;
}) {
  const scenes = useMemo(() => compare(before, after), [before, after]);
  const changes = scenes.filter(({ change, moved }) => change !== 'same' || moved);
  const later = revisions.find((each) => each.id === b);
  const issuedTo = revisions.find((each) => each.id === issues[0]?.revision_id)?.number ?? 0;
  const mayWrite = useAccess(projectId).data?.permissions.includes('scripts:write') ?? false;
  const list = useRef<HTMLOListElement>(null);
  const [at, setAt] = useState(-1);
  const router = useRouter();
  const step = (by: number) => {
    const to = Math.min(Math.max(0, at + by), changes.length - 1);
    const item = list.current?.children[to];
    if (!(item instanceof HTMLElement)) return;
    setAt(to);
    item.scrollIntoView({ block: 'start' });
    item.focus({ preventScroll: true });
  };
  useCommands([
    { id: 'next-change', title: 'Next change', group: 'Compare', keys: ['j', ']'], run: () => step(1) },
    { id: 'change-before', title: 'Change before', group: 'Compare', keys: ['k', '['], run: () => step(-1) },
  ]);
  const choose = (one: string, other: string) => router.replace(`/script/compare/?id=${projectId}&a=${one}&b=${other}`);
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <h1 className="w-full text-2xl font-semibold">What changed</h1>
        <Choice label="From" value={a} revisions={revisions} issues={issues} onChoose={(id) => choose(id, b)} />
        <Choice label="To" value={b} revisions={revisions} issues={issues} onChoose={(id) => choose(a, id)} />
        <div className="flex-1" />
        <IconButton label="Change before" hint="K" disabled={changes.length === 0} onClick={() => step(-1)}>
          <ArrowUp aria-hidden className="size-4.5" />
        </IconButton>
        <IconButton label="Next change" hint="J" disabled={changes.length === 0} onClick={() => step(1)}>
          <ArrowDown aria-hidden className="size-4.5" />
        </IconButton>
        <Link href={`/script/?id=${projectId}`} className={buttonClass()}>
          To the script
        </Link>
      </div>
      <p className="text-quiet">{summaryOf(scenes)}</p>
      {later && (
        <Issued projectId={projectId} revision={later} issues={issues} issuedTo={issuedTo} mayWrite={mayWrite} />
      )}
      <Stale revisionId={b} />
      {changes.length === 0 && <Empty>Both say the same, word for word.</Empty>}
      <ol ref={list} className="flex flex-col gap-4">
        {changes.map((scene) => (
          <li
            key={`${scene.before} ${scene.after}`}
            tabIndex={-1}
            className="scroll-mt-20 rounded-lg border border-line bg-raised outline-none focus:border-accent"
          >
            <h2 className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-2 font-script font-medium">
              <bdi className="min-w-0 flex-1 wrap-anywhere">{scene.heading ?? 'Before the first scene'}</bdi>
              <span className="font-sans text-sm font-normal text-quiet">
                {[NAMES[scene.change], scene.moved ? 'Moved' : ''].filter(Boolean).join(', ')}
              </span>
            </h2>
            <div className="px-4 py-3 text-sm">
              {scene.change === 'same' ? (
                <p className="text-quiet">
                  Its words are the same; it was scene {Number(scene.before) + 1} of the text and is{' '}
                  {Number(scene.after) + 1}.
                </p>
              ) : (
                <WordsMarked words={shortened(scene)} />
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Choice({
  label,
  value,
  revisions,
  issues,
  onChoose,
}: {
  label: string;
  value: string;
  revisions: readonly Revision[];
  issues: readonly Issue[];
  onChoose: (id: string) => void;
}) {
  const colours = new Map(issues.map((issue) => [issue.revision_id, issue.colour]));
  return (
    <label className="flex min-w-0 items-center gap-2 text-sm">
      {label}
      <select
        value={value}
        onChange={(event) => onChoose(event.target.value)}
        className="min-h-9 max-w-56 rounded-lg border border-edge bg-field px-2"
      >
        {revisions.map((revision) => (
          <option key={revision.id} value={revision.id}>
            Revision {revision.number}
            {revision.name ? ` – ${revision.name}` : ''}
            {colours.has(revision.id) ? ` (${colours.get(revision.id)})` : ''}
          </option>
        ))}
      </select>
    </label>
  );
}

function summaryOf(scenes: readonly ComparedScene[]): string {
  const count = (fits: (scene: ComparedScene) => boolean) => scenes.filter(fits).length;
  const parts = [
    ['changed', count(({ change }) => change === 'changed')],
    ['new', count(({ change }) => change === 'added')],
    ['taken out', count(({ change }) => change === 'removed')],
    ['moved', count(({ moved }) => moved)],
    ['the same', count(({ change, moved }) => change === 'same' && !moved)],
  ] as const;
  const said = parts
    .filter(([, number]) => number > 0)
    .map(([words, number]) => `${countOf(number, 'scene')} ${words}`);
  return said.length ? `${said.join(', ')}.` : '';
}

/** What a film of the newer one would have to make anew. */
function Stale({ revisionId }: { revisionId: string }) {
  const estimate = useEstimate(revisionId, true).data;
  if (!estimate) return null;
  const stale = (kind: string, one: string) => {
    const { total = 0, kept = 0 } = estimate.jobs[kind] ?? {};
    return `${total - kept} of ${countOf(total, one)}`;
  };
  return (
    <p className="rounded-lg border border-line bg-sunk px-4 py-3 text-sm">
      For a film of the second one, {stale('shot', 'shot')} and {stale('line', 'spoken line')} have to be made; the rest
      is there already.
    </p>
  );
}

const AROUND = 160;

/** Long stretches that are the same are cut to what stands beside a change. */
function shortened({ words }: ComparedScene): ComparedScene['words'] {
  return words.map((each, index) => {
    if (each.came || each.went || each.text.length < 3 * AROUND) return each;
    const head = index === 0 ? each.text.slice(0, each.text.indexOf('\n') + 1) : each.text.slice(0, AROUND);
    const tail = index === words.length - 1 ? '' : each.text.slice(-AROUND);
    return { ...each, text: `${head}\n[…]\n${tail}` };
  });
}
