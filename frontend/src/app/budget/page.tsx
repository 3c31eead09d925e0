'use client';
import { Download, RefreshCw, Settings2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { Suspense, useCallback, useState } from 'react';
import {
  type Budget,
  type BudgetChange,
  type BudgetSummary,
  budgetCsv,
  useBudget,
  useBudgets,
  useChangeBudget,
  useCreateBudget,
  useDeleteBudget,
} from '@/api/budget-queries';
import { useAccess } from '@/api/production-queries';
import { useProject } from '@/api/queries';
import { useScenarios } from '@/api/schedule-queries';
import { amountOf } from '@/budget/money';
import { Sheet } from '@/budget/sheet';
import { Button, buttonClass } from '@/components/button';
import { Manage } from '@/components/manage';
import { NothingHere } from '@/components/nothing-here';
import { saveFile } from '@/components/save-file';
import { Select } from '@/components/select';
import { Empty, Shown, Skeleton } from '@/components/states';
import { PrintPaper } from '@/papers/button';

const Settings = dynamic(() => import('@/budget/settings').then((module) => module.Settings), { ssr: false });

export default function Page() {
  return (
    <Suspense fallback={<Skeleton rows={8} className="h-11" />}>
      <Budgets />
    </Suspense>
  );
}

/** The budget that the address names, else the locked one, else the first. */
function Budgets() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const project = useProject(projectId);
  const access = useAccess(projectId);
  const may = (what: 'budgets:read' | 'budgets:write') => access.data?.permissions.includes(what) ?? false;
  const budgets = useBudgets(projectId, may('budgets:read'));
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see what its film costs.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  if (access.data && !may('budgets:read')) {
    return <Empty>What the film costs is for its producers and its director. Ask one of them.</Empty>;
  }
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-4">
      <h1 className="text-2xl font-semibold">Budget</h1>
      <Shown of={budgets} waiting={<Skeleton rows={8} className="h-11" />}>
        {(all) => {
          const id = query.get('v') ?? (all.find((each) => each.locked) ?? all[0])?.id;
          if (id) return <OfBudget key={id} id={id} all={all} mayWrite={may('budgets:write')} />;
          return <None projectId={projectId} mayWrite={may('budgets:write')} />;
        }}
      </Shown>
    </div>
  );
}

function None({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  const create = useCreateBudget(projectId);
  const scenarios = useScenarios(projectId);
  const scenario = scenarios.data?.find((each) => each.locked) ?? scenarios.data?.[0];
  return (
    <Empty
      action={
        mayWrite && (
          <Button
            look="accent"
            busy={create.isPending || scenarios.isPending}
            onClick={() => create.mutate({ name: 'First budget', ...(scenario && { scenario_id: scenario.id }) })}
          >
            Begin a budget
          </Button>
        )
      }
    >
      {scenario
        ? `There is no budget yet. The first is drawn from the schedule “${scenario.name}”: the days of the cast, company moves, what was rendered.`
        : 'There is no budget yet. Once there is a schedule, the days of the cast are drawn from it.'}
    </Empty>
  );
}

function OfBudget({ id, all, mayWrite }: { id: string; all: readonly BudgetSummary[]; mayWrite: boolean }) {
  const budget = useBudget(id);
  if (budget.error && !budget.data) {
    return <NothingHere error={budget.error} what="budget" retry={() => void budget.refetch()} />;
  }
  return (
    <Shown of={budget} waiting={<Skeleton rows={8} className="h-11" />}>
      {(found) => <Room budget={found} all={all} mayWrite={mayWrite} />}
    </Shown>
  );
}

function Room({ budget, all, mayWrite }: { budget: Budget; all: readonly BudgetSummary[]; mayWrite: boolean }) {
  const changing = useChangeBudget(budget);
  const [asked, setAsked] = useState(false);
  const { mutate } = changing;
  const change = useCallback((each: BudgetChange) => mutate(each), [mutate]);
  const mayEdit = mayWrite && !budget.locked;
  const save = async () => saveFile(new Blob([await budgetCsv(budget.id)], { type: 'text/csv' }), 'budget.csv');
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Other budget={budget} all={all} />
        <Button disabled={!mayEdit} onClick={() => setAsked(true)}>
          <Settings2 aria-hidden className="size-4" />
          Settings
        </Button>
        <Button onClick={() => void save()}>
          <Download aria-hidden className="size-4" />
          CSV
        </Button>
        <PrintPaper of="budget" id={budget.id} />
        {mayWrite && <Kept budget={budget} change={change} />}
        <p role="status" className="text-sm text-quiet">
          {changing.isPending ? 'Saving …' : budget.locked ? 'Locked' : ''}
        </p>
      </div>
      <Drawn budget={budget} mayEdit={mayEdit} change={change} busy={changing.isPending} />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Sheet budget={budget} mayEdit={mayEdit} change={change} />
        <Totals budget={budget} />
      </div>
      {asked && <Settings budget={budget} change={change} close={() => setAsked(false)} />}
    </>
  );
}

