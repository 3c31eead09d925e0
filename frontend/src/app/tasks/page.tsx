'use client';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense, useRef, useState } from 'react';
import { useCharacters } from '@/api/cast-queries';
import { useMilestones } from '@/api/milestone-queries';
import { useTeam } from '@/api/organization-queries';
import { useAccess } from '@/api/production-queries';
import { useProject, useRevisions, useScenes } from '@/api/queries';
import { type Task, type TaskStatus, type TogetherFields, useChangeTogether, useTasks } from '@/api/task-queries';
import { Button, buttonClass } from '@/components/button';
import { useCommands } from '@/components/commands';
import { Dialog } from '@/components/dialog';
import { NothingHere } from '@/components/nothing-here';
import { Empty, Shown, Skeleton } from '@/components/states';
import { useSession } from '@/components/studio';
import { toast } from '@/components/toasts';
import { countOf } from '@/components/words';
import { TaskCard } from '@/tasks/card';
import { FilterBar } from '@/tasks/filter-bar';
import { TaskForm } from '@/tasks/task-form';
import {
  backwards,
  between,
  dayOf,
  EVERYTHING,
  type Filter,
  filtered,
  filterOf,
  STATES,
  waitsFor,
} from '@/tasks/tasks';
import { Together } from '@/tasks/together';

// What few begin with: its code comes after the tasks themselves.
const Milestones = dynamic(() => import('@/tasks/milestones'), { ssr: false });
const KeptFilters = dynamic(() => import('@/tasks/kept-filters'), { ssr: false });

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Tasks />
    </Suspense>
  );
}

function Tasks() {
  const projectId = useSearchParams().get('id') ?? '';
  const project = useProject(projectId);
  const tasks = useTasks(projectId);
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see what is to be done for it.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-[100rem] flex-col gap-4">
      <h1 className="text-2xl font-semibold">Tasks</h1>
      <Shown of={tasks}>{(all) => <Room projectId={projectId} all={all} />}</Shown>
    </div>
  );
}

