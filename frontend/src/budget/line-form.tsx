'use client';
/** One line of a budget, to write or to change. Of a drawn line only account and fringes are a person's to choose. */

import { type FormEvent, useState } from 'react';
import type { Budget, BudgetChange, BudgetLine } from '@/api/budget-queries';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { Select } from '@/components/select';
import { amountOf, hundredthsOf } from './money';

type Account = BudgetLine['account'];

export function LineForm({
  budget,
  line,
  account,
  change,
  close,
}: {
  budget: Budget;
  /** Without one, a new line is written into the account. */
  line?: BudgetLine;
  account: string;
  change: (change: BudgetChange) => void;
  close: () => void;
}) {
  const [said, setSaid] = useState({
    account,
    description: line?.description ?? '',
    amount: String(line?.amount ?? 1),
    unit: line?.unit ?? 'allowance',
    times: String(line?.times ?? 1),
    rate: line ? amountOf(line.rate) : '',
    fringes: line?.fringes ?? [],
  });
  const rate = hundredthsOf(said.rate);
  const isDrawn = line !== undefined && line.source !== 'person';
  const set = (name: keyof typeof said) => (event: { target: { value: string } }) =>
    setSaid({ ...said, [name]: event.target.value });
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (rate === null) return;
    const chosen = { account: said.account as Account, fringes: said.fringes };
    const written = {
      ...chosen,
      description: said.description,
      amount: Number(said.amount),
      unit: said.unit,
      times: Number(said.times),
      rate,
    };
    if (!line) change({ kind: 'line', edit: { edit: 'add', before: null, ...written } });
    else change({ kind: 'line', edit: { edit: 'change', line: line.id, ...(isDrawn ? chosen : written) } });
    close();
  };
  return (
    <Dialog title={line ? 'Change a line' : 'Write a line'} open onOpenChange={(open) => open || close()}>
      <form onSubmit={save} className="flex flex-col gap-4 p-4">
        {isDrawn && (
          <p className="text-sm text-quiet">
            This line is drawn from the {line.source === 'renders' ? 'renders' : 'schedule'}: what it says is changed
            there. Its account and its fringes are yours.
          </p>
        )}
        <Select label="Account" value={said.account} onChange={set('account')}>
          {budget.top_sheet.sections.map((section) => (
            <optgroup key={section.name} label={section.title}>
              {section.accounts.slice(0, -1).map((each) => (
                <option key={each.number} value={each.number}>
                  {each.number} {each.title}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
        <Field
          label="Description"
          required
          maxLength={200}
          readOnly={isDrawn}
          value={said.description}
          onChange={set('description')}
        />
        <div className="grid gap-3 sm:grid-cols-4">
          <Field
            label="Amount"
            type="number"
            required
            min={0}
            max={100_000}
            step="any"
            readOnly={isDrawn}
            value={said.amount}
            onChange={set('amount')}
          />
          <Field label="Unit" required maxLength={200} readOnly={isDrawn} value={said.unit} onChange={set('unit')} />
          <Field
            label="Times"
            type="number"
            required
            min={1}
            max={10_000}
            readOnly={isDrawn}
            value={said.times}
            onChange={set('times')}
          />
          <Field
            label={`Rate, ${budget.settings.currency}`}
            inputMode="decimal"
            required
            readOnly={isDrawn}
            value={said.rate}
            onChange={set('rate')}
            wrong={said.rate && rate === null ? 'Write it as 450.50' : undefined}
          />
        </div>
        {budget.settings.fringes.length > 0 && (
          <fieldset className="flex flex-wrap gap-3 text-sm">
            <legend className="mb-1 font-medium">Fringes</legend>
            {budget.settings.fringes.map(({ name, percent }) => (
              <label key={name} className="flex items-center gap-1">
                <input
                  type="checkbox"
                  className="size-4 accent-[#e5b567]"
                  checked={said.fringes.includes(name)}
                  onChange={(event) =>
                    setSaid({
                      ...said,
                      fringes: event.target.checked
                        ? [...said.fringes, name]
                        : said.fringes.filter((each) => each !== name),
                    })
                  }
                />
                <bdi>{name}</bdi> {percent} %
              </label>
            ))}
          </fieldset>
        )}
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
