'use client';
import { Download } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense, useState } from 'react';
import { type StructureReport, useReport } from '@/api/paper-queries';
import { useAccess } from '@/api/production-queries';
import { type Revision, useProject, useRevisions } from '@/api/queries';
import { Button, buttonClass } from '@/components/button';
import { Card } from '@/components/card';
import { type CsvCell, csvOf } from '@/components/csv';
import { NothingHere } from '@/components/nothing-here';
import { saveFile } from '@/components/save-file';
import { Select } from '@/components/select';
import { Empty, Shown, Skeleton } from '@/components/states';
import { type Column, Table } from '@/components/table';
import { countOf, durationOf } from '@/components/words';
import { PrintButton } from '@/script/issued';

const CoverageOf = dynamic(() => import('@/reports/coverage').then((room) => room.CoverageOf));
const BeatSheets = dynamic(() => import('@/reports/beat-sheets').then((room) => room.BeatSheets));

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Reports />
    </Suspense>
  );
}

function Reports() {
  const projectId = useSearchParams().get('id') ?? '';
  const project = useProject(projectId);
  const revisions = useRevisions(projectId);
  const mayPrint = useAccess(projectId).data?.permissions.includes('scripts:write') ?? false;
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see what can be counted in its screenplay.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-6">
      <h1 className="text-2xl font-semibold">Reports</h1>
      <Shown of={revisions}>
        {({ items }) => {
          const revision = items[0];
          if (!revision) {
            return (
              <Empty
                action={
                  <Link href={`/script/?id=${projectId}`} className={buttonClass('accent')}>
                    To the script
                  </Link>
                }
              >
                There is nothing to count before the first revision.
              </Empty>
            );
          }
          return <OfRevision revision={revision} revisions={items} mayPrint={mayPrint} />;
        }}
      </Shown>
    </div>
  );
}

function OfRevision({
  revision,
  revisions,
  mayPrint,
}: {
  revision: Revision;
  revisions: readonly Revision[];
  mayPrint: boolean;
}) {
  const report = useReport(revision.id);
  return (
    <Shown of={report}>
      {(data) => (
        <>
          <Facts revision={revision} report={data} />
          <CoverageOf revision={revision} revisions={revisions} mayWrite={mayPrint} />
          <BeatSheets projectId={revision.project_id} report={data} mayWrite={mayPrint} />
          {data.acts.length > 0 && (
            <Part title="Acts" columns={ACTS} rows={data.acts} keyOf={(act) => `${act.first_page} ${act.title}`} />
          )}
          <Lengths scenes={data.scenes} />
          <Part title="Characters" columns={CHARACTERS} rows={data.characters} keyOf={(each) => each.name} />
          {mayPrint && data.characters.length > 0 && <Sides revision={revision} report={data} />}
          <Part title="Locations" columns={SHARES} rows={data.locations} keyOf={(each) => each.name} />
          <div className="grid gap-6 md:grid-cols-2">
            <Part title="Inside and outside" columns={SHARES} rows={data.settings} keyOf={(each) => each.name} />
            <Part title="Times of day" columns={SHARES} rows={data.times} keyOf={(each) => each.name} />
          </div>
          <Part title="Scenes" columns={SCENES} rows={data.scenes} keyOf={(each) => each.start_page} />
        </>
      )}
    </Shown>
  );
}

