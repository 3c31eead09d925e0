'use client';
import type { ReactNode } from 'react';
import { Select } from '@/components/select';
import { type Filter, PRIORITIES } from './tasks';

/** Which tasks are shown, and how they are put together. */
export function FilterBar({
  filter,
  people,
  milestones,
  own,
  byMilestone,
  onChange,
  children,
}: {
  filter: Filter;
  people: readonly { member_id: string; name: string }[];
  milestones: readonly { id: string; title: string }[];
  /** The member's id of whoever looks; null for who is not one. */
  own: string | null;
  byMilestone: boolean;
  onChange: (changes: Partial<Filter> & { by?: string }) => void;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        type="search"
        aria-label="Find a task"
        placeholder="Find a task"
        value={filter.q}
        onChange={(event) => onChange({ q: event.target.value })}
        className="min-h-9 w-44 rounded-lg border border-edge bg-field px-2 text-sm placeholder:text-quiet"
      />
      <Select label="Whose" labelHidden value={filter.who} onChange={(event) => onChange({ who: event.target.value })}>
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
        onChange={(event) => onChange({ due: event.target.value as Filter['due'] })}
      >
        <option value="">Due at any time</option>
        <option value="overdue">Overdue</option>
      </Select>
      <Select
        label="How soon"
        labelHidden
        value={filter.priority}
        onChange={(event) => onChange({ priority: event.target.value as Filter['priority'] })}
      >
        <option value="">Of any priority</option>
        {PRIORITIES.map((each) => (
          <option key={each.priority} value={each.priority}>
            {each.name}
          </option>
        ))}
      </Select>
      {milestones.length > 0 && (
        <>
          <Select
            label="Milestone"
            labelHidden
            value={filter.milestone}
            onChange={(event) => onChange({ milestone: event.target.value })}
          >
            <option value="">Of any milestone</option>
            {milestones.map((each) => (
              <option key={each.id} value={each.id}>
                {each.title}
              </option>
            ))}
          </Select>
          <Select
            label="Lists"
            labelHidden
            value={byMilestone ? 'milestone' : ''}
            onChange={(event) => onChange({ by: event.target.value })}
          >
            <option value="">Lists by state</option>
            <option value="milestone">Lists by milestone</option>
          </Select>
        </>
      )}
      {children}
    </div>
  );
}
