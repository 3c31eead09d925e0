'use client';
import { useMemo } from 'react';
import type { TaskPriority, TaskStatus, TogetherFields } from '@/api/task-queries';
import { Button } from '@/components/button';
import { Select } from '@/components/select';
import { countOf } from '@/components/words';
import { PRIORITIES, STATES } from './tasks';

/** The same change to all that are chosen. */
export function Together({
  count,
  people,
  milestones,
  busy,
  onChange,
  onClear,
}: {
  count: number;
  people: readonly { member_id: string; name: string }[];
  milestones: readonly { id: string; title: string }[];
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
      <Select
        label="How soon the chosen are wanted"
        labelHidden
        disabled={busy}
        value=""
        onChange={(event) => onChange({ priority: event.target.value as TaskPriority })}
      >
        <option value="" disabled>
          How soon …
        </option>
        {PRIORITIES.map((each) => (
          <option key={each.priority} value={each.priority}>
            {each.name}
          </option>
        ))}
      </Select>
      {milestones.length > 0 && (
        <Select
          label="Milestone of the chosen"
          labelHidden
          disabled={busy}
          value=""
          onChange={(event) => onChange({ milestone_id: event.target.value === 'none' ? null : event.target.value })}
        >
          <option value="" disabled>
            Milestone …
          </option>
          <option value="none">None</option>
          {milestones.map((each) => (
            <option key={each.id} value={each.id}>
              {each.title}
            </option>
          ))}
        </Select>
      )}
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