function Other({ budget, all }: { budget: Budget; all: readonly BudgetSummary[] }) {
  const router = useRouter();
  return (
    <Select
      label="Budget"
      labelHidden
      value={budget.id}
      onChange={(event) => router.push(`/budget/?id=${budget.project_id}&v=${event.target.value}`)}
    >
      {all.map((each) => (
        <option key={each.id} value={each.id}>
          {each.name}: {each.currency} {amountOf(each.grand_total)}
          {each.locked ? ', locked' : ''}
        </option>
      ))}
    </Select>
  );
}

function Kept({ budget, change }: { budget: Budget; change: (change: BudgetChange) => void }) {
  const router = useRouter();
  const create = useCreateBudget(budget.project_id);
  const remove = useDeleteBudget(budget.project_id);
  const home = `/budget/?id=${budget.project_id}`;
  const copy = (name: string) =>
    create.mutate({ name, copy_of: budget.id }, { onSuccess: (made) => router.push(`${home}&v=${made.id}`) });
  return (
    <Manage
      of={budget}
      what="budget"
      copy={{ begin: copy, isPending: create.isPending }}
      lock={(locked) => change({ kind: 'update', update: { locked } })}
      remove={{
        begin: () => remove.mutate(budget, { onSuccess: () => router.push(home) }),
        isPending: remove.isPending,
      }}
    />
  );
}

/** What lines are drawn from, whether that has changed since, and what they lack. */
function Drawn({
  budget,
  mayEdit,
  change,
  busy,
}: {
  budget: Budget;
  mayEdit: boolean;
  change: (change: BudgetChange) => void;
  busy: boolean;
}) {
  const scenarios = useScenarios(budget.project_id).data ?? [];
  const from = budget.drawn_from;
  const scenario = scenarios.find((each) => each.id === from?.scenario_id);
  const isBehind = scenario !== undefined && from !== null && scenario.version !== from.version;
  const says = !from
    ? 'Not drawn from a schedule.'
    : !scenario
      ? 'The schedule that it was drawn from is gone; choose another one.'
      : `Drawn from the schedule “${scenario.name}”${isBehind ? ', which has changed since.' : '.'}`;
  return (
    <section
      aria-label="Drawn lines"
      className="flex flex-col gap-2 rounded-lg border border-line bg-raised px-4 py-2 text-sm"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status">{says}</p>
        {mayEdit && scenarios.length > 0 && (
          <div className="flex flex-wrap items-center gap-2">
            <Select
              label="Schedule to draw from"
              labelHidden
              value={scenario?.id ?? ''}
              onChange={(event) => change({ kind: 'draw', scenarioId: event.target.value })}
            >
              {!scenario && <option value="">Choose a schedule</option>}
              {scenarios.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </Select>
            <Button busy={busy} look={isBehind ? 'accent' : 'plain'} onClick={() => change({ kind: 'draw' })}>
              <RefreshCw aria-hidden className="size-4" />
              Draw again
            </Button>
          </div>
        )}
      </div>
      {budget.missing.length > 0 && (
        <ul className="list-disc pl-5 text-quiet">
          {budget.missing.map((each) => (
            <li key={each}>{each}.</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Totals({ budget }: { budget: Budget }) {
  const { top_sheet: sheet, settings } = budget;
  const rows = [
    ['Above the line', sheet.above],
    ['Below the line', sheet.below],
    [`Contingency, ${settings.contingency} % of below`, sheet.contingency],
    [`Overhead, ${settings.overhead} % of both`, sheet.overhead],
    [`Completion bond, ${settings.bond} % of both`, sheet.bond],
  ] as const;
  return (
    <aside aria-label="Totals" className="max-lg:order-first lg:sticky lg:top-16 lg:self-start">
      <dl className="divide-y divide-line rounded-lg border border-line text-sm">
        {rows.map(([name, total]) => (
          <div key={name} className="flex justify-between gap-3 px-3 py-2">
            <dt className="text-quiet">{name}</dt>
            <dd className="tabular-nums">{amountOf(total)}</dd>
          </div>
        ))}
        <div className="flex justify-between gap-3 bg-sunk px-3 py-2 text-base font-semibold">
          <dt>Grand total, {settings.currency}</dt>
          <dd className="tabular-nums">{amountOf(sheet.grand_total)}</dd>
        </div>
      </dl>
    </aside>
  );
}