function Room({ projectId, all }: { projectId: string; all: readonly Task[] }) {
  const query = useSearchParams();
  const filter = filterOf(query);
  const byMilestone = query.get('by') === 'milestone';
  const keep = (changes: Partial<Filter> & { by?: string }) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    window.history.replaceState(null, '', `?${next}`);
  };
  const milestones = useMilestones(projectId).data ?? [];
  const people = useTeam(projectId).data?.pages.flatMap((page) => page.items) ?? [];
  const session = useSession();
  const own = session.status === 'signed-in' ? session.current.member_id : null;
  const permissions = useAccess(projectId).data?.permissions ?? [];
  const mayWrite = permissions.includes('tasks:write');
  const today = dayOf(new Date());
  const shown = filtered(all, filter, today);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Task | TaskStatus | null>(null);
  const [named, setNamed] = useState<string | null>(null);
  if (query.get('task') !== named) {
    // The address names one, as what somebody is told of it does.
    setNamed(query.get('task'));
    setOpen(all.find((each) => each.id === query.get('task')) ?? null);
  }
  const change = useChangeTogether(projectId);
  const chosenOnes = all.filter((each) => chosen.has(each.id));
  const focused = () => all.find((each) => each.id === document.activeElement?.getAttribute('data-task'));
  /** The chosen ones, else the one that has the focus. */
  const meant = (): readonly Task[] => (chosenOnes.length > 0 ? chosenOnes : [focused() ?? []].flat());
  const undo = (steps: ReturnType<typeof backwards>) => {
    // One after the other: what two requests change at once, one of them would find changed.
    void steps
      .reduce((before, step) => before.then(() => change.mutateAsync(step)), Promise.resolve<unknown>(null))
      .then(
        () => undefined,
        () => undefined, // it is told of where it fails
      );
  };
  const apply = (tasks: readonly Task[], fields: TogetherFields) => {
    const at = focused()?.id;
    if (tasks.length > 0 && mayWrite) {
      change.mutate(
        { tasks, fields },
        {
          onSuccess: ({ items }) =>
            tasks.length > 1 &&
            toast(`${countOf(tasks.length, 'task')} changed.`, {
              action: { label: 'Undo', run: () => undo(backwards(tasks, items, fields)) },
            }),
        },
      );
    }
    // In another list it is another element.
    if (at) requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-task="${at}"]`)?.focus());
  };
  const last = useRef<string | null>(null);
  const idsOnPage = () =>
    [...document.querySelectorAll<HTMLElement>('[data-task]')].map((card) => card.dataset.task ?? '');
  const choose = (task: Task, through = false) => {
    const from = last.current;
    last.current = task.id;
    setChosen((before) => {
      const next = new Set(before);
      if (through) for (const id of between(idsOnPage(), from, task.id)) next.add(id);
      else if (!next.delete(task.id)) next.add(task.id);
      return next;
    });
  };
  const go = (by: number) => {
    const cards = [...document.querySelectorAll<HTMLElement>('[data-task]')];
    const at = cards.indexOf(document.activeElement as HTMLElement);
    cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + by))]?.focus();
  };
  useCommands(
    [
      { id: 'task-new', title: 'New task', keys: ['n'], run: () => mayWrite && setOpen('todo') },
      { id: 'task-on', title: 'Next task', keys: ['ArrowDown'], run: () => go(1) },
      { id: 'task-back', title: 'Task before', keys: ['ArrowUp'], run: () => go(-1) },
      { id: 'task-choose', title: 'Choose the task', keys: ['x'], run: () => focused() && choose(focused() as Task) },
      { id: 'task-all', title: 'Choose all shown tasks', keys: ['mod+a'], run: () => setChosen(new Set(idsOnPage())) },
      { id: 'task-none', title: 'Choose no task', keys: ['Escape'], run: () => setChosen(new Set()) },
      ...STATES.map(({ status, name }, index) => ({
        id: `task-${status}`,
        title: `Task is: ${name}`,
        keys: [String(index + 1)],
        run: () => apply(meant(), { status }),
      })),
    ].map((each) => ({ ...each, group: 'Tasks' })),
  );
  /** Shift and an arrow choose on, from the one that has the focus. */
  const stretch = (event: React.KeyboardEvent) => {
    const here = focused();
    if (!event.shiftKey || !here || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    go(event.key === 'ArrowDown' ? 1 : -1);
    const next = focused();
    setChosen((before) => new Set([...before, here.id, ...(next ? [next.id] : [])]));
    last.current = next?.id ?? here.id;
  };
  const lists = byMilestone
    ? [
        ...milestones.map(({ id, title }) => ({ id, name: title, fields: { milestone_id: id } })),
        { id: null, name: 'No milestone', fields: { milestone_id: null } },
      ].map(({ id, ...list }) => ({
        ...list,
        tasks: shown.filter((each) => (each.milestone?.milestone_id ?? null) === id),
      }))
    : STATES.map(({ status, name }) => ({
        name,
        fields: { status },
        tasks: shown.filter((each) => each.status === status),
      }));
  const titles = new Map(milestones.map(({ id, title }) => [id, title]));
  return (
    <>
      <Milestones projectId={projectId} today={today} mayWrite={mayWrite} onShow={(id) => keep({ milestone: id })} />
      <FilterBar
        filter={filter}
        people={people}
        milestones={milestones}
        own={own}
        byMilestone={byMilestone}
        onChange={keep}
      >
        {mayWrite && (
          <Button look="accent" title="N" onClick={() => setOpen('todo')}>
            <Plus aria-hidden className="size-4" />
            New task
          </Button>
        )}
        <p role="status" className="text-sm text-quiet">
          {shown.length === all.length
            ? countOf(all.length, 'task')
            : `${shown.length} of ${countOf(all.length, 'task')}`}
        </p>
      </FilterBar>
      <KeptFilters projectId={projectId} filter={filter} mayShare={mayWrite} onApply={keep} />
      {chosenOnes.length > 0 && (
        <Together
          count={chosenOnes.length}
          people={people}
          milestones={milestones}
          busy={change.isPending}
          onChange={(fields) => apply(chosenOnes, fields)}
          onClear={() => setChosen(new Set())}
        />
      )}
      {all.length === 0 ? (
        <Empty
          action={
            mayWrite && (
              <Button look="accent" onClick={() => setOpen('todo')}>
                New task
              </Button>
            )
          }
        >
          Nothing is to be done yet. A task says what, by whom and until when.
        </Empty>
      ) : shown.length === 0 ? (
        <Empty action={<Button onClick={() => keep(EVERYTHING)}>Show all tasks</Button>}>No task is like that.</Empty>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the tasks in it have the focus, and this their keys
        <div className="grid items-start gap-4 md:grid-cols-2 xl:grid-cols-4" onKeyDown={stretch}>
          {lists.map(({ name, tasks, fields }) => (
            <State
              key={name}
              name={name}
              tasks={tasks}
              onDrop={(id) => {
                const dragged = all.filter((each) => each.id === id);
                // Who drags one of several that are chosen means all of them.
                apply(chosen.has(id) ? chosenOnes : dragged, fields);
              }}
            >
              {(task) => (
                <TaskCard
                  key={task.id}
                  task={task}
                  projectId={projectId}
                  waiting={waitsFor(task, all).length}
                  today={today}
                  chosen={chosen.has(task.id)}
                  mayWrite={mayWrite}
                  milestone={byMilestone ? undefined : titles.get(task.milestone?.milestone_id ?? '')}
                  withState={byMilestone}
                  onOpen={setOpen}
                  onChoose={choose}
                />
              )}
            </State>
          ))}
        </div>
      )}
      <Dialog
        title={typeof open === 'string' ? 'New task' : 'Task'}
        open={open !== null}
        onOpenChange={(is) => !is && setOpen(null)}
      >
        {open !== null && (
          <Form
            projectId={projectId}
            open={open}
            all={all}
            people={people}
            milestones={milestones}
            mayWrite={mayWrite}
            onClose={() => setOpen(null)}
          />
        )}
      </Dialog>
    </>
  );
}

function Form({
  projectId,
  open,
  ...rest
}: {
  projectId: string;
  open: Task | TaskStatus;
  all: readonly Task[];
  people: readonly { member_id: string; name: string }[];
  milestones: readonly { id: string; title: string }[];
  mayWrite: boolean;
  onClose: () => void;
}) {
  const revision = useRevisions(projectId).data?.items[0]?.id ?? '';
  const scenes = useScenes(revision).data ?? [];
  const characters = useCharacters(revision).data ?? [];
  const task = typeof open === 'string' ? null : open;
  const status = typeof open === 'string' ? open : open.status;
  return <TaskForm {...rest} {...{ projectId, task, status, scenes, characters }} />;
}

function State({
  name,
  tasks,
  onDrop,
  children,
}: {
  name: string;
  tasks: readonly Task[];
  onDrop: (id: string) => void;
  children: (task: Task) => React.ReactNode;
}) {
  const [over, setOver] = useState(false);
  return (
    <section
      aria-label={name}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop(event.dataTransfer.getData('text/plain'));
      }}
      className={`flex min-w-0 flex-col gap-2 rounded-lg bg-sunk p-2 ${over ? 'outline-2 outline-accent' : ''}`}
    >
      <h2 className="px-1 text-sm font-semibold">
        {name} <span className="font-normal text-quiet">{tasks.length}</span>
      </h2>
      {tasks.length > 0 && <ul className="flex flex-col gap-2">{tasks.map(children)}</ul>}
    </section>
  );
}
