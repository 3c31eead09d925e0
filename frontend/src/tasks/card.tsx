'use client';
import Link from 'next/link';
import { memo } from 'react';
import type { Task } from '@/api/task-queries';
import { aboutOf, hrefOf, isOverdue } from './tasks';

/** A task in its list. Its title opens it; it is dragged to another state, or taken there by keys. */
export const TaskCard = memo(function TaskCard({
  task,
  projectId,
  waiting,
  today,
  chosen,
  mayWrite,
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
  onOpen: (task: Task) => void;
  onChoose: (task: Task) => void;
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
          onChange={() => onChoose(task)}
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
