/** Tasks as the room shows them: by state, filtered, and what they wait for. */

import type { Milestone, MilestoneKind } from '@/api/milestone-queries';
import type { TaskQuery } from '@/api/task-filter-queries';
import type { Task, TaskPriority, TaskStatus, TogetherFields } from '@/api/task-queries';
import { countOf } from '@/components/words';

export const STATES: readonly { status: TaskStatus; name: string }[] = [
  { status: 'todo', name: 'To do' },
  { status: 'doing', name: 'Doing' },
  { status: 'review', name: 'In review' },
  { status: 'done', name: 'Done' },
];

export const PRIORITIES: readonly { priority: TaskPriority; name: string }[] = [
  { priority: 'urgent', name: 'Urgent' },
  { priority: 'high', name: 'High' },
  { priority: 'normal', name: 'Normal' },
  { priority: 'low', name: 'Low' },
];

export const KINDS: Record<MilestoneKind, string> = {
  script_lock: 'Script locked',
  casting: 'Cast',
  picture_lock: 'Picture locked',
  sound_lock: 'Sound locked',
  screening: 'Shown',
  release: 'Released',
  other: 'Something else',
};

/** What stands in the address: a link shows the same. `who` is a member's id, "nobody", or empty for all; the others
 * are empty for all. */
export type Filter = {
  q: string;
  who: string;
  due: '' | 'overdue';
  status: '' | TaskStatus;
  priority: '' | TaskPriority;
  milestone: string;
};
export const EVERYTHING: Filter = { q: '', who: '', due: '', status: '', priority: '', milestone: '' };

export function filterOf(query: { get(name: string): string | null }): Filter {
  const one = <Value extends string>(name: string, values: readonly Value[]): '' | Value =>
    values.find((each) => each === query.get(name)) ?? '';
  return {
    q: query.get('q') ?? '',
    who: query.get('who') ?? '',
    due: one('due', ['overdue']),
    status: one(
      'status',
      STATES.map((each) => each.status),
    ),
    priority: one(
      'priority',
      PRIORITIES.map((each) => each.priority),
    ),
    milestone: query.get('milestone') ?? '',
  };
}

/** The filter as the API keeps it, and back. */
export function queryOf({ q, who, due, status, priority, milestone }: Filter): TaskQuery {
  return {
    q: q.trim() || null,
    assignee_id: who && who !== 'nobody' ? who : null,
    unassigned: who === 'nobody' ? true : null,
    overdue: due === 'overdue',
    status: status || null,
    priority: priority || null,
    milestone_id: milestone || null,
  };
}

export function shownBy(shows: TaskQuery): Filter {
  return {
    q: shows.q ?? '',
    who: shows.unassigned ? 'nobody' : (shows.assignee_id ?? ''),
    due: shows.overdue ? 'overdue' : '',
    status: shows.status ?? '',
    priority: shows.priority ?? '',
    milestone: shows.milestone_id ?? '',
  };
}

/** What gives tasks back what a change of all of them took: for each way in which they were before, those that were. */
export function backwards(
  before: readonly Task[],
  after: readonly Task[],
  fields: TogetherFields,
): { tasks: Task[]; fields: TogetherFields }[] {
  const now = new Map(after.map((task) => [task.id, task]));
  const groups = new Map<string, { tasks: Task[]; fields: TogetherFields }>();
  for (const task of before) {
    const changed = now.get(task.id);
    if (!changed) continue;
    const was: TogetherFields = {
      ...(fields.status && { status: task.status }),
      ...(fields.priority && { priority: task.priority }),
      ...('milestone_id' in fields && { milestone_id: task.milestone?.milestone_id ?? null }),
      ...('assignee_id' in fields && { assignee_id: task.assignee?.member_id ?? null }),
      ...('due_on' in fields && { due_on: task.due_on }),
    };
    const key = JSON.stringify(was);
    const group = groups.get(key) ?? { tasks: [], fields: was };
    group.tasks.push(changed);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** All between two, with both, in the order in which they are shown. */
export function between(shown: readonly string[], from: string | null, to: string): string[] {
  const [first, last] = [shown.indexOf(from ?? to), shown.indexOf(to)];
  if (first < 0 || last < 0) return [to];
  return shown.slice(Math.min(first, last), Math.max(first, last) + 1);
}

/** How a milestone stands: "2 days late, 1 of 3 tasks done". */
export function milestoneWords(milestone: Milestone, today: string): string {
  const { due_on, reached_on, tasks, tasks_done } = milestone;
  const done = tasks === 0 ? 'no tasks yet' : `${tasks_done} of ${countOf(tasks, 'task')} done`;
  const late = daysBetween(due_on, reached_on ?? today);
  if (reached_on) return `reached ${reached_on}${late > 0 ? `, ${countOf(late, 'day')} late` : ''}; ${done}`;
  if (late > 0) return `${countOf(late, 'day')} late; ${done}`;
  return `${late === 0 ? 'due today' : `in ${countOf(-late, 'day')}`}; ${done}`;
}

/** The one that comes next: the earliest that is not reached. */
export function nextMilestone(all: readonly Milestone[]): Milestone | null {
  return all.reduce<Milestone | null>(
    (next, each) => (each.reached_on || (next && next.due_on <= each.due_on) ? next : each),
    null,
  );
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** A day as the API writes it, where the browser is. */
export function dayOf(time: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

export function isOverdue({ due_on, status }: Pick<Task, 'due_on' | 'status'>, today: string): boolean {
  return due_on !== null && due_on < today && status !== 'done';
}

export function filtered(tasks: readonly Task[], filter: Filter, today: string): Task[] {
  const { q, who, due, status, priority, milestone } = filter;
  const words = q.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return tasks.filter((task) => {
    if (who === 'nobody' && task.assignee) return false;
    if (who && who !== 'nobody' && task.assignee?.member_id !== who) return false;
    if (due === 'overdue' && !isOverdue(task, today)) return false;
    if (status && task.status !== status) return false;
    if (priority && task.priority !== priority) return false;
    if (milestone && task.milestone?.milestone_id !== milestone) return false;
    const text = [task.title, task.note, aboutOf(task.about), task.assignee?.name].join(' ').toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The tasks that have to be done before, and are not. */
export function waitsFor(task: Task, all: readonly Task[]): Task[] {
  const wanted = new Set(task.awaits);
  return all.filter((each) => wanted.has(each.id) && each.status !== 'done');
}

/** Those that a task may be made to await: all but itself and those that come after it. */
export function mayAwait(task: Pick<Task, 'id'> | null, all: readonly Task[]): Task[] {
  if (!task) return [...all];
  const after = new Set([task.id]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const each of all) {
      if (!after.has(each.id) && each.awaits.some((id) => after.has(id))) {
        after.add(each.id);
        grew = true;
      }
    }
  }
  return all.filter((each) => !after.has(each.id));
}

export function aboutOf(about: Task['about']): string {
  if (!about) return '';
  if (about.type === 'scene') return `Scene ${about.number}`;
  if (about.type === 'character') return about.name;
  return about.type === 'shot' ? `Shot ${about.shot + 1}` : 'The film';
}

export function hrefOf(about: Task['about'], projectId: string): string | null {
  if (!about) return null;
  if (about.type === 'scene') return `/boards/?id=${projectId}&scene=${encodeURIComponent(about.number)}`;
  if (about.type === 'character') return `/cast/?id=${projectId}`;
  if (about.type === 'production') return `/watch/?id=${projectId}&film=${about.production_id}`;
  return `/boards/?id=${projectId}&run=${about.production_id}&q=${encodeURIComponent(`#${about.shot + 1}`)}`;
}
