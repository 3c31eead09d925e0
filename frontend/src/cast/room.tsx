'use client';
/** The sheet of a character: what they look like, wear and do, who has agreed, and what was kept. */

import { Printer } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { useAccess } from '@/api/production-queries';
import { useScenes } from '@/api/queries';
import { type Sheet, useCastingSheet, usePlates, useUpdateSheet } from '@/api/sheet-queries';
import { Button, buttonClass } from '@/components/button';
import { Card } from '@/components/card';
import { fetchFile } from '@/components/save-file';
import { Select } from '@/components/select';
import { Failure, Skeleton } from '@/components/states';
import { countOf } from '@/components/words';
import { paperHere } from '@/script/paper';
import { Consents } from './consents';
import { decidedOf, MODES, PLATES } from './sheet';
import { Versions } from './versions';
import { Wardrobe } from './wardrobe';

export function CharacterRoom({ sheet }: { sheet: Sheet }) {
  const may = useAccess(sheet.project_id).data?.permissions ?? [];
  const mayWrite = may.includes('scripts:write') && sheet.same_as === null;
  const scenes = useScenes(sheet.revision_id);
  const numbers = new Map(scenes.data?.map((scene) => [scene.index, scene.number]));
  const numberOf = (scene: number) => numbers.get(scene) ?? String(scene + 1);
  const printing = useCastingSheet();
  const print = () =>
    printing.mutate(
      { revisionId: sheet.revision_id, paper: paperHere() === 'a4' ? 'a4' : 'us-letter', key: crypto.randomUUID() },
      { onSuccess: (url) => fetchFile(url, 'casting-sheet.pdf') },
    );
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-6">
      <header className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 basis-full sm:flex-1 sm:basis-0">
          <h1 className="wrap-anywhere text-2xl font-semibold">
            <bdi>{sheet.name}</bdi>
          </h1>
          <p className="text-sm text-quiet">
            {sheet.names.length > 1 && (
              <>
                also <bdi>{sheet.names.slice(1).join(', ')}</bdi> ·{' '}
              </>
            )}
            {countOf(sheet.lines, 'line')}, {countOf(sheet.words, 'word')} in {countOf(sheet.scenes.length, 'scene')}
          </p>
        </div>
        <Link href={`/cast/?id=${sheet.project_id}`} className={buttonClass()}>
          Cast
        </Link>
        <Link href={`/boards/?id=${sheet.project_id}&q=${encodeURIComponent(sheet.name)}`} className={buttonClass()}>
          Shots
        </Link>
        {may.includes('scripts:write') && (
          <Button busy={printing.isPending} onClick={print}>
            <Printer aria-hidden className="size-4" />
            {printing.isPending ? 'Setting the PDF …' : 'Casting sheet'}
          </Button>
        )}
      </header>
      {printing.error && <Failure error={printing.error} />}
      {sheet.same_as && (
        <p role="status" className="text-sm">
          Another name of <bdi className="font-medium">{sheet.same_as}</bdi>: look, voices and consents are theirs.
          Names are split under Cast.
        </p>
      )}
      {sheet.lacks.length > 0 && (
        <p role="alert" className="rounded-lg border border-bad bg-raised px-4 py-3 text-sm">
          No film begins with <bdi>{sheet.name}</bdi>: {sheet.lacks.join('; ')}.
        </p>
      )}
      <Plates sheet={sheet} />
      <div className="grid gap-6 lg:grid-cols-2">
        <Part title="Wardrobe by story day">
          <Wardrobe sheet={sheet} numberOf={numberOf} mayWrite={mayWrite} />
        </Part>
        <Part title="On the page">
          <Said sheet={sheet} numberOf={numberOf} />
        </Part>
        <Part title="Talks with">
          {sheet.relationships.length === 0 ? (
            <p className="text-sm text-quiet">Nobody answers them within a scene.</p>
          ) : (
            <ul className="flex flex-col gap-1 text-sm">
              {sheet.relationships.map(({ name, exchanges, scenes: together }) => (
                <li key={name}>
                  <bdi className="font-medium">{name}</bdi>{' '}
                  <span className="text-quiet">
                    {countOf(exchanges, 'exchange')}
                    {together.length > 0 && `, scenes ${together.map(numberOf).join(', ')}`}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Part>
        <Part title="Notes of continuity">
          <Notes key={sheet.version} sheet={sheet} mayWrite={mayWrite} />
        </Part>
        <Part title="Mode and consents">
          <Mode sheet={sheet} mayWrite={mayWrite} />
          {may.includes('consents:read') && (
            <Consents sheet={sheet} mayWrite={may.includes('consents:write') && sheet.same_as === null} />
          )}
        </Part>
        <Part title="Versions">
          <Versions sheet={sheet} mayWrite={mayWrite} />
        </Part>
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <Card className="flex h-full flex-col gap-3">
        <h2 className="text-lg font-semibold">{title}</h2>
        {children}
      </Card>
    </section>
  );
}

function Plates({ sheet }: { sheet: Sheet }) {
  const [day, setDay] = useState('');
  const days = [...new Set(sheet.wardrobe.map((worn) => worn.day))];
  return (
    <section aria-label="Plates" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <h2 className="text-lg font-semibold">Plates</h2>
        <Select label="Dressed" labelHidden value={day} onChange={(event) => setDay(event.target.value)}>
          <option value="">As they look</option>
          {days.map((each) => (
            <option key={each} value={each}>
              As on story day {each}
            </option>
          ))}
        </Select>
      </div>
      <Drawn sheet={sheet} day={day || null} />
    </section>
  );
}

function Drawn({ sheet, day }: { sheet: Sheet; day: string | null }) {
  const plates = usePlates(sheet, day);
  if (plates.error) return <Failure error={plates.error} retry={() => void plates.refetch()} />;
  if (!plates.data) return <Skeleton rows={1} className="h-72" />;
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {PLATES.map(({ file, name, wide }) => (
        <figure key={file} className={`flex flex-col gap-1 ${wide ? 'col-span-2 sm:col-span-4' : ''}`}>
          {/* biome-ignore lint/performance/noImgElement: it lies in the bucket, and is as large as it is shown */}
          <img
            src={plates.data.get(file)}
            alt={`${sheet.name}, ${name.toLowerCase()}`}
            className="w-full rounded-lg border border-line bg-sunk"
          />
          <figcaption className="text-xs text-quiet">{name}</figcaption>
        </figure>
      ))}
    </div>
  );
}

function Said({ sheet, numberOf }: { sheet: Sheet; numberOf: (scene: number) => string }) {
  return (
    <>
      {sheet.said.length === 0 ? (
        <p className="text-sm text-quiet">The page says nothing of their looks or clothes.</p>
      ) : (
        <ul className="flex flex-col gap-2 text-sm">
          {sheet.said.map(({ scene, text }) => (
            <li key={`${scene}${text}`}>
              <span className="text-quiet">Scene {numberOf(scene)}</span> <bdi className="font-script">{text}</bdi>
            </li>
          ))}
        </ul>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {decidedOf(sheet).map(([by, fields]) => (
          <div key={by} className="contents">
            <dt className="text-quiet">{by}</dt>
            <dd>{fields}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Notes({ sheet, mayWrite }: { sheet: Sheet; mayWrite: boolean }) {
  const update = useUpdateSheet();
  const [notes, setNotes] = useState(sheet.notes ?? '');
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ seen: sheet, fields: { notes: notes.trim() || null } });
      }}
    >
      <textarea
        aria-label="Notes of continuity"
        rows={4}
        maxLength={4000}
        readOnly={!mayWrite}
        value={notes}
        onChange={(event) => setNotes(event.target.value)}
        className="w-full rounded-lg border border-edge bg-field p-3 text-sm"
      />
      {mayWrite && (
        <Button
          type="submit"
          className="self-start"
          busy={update.isPending}
          disabled={notes.trim() === (sheet.notes ?? '')}
        >
          Keep the notes
        </Button>
      )}
      {update.error && <Failure error={update.error} />}
    </form>
  );
}

function Mode({ sheet, mayWrite }: { sheet: Sheet; mayWrite: boolean }) {
  const update = useUpdateSheet();
  return (
    <>
      <Select
        label="Mode"
        value={sheet.mode}
        disabled={!mayWrite || update.isPending}
        hint={MODES[sheet.mode]}
        onChange={(event) => update.mutate({ seen: sheet, fields: { mode: event.target.value as Sheet['mode'] } })}
      >
        {Object.keys(MODES).map((mode) => (
          <option key={mode}>{mode}</option>
        ))}
      </Select>
      {update.error && <Failure error={update.error} />}
    </>
  );
}