function Facts({ revision, report }: { revision: Revision; report: StructureReport }) {
  const longest = report.longest_speech;
  const facts = [
    ['Revision', String(revision.number)],
    ['Pages', report.pages.toLocaleString('en', { maximumFractionDigits: 1 })],
    ['Scenes', String(report.scenes.length)],
    ['Film, at a page a minute', durationOf(report.screen_seconds)],
    ['Reading', durationOf(report.reading_seconds)],
    ['Spoken, of all words', report.dialogue_share.toLocaleString('en', { style: 'percent' })],
    ['Longest speech', longest ? `${longest.character}, ${countOf(longest.words, 'word')}, page ${longest.page}` : '–'],
  ] as const;
  return (
    <Card>
      <dl className="grid grid-cols-2 gap-4 md:grid-cols-4">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="text-sm text-quiet">{name}</dt>
            <dd className="wrap-anywhere tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** How long each scene is, in the film's order. */
function Lengths({ scenes }: { scenes: StructureReport['scenes'] }) {
  const most = Math.max(1, ...scenes.map((scene) => scene.eighths));
  const [first] = scenes;
  if (!first) return null;
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="font-medium">Length of the scenes</figcaption>
      <div aria-hidden className="flex h-24 items-end gap-px overflow-hidden rounded-lg border border-line bg-sunk p-2">
        {scenes.map((scene) => (
          <div
            key={scene.start_page}
            title={`${scene.number}: ${eighthsOf(scene.eighths)}`}
            className="min-w-px flex-1 bg-accent"
            style={{ height: `${(100 * scene.eighths) / most}%` }}
          />
        ))}
      </div>
    </figure>
  );
}

function Sides({ revision, report }: { revision: Revision; report: StructureReport }) {
  const [name, setName] = useState(report.characters[0]?.name ?? '');
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Select label="Sides: the pages of the scenes of" value={name} onChange={(event) => setName(event.target.value)}>
        {report.characters.map((each) => (
          <option key={each.name}>{each.name}</option>
        ))}
      </Select>
      <PrintButton key={name} revision={revision} print={{ character: name }} label="Sides" file={`-${name}`} />
    </div>
  );
}

type Field<Row> = Column<Row> & { value: (row: Row) => CsvCell };

function Part<Row>({
  title,
  columns,
  rows,
  keyOf,
}: {
  title: string;
  columns: readonly Field<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
}) {
  const save = () => {
    const table = [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ value }) => value(row)))];
    saveFile(new Blob([csvOf(table)], { type: 'text/csv' }), `${title.toLowerCase().replaceAll(' ', '-')}.csv`);
  };
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center gap-3">
        <h2 className="flex-1 font-medium">{title}</h2>
        <Button look="quiet" aria-label={`${title} as CSV`} onClick={save}>
          <Download aria-hidden className="size-4" />
          CSV
        </Button>
      </div>
      <Table caption={title} rows={rows} columns={columns} keyOf={keyOf} />
    </section>
  );
}

/** 11 is 1 3/8, as breakdowns write it. */
function eighthsOf(count: number): string {
  const [whole, rest] = [Math.floor(count / 8), count % 8];
  return [whole || !rest ? whole : '', rest ? `${rest}/8` : ''].filter((part) => part !== '').join(' ');
}

function field<Row>(name: string, value: (row: Row) => CsvCell): Field<Row> {
  return { name, value, numeric: false, cell: (row) => value(row) };
}

function number<Row>(name: string, value: (row: Row) => number): Field<Row> {
  return { name, value, numeric: true, cell: (row) => value(row).toLocaleString('en') };
}

function length<Row extends { eighths: number }>(): Field<Row> {
  return {
    name: 'Pages',
    value: (row) => eighthsOf(row.eighths),
    numeric: true,
    cell: (row) => eighthsOf(row.eighths),
  };
}

const ACTS: readonly Field<StructureReport['acts'][number]>[] = [
  field('Act', (act) => act.title),
  number('First page', (act) => act.first_page),
  number('Last page', (act) => act.last_page),
];
const SHARES: readonly Field<StructureReport['locations'][number]>[] = [
  field('Name', (share) => share.name),
  number('Scenes', (share) => share.scenes),
  length(),
];
const CHARACTERS: readonly Field<StructureReport['characters'][number]>[] = [
  field('Character', (each) => each.name),
  number('Scenes', (each) => each.scenes),
  number('Speeches', (each) => each.speeches),
  number('Words', (each) => each.words),
  number('Longest speech', (each) => each.longest_speech),
  number('First page', (each) => each.first_page),
  number('Last page', (each) => each.last_page),
];
const SCENES: readonly Field<StructureReport['scenes'][number]>[] = [
  field('Scene', (scene) => scene.number),
  field('Heading', (scene) => scene.heading ?? ''),
  length(),
  number('Speeches', (scene) => scene.speeches),
  number('Words', (scene) => scene.words),
  field('Who speaks', (scene) => scene.characters.join(', ')),
];
