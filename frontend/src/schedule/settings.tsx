'use client';
/** What a person says of a schedule: days, money, who is paid what and cannot come when. */

import { type FormEvent, useState } from 'react';
import type { Change, Scenario, ScheduleSettings } from '@/api/schedule-queries';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
type Person = ScheduleSettings['people'][number];

export function Settings({
  scenario,
  open,
  onOpenChange,
  change,
}: {
  scenario: Scenario;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  change: (change: Change) => void;
}) {
  return (
    <Dialog title="Settings of the schedule" open={open} onOpenChange={onOpenChange}>
      {open && <Form scenario={scenario} change={change} close={() => onOpenChange(false)} />}
    </Dialog>
  );
}

function Form({
  scenario,
  change,
  close,
}: {
  scenario: Scenario;
  change: (change: Change) => void;
  close: () => void;
}) {
  const [said, setSaid] = useState<ScheduleSettings>(scenario.settings);
  const [absences, setAbsences] = useState<Record<string, string>>(
    Object.fromEntries(said.people.map((each) => [each.name, each.absent.join(', ')])),
  );
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const people = new Map(said.people.map((each) => [each.name, each]));
  const number = (name: keyof ScheduleSettings) => (value: string) => setSaid({ ...said, [name]: Number(value) });
  const person = (name: string, more: Partial<Person>) => {
    const before = people.get(name) ?? { name, day_rate: 0, absent: [], hours_a_day: null };
    setSaid({ ...said, people: [...said.people.filter((each) => each.name !== name), { ...before, ...more }] });
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const faults: Record<string, string> = {};
    const read = (name: string) => {
      const dates = (absences[name] ?? '').split(/[\s,;]+/).filter(Boolean);
      const bad = dates.find((each) => !/^\d{4}-\d\d-\d\d$/.test(each) || Number.isNaN(Date.parse(each)));
      if (bad) faults[name] = `${bad} is not a date; write it as 2026-06-03`;
      return dates;
    };
    const names = [...new Set([...said.people.map((each) => each.name), ...Object.keys(absences)])];
    const all = names.map((name) => {
      const known = people.get(name) ?? { name, day_rate: 0, hours_a_day: null };
      return { ...known, absent: read(name) };
    });
    setWrong(faults);
    if (Object.keys(faults).length > 0) return;
    change({ kind: 'update', update: { settings: { ...said, people: all } } });
    close();
  };
  const cell = 'min-h-9 w-full rounded-lg border border-edge bg-field px-2 text-sm';
  return (
    <form onSubmit={save} className="flex flex-col gap-4 p-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label="First day"
          type="date"
          required
          min="1970-01-01"
          max="2199-12-31"
          value={said.first_date}
          onChange={(event) => setSaid({ ...said, first_date: event.target.value })}
        />
        <Field
          label="Eighths of a page a day"
          type="number"
          required
          min={1}
          max={1000}
          value={said.eighths_a_day}
          onChange={(event) => number('eighths_a_day')(event.target.value)}
        />
        <Field
          label="A company move costs"
          type="number"
          required
          min={0}
          value={said.move_cost}
          onChange={(event) => number('move_cost')(event.target.value)}
        />
        <Field
          label="A night with too little rest costs"
          type="number"
          required
          min={0}
          value={said.turn_round_cost}
          onChange={(event) => number('turn_round_cost')(event.target.value)}
        />
        <Field
          label="Rest that is due, in hours"
          type="number"
          required
          min={0}
          max={48}
          step="any"
          value={said.turn_round_hours}
          onChange={(event) => number('turn_round_hours')(event.target.value)}
        />
        <Field
          label="Dropped after days without work"
          type="number"
          min={1}
          max={365}
          hint="Empty: everybody is held"
          value={said.drop_after_days ?? ''}
          onChange={(event) =>
            setSaid({ ...said, drop_after_days: event.target.value ? Number(event.target.value) : null })
          }
        />
      </div>
      <fieldset className="flex flex-wrap gap-3 text-sm">
        <legend className="mb-1 font-medium">Nothing is shot on</legend>
        {WEEKDAYS.map((name, day) => (
          <label key={name} className="flex items-center gap-1">
            <input
              type="checkbox"
              className="size-4 accent-[#e5b567]"
              checked={said.rest_days.includes(day)}
              disabled={!said.rest_days.includes(day) && said.rest_days.length >= 6}
              onChange={(event) =>
                setSaid({
                  ...said,
                  rest_days: event.target.checked
                    ? [...said.rest_days, day].sort()
                    : said.rest_days.filter((each) => each !== day),
                })
              }
            />
            {name}
          </label>
        ))}
      </fieldset>
      <section aria-labelledby="people" className="flex flex-col gap-2">
        <h3 id="people" className="text-sm font-medium">
          Cast: day rate, hours a day at most, days away
        </h3>
        {scenario.cast.map((name) => (
          <div
            key={name}
            className="grid grid-cols-[minmax(0,1fr)_5rem_4rem] items-center gap-2 sm:grid-cols-[8rem_5rem_4rem_1fr]"
          >
            <bdi className="truncate text-sm">{name}</bdi>
            <input
              type="number"
              min={0}
              aria-label={`Day rate of ${name}`}
              className={cell}
              value={people.get(name)?.day_rate ?? 0}
              onChange={(event) => person(name, { day_rate: Number(event.target.value) })}
            />
            <input
              type="number"
              min={0.5}
              max={24}
              step="any"
              aria-label={`Hours a day of ${name}`}
              className={cell}
              value={people.get(name)?.hours_a_day ?? ''}
              onChange={(event) =>
                person(name, { hours_a_day: event.target.value ? Number(event.target.value) : null })
              }
            />
            <input
              aria-label={`Days on which ${name} is away`}
              placeholder="2026-06-03, …"
              className={`${cell} max-sm:col-span-3`}
              aria-invalid={wrong[name] ? true : undefined}
              value={absences[name] ?? ''}
              onChange={(event) => setAbsences({ ...absences, [name]: event.target.value })}
            />
            {wrong[name] && (
              <p role="alert" className="col-span-full text-sm text-bad">
                {wrong[name]}
              </p>
            )}
          </div>
        ))}
      </section>
      <div className="flex gap-2">
        <Button type="submit" look="accent">
          Save
        </Button>
        <Button onClick={close}>Cancel</Button>
      </div>
    </form>
  );
}
