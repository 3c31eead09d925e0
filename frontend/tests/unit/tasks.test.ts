import { expect, it } from 'vitest';
import type { Milestone } from '@/api/milestone-queries';
import type { Task } from '@/api/task-queries';
import {
  aboutOf,
  backwards,
  between,
  dayOf,
  EVERYTHING,
  type Filter,
  filtered,
  filterOf,
  hrefOf,
  isOverdue,
  mayAwait,
  milestoneWords,
  nextMilestone,
  queryOf,
  shownBy,
  waitsFor,
} from '@/tasks/tasks';

const TODAY = '2026-06-03';
const task = (id: string, more: Partial<Task> = {}): Task => ({
  id,
  title: `Task ${id}`,
  note: null,
  status: 'todo',
  priority: 'normal',
  milestone: null,
  assignee: null,
  due_on: null,
  about: null,
  awaits: [],
  version: 1,
  created_at: '2026-06-01T00:00:00Z',
  updated_at: '2026-06-01T00:00:00Z',
  ...more,
});
const ida = { member_id: 'ida', name: 'Ida' };

it('a task is overdue from the day after, and not once it is done', () => {
  expect(isOverdue(task('a', { due_on: '2026-06-02' }), TODAY)).toBe(true);
  expect(isOverdue(task('a', { due_on: TODAY }), TODAY)).toBe(false);
  expect(isOverdue(task('a', { due_on: '2026-06-02', status: 'done' }), TODAY)).toBe(false);
  expect(dayOf(new Date(2026, 5, 3, 23, 59))).toBe(TODAY);
});

it('tasks are found by words, whose they are and that they are late', () => {
  const all = [
    task('a', { assignee: ida, due_on: '2026-06-01' }),
    task('b', { about: { type: 'scene', number: '12A' } }),
    task('c', { note: 'By the window' }),
  ];
  const of = (filter: Partial<Filter>) => filtered(all, { ...EVERYTHING, ...filter }, TODAY).map(({ id }) => id);
  expect(of({})).toEqual(['a', 'b', 'c']);
  expect(of({ q: 'SCENE 12a' })).toEqual(['b']);
  expect(of({ q: 'window' })).toEqual(['c']);
  expect(of({ who: 'ida' })).toEqual(['a']);
  expect(of({ who: 'nobody' })).toEqual(['b', 'c']);
  expect(of({ due: 'overdue' })).toEqual(['a']);
});

it('a task waits for what is not done, and is not offered what comes after it', () => {
  const all = [task('a'), task('b', { awaits: ['a'] }), task('c', { awaits: ['b'] }), task('d', { status: 'done' })];
  expect(waitsFor(task('x', { awaits: ['a', 'd'] }), all).map(({ id }) => id)).toEqual(['a']);
  expect(mayAwait({ id: 'a' }, all).map(({ id }) => id)).toEqual(['d']);
  expect(mayAwait({ id: 'c' }, all).map(({ id }) => id)).toEqual(['a', 'b', 'd']);
  expect(mayAwait(null, all)).toHaveLength(4);
});

it('what a task is about has a name and a way there', () => {
  expect(aboutOf({ type: 'shot', production_id: 'p', shot: 2 })).toBe('Shot 3');
  expect(hrefOf({ type: 'scene', number: '12A' }, 'x')).toBe('/boards/?id=x&scene=12A');
  expect(hrefOf(null, 'x')).toBeNull();
});

const LOCK: Milestone = {
  id: 'lock',
  title: 'Picture lock',
  kind: 'picture_lock',
  due_on: '2026-06-05',
  reached_on: null,
  version: 1,
  tasks: 3,
  tasks_done: 1,
  days_late: 0,
};

it('tasks are found by their state, how soon they are wanted and their milestone', () => {
  const all = [
    task('a', { priority: 'urgent', status: 'doing' }),
    task('b', { milestone: { milestone_id: 'lock' }, priority: 'low' }),
  ];
  const of = (filter: Partial<Filter>) => filtered(all, { ...EVERYTHING, ...filter }, TODAY).map(({ id }) => id);
  expect(of({ priority: 'urgent' })).toEqual(['a']);
  expect(of({ milestone: 'lock' })).toEqual(['b']);
  expect(of({ status: 'todo' })).toEqual(['b']);
});

it('a filter is the same after it was kept, and one that stands in an address is one that there is', () => {
  const filters: Filter[] = [
    EVERYTHING,
    { q: 'light', who: 'nobody', due: 'overdue', status: 'review', priority: 'high', milestone: 'lock' },
    { ...EVERYTHING, who: 'ida' },
  ];
  for (const filter of filters) expect(shownBy(queryOf(filter))).toEqual(filter);
  expect(filterOf(new URLSearchParams('due=never&status=gone&priority=low&q=fog'))).toEqual({
    ...EVERYTHING,
    priority: 'low',
    q: 'fog',
  });
});

it('what was changed together goes back to what each was, and nothing else of it', () => {
  const before = [task('a'), task('b', { status: 'review' }), task('c'), task('gone')];
  const after = before.slice(0, 3).map((each) => ({ ...each, status: 'done' as const, version: 2 }));
  const steps = backwards(before, after, { status: 'done' });
  expect(steps.map(({ tasks, fields }) => [tasks.map(({ id, version }) => [id, version]), fields])).toEqual([
    [
      [
        ['a', 2],
        ['c', 2],
      ],
      { status: 'todo' },
    ],
    [[['b', 2]], { status: 'review' }],
  ]);
  expect(backwards([task('a', { assignee: ida })], [task('a')], { assignee_id: null })[0]?.fields).toEqual({
    assignee_id: 'ida',
  });
});

it('all between two are chosen, whichever comes first', () => {
  expect(between(['a', 'b', 'c', 'd'], 'b', 'd')).toEqual(['b', 'c', 'd']);
  expect(between(['a', 'b', 'c', 'd'], 'd', 'b')).toEqual(['b', 'c', 'd']);
  expect(between(['a', 'b'], null, 'b')).toEqual(['b']);
  expect(between(['a', 'b'], 'hidden', 'b')).toEqual(['b']);
});

it('a milestone says how late it is, and the next one is the earliest that is not reached', () => {
  expect(milestoneWords(LOCK, TODAY)).toBe('in 2 days; 1 of 3 tasks done');
  expect(milestoneWords({ ...LOCK, tasks: 0 }, '2026-06-05')).toBe('due today; no tasks yet');
  expect(milestoneWords(LOCK, '2026-06-06')).toBe('1 day late; 1 of 3 tasks done');
  expect(milestoneWords({ ...LOCK, reached_on: '2026-06-07' }, '2026-07-01')).toBe(
    'reached 2026-06-07, 2 days late; 1 of 3 tasks done',
  );
  const early = { ...LOCK, id: 'early', due_on: '2026-06-01' };
  expect(nextMilestone([LOCK, early])).toBe(early);
  expect(nextMilestone([LOCK, { ...early, reached_on: '2026-06-01' }])).toBe(LOCK);
  expect(nextMilestone([])).toBeNull();
});
