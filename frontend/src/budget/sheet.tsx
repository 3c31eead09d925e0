'use client';
/** The top sheet; each account opens on its lines. */

import { Pencil, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { Budget, BudgetChange, BudgetLine } from '@/api/budget-queries';
import { Button, IconButton } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { toast } from '@/components/toasts';
import { amountOf } from './money';

const LineForm = dynamic(() => import('./line-form').then((module) => module.LineForm), { ssr: false });

type Section = Budget['top_sheet']['sections'][number];
type Account = Section['accounts'][number];
type Written = { account: string; line?: BudgetLine };

export function Sheet({
  budget,
  mayEdit,
  change,
}: {
  budget: Budget;
  mayEdit: boolean;
  change: (change: BudgetChange) => void;
}) {
  const [written, write] = useState<Written | null>(null);
  const remove = (line: BudgetLine) => {
    const after = budget.lines[budget.lines.findIndex((each) => each.id === line.id) + 1];
    change({ kind: 'line', edit: { edit: 'remove', line: line.id } });
    if (line.source !== 'person') return;
    const { account, description, amount, unit, times, rate, fringes } = line;
    const edit = {
      ...{ edit: 'add' as const, account, description, amount, unit, times, rate, fringes },
      before: after?.id ?? null,
    };
    toast(`${line.description} is taken out.`, {
      action: { label: 'Undo', run: () => change({ kind: 'line', edit }) },
    });
  };
  return (
    <div className="flex flex-col gap-6">
      {budget.top_sheet.sections.map((section) => (
        <section key={section.name} aria-label={section.title} className="flex flex-col gap-1">
          <h2 className="text-lg font-semibold">{section.title}</h2>
          <div className="divide-y divide-line overflow-hidden rounded-lg border border-line">
            {section.accounts.map((account, index) => (
              <Row
                key={account.number}
                account={account}
                lines={budget.lines.filter((line) => line.account === account.number)}
                write={index === section.accounts.length - 1 || !mayEdit ? null : write}
                remove={remove}
              />
            ))}
            <p className="flex justify-between bg-sunk px-3 py-2 text-sm font-semibold">
              <span>Total {section.title.toLocaleLowerCase()}</span>
              <span className="tabular-nums">{amountOf(section.total)}</span>
            </p>
          </div>
        </section>
      ))}
      {written && (
        <LineForm
          budget={budget}
          account={written.account}
          line={written.line}
          change={change}
          close={() => write(null)}
        />
      )}
    </div>
  );
}

/** An account: shut, its total; open, its lines. One in which nobody writes, the fringes', has its total alone. */
function Row({
  account,
  lines,
  write,
  remove,
}: {
  account: Account;
  lines: readonly BudgetLine[];
  write: ((written: Written) => void) | null;
  remove: (line: BudgetLine) => void;
}) {
  const head = (
    <>
      <span className="w-12 shrink-0 text-quiet tabular-nums">{account.number}</span>
      <span className="min-w-0 flex-1 truncate">{account.title}</span>
      <span className={`tabular-nums ${account.total ? '' : 'text-quiet'}`}>{amountOf(account.total)}</span>
    </>
  );
  if (lines.length === 0 && !write) return <p className="flex gap-2 px-3 py-2 pl-8 text-sm">{head}</p>;
  return (
    <details className="group">
      <summary className="flex cursor-pointer gap-2 px-3 py-2 text-sm hover:bg-hover">
        <span aria-hidden className="w-3 text-quiet transition-transform group-open:rotate-90">
          ›
        </span>
        {head}
      </summary>
      <div className="flex flex-col gap-2 bg-sunk px-3 py-2">
        {lines.length > 0 && (
          <ul aria-label={`Lines of ${account.title}`} className="divide-y divide-line text-sm">
            {lines.map((line) => (
              <li key={line.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
                <div className="min-w-0 flex-1 basis-48">
                  <bdi className="wrap-anywhere">{line.description}</bdi>
                  <p className="text-quiet">
                    {line.amount.toLocaleString('en')} {line.unit}
                    {line.times > 1 && ` × ${line.times}`} × {amountOf(line.rate)}
                    {line.fringes.length > 0 && ` · ${line.fringes.join(', ')}`}
                    {line.source !== 'person' && ' · drawn'}
                  </p>
                </div>
                <span className="tabular-nums">{amountOf(line.total)}</span>
                {write && (
                  <span className="flex">
                    <IconButton
                      label={`Change ${line.description}`}
                      onClick={() => write({ account: account.number, line })}
                    >
                      <Pencil aria-hidden className="size-4" />
                    </IconButton>
                    <ConfirmButton
                      label="Take out"
                      ask="Take it out?"
                      of={line.description}
                      onConfirm={() => remove(line)}
                    />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
        {write && (
          <Button className="self-start" onClick={() => write({ account: account.number })}>
            <Plus aria-hidden className="size-4" />
            Write a line<span className="sr-only"> in {account.title}</span>
          </Button>
        )}
      </div>
    </details>
  );
}
