'use client';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense, useMemo, useState } from 'react';
import { useCharacters } from '@/api/cast-queries';
import { useTeam } from '@/api/organization-queries';
import { useAccess } from '@/api/production-queries';
import { useProject, useRevisions, useScenes } from '@/api/queries';
import { type Task, type TaskStatus, type TogetherFields, useChangeTogether, useTasks } from '@/api/task-queries';
import { Button, buttonClass } from '@/components/button';
import { useCommands } from '@/components/commands';
import { Dialog } from '@/components/dialog';
import { NothingHere } from '@/components/nothing-here';
import { Select } from '@/components/select';
import { Empty, Shown, Skeleton } from '@/components/states';
import { useSession } from '@/components/studio';
import { countOf } from '@/components/words';
import { TaskCard } from '@/tasks/card';
import { TaskForm } from '@/tasks/task-form';
import { dayOf, type Filter, filtered, STATES, waitsFor } from '@/tasks/tasks';

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
  const filter: Filter = {
    q: query.get('q') ?? '',
    who: query.get('who') ?? '',
    due: query.get('due') === 'overdue' ? 'overdue' : '',
  };
  const keep = (changes: Partial<Filter>) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    window.history.replaceState(null, '', `?${next}`);
  };
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
  /** The chosen ones, else the one that has the focus. */
  const meant = (): readonly Task[] => {
    const focused = document.activeElement?.getAttribute('data-task');
    return chosenOnes.length > 0 ? chosenOnes : all.filter((each) => each.id === focused);
  };
  const apply = (tasks: readonly Task[], fields: TogetherFields) => {
    const focused = document.activeElement?.getAttribute('data-task');
    if (tasks.length > 0 && mayWrite) change.mutate({ tasks, fields });
    // In another list it is another element.
    if (focused) requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-task="${focused}"]`)?.focus());
  };
  const choose = (task: Task) =>
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(task.id)) next.add(task.id);
      return next;
    });
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
      { id: 'task-choose', title: 'Choose the task', keys: ['x'], run: () => meant().slice(0, 1).forEach(choose) },
      ...STATES.map(({ status, name }, index) => ({
        id: `task-${status}`,
        title: `Task is: ${name}`,
        keys: [String(index + 1)],
        run: () => apply(meant(), { status }),
      })),
    ].map((each) => ({ ...each, group: 'Tasks' })),
  );
  const clear = () => keep({ q: '', who: '', due: '' });
  const field = 'min-h-9 rounded-lg border border-edge bg-field px-2 text-sm';
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="search"
          aria-label="Find a task"
          placeholder="Find a task"
          value={filter.q}
          onChange={(event) => keep({ q: event.target.value })}
          className={`${field} w-44 placeholder:text-quiet`}
        />
        <Select label="Whose" labelHidden value={filter.who} onChange={(event) => keep({ who: event.target.value })}>
          <option value="">Everybody's</option>
          {own && <option value={own}>Mine</option>}
          <option value="nobody">Nobody's yet</option>
          {people
            .filter((each) => each.member_id !== own)
            .map((each) => (
              <option key={each.member_id} value={each.member_id}>
                {each.name}
              </option>
            ))}
        </Select>
        <Select
          label="Due"
          labelHidden
          value={filter.due}
          onChange={(event) => keep({ due: event.target.value as Filter['due'] })}
        >
          <option value="">Due at any time</option>
          <option value="overdue">Overdue</option>
        </Select>
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
      </div>
      {chosenOnes.length > 0 && (
        <Together
          count={chosenOnes.length}
          people={people}
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
        <Empty action={<Button onClick={clear}>Show all tasks</Button>}>No task is like that.</Empty>
      ) : (
        <div className="grid items-start gap-4 md:grid-cols-2 xl:grid-cols-4">
          {STATES.map(({ status, name }) => (
            <State
              key={status}
              name={name}
              tasks={shown.filter((each) => each.status === status)}
              onDrop={(id) => {
                const dragged = all.filter((each) => each.id === id);
                // Who drags one of several that are chosen means all of them.
                apply(chosen.has(id) ? chosenOnes : dragged, { status });
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

/** The same change to all that are chosen. */
function Together({
  count,
  people,
  busy,
  onChange,
  onClear,
}: {
  count: number;
  people: readonly { member_id: string; name: string }[];
  busy: boolean;
  onChange: (fields: TogetherFields) => void;
  onClear: () => void;
}) {
  const names = useMemo(() => people.map(({ member_id, name }) => [member_id, name] as const), [people]);
  return (
    <section
      aria-label="Chosen tasks"
      className="flex flex-wrap items-center gap-2 rounded-lg border border-accent p-2"
    >
      <p className="px-1 text-sm">{countOf(count, 'task')} chosen</p>
      <Select
        label="State of the chosen"
        labelHidden
        disabled={busy}
        value=""
        onChange={(event) => onChange({ status: event.target.value as TaskStatus })}
      >
        <option value="" disabled>
          State …
        </option>
        {STATES.map((each) => (
          <option key={each.status} value={each.status}>
            {each.name}
          </option>
        ))}
      </Select>
      <Select
        label="Who does the chosen"
        labelHidden
        disabled={busy}
        value=""
        onChange={(event) => onChange({ assignee_id: event.target.value === 'nobody' ? null : event.target.value })}
      >
        <option value="" disabled>
          Who …
        </option>
        <option value="nobody">Nobody yet</option>
        {names.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <input
        type="date"
        aria-label="When the chosen are due"
        disabled={busy}
        onChange={(event) => event.target.value && onChange({ due_on: event.target.value })}
        className="min-h-9 rounded-lg border border-edge bg-field px-2 text-sm"
      />
      <Button look="quiet" onClick={onClear}>
        Choose none
      </Button>
    </section>
  );
}
