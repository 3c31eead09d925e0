'use client';
/** Coverage: what readers say of the screenplay, and whether they would make it. */

import { useState } from 'react';
import {
  type Coverage,
  type CoverageFields,
  useCoverage,
  useDeleteCoverage,
  useWriteCoverage,
} from '@/api/assessment-queries';
import type { Revision } from '@/api/queries';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { ConfirmButton } from '@/components/confirm-button';
import { conflictOf, FormConflict } from '@/components/conflict';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { LinesField } from '@/components/lines-field';
import { Select } from '@/components/select';
import { Failure, Shown } from '@/components/states';
import { PrintedPages } from '@/papers/pages';

type Grades = Coverage['grades'];
type Verdict = NonNullable<Coverage['script']>;

const SIDES: readonly (readonly [keyof Grades, string])[] = [
  ['premise', 'Premise'],
  ['story_line', 'Story line'],
  ['structure', 'Structure'],
  ['characterisation', 'Characterisation'],
  ['dialogue', 'Dialogue'],
  ['setting', 'Setting'],
  ['marketability', 'Marketability'],
];
const GRADES = ['excellent', 'good', 'fair', 'poor'] as const;
const VERDICTS: readonly Verdict[] = ['pass', 'consider', 'recommend'];

export function CoverageOf({
  revision,
  revisions,
  mayWrite,
}: {
  revision: Revision;
  revisions: readonly Revision[];
  mayWrite: boolean;
}) {
  const coverage = useCoverage(revision.project_id);
  const [open, setOpen] = useState<Coverage | 'new' | null>(null);
  const close = () => setOpen(null);
  const numbers = new Map(revisions.map((each) => [each.id, each.number]));
  return (
    <section className="flex min-w-0 flex-col gap-3" aria-labelledby="coverage">
      <div className="flex items-center gap-3">
        <h2 id="coverage" className="flex-1 font-medium">
          Coverage
        </h2>
        {mayWrite && <Button onClick={() => setOpen('new')}>Write coverage</Button>}
      </div>
      <Shown of={coverage}>
        {(all) =>
          all.length === 0 ? (
            <p className="text-sm text-quiet">No reader has judged this screenplay yet.</p>
          ) : (
            <ul className="grid gap-4 lg:grid-cols-2">
              {all.map((each) => (
                <li key={each.id} className="min-w-0 lg:has-[section]:col-span-2">
                  <Judgement
                    coverage={each}
                    number={numbers.get(each.revision_id)}
                    edit={mayWrite ? () => setOpen(each) : null}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      <Dialog title={open === 'new' ? 'Write coverage' : 'Change coverage'} open={open !== null} onOpenChange={close}>
        {open !== null && <Form revision={revision} coverage={open === 'new' ? null : open} onClose={close} />}
      </Dialog>
    </section>
  );
}

function Judgement({
  coverage,
  number,
  edit,
}: {
  coverage: Coverage;
  number: number | undefined;
  edit: (() => void) | null;
}) {
  const remove = useDeleteCoverage();
  const [onPaper, setOnPaper] = useState(false);
  const graded = SIDES.filter(([side]) => coverage.grades[side]);
  return (
    <Card className="flex h-full flex-col gap-3 text-sm">
      <p>
        <bdi className="font-medium">{coverage.reader}</bdi>
        <span className="text-quiet">
          {number === undefined ? '' : `, of revision ${number}`}, {coverage.read_on}
          {coverage.genre && ` · ${coverage.genre}`}
          {coverage.submitted_by && ` · submitted by ${coverage.submitted_by}`}
        </span>
      </p>
      {(coverage.script || coverage.writer) && (
        <p className="flex flex-wrap gap-x-4 font-medium">
          {coverage.script && <span>Script: {coverage.script.toUpperCase()}</span>}
          {coverage.writer && <span>Writer: {coverage.writer.toUpperCase()}</span>}
        </p>
      )}
      {coverage.logline && (
        <p className="wrap-anywhere whitespace-pre-wrap">
          <bdi>{coverage.logline}</bdi>
        </p>
      )}
      {graded.length > 0 && (
        <dl className="grid grid-cols-2 gap-x-4 gap-y-1">
          {graded.map(([side, name]) => (
            <div key={side} className="flex justify-between gap-2 border-line border-b">
              <dt className="text-quiet">{name}</dt>
              <dd>{coverage.grades[side]}</dd>
            </div>
          ))}
        </dl>
      )}
      {(
        [
          ['Synopsis', coverage.synopsis],
          ['Comments', coverage.comments],
        ] as const
      ).map(([name, text]) =>
        text ? (
          <details key={name}>
            <summary className="cursor-pointer font-medium">{name}</summary>
            <p className="wrap-anywhere whitespace-pre-wrap pt-1">
              <bdi>{text}</bdi>
            </p>
          </details>
        ) : null,
      )}
      <div className="mt-auto flex flex-wrap gap-2">
        <Button
          aria-label={`Pages of the coverage of ${coverage.reader}`}
          aria-expanded={onPaper}
          onClick={() => setOnPaper(!onPaper)}
        >
          Pages
        </Button>
        {edit && (
          <>
            <Button aria-label={`Change the coverage of ${coverage.reader}`} onClick={edit}>
              Change
            </Button>
            <ConfirmButton
              label="Delete"
              ask="Delete it?"
              of={`the coverage of ${coverage.reader}`}
              busy={remove.isPending}
              onConfirm={() => remove.mutate(coverage)}
            />
          </>
        )}
      </div>
      {onPaper && (
        <PrintedPages
          sheet={{ of: 'coverage', id: coverage.id, version: coverage.version }}
          title={`Coverage of ${coverage.reader}`}
          file="coverage"
        />
      )}
      {remove.error && <Failure error={remove.error} />}
    </Card>
  );
}

function Form({ revision, coverage, onClose }: { revision: Revision; coverage: Coverage | null; onClose: () => void }) {
  const write = useWriteCoverage(revision.id);
  const [key] = useState(() => crypto.randomUUID());
  const [seen, setSeen] = useState(coverage);
  const [fields, setFields] = useState<CoverageFields>(() => fieldsOf(coverage));
  const set = (changes: Partial<CoverageFields>) => setFields((before) => ({ ...before, ...changes }));
  const conflict = conflictOf<Coverage>(write.error);
  const line = (name: 'reader' | 'genre' | 'submitted_by', label: string) => (
    <Field
      label={label}
      maxLength={200}
      required={name === 'reader'}
      value={fields[name] ?? ''}
      onChange={({ target }) => set({ [name]: name === 'reader' ? target.value : target.value || null })}
    />
  );
  const lines = (name: 'logline' | 'synopsis' | 'comments', label: string, rows: number) => (
    <LinesField
      label={label}
      rows={rows}
      value={fields[name] ?? ''}
      onChange={({ target }) => set({ [name]: target.value || null })}
    />
  );
  const verdict = (name: 'script' | 'writer', label: string) => (
    <Select
      label={label}
      value={fields[name] ?? ''}
      onChange={({ target }) => set({ [name]: (target.value || null) as Verdict | null })}
    >
      <option value="">Not said</option>
      {VERDICTS.map((each) => (
        <option key={each}>{each}</option>
      ))}
    </Select>
  );
  return (
    <form
      className="flex flex-col gap-4 overflow-auto p-4"
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate({ seen, fields: trimmed(fields), key }, { onSuccess: onClose });
      }}
    >
      {conflict && (
        <FormConflict
          conflict={conflict}
          onTheirs={(current) => {
            setSeen(current);
            setFields(fieldsOf(current));
            write.reset();
          }}
          onMine={(current) => {
            setSeen(current);
            write.reset();
          }}
        />
      )}
      {write.error && !conflict && <Failure error={write.error} />}
      <div className="grid gap-4 sm:grid-cols-2">
        {line('reader', 'Reader')}
        <Field
          label="Read on"
          type="date"
          required
          value={fields.read_on}
          onChange={({ target }) => set({ read_on: target.value })}
        />
        {line('submitted_by', 'Submitted by')}
        {line('genre', 'Genre')}
      </div>
      {lines('logline', 'Logline', 2)}
      {lines('synopsis', 'Synopsis, with the ending', 5)}
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1 text-sm font-medium">Grades</legend>
        <div className="grid gap-3 sm:grid-cols-2">
          {SIDES.map(([side, name]) => (
            <Select
              key={side}
              label={name}
              value={fields.grades?.[side] ?? ''}
              onChange={({ target }) =>
                set({ grades: { ...fields.grades, [side]: (target.value || null) as Grades[typeof side] } })
              }
            >
              <option value="">Not judged</option>
              {GRADES.map((grade) => (
                <option key={grade}>{grade}</option>
              ))}
            </Select>
          ))}
        </div>
      </fieldset>
      {lines('comments', 'Comments', 5)}
      <div className="grid gap-4 sm:grid-cols-2">
        {verdict('script', 'Script')}
        {verdict('writer', 'Writer')}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="accent" busy={write.isPending} disabled={!fields.reader.trim()}>
          Keep the coverage
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function fieldsOf(coverage: Coverage | null): CoverageFields {
  if (coverage) {
    const { id: _id, project_id: _project, revision_id: _revision, version: _version, ...fields } = coverage;
    return fields;
  }
  return { reader: '', read_on: new Date().toISOString().slice(0, 10), grades: {} };
}

/** What holds nothing but blanks is nothing. */
function trimmed(fields: CoverageFields): CoverageFields {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' && !value.trim() ? null : value,
  ]);
  return Object.fromEntries(entries) as CoverageFields;
}
