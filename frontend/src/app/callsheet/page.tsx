'use client';
import { FileText, MapPin, Send, UsersRound } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { Suspense, useState } from 'react';
import {
  type CallSheet,
  useBeginCallSheet,
  useCallSheets,
  useGiveOut,
  useLocations,
  usePublishedSheet,
  useSheet,
  useVersions,
  type Version,
} from '@/api/callsheet-queries';
import { useAccess } from '@/api/production-queries';
import { useProject } from '@/api/queries';
import { type Scenario, useScenario, useScenarios } from '@/api/schedule-queries';
import { Form } from '@/callsheet/form';
import { Paper } from '@/callsheet/sheet';
import { Files, sheetPaper, Versions } from '@/callsheet/versions';
import { dayOf } from '@/callsheet/words';
import { Button, buttonClass } from '@/components/button';
import { useCommands } from '@/components/commands';
import { NothingHere } from '@/components/nothing-here';
import { Select } from '@/components/select';
import { Empty, Shown, Skeleton } from '@/components/states';
import { Pages, SizeSelect } from '@/papers/pages';
import type { Size } from '@/papers/papers';
import { paperHere } from '@/script/paper';

const Locations = dynamic(() => import('@/callsheet/people').then((module) => module.Locations), { ssr: false });
const Crew = dynamic(() => import('@/callsheet/people').then((module) => module.Crew), { ssr: false });

export default function Page() {
  return (
    <Suspense fallback={<Skeleton rows={8} className="h-11" />}>
      <CallSheets />
    </Suspense>
  );
}

/** Of the sheet that the address names, else of a day of the schedule: the one that it names, the locked one, the first. */
function CallSheets() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const project = useProject(projectId);
  const scenarios = useScenarios(projectId);
  const sheets = useCallSheets(projectId);
  const mayWrite = useAccess(projectId).data?.permissions.includes('preproduction:write') ?? false;
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see whom its days call.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-[100rem] flex-col gap-4">
      <h1 className="text-2xl font-semibold">Call sheets</h1>
      <Shown of={scenarios} waiting={<Skeleton rows={8} className="h-11" />}>
        {(all) => (
          <Shown of={sheets} waiting={<Skeleton rows={8} className="h-11" />}>
            {(begun) => {
              const named = begun.find((each) => each.id === query.get('sheet'));
              const scenario = named?.scenario_id ?? query.get('v') ?? (all.find((each) => each.locked) ?? all[0])?.id;
              if (!scenario) return <NoSchedule projectId={projectId} />;
              const day = named?.day ?? Number(query.get('d') ?? 1);
              return <OfScenario key={scenario} id={scenario} day={day} begun={begun} mayWrite={mayWrite} />;
            }}
          </Shown>
        )}
      </Shown>
    </div>
  );
}

function NoSchedule({ projectId }: { projectId: string }) {
  return (
    <Empty
      action={
        <Link href={`/schedule/?id=${projectId}`} className={buttonClass('accent')}>
          Make a schedule
        </Link>
      }
    >
      There is no schedule yet, and so no day to call anybody for.
    </Empty>
  );
}

type OfDay = { day: number; begun: readonly CallSheet[]; mayWrite: boolean };

function OfScenario({ id, day, begun, mayWrite }: OfDay & { id: string }) {
  const scenario = useScenario(id);
  if (scenario.error && !scenario.data) {
    return <NothingHere error={scenario.error} what="schedule" retry={() => void scenario.refetch()} />;
  }
  return (
    <Shown of={scenario} waiting={<Skeleton rows={8} className="h-11" />}>
      {(found) => <Days scenario={found} day={day} begun={begun} mayWrite={mayWrite} />}
    </Shown>
  );
}

