'use client';
/** Who is called on a day, and when: the cast, the background, and who of the crew is called at another time than usual. */

import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CallSheetSettings, Sheet } from '@/api/callsheet-queries';
import { Button, IconButton } from '@/components/button';
import { Field } from '@/components/field';
import { departmentOf, timeOf } from './words';

export type Part = { said: CallSheetSettings; set: (more: Partial<CallSheetSettings>) => void };
type Background = NonNullable<CallSheetSettings['background']>[number];

/** As many lines of background as a sheet can have. */
const MOST = 100;

export function CastCalls({ said, set, sheet }: Part & { sheet?: Sheet }) {
  const change = (name: string, more: object) => {
    const before = said.cast?.find((each) => each.name === name) ?? { name };
    set({ cast: [...(said.cast ?? []).filter((each) => each.name !== name), { ...before, ...more }] });
  };
  return (
    <Fold title="Calls of the cast">
      {sheet?.cast.map((each) => {
        const own = said.cast?.find((one) => one.name === each.character);
        return (
          <div key={each.number} className="flex flex-col gap-2 border-b border-line pb-3">
            <p className="text-sm font-medium break-words">
              {each.number}. {each.character} <span className="text-quiet">({each.status})</span>
            </p>
            <div className="grid grid-cols-2 gap-2">
              <Field
                label={`Make-up of ${each.character}`}
                type="time"
                hint={own?.call ? undefined : `Derived: ${timeOf(each.call, sheet)}`}
                value={own?.call ?? ''}
                onChange={(event) => change(each.character, { call: event.target.value || null })}
              />
              <Field
                label={`On set of ${each.character}`}
                type="time"
                hint={own?.on_set ? undefined : `Derived: ${timeOf(each.on_set, sheet)}`}
                value={own?.on_set ?? ''}
                onChange={(event) => change(each.character, { on_set: event.target.value || null })}
              />
            </div>
            <Field
              label={`Remarks for ${each.character}`}
              maxLength={200}
              value={own?.remarks ?? ''}
              onChange={(event) => change(each.character, { remarks: event.target.value || null })}
            />
          </div>
        );
      })}
    </Fold>
  );
}

/** Who is seen and says nothing, and who stands in: so many of them, as what, when, and where they report to. */
export function BackgroundCalls({ said, set }: Part) {
  const all = said.background ?? [];
  const change = (index: number, more: Partial<Background>) =>
    set({ background: all.map((each, place) => (place === index ? { ...each, ...more } : each)) });
  return (
    <Fold title="Background and stand-ins">
      {all.map((each, index) => {
        const line = `Background ${index + 1}`;
        return (
          <fieldset
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
            key={index}
            aria-label={line}
            className="flex min-w-0 flex-col gap-2 border-b border-line pb-3"
          >
            <div className="grid grid-cols-[5rem_minmax(0,1fr)_auto] items-end gap-2">
              <Field
                label="How many"
                type="number"
                required
                min={1}
                max={100_000}
                value={each.count || ''}
                onChange={({ target }) => change(index, { count: Number(target.value) })}
              />
              <Field
                label="As whom"
                required
                maxLength={200}
                placeholder="Passengers"
                value={each.who}
                onChange={({ target }) => change(index, { who: target.value })}
              />
              <IconButton
                label={`Take out ${line.toLowerCase()}`}
                onClick={() => set({ background: all.filter((_, place) => place !== index) })}
              >
                <X aria-hidden className="size-4" />
              </IconButton>
            </div>
            <div className="grid grid-cols-2 gap-2">
              <Field
                label="Call"
                type="time"
                required
                value={each.call}
                onChange={({ target }) => change(index, { call: target.value })}
              />
              <Field
                label="Reports to"
                maxLength={200}
                value={each.report_to ?? ''}
                onChange={({ target }) => change(index, { report_to: target.value || null })}
              />
            </div>
          </fieldset>
        );
      })}
      <Button
        className="self-start"
        disabled={all.length >= MOST}
        onClick={() => set({ background: [...all, { count: 1, who: '', call: said.crew_call ?? '07:00' }] })}
      >
        <Plus aria-hidden className="size-4" />
        Add background
      </Button>
    </Fold>
  );
}

/** Of one of the crew, in place of the time at which they are called every day. */
export function CrewCalls({ said, set, sheet }: Part & { sheet?: Sheet }) {
  const change = (id: string, call: string) => {
    const others = (said.crew ?? []).filter((each) => each.crew_member_id !== id);
    set({ crew: call ? [...others, { crew_member_id: id, call }] : others });
  };
  return (
    <Fold title="Calls of the crew">
      {sheet?.crew.length === 0 && <p className="text-sm text-quiet">Nobody is in the crew yet.</p>}
      {sheet?.crew.map((each) => {
        const own = said.crew?.find((one) => one.crew_member_id === each.crew_member_id);
        return (
          <Field
            key={each.crew_member_id}
            label={`Call of ${each.name} (${departmentOf(each.department)}, ${each.role})`}
            type="time"
            hint={own ? undefined : `Derived: ${timeOf(each.call, sheet)}`}
            value={own?.call ?? ''}
            onChange={({ target }) => change(each.crew_member_id, target.value)}
          />
        );
      })}
    </Fold>
  );
}

export function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="rounded-lg border border-line">
      <summary className="cursor-pointer px-3 py-2 text-sm font-medium">{title}</summary>
      <div className="flex flex-col gap-3 px-3 pt-1 pb-3">{children}</div>
    </details>
  );
}
