'use client';
/** What people say of a day: times, notes, who is called when. What is left empty follows from other times. */

import { Plus, X } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import {
  type CallSheet,
  type CallSheetSettings,
  type Department,
  type Location,
  type Sheet,
  useSayOfDay,
} from '@/api/callsheet-queries';
import { Button, IconButton } from '@/components/button';
import { Field } from '@/components/field';
import { LinesField } from '@/components/lines-field';
import { Select } from '@/components/select';
import { BackgroundCalls, CastCalls, CrewCalls, Fold, type Part } from './calls';
import { DEPARTMENTS, departmentOf, timeOf } from './words';

type Time = 'shooting_call' | 'lunch' | 'wrap';

const TIMES: readonly (readonly [Time, string])[] = [
  ['shooting_call', 'Shooting call'],
  ['lunch', 'Lunch'],
  ['wrap', 'Estimated wrap'],
];
const MINUTES = [
  ['makeup_minutes', 'Make-up, minutes'],
  ['wardrobe_minutes', 'Wardrobe, minutes'],
  ['lunch_minutes', 'Lunch, minutes'],
] as const;

export function Form({
  of,
  sheet,
  locations,
  mayWrite,
}: {
  of: CallSheet;
  sheet: Sheet | undefined;
  locations: readonly Location[];
  mayWrite: boolean;
}) {
  const say = useSayOfDay(of.project_id);
  const [seen, setSeen] = useState(of);
  const [said, setSaid] = useState<CallSheetSettings>(of.settings);
  const isChanged = JSON.stringify(said) !== JSON.stringify(seen.settings);
  const theirs = () => {
    setSeen(of);
    setSaid(of.settings);
  };
  // What somebody else has said is shown at once, but where that would take away what is being written here.
  if (of.version > seen.version && !isChanged) theirs();
  const set = (more: Partial<CallSheetSettings>) => setSaid({ ...said, ...more });
  const save = (event: FormEvent) => {
    event.preventDefault();
    say.mutate(
      { of: seen, settings: said },
      {
        onSuccess: (changed) => {
          setSeen(changed);
          setSaid(changed.settings);
        },
      },
    );
  };
  return (
    <form onSubmit={save} aria-label="What is said of the day" className="flex flex-col gap-4">
      <fieldset disabled={!mayWrite} className="flex min-w-0 flex-col gap-4">
        {of.version > seen.version && isChanged && (
          <div role="alert" className="flex flex-col gap-2 rounded-lg border border-bad px-3 py-2 text-sm">
            Somebody else has changed this day meanwhile. What you have written is not saved.
            <Button className="self-start" onClick={theirs}>
              Show theirs
            </Button>
          </div>
        )}
        <div className="grid grid-cols-2 gap-3">
          <Field
            label="Crew call"
            type="time"
            required
            value={said.crew_call ?? ''}
            onChange={(event) => set({ crew_call: event.target.value })}
          />
          {TIMES.map(([key, label]) => (
            <Field
              key={key}
              label={label}
              type="time"
              hint={said[key] ? undefined : sheet && `Derived: ${timeOf(sheet[key], sheet)}`}
              value={said[key] ?? ''}
              onChange={(event) => set({ [key]: event.target.value || null })}
            />
          ))}
        </div>
        <Base said={said} set={set} sheet={sheet} locations={locations} />
        <LinesField
          label="Weather"
          value={said.weather ?? ''}
          onChange={(event) => set({ weather: event.target.value || null })}
        />
        <Fold title="Durations, rest and how it is printed">
          <div className="grid grid-cols-2 gap-3">
            {MINUTES.map(([key, label]) => (
              <Field
                key={key}
                label={label}
                type="number"
                required
                min={0}
                max={600}
                value={said[key] ?? ''}
                onChange={(event) => set({ [key]: Number(event.target.value) })}
              />
            ))}
            <Field
              label="Pick-up, minutes"
              type="number"
              min={0}
              max={600}
              hint={said.pickup_minutes == null ? 'Everybody comes alone' : undefined}
              value={said.pickup_minutes ?? ''}
              onChange={(event) => set({ pickup_minutes: event.target.value ? Number(event.target.value) : null })}
            />
            <Field
              label="Rest that is due, hours"
              type="number"
              required
              min={0}
              max={48}
              step="any"
              value={said.rest_hours ?? ''}
              onChange={(event) => set({ rest_hours: Number(event.target.value) })}
            />
            <Field
              label="Wrapped, really"
              type="time"
              hint="Once the day is over: the next day’s rest counts from it"
              value={said.wrapped ?? ''}
              onChange={(event) => set({ wrapped: event.target.value || null })}
            />
          </div>
          <Select
            label="Clock"
            value={said.clock ?? '24h'}
            onChange={(event) => set({ clock: event.target.value === '12h' ? '12h' : '24h' })}
          >
            <option value="24h">24 hours</option>
            <option value="12h">AM and PM</option>
          </Select>
          <Check label="Closed set" value={said.closed_set} onChange={(closed_set) => set({ closed_set })} />
          <Check
            label="Print how people are reached"
            value={said.show_contacts}
            onChange={(show_contacts) => set({ show_contacts })}
          />
        </Fold>
        <CastCalls said={said} set={set} sheet={sheet} />
        <BackgroundCalls said={said} set={set} />
        <CrewCalls said={said} set={set} sheet={sheet} />
        <Notes said={said} set={set} />
      </fieldset>
      {mayWrite && (
        <div className="flex items-center gap-3 bg-ground py-2 xl:sticky xl:bottom-0">
          <Button type="submit" look="accent" busy={say.isPending} disabled={!isChanged}>
            Save
          </Button>
          {isChanged && <Button onClick={theirs}>Discard</Button>}
          <p role="status" className="text-sm text-quiet">
            {isChanged ? 'Not saved yet' : ''}
          </p>
        </div>
      )}
    </form>
  );
}