function Days({ scenario, day, begun, mayWrite }: OfDay & { scenario: Scenario }) {
  const router = useRouter();
  const begin = useBeginCallSheet(scenario.project_id);
  const [asked, setAsked] = useState<'locations' | 'crew' | null>(null);
  const of = (number: number) => begun.find((each) => each.scenario_id === scenario.id && each.day === number);
  const sheet = of(day);
  const go = (number: number) =>
    router.push(`/callsheet/?id=${scenario.project_id}&v=${scenario.id}&d=${Math.max(1, number)}`);
  useCommands([
    {
      id: 'call-sheet-before',
      title: 'Day before',
      group: 'Call sheets',
      keys: ['['],
      run: () => day > 1 && go(day - 1),
    },
    {
      id: 'call-sheet-after',
      title: 'Next day',
      group: 'Call sheets',
      keys: [']'],
      run: () => day < scenario.dates.length && go(day + 1),
    },
  ]);
  const close = () => setAsked(null);
  const sets = [...new Set(scenario.scenes.flatMap((each) => (each.location ? [each.location] : [])))];
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Select label="Day" labelHidden value={day} onChange={(event) => go(Number(event.target.value))}>
          {scenario.dates.map((date, index) => {
            const known = of(index + 1);
            const state = known ? (known.published ? `, version ${known.published}` : ', draft') : '';
            return (
              <option key={date} value={index + 1}>
                Day {index + 1} of {scenario.dates.length}, {dayOf(date)}
                {state}
              </option>
            );
          })}
          {day > scenario.dates.length && <option value={day}>Day {day}, not in the schedule any more</option>}
        </Select>
        {mayWrite && (
          <>
            <Button onClick={() => setAsked('locations')}>
              <MapPin aria-hidden className="size-4" />
              Locations
            </Button>
            <Button onClick={() => setAsked('crew')}>
              <UsersRound aria-hidden className="size-4" />
              Crew and cast
            </Button>
          </>
        )}
      </div>
      {sheet ? (
        <Room key={sheet.id} sheet={sheet} mayWrite={mayWrite} />
      ) : (
        <Empty
          action={
            mayWrite && (
              <Button
                look="accent"
                busy={begin.isPending}
                onClick={() => begin.mutate({ scenario_id: scenario.id, day })}
              >
                Begin the call sheet
              </Button>
            )
          }
        >
          Day {day} has no call sheet yet. Begun, it has the day’s scenes, and everybody’s times follow from the crew
          call.
        </Empty>
      )}
      {asked === 'locations' && <Locations projectId={scenario.project_id} sets={sets} close={close} />}
      {asked === 'crew' && <Crew projectId={scenario.project_id} cast={scenario.cast} close={close} />}
    </>
  );
}

function Room({ sheet, mayWrite }: { sheet: CallSheet; mayWrite: boolean }) {
  const draft = useSheet(sheet.id);
  const versions = useVersions(sheet.id);
  const locations = useLocations(sheet.project_id).data ?? [];
  const giveOut = useGiveOut();
  const [shown, show] = useState<Version>();
  const [size, setSize] = useState<Size>(paperHere);
  const [onPaper, setOnPaper] = useState(false);
  const published = usePublishedSheet(shown?.id ?? '');
  return (
    <>
      <div className="flex flex-wrap items-end gap-2">
        {mayWrite && (
          <Button
            look="accent"
            busy={giveOut.isPending}
            disabled={draft.data === undefined}
            onClick={() => {
              show(undefined);
              giveOut.mutate(sheet);
            }}
          >
            <Send aria-hidden className="size-4" />
            Give out version {sheet.published + 1}
          </Button>
        )}
        <SizeSelect size={size} onSize={setSize} />
        <Button aria-pressed={onPaper} look={onPaper ? 'accent' : undefined} onClick={() => setOnPaper(!onPaper)}>
          <FileText aria-hidden className="size-4" />
          Pages
        </Button>
        <Files id={sheet.id} size={size} sheet={draft.data} shown={shown} />
      </div>
      <div className="grid gap-6 xl:grid-cols-[20rem_minmax(0,1fr)]">
        <div className="flex flex-col gap-6 max-xl:order-last">
          <Form of={sheet} sheet={draft.data} locations={locations} mayWrite={mayWrite} />
          <aside aria-label="Versions" className="flex flex-col gap-3">
            <h2 className="text-lg font-semibold">Given out</h2>
            <Shown of={versions}>{(all) => <Versions all={all} shown={shown} show={show} />}</Shown>
          </aside>
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          {draft.data && !shown && <Told sheet={draft.data} />}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
          <section aria-label="As it is printed" tabIndex={0} className="overflow-x-auto">
            {onPaper && draft.data ? (
              <Pages
                paper={sheetPaper(sheet.id, size, shown)}
                state={shown ? null : draft.data}
                title={shown ? `Version ${shown.number}` : 'The draft'}
              />
            ) : shown ? (
              <Shown of={published}>{(found) => <Paper sheet={found.sheet} changes={found.changes} />}</Shown>
            ) : (
              <Shown of={draft}>{(found) => <Paper sheet={found} />}</Shown>
            )}
          </section>
        </div>
      </div>
    </>
  );
}

/** What whoever gives it out should know before. */
function Told({ sheet }: { sheet: NonNullable<ReturnType<typeof useSheet>['data']> }) {
  if (sheet.blanks.length + sheet.warnings.length + sheet.forced.length === 0) return null;
  return (
    <section aria-label="Before it is given out" className="rounded-lg border border-line bg-raised px-4 py-2 text-sm">
      {sheet.forced.length > 0 && (
        <p className="font-semibold text-bad">
          {sheet.forced.length === 1 ? 'One forced call' : `${sheet.forced.length} forced calls`}: less rest than is
          due.
        </p>
      )}
      <ul className="list-disc pl-5">
        {sheet.warnings.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      {sheet.blanks.length > 0 && <p className="text-quiet">To be filled in: {sheet.blanks.join(', ')}.</p>}
    </section>
  );
}
