'use client';
import { CalendarRange, Redo2, Settings2, SlidersHorizontal, Undo2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { Suspense, useCallback, useState } from 'react';
import { useAccess } from '@/api/production-queries';
import { useProject, useRevisions } from '@/api/queries';
import {
  type Change,
  type Scenario,
  type ScenarioSummary,
  useCastChanges,
  useChangeScenario,
  useCreateScenario,
  useDeleteScenario,
  useScenario,
  useScenarios,
} from '@/api/schedule-queries';
import { Button, buttonClass } from '@/components/button';
import { useCommands } from '@/components/commands';
import { Manage } from '@/components/manage';
import { NothingHere } from '@/components/nothing-here';
import { Empty, Shown, Skeleton } from '@/components/states';
import { countOf } from '@/components/words';
import { PrintPaper } from '@/papers/button';
import { Board } from '@/schedule/board';
import { Selection } from '@/schedule/selection';
import { Conflicts, Cost, Optimise, Scenarios } from '@/schedule/side';
import { moneyOf } from '@/schedule/strips';

const Settings = dynamic(() => import('@/schedule/settings').then((module) => module.Settings), { ssr: false });

export default function Page() {
  return (
    <Suspense fallback={<Skeleton rows={8} className="h-11" />}>
      <Schedule />
    </Suspense>
  );
}

/** Of the scenario that the address names, else of the locked one, else of the first. */
function Schedule() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const project = useProject(projectId);
  const revisions = useRevisions(projectId);
  const scenarios = useScenarios(projectId);
  const mayWrite = useAccess(projectId).data?.permissions.includes('preproduction:write') ?? false;
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see its schedule.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-[100rem] flex-col gap-4">
      <h1 className="text-2xl font-semibold">Schedule</h1>
      <Shown of={scenarios} waiting={<Skeleton rows={8} className="h-11" />}>
        {(all) => {
          const id = query.get('v') ?? (all.find((each) => each.locked) ?? all[0])?.id;
          if (id) return <OfScenario key={id} id={id} all={all} mayWrite={mayWrite} />;
          if (revisions.data?.items.length === 0) {
            return (
              <Empty
                action={
                  <Link href={`/project/?id=${projectId}`} className={buttonClass('accent')}>
                    Add a screenplay
                  </Link>
                }
              >
                There is nothing to schedule yet: strips are made of the screenplay’s scenes.
              </Empty>
            );
          }
          return <None projectId={projectId} mayWrite={mayWrite} />;
        }}
      </Shown>
    </div>
  );
}

function None({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  const create = useCreateScenario(projectId);
  return (
    <Empty
      action={
        mayWrite && (
          <Button look="accent" busy={create.isPending} onClick={() => create.mutate({ name: 'First schedule' })}>
            Make a schedule
          </Button>
        )
      }
    >
      There is no schedule yet. The first has all scenes in the script’s order, five pages a day.
    </Empty>
  );
}

function OfScenario({ id, all, mayWrite }: { id: string; all: readonly ScenarioSummary[]; mayWrite: boolean }) {
  const scenario = useScenario(id);
  if (scenario.error && !scenario.data) {
    return <NothingHere error={scenario.error} what="schedule" retry={() => void scenario.refetch()} />;
  }
  return (
    <Shown of={scenario} waiting={<Skeleton rows={8} className="h-11" />}>
      {(found) => <Room scenario={found} all={all} mayWrite={mayWrite} />}
    </Shown>
  );
}

function Room({ scenario, all, mayWrite }: { scenario: Scenario; all: readonly ScenarioSummary[]; mayWrite: boolean }) {
  const changing = useChangeScenario(scenario);
  const [selected, select] = useState<ReadonlySet<number>>(new Set());
  const [asked, setAsked] = useState(false);
  /** On a narrow page the strips come first: what is beside them on a wide one is folded until it is asked for. */
  const [unfolded, setUnfolded] = useState(false);
  const [focusOn, setFocusOn] = useState<{ scene: number; wish: number } | null>(null);
  const { mutate } = changing;
  const change = useCallback((each: Change) => mutate(each), [mutate]);
  const goTo = (scene: number) => setFocusOn((before) => ({ scene, wish: (before?.wish ?? 0) + 1 }));
  const mayEdit = mayWrite && !scenario.locked;
  const undo = () => mayEdit && scenario.can_undo && change({ kind: 'undo' });
  const redo = () => mayEdit && scenario.can_redo && change({ kind: 'redo' });
  useCommands([
    { id: 'schedule-undo', title: 'Undo', group: 'Schedule', keys: ['mod+z'], run: undo },
    { id: 'schedule-redo', title: 'Redo', group: 'Schedule', keys: ['mod+y'], run: redo },
    { id: 'schedule-settings', title: 'Settings of the schedule', group: 'Schedule', run: () => setAsked(true) },
  ]);
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={!mayEdit || !scenario.can_undo} onClick={undo}>
          <Undo2 aria-hidden className="size-4" />
          Undo
        </Button>
        <Button disabled={!mayEdit || !scenario.can_redo} onClick={redo}>
          <Redo2 aria-hidden className="size-4" />
          Redo
        </Button>
        <Button
          className="lg:hidden"
          aria-expanded={unfolded}
          aria-controls="schedule-tools"
          onClick={() => setUnfolded(!unfolded)}
        >
          <SlidersHorizontal aria-hidden className="size-4" />
          Tools
        </Button>
        <div className={`flex flex-wrap items-center gap-2 ${unfolded ? '' : 'max-lg:hidden'}`}>
          <Button disabled={!mayEdit} onClick={() => setAsked(true)}>
            <Settings2 aria-hidden className="size-4" />
            Settings
          </Button>
          <Link href={`/schedule/days/?id=${scenario.project_id}&v=${scenario.id}`} className={buttonClass()}>
            <CalendarRange aria-hidden className="size-4" />
            Day-out-of-days
          </Link>
          <PrintPaper of="scenario" id={scenario.id} first="stripboard" />
          {mayWrite && <Kept scenario={scenario} change={change} />}
        </div>
        <p role="status" className="text-sm text-quiet">
          {changing.isPending ? 'Saving …' : `${scenario.name}: ${countOf(scenario.board.days.length, 'day')}`}
          <span className="lg:hidden">
            , costs {moneyOf(scenario.cost.total)}, {countOf(scenario.conflicts.length, 'conflict')}
          </span>
        </p>
      </div>
      <Notices scenario={scenario} mayEdit={mayEdit} change={change} />
      {mayEdit && <Selection scenario={scenario} selected={selected} select={select} change={change} />}
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Board
          scenario={scenario}
          mayWrite={mayEdit}
          change={change}
          selected={selected}
          select={select}
          focusOn={focusOn}
        />
        <aside
          id="schedule-tools"
          aria-label="Cost and conflicts"
          className={`flex flex-col gap-6 max-lg:order-first lg:sticky lg:top-16 lg:self-start ${unfolded ? '' : 'max-lg:hidden'}`}
        >
          <Cost scenario={scenario} />
          {mayEdit && <Optimise scenario={scenario} change={change} />}
          <Conflicts scenario={scenario} goTo={goTo} />
          <Scenarios
            all={all}
            shown={scenario.id}
            linkOf={(each) => `/schedule/?id=${scenario.project_id}&v=${each}`}
          />
        </aside>
      </div>
      <Settings scenario={scenario} open={asked} onOpenChange={setAsked} change={change} />
    </>
  );
}

