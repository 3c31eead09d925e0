'use client';
import { useState } from 'react';
import {
  type Task,
  type TaskFields,
  type TaskPriority,
  type TaskStatus,
  useChangeTask,
  useDeleteTask,
  useMakeTask,
} from '@/api/task-queries';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { conflictOf, FormConflict } from '@/components/conflict';
import { Field } from '@/components/field';
import { LinesField } from '@/components/lines-field';
import { Select } from '@/components/select';
import { Failure } from '@/components/states';
import { aboutOf, mayAwait, PRIORITIES, STATES } from './tasks';

type Person = { member_id: string; name: string };

/** A task to make, or to change. Somebody who has changed it meanwhile is not overwritten. */
export function TaskForm({
  projectId,
  task,
  status,
  all,
  people,
  milestones,
  scenes,
  characters,
  mayWrite,
  onClose,
}: {
  projectId: string;
  /** Null for a new one. */
  task: Task | null;
  status: TaskStatus;
  all: readonly Task[];
  people: readonly Person[];
  milestones: readonly { id: string; title: string }[];
  scenes: readonly { number: string; heading: string | null }[];
  characters: readonly { name: string }[];
  mayWrite: boolean;
  onClose: () => void;
}) {
  const make = useMakeTask(projectId);
  const change = useChangeTask(projectId);
  const remove = useDeleteTask(projectId);
  const [key] = useState(() => crypto.randomUUID());
  const [seen, setSeen] = useState(task);
  const [fields, setFields] = useState<TaskFields & { title: string }>(() => fieldsOf(task, status));
  const set = (changes: Partial<TaskFields & { title: string }>) => setFields((before) => ({ ...before, ...changes }));
  const conflict = conflictOf<Task>(change.error);
  const save = () => {
    const note = fields.note?.trim() ? fields.note : null;
    if (!seen) make.mutate({ fields: { ...fields, note }, key }, { onSuccess: onClose });
    else change.mutate({ task: seen, fields: { ...fields, note } }, { onSuccess: onClose });
  };
  const error = make.error ?? (conflict ? null : change.error);
  const known = seen?.assignee && !people.some((each) => each.member_id === seen.assignee?.member_id);
  const about = fields.about ? JSON.stringify(fields.about) : '';
  const abouts = [
    ...scenes.map(
      ({ number, heading }) => [{ type: 'scene', number } as const, `Scene ${number} ${heading ?? ''}`] as const,
    ),
    ...characters.map(({ name }) => [{ type: 'character', name } as const, name] as const),
  ].map(([value, label]) => ({ value: JSON.stringify(value), label }));
  return (
    <form
      className="flex flex-col gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {conflict && (
        <FormConflict
          conflict={conflict}
          onTheirs={(current) => {
            setSeen(current);
            setFields(fieldsOf(current, status));
            change.reset();
          }}
          onMine={(current) => {
            setSeen(current);
            change.reset();
          }}
        />
      )}
      {error && <Failure error={error} />}
      <Field
        label="Title"
        required
        maxLength={200}
        value={fields.title}
        onChange={(event) => set({ title: event.target.value })}
      />
      <LinesField
        label="Note"
        rows={3}
        value={fields.note ?? ''}
        onChange={(event) => set({ note: event.target.value })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label="State"
          value={fields.status ?? 'todo'}
          onChange={(event) => set({ status: event.target.value as TaskStatus })}
        >
          {STATES.map((each) => (
            <option key={each.status} value={each.status}>
              {each.name}
            </option>
          ))}
        </Select>
        <Select
          label="Who"
          value={fields.assignee_id ?? ''}
          onChange={(event) => set({ assignee_id: event.target.value || null })}
        >
          <option value="">Nobody yet</option>
          {known && <option value={seen?.assignee?.member_id}>{seen?.assignee?.name}</option>}
          {people.map((each) => (
            <option key={each.member_id} value={each.member_id}>
              {each.name}
            </option>
          ))}
        </Select>
        <Select
          label="How soon"
          value={fields.priority ?? 'normal'}
          onChange={(event) => set({ priority: event.target.value as TaskPriority })}
        >
          {PRIORITIES.map((each) => (
            <option key={each.priority} value={each.priority}>
              {each.name}
            </option>
          ))}
        </Select>
        <Select
          label="Milestone"
          value={fields.milestone_id ?? ''}
          onChange={(event) => set({ milestone_id: event.target.value || null })}
        >
          <option value="">None</option>
          {milestones.map((each) => (
            <option key={each.id} value={each.id}>
              {each.title}
            </option>
          ))}
        </Select>
        <Field
          label="Due"
          type="date"
          value={fields.due_on ?? ''}
          onChange={(event) => set({ due_on: event.target.value || null })}
        />
        <Select
          label="About"
          value={about}
          onChange={(event) => set({ about: event.target.value ? JSON.parse(event.target.value) : null })}
        >
          <option value="">The whole</option>
          {about && !abouts.some((each) => each.value === about) && (
            <option value={about}>{aboutOf(fields.about ?? null)}</option>
          )}
          {abouts.map((each) => (
            <option key={each.value} value={each.value}>
              {each.label}
            </option>
          ))}
        </Select>
      </div>
      <Awaited tasks={mayAwait(seen, all)} awaits={fields.awaits ?? []} onChange={(awaits) => set({ awaits })} />
      {mayWrite && (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="accent" busy={make.isPending || change.isPending} disabled={!fields.title.trim()}>
            {seen ? 'Save' : 'Make the task'}
          </Button>
          {seen && (
            <ConfirmButton
              label="Delete"
              ask="Delete it?"
              of={seen.title}
              busy={remove.isPending}
              onConfirm={() => remove.mutate(seen, { onSuccess: onClose })}
            />
          )}
        </div>
      )}
    </form>
  );
}

function fieldsOf(task: Task | null, status: TaskStatus): TaskFields & { title: string } {
  return {
    title: task?.title ?? '',
    note: task?.note ?? null,
    status: task?.status ?? status,
    priority: task?.priority ?? 'normal',
    milestone_id: task?.milestone?.milestone_id ?? null,
    assignee_id: task?.assignee?.member_id ?? null,
    due_on: task?.due_on ?? null,
    about: task?.about ?? null,
    awaits: task?.awaits ?? [],
  };
}

/** What has to be done before. */
function Awaited({
  tasks,
  awaits,
  onChange,
}: {
  tasks: readonly Task[];
  awaits: readonly string[];
  onChange: (awaits: string[]) => void;
}) {
  if (tasks.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="text-sm font-medium">After</legend>
      <ul className="flex max-h-40 flex-col overflow-auto rounded-lg border border-line p-2">
        {tasks.map((each) => (
          <li key={each.id}>
            <label className="flex min-h-8 items-center gap-2 text-sm">
              <input
                type="checkbox"
                className="size-4 accent-[#e5b567]"
                checked={awaits.includes(each.id)}
                onChange={(event) =>
                  onChange(event.target.checked ? [...awaits, each.id] : awaits.filter((id) => id !== each.id))
                }
              />
              <bdi className="wrap-anywhere">{each.title}</bdi>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
