'use client';
import { useState } from 'react';
import { useDeleteFilter, useKeepFilter, useTaskFilters } from '@/api/task-filter-queries';
import { Button } from '@/components/button';
import { useCommands } from '@/components/commands';
import { ConfirmButton } from '@/components/confirm-button';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { EVERYTHING, type Filter, queryOf, shownBy } from './tasks';

const NONE: readonly never[] = [];

/** Filters by their names, here and in the palette: one's own, and those that the team shares. */
export default function KeptFilters({
  projectId,
  filter,
  mayShare,
  onApply,
}: {
  projectId: string;
  filter: Filter;
  mayShare: boolean;
  onApply: (filter: Filter) => void;
}) {
  const kept = useTaskFilters(projectId).data ?? NONE;
  const remove = useDeleteFilter(projectId);
  const [naming, setNaming] = useState(false);
  const here = JSON.stringify(filter);
  const shown = kept.find((each) => JSON.stringify(shownBy(each.shows)) === here);
  const filters = here !== JSON.stringify(EVERYTHING);
  useCommands(
    kept.map((each) => ({
      id: `filter-${each.id}`,
      title: `Show ${each.name}`,
      group: 'Filters',
      run: () => onApply(shownBy(each.shows)),
    })),
  );
  if (kept.length === 0 && !filters) return null;
  return (
    <section aria-label="Kept filters" className="flex flex-wrap items-center gap-2">
      {kept.map((each) => (
        <Button
          key={each.id}
          aria-pressed={each.id === shown?.id}
          className="aria-pressed:border-accent"
          title={each.shared ? (each.is_yours ? 'Yours, shared with the team' : 'Shared by the team') : 'Yours alone'}
          onClick={() => onApply(each.id === shown?.id ? EVERYTHING : shownBy(each.shows))}
        >
          <bdi className="max-w-48 truncate">{each.name}</bdi>
        </Button>
      ))}
      {shown && (mayShare || !shown.shared) && (
        <ConfirmButton
          label="Delete the filter"
          ask="Delete it?"
          of={shown.name}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(shown.id)}
        />
      )}
      {filters && !shown && (
        <Button look="quiet" onClick={() => setNaming(true)}>
          Keep this filter …
        </Button>
      )}
      <Dialog title="Keep this filter" open={naming} onOpenChange={setNaming}>
        {naming && (
          <Naming projectId={projectId} filter={filter} mayShare={mayShare} onClose={() => setNaming(false)} />
        )}
      </Dialog>
    </section>
  );
}

function Naming({
  projectId,
  filter,
  mayShare,
  onClose,
}: {
  projectId: string;
  filter: Filter;
  mayShare: boolean;
  onClose: () => void;
}) {
  const keep = useKeepFilter(projectId);
  const [key] = useState(() => crypto.randomUUID());
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  return (
    <form
      className="flex flex-col gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate({ name, shared, shows: queryOf(filter), key }, { onSuccess: onClose });
      }}
    >
      <Field label="Name" required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
      {mayShare && (
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-[#e5b567]"
            checked={shared}
            onChange={(event) => setShared(event.target.checked)}
          />
          Share it with the team
        </label>
      )}
      <div>
        <Button type="submit" look="accent" busy={keep.isPending} disabled={!name.trim()}>
          Keep it
        </Button>
      </div>
    </form>
  );
}
