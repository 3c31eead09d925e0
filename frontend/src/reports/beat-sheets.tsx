'use client';
/** Beat sheets: the turns of the story, beside the pages on which the script has them. */

import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  type BeatSheet,
  type BeatSheetFields,
  useBeatSheets,
  useDeleteBeatSheet,
  useWriteBeatSheet,
} from '@/api/assessment-queries';
import type { StructureReport } from '@/api/paper-queries';
import { Button, IconButton } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { conflictOf, FormConflict } from '@/components/conflict';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { LinesField } from '@/components/lines-field';
import { Select } from '@/components/select';
import { Failure, Shown } from '@/components/states';
import { type Column, Table } from '@/components/table';
import { PrintedPages } from '@/papers/pages';
import { BEGINNINGS, type Beat, beginningOf, latenessOf, type Placed, placed } from './beats';

/** As many as a sheet can have. */
const MOST = 100;
const COLUMNS: readonly Column<Placed & { key: string }>[] = [
  { name: 'Turn', cell: (beat) => <bdi className="font-medium">{beat.name}</bdi> },
  {
    name: 'What happens',
    cell: (beat) => <bdi className="wrap-anywhere whitespace-pre-wrap">{beat.text ?? ''}</bdi>,
  },
  {
    name: 'Scene',
    cell: (beat) => (beat.scene && beat.page === null ? `${beat.scene}, not in the script` : (beat.scene ?? '')),
  },
  { name: 'Meant for page', numeric: true, cell: (beat) => beat.meant ?? '' },
  { name: 'On page', numeric: true, cell: (beat) => beat.page ?? '' },
  { name: 'It comes', cell: (beat) => latenessOf(beat.late) },
];

export function BeatSheets({
  projectId,
  report,
  mayWrite,
}: {
  projectId: string;
  report: StructureReport;
  mayWrite: boolean;
}) {
  const sheets = useBeatSheets(projectId);
  const [open, setOpen] = useState<BeatSheet | 'new' | null>(null);
  const close = () => setOpen(null);
  return (
    <section className="flex min-w-0 flex-col gap-3" aria-labelledby="beat-sheets">
      <div className="flex items-center gap-3">
        <h2 id="beat-sheets" className="flex-1 font-medium">
          Beat sheets
        </h2>
        {mayWrite && <Button onClick={() => setOpen('new')}>Begin a beat sheet</Button>}
      </div>
      <Shown of={sheets}>
        {(all) =>
          all.length === 0 ? (
            <p className="text-sm text-quiet">
              No beat sheet yet: it names the turns of the story, and shows on which pages the script has them.
            </p>
          ) : (
            all.map((sheet) => (
              <Sheet key={sheet.id} sheet={sheet} report={report} edit={mayWrite ? () => setOpen(sheet) : null} />
            ))
          )
        }
      </Shown>
      <Dialog
        title={open === 'new' ? 'A beat sheet' : 'Change the beat sheet'}
        open={open !== null}
        onOpenChange={close}
      >
        {open !== null && (
          <Form projectId={projectId} sheet={open === 'new' ? null : open} scenes={report.scenes} onClose={close} />
        )}
      </Dialog>
    </section>
  );
}

function Sheet({ sheet, report, edit }: { sheet: BeatSheet; report: StructureReport; edit: (() => void) | null }) {
  const remove = useDeleteBeatSheet();
  const [onPaper, setOnPaper] = useState(false);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="flex-1 text-sm">
          <bdi>{sheet.name}</bdi>
        </h3>
        {sheet.beats.length > 0 && (
          <Button
            aria-label={`Pages of the beat sheet ${sheet.name}`}
            aria-expanded={onPaper}
            onClick={() => setOnPaper(!onPaper)}
          >
            Pages
          </Button>
        )}
        {edit && (
          <>
            <Button aria-label={`Change the beat sheet ${sheet.name}`} onClick={edit}>
              Change
            </Button>
            <ConfirmButton
              label="Delete"
              ask="Delete it?"
              of={`the beat sheet ${sheet.name}`}
              busy={remove.isPending}
              onConfirm={() => remove.mutate(sheet)}
            />
          </>
        )}
      </div>
      {remove.error && <Failure error={remove.error} />}
      <Table
        caption={sheet.name}
        columns={COLUMNS}
        rows={placed(sheet.beats, report.scenes, report.pages).map((beat, index) => ({
          ...beat,
          key: `${index} ${beat.name}`,
        }))}
        keyOf={(beat) => beat.key}
      />
      {onPaper && sheet.beats.length > 0 && (
        <PrintedPages
          sheet={{ of: 'beat_sheet', id: sheet.id, version: sheet.version }}
          title={`Beat sheet ${sheet.name}`}
          file="beat-sheet"
        />
      )}
    </div>
  );
}

type Line = Beat & { key: string };