function Kept({ scenario, change }: { scenario: Scenario; change: (change: Change) => void }) {
  const router = useRouter();
  const create = useCreateScenario(scenario.project_id);
  const remove = useDeleteScenario(scenario.project_id);
  const home = `/schedule/?id=${scenario.project_id}`;
  const copy = (name: string) =>
    create.mutate({ name, copy_of: scenario.id }, { onSuccess: (made) => router.push(`${home}&v=${made.id}`) });
  return (
    <Manage
      of={scenario}
      what="scenario"
      copy={{ begin: copy, isPending: create.isPending }}
      lock={(locked) => change({ kind: 'update', update: { locked } })}
      remove={{
        begin: () => remove.mutate(scenario, { onSuccess: () => router.push(home) }),
        isPending: remove.isPending,
      }}
    />
  );
}

/** A newer revision; what the last one took away and brought. */
function Notices({
  scenario,
  mayEdit,
  change,
}: {
  scenario: Scenario;
  mayEdit: boolean;
  change: (change: Change) => void;
}) {
  const newest = useRevisions(scenario.project_id).data?.items[0];
  const cast = useCastChanges(scenario).data;
  const changed: readonly (readonly [readonly string[], string])[] = [
    [cast?.merged ?? [], 'merged under Cast since, and counted as somebody of their own on this board'],
    [cast?.split ?? [], 'split again under Cast since, and still counted as somebody else on this board'],
    [cast?.silent ?? [], 'without a line where this board has not counted them, or not any more where it has'],
  ];
  const told = changed.filter(([names]) => names.length > 0);
  const { omitted = [], added = [] } = scenario.board;
  const numbers = added.map((each) => scenario.scenes[each]?.number).join(', ');
  const box =
    'flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line bg-raised px-4 py-2 text-sm';
  return (
    <>
      {newest && newest.id !== scenario.revision_id && (
        <div role="status" className={box}>
          <p>Revision {newest.number} is newer than this board.</p>
          {mayEdit && <Button onClick={() => change({ kind: 'revise' })}>Bring the board to it</Button>}
        </div>
      )}
      {newest?.id === scenario.revision_id && told.length > 0 && (
        <div role="status" className={box}>
          <div>
            {told.map(([names, words]) => (
              <p key={words}>
                <bdi>{names.join(', ')}</bdi>: {words}.
              </p>
            ))}
          </div>
          {mayEdit && <Button onClick={() => change({ kind: 'revise' })}>Count them as they are now</Button>}
        </div>
      )}
      {(omitted.length > 0 || added.length > 0) && (
        <div role="status" className={box}>
          <div>
            {omitted.length > 0 && (
              <p>Omitted: {omitted.map((each) => `${each.number} ${each.heading ?? ''}`.trim()).join('; ')}.</p>
            )}
            {added.length > 0 && <p>New, in the boneyard: {numbers}.</p>}
          </div>
          {mayEdit && <Button onClick={() => change({ kind: 'edit', edit: { edit: 'seen' } })}>Seen</Button>}
        </div>
      )}
    </>
  );
}
