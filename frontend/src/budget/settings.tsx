'use client';
/** What holds for all of a budget: its currency, fringes, contingency, overhead and bond. */

import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Budget, BudgetChange } from '@/api/budget-queries';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';

const SHARES = [
  ['contingency', 'Contingency, % of below the line'],
  ['overhead', 'Overhead, % of both'],
  ['bond', 'Completion bond, % of both'],
] as const;

export function Settings({
  budget,
  change,
  close,
}: {
  budget: Budget;
  change: (change: BudgetChange) => void;
  close: () => void;
}) {
  const [name, setName] = useState(budget.name);
  const [said, setSaid] = useState(budget.settings);
  const [fringes, setFringes] = useState(() => budget.settings.fringes.map((each, key) => ({ ...each, key })));
  const names = fringes.map((each) => each.name.trim().toLocaleLowerCase());
  const isTwice = new Set(names).size < names.length;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (isTwice) return;
    const settings = { ...said, fringes: fringes.map((each) => ({ name: each.name, percent: each.percent })) };
    change({ kind: 'update', update: { name, settings } });
    close();
  };
  const setFringe = (key: number, more: { name?: string; percent?: number }) =>
    setFringes(fringes.map((each) => (each.key === key ? { ...each, ...more } : each)));
  return (
    <Dialog title="Settings of the budget" open onOpenChange={(open) => open || close()}>
      <form onSubmit={save} className="flex flex-col gap-4 p-4">
        <Field label="Name" required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        <div className="grid gap-3 sm:grid-cols-2">
          <Field
            label="Currency"
            required
            pattern="[A-Z]{3}"
            maxLength={3}
            hint="Three letters, as USD or EUR"
            value={said.currency}
            onChange={(event) => setSaid({ ...said, currency: event.target.value.toUpperCase() })}
          />
          {said.currency !== 'USD' && (
            <Field
              label={`A US dollar in ${said.currency || 'it'}`}
              type="number"
              min={0.000001}
              max={1_000_000}
              step="any"
              hint="For what rendering costs"
              value={said.usd_rate ?? ''}
              onChange={(event) =>
                setSaid({ ...said, usd_rate: event.target.value ? Number(event.target.value) : null })
              }
            />
          )}
          {SHARES.map(([key, label]) => (
            <Field
              key={key}
              label={label}
              type="number"
              required
              min={0}
              max={100}
              step="any"
              value={said[key]}
              onChange={(event) => setSaid({ ...said, [key]: Number(event.target.value) })}
            />
          ))}
        </div>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">Fringes: what is due on pay beside it</legend>
          {fringes.map((fringe) => (
            <div key={fringe.key} className="grid grid-cols-[minmax(0,1fr)_6rem_auto] gap-2">
              <input
                aria-label="Name of the fringe"
                required
                maxLength={200}
                value={fringe.name}
                onChange={(event) => setFringe(fringe.key, { name: event.target.value })}
                className="min-h-9 rounded-lg border border-edge bg-field px-2 text-sm"
              />
              <input
                aria-label={`Per cent of ${fringe.name || 'the fringe'}`}
                type="number"
                required
                min={0}
                max={100}
                step="any"
                value={fringe.percent}
                onChange={(event) => setFringe(fringe.key, { percent: Number(event.target.value) })}
                className="min-h-9 rounded-lg border border-edge bg-field px-2 text-sm"
              />
              <Button
                look="quiet"
                aria-label={`Take out ${fringe.name || 'the fringe'}`}
                onClick={() => setFringes(fringes.filter((each) => each !== fringe))}
              >
                <X aria-hidden className="size-4" />
              </Button>
            </div>
          ))}
          {isTwice && (
            <p role="alert" className="text-sm text-bad">
              Two fringes have the same name; give each a name of its own.
            </p>
          )}
          <Button
            className="self-start"
            disabled={fringes.length >= 50}
            onClick={() =>
              setFringes([
                ...fringes,
                { name: '', percent: 0, key: Math.max(-1, ...fringes.map((each) => each.key)) + 1 },
              ])
            }
          >
            <Plus aria-hidden className="size-4" />
            Add a fringe
          </Button>
        </fieldset>
        <div className="flex gap-2">
          <Button type="submit" look="accent">
            Save
          </Button>
          <Button onClick={close}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
