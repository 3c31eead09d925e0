import { expect, it } from 'vitest';
import type { Task } from '@/api/task-queries';
import { aboutOf, dayOf, filtered, hrefOf, isOverdue, mayAwait, waitsFor } from '@/tasks/tasks';

const TODAY = '2026-06-03';
const task = (id: string, more: Partial<Task> = {}): Task => ({
  id,
  title: `Task ${id}`,
  note: null,
  status: 'todo',
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
  const of = (filter: { q?: string; who?: string; due?: '' | 'overdue' }) =>
    filtered(all, { q: '', who: '', due: '', ...filter }, TODAY).map(({ id }) => id);
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
