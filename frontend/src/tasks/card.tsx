'use client';
import Link from 'next/link';
import { memo } from 'react';
import type { Task } from '@/api/task-queries';
import { aboutOf, hrefOf, isOverdue, STATES } from './tasks';

/** A task in its list. Its title opens it; it is dragged to another state, or taken there by keys. */
export const TaskCard = memo(function TaskCard({
  task,
  projectId,
  waiting,
  today,
  chosen,
  mayWrite,
  milestone,
  withState = false,
  onOpen,
  onChoose,
}: {
  task: Task;
  projectId: string;
  /** How many have to be done before. */
  waiting: number;
  today: string;
  chosen: boolean;
  mayWrite: boolean;
  /** The title of the one that it belongs to, where the list does not say that. */
  milestone?: string;
  /** Where its list is not that of its state. */
  withState?: boolean;
  onOpen: (task: Task) => void;
  /** With all from the one that was chosen last, where somebody holds Shift. */
  onChoose: (task: Task, through: boolean) => void;
}) {
  const href = hrefOf(task.about, projectId);
  const overdue = isOverdue(task, today);
  return (
    <li
      draggable={mayWrite}
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', task.id);
        event.dataTransfer.effectAllowed = 'move';
      }}
      className={`flex gap-2 rounded-lg border bg-raised p-2.5 ${chosen ? 'border-accent' : 'border-line'} ${mayWrite ? 'cursor-grab' : ''}`}
    >
      {mayWrite && (
        <input
          type="checkbox"
          aria-label={`Choose ${task.title}`}
          checked={chosen}
          onChange={(event) => onChoose(task, (event.nativeEvent as MouseEvent).shiftKey)}
          className="mt-1 size-4 shrink-0 accent-[#e5b567]"
        />
      )}
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <button
          type="button"
          data-task={task.id}
          onClick={() => onOpen(task)}
          className="text-left text-sm font-medium wrap-anywhere hover:underline"
        >
          <bdi>{task.title}</bdi>
        </button>
        <p className="flex flex-wrap gap-x-2.5 text-xs text-quiet">
          {withState && <span>{STATES.find((each) => each.status === task.status)?.name}</span>}
          {(task.priority === 'urgent' || task.priority === 'high') && (
            <span className="font-medium text-ink">{task.priority === 'urgent' ? 'Urgent' : 'High'}</span>
          )}
          {milestone && <bdi className="wrap-anywhere">{milestone}</bdi>}
          {task.assignee && <bdi className="break-words">{task.assignee.name}</bdi>}
          {task.due_on && (
            <span className={overdue ? 'font-medium text-bad' : ''}>
              {overdue ? 'was due' : 'due'} {task.due_on}
            </span>
          )}
          {href && (
            <Link href={href} className="underline wrap-anywhere" draggable={false}>
              <bdi>{aboutOf(task.about)}</bdi>
            </Link>
          )}
          {waiting > 0 && <span>waits for {waiting}</span>}
        </p>
      </div>
    </li>
  );
});
