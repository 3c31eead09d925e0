'use client';
import { Flag } from 'lucide-react';
import { useState } from 'react';
import {
  type Milestone,
  type MilestoneKind,
  useChangeMilestone,
  useDeleteMilestone,
  useMilestones,
  useSetMilestone,
} from '@/api/milestone-queries';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { conflictOf, FormConflict } from '@/components/conflict';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { Select } from '@/components/select';
import { Failure } from '@/components/states';
import { KINDS, milestoneWords } from './tasks';

/** The days by which something of the film is there, the earliest first, and how far each is. */
export default function Milestones({
  projectId,
  today,
  mayWrite,
  onShow,
}: {
  projectId: string;
  today: string;
  mayWrite: boolean;
  /** Show the tasks of one. */
  onShow: (id: string) => void;
}) {
  const all = useMilestones(projectId).data ?? [];
  const change = useChangeMilestone(projectId);
  const [open, setOpen] = useState<Milestone | 'new' | null>(null);
  if (all.length === 0 && !mayWrite) return null;
  return (
    <section aria-labelledby="milestones" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h2 id="milestones" className="text-lg font-semibold">
          Milestones
        </h2>
        {mayWrite && (
          <Button look="quiet" onClick={() => setOpen('new')}>
            <Flag aria-hidden className="size-4" />
            Set a milestone
          </Button>
        )}
      </div>
      {all.length > 0 && (
        <ol className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
          {all.map((each) => {
            const late = !each.reached_on && each.due_on < today;
            return (
              <li
                key={each.id}
                className={`flex min-w-0 flex-col gap-1 rounded-lg border bg-raised p-3 ${late ? 'border-bad' : 'border-line'}`}
              >
                <button
                  type="button"
                  className="text-left font-medium wrap-anywhere hover:underline"
                  onClick={() => onShow(each.id)}
                >
                  <bdi>{each.title}</bdi>
                </button>
                <p className="text-xs text-quiet">
                  {KINDS[each.kind]} · {each.due_on}
                </p>
                <p className={`text-sm ${late ? 'font-medium text-bad' : ''}`}>{milestoneWords(each, today)}</p>
                <progress
                  aria-label={`Tasks of ${each.title} that are done`}
                  value={each.tasks_done}
                  max={Math.max(1, each.tasks)}
                  className="h-1.5 w-full accent-[#e5b567]"
                />
                {mayWrite && (
                  <div className="-ml-3.5 flex flex-wrap">
                    <Button
                      look="quiet"
                      busy={change.isPending}
                      aria-label={`${each.reached_on ? 'Not reached yet' : 'Reached'}: ${each.title}`}
                      onClick={() =>
                        change.mutate({ milestone: each, fields: { reached_on: each.reached_on ? null : today } })
                      }
                    >
                      {each.reached_on ? 'Not reached yet' : 'Reached'}
                    </Button>
                    <Button look="quiet" aria-label={`Change ${each.title}`} onClick={() => setOpen(each)}>
                      Change
                    </Button>
                  </div>
                )}
              </li>
            );
          })}
        </ol>
      )}
      <Dialog
        title={open === 'new' ? 'Set a milestone' : 'Milestone'}
        open={open !== null}
        onOpenChange={(is) => !is && setOpen(null)}
      >
        {open !== null && (
          <Form projectId={projectId} milestone={open === 'new' ? null : open} onClose={() => setOpen(null)} />
        )}
      </Dialog>
    </section>
  );
}

type Fields = { title: string; kind: MilestoneKind; due_on: string };

function Form({
  projectId,
  milestone,
  onClose,
}: {
  projectId: string;
  milestone: Milestone | null;
  onClose: () => void;
}) {
  const make = useSetMilestone(projectId);
  const change = useChangeMilestone(projectId);
  const remove = useDeleteMilestone(projectId);
  const [key] = useState(() => crypto.randomUUID());
  const [seen, setSeen] = useState(milestone);
  const [fields, setFields] = useState<Fields>(() => fieldsOf(milestone));
  const set = (changes: Partial<Fields>) => setFields((before) => ({ ...before, ...changes }));
  const conflict = conflictOf<Milestone>(change.error);
  const error = make.error ?? (conflict ? null : change.error);
  return (
    <form
      className="flex flex-col gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (seen) change.mutate({ milestone: seen, fields }, { onSuccess: onClose });
        else make.mutate({ fields, key }, { onSuccess: onClose });
      }}
    >
      {conflict && (
        <FormConflict
          conflict={conflict}
          onTheirs={(current) => {
            setSeen(current);
            setFields(fieldsOf(current));
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
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label="What is there by then"
          value={fields.kind}
          onChange={(event) => set({ kind: event.target.value as MilestoneKind })}
        >
          {Object.entries(KINDS).map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </Select>
        <Field
          label="By"
          type="date"
          required
          value={fields.due_on}
          onChange={(event) => set({ due_on: event.target.value })}
        />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          look="accent"
          busy={make.isPending || change.isPending}
          disabled={!fields.title.trim() || !fields.due_on}
        >
          {seen ? 'Save' : 'Set it'}
        </Button>
        {seen && (
          <ConfirmButton
            label="Delete"
            ask="Delete it? Its tasks stay."
            of={seen.title}
            busy={remove.isPending}
            onConfirm={() => remove.mutate(seen, { onSuccess: onClose })}
          />
        )}
      </div>
    </form>
  );
}

function fieldsOf(milestone: Milestone | null): Fields {
  return {
    title: milestone?.title ?? '',
    kind: milestone?.kind ?? 'picture_lock',
    due_on: milestone?.due_on ?? '',
  };
}