function Base({ said, set, sheet, locations }: Part & { sheet?: Sheet; locations: readonly Location[] }) {
  return (
    <>
      <Select
        label="Base"
        value={said.location_id ?? ''}
        hint={said.location_id ? undefined : (sheet?.base?.name ?? 'No location has the sets of this day yet')}
        onChange={(event) => set({ location_id: event.target.value || null })}
      >
        <option value="">Where the first scene is shot</option>
        {locations.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </Select>
      <LinesField
        label="Nearest hospital"
        hint={said.hospital ? undefined : sheet?.hospital ? `Of the location: ${sheet.hospital}` : 'Not filled in yet'}
        value={said.hospital ?? ''}
        onChange={(event) => set({ hospital: event.target.value || null })}
      />
    </>
  );
}

function Notes({ said, set }: Part) {
  const notes = said.notes ?? [];
  const change = (index: number, more: object) =>
    set({ notes: notes.map((each, place) => (place === index ? { ...each, ...more } : each)) });
  return (
    <Fold title="Notes by department">
      {notes.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notes have no other name
        <div key={index} className="flex flex-col gap-2 border-b border-line pb-3">
          <div className="flex items-end justify-between gap-2">
            <Select
              label="Department"
              value={each.department}
              onChange={(event) => change(index, { department: event.target.value as Department })}
            >
              {DEPARTMENTS.map((name) => (
                <option key={name} value={name}>
                  {departmentOf(name)}
                </option>
              ))}
            </Select>
            <IconButton
              label={`Take out the note for ${departmentOf(each.department)}`}
              onClick={() => set({ notes: notes.filter((_, place) => place !== index) })}
            >
              <X aria-hidden className="size-4" />
            </IconButton>
          </div>
          <LinesField
            label="Note"
            required
            value={each.text}
            onChange={(event) => change(index, { text: event.target.value })}
          />
        </div>
      ))}
      <Button
        className="self-start"
        disabled={notes.length >= 100}
        onClick={() => set({ notes: [...notes, { department: 'production', text: '' }] })}
      >
        <Plus aria-hidden className="size-4" />
        Add a note
      </Button>
    </Fold>
  );
}

function Check({
  label,
  value,
  onChange,
}: {
  label: string;
  value: boolean | undefined;
  onChange: (value: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-center gap-2 text-sm">
      <input id={id} type="checkbox" checked={value ?? false} onChange={(event) => onChange(event.target.checked)} />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
