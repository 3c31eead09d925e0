/** Tasks as the room shows them: by state, filtered, and what they wait for. */

import type { Task, TaskStatus } from '@/api/task-queries';

export const STATES: readonly { status: TaskStatus; name: string }[] = [
  { status: 'todo', name: 'To do' },
  { status: 'doing', name: 'Doing' },
  { status: 'review', name: 'In review' },
  { status: 'done', name: 'Done' },
];

/** What stands in the address: a link shows the same. `who` is a member's id, "nobody", or empty for all. */
export type Filter = { q: string; who: string; due: '' | 'overdue' };

/** A day as the API writes it, where the browser is. */
export function dayOf(time: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

export function isOverdue({ due_on, status }: Pick<Task, 'due_on' | 'status'>, today: string): boolean {
  return due_on !== null && due_on < today && status !== 'done';
}

export function filtered(tasks: readonly Task[], { q, who, due }: Filter, today: string): Task[] {
  const words = q.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return tasks.filter((task) => {
    if (who === 'nobody' && task.assignee) return false;
    if (who && who !== 'nobody' && task.assignee?.member_id !== who) return false;
    if (due === 'overdue' && !isOverdue(task, today)) return false;
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