function Form({
  projectId,
  sheet,
  scenes,
  onClose,
}: {
  projectId: string;
  sheet: BeatSheet | null;
  scenes: StructureReport['scenes'];
  onClose: () => void;
}) {
  const write = useWriteBeatSheet(projectId);
  const [key] = useState(() => crypto.randomUUID());
  const [seen, setSeen] = useState(sheet);
  const [name, setName] = useState(sheet?.name ?? 'Three acts');
  const [beats, setBeats] = useState<Line[]>(() => linesOf(sheet?.beats ?? beginningOf('Three acts')));
  const conflict = conflictOf<BeatSheet>(write.error);
  const change = (index: number, changes: Partial<Beat>) =>
    setBeats((all) => all.map((beat, at) => (at === index ? { ...beat, ...changes } : beat)));
  const move = (index: number, by: number) =>
    setBeats((all) => {
      const moved = [...all];
      const [beat] = moved.splice(index, 1);
      if (beat) moved.splice(index + by, 0, beat);
      return moved;
    });
  const fields = (): BeatSheetFields => ({
    name,
    beats: beats.map(({ key: _key, text, ...beat }) => ({ ...beat, text: text?.trim() ? text : null })),
  });
  return (
    <form
      className="flex flex-col gap-4 overflow-auto p-4"
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate({ seen, fields: fields(), key }, { onSuccess: onClose });
      }}
    >
      {conflict && (
        <FormConflict
          conflict={conflict}
          onTheirs={(current) => {
            setSeen(current);
            setName(current.name);
            setBeats(linesOf(current.beats));
            write.reset();
          }}
          onMine={(current) => {
            setSeen(current);
            write.reset();
          }}
        />
      )}
      {write.error && !conflict && <Failure error={write.error} />}
      {!seen && (
        <Select
          label="Begin with"
          value={Object.keys(BEGINNINGS).find((each) => each === name) ?? ''}
          onChange={({ target }) => {
            setName(target.value);
            setBeats(linesOf(beginningOf(target.value)));
          }}
        >
          {Object.keys(BEGINNINGS).map((each) => (
            <option key={each}>{each}</option>
          ))}
        </Select>
      )}
      <Field label="Name" required maxLength={200} value={name} onChange={({ target }) => setName(target.value)} />
      <ol className="flex flex-col gap-4">
        {beats.map((beat, index) => (
          <li key={beat.key} className="flex flex-col gap-2 border-line border-b pb-3">
            <div className="grid grid-cols-2 gap-2 sm:grid-cols-[1fr_7rem_9rem]">
              <Field
                label={`Turn ${index + 1}`}
                required
                maxLength={200}
                value={beat.name}
                onChange={({ target }) => change(index, { name: target.value })}
              />
              <Field
                label="After, in %"
                type="number"
                min={0}
                max={100}
                value={beat.share == null ? '' : Math.round(100 * beat.share)}
                onChange={({ target }) =>
                  change(index, { share: target.value === '' ? null : Math.min(100, Math.max(0, +target.value)) / 100 })
                }
              />
              <Select
                label="Scene"
                value={beat.scene ?? ''}
                onChange={({ target }) => change(index, { scene: target.value || null })}
              >
                <option value="">None yet</option>
                {beat.scene && !scenes.some((scene) => scene.number === beat.scene) && <option>{beat.scene}</option>}
                {scenes.map((scene) => (
                  <option key={scene.start_page} value={scene.number}>
                    {scene.number} {scene.heading ?? ''}
                  </option>
                ))}
              </Select>
            </div>
            <LinesField
              label={`What happens at turn ${index + 1}`}
              rows={2}
              value={beat.text ?? ''}
              onChange={({ target }) => change(index, { text: target.value })}
            />
            <div className="flex gap-1">
              <IconButton label={`Turn ${index + 1} earlier`} disabled={index === 0} onClick={() => move(index, -1)}>
                <ArrowUp aria-hidden className="size-4" />
              </IconButton>
              <IconButton
                label={`Turn ${index + 1} later`}
                disabled={index === beats.length - 1}
                onClick={() => move(index, 1)}
              >
                <ArrowDown aria-hidden className="size-4" />
              </IconButton>
              <IconButton
                label={`Take turn ${index + 1} out`}
                onClick={() => setBeats(beats.filter((_, at) => at !== index))}
              >
                <Trash2 aria-hidden className="size-4" />
              </IconButton>
            </div>
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button
          disabled={beats.length >= MOST}
          onClick={() => setBeats([...beats, ...linesOf([{ name: '', text: null, scene: null, share: null }])])}
        >
          Add a turn
        </Button>
        <Button
          type="submit"
          look="accent"
          busy={write.isPending}
          disabled={!name.trim() || beats.some((beat) => !beat.name.trim())}
        >
          Keep the beat sheet
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function linesOf(beats: readonly Beat[]): Line[] {
  return beats.map((beat) => ({ ...beat, key: crypto.randomUUID() }));
}
