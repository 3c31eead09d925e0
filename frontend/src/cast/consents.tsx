'use client';
/** Who has agreed that a character looks or sounds like them: noted, with what was signed, and withdrawn. */

import { type FormEvent, useState } from 'react';
import { useAccess } from '@/api/production-queries';
import { useProject, useUpdateProject } from '@/api/queries';
import {
  type Consent,
  type Sheet,
  signedOf,
  useAgree,
  useConsents,
  useSendFile,
  useUpdateConsent,
} from '@/api/sheet-queries';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { Field } from '@/components/field';
import { saveFile } from '@/components/save-file';
import { Select } from '@/components/select';
import { Failure, Shown } from '@/components/states';
import { standingOf, todayOf } from './sheet';

const USES: readonly Consent['uses'][number][] = ['film', 'trailer', 'dub', 'training'];
const FILES = 'application/pdf,image/png,image/jpeg';

export function Consents({ sheet, mayWrite }: { sheet: Sheet; mayWrite: boolean }) {
  const consents = useConsents(sheet.project_id, true);
  const own = new Set(sheet.names);
  return (
    <>
      <Shown of={consents}>
        {(all) => {
          const shown = all.filter((each) => own.has(each.character));
          return shown.length === 0 ? (
            <p className="text-sm text-quiet">Nobody has agreed to anything yet.</p>
          ) : (
            <ul className="flex flex-col gap-3">
              {shown.map((consent) => (
                <Row key={consent.id} consent={consent} mayWrite={mayWrite} />
              ))}
            </ul>
          );
        }}
      </Shown>
      {mayWrite && <NewConsent sheet={sheet} />}
      <Released projectId={sheet.project_id} />
    </>
  );
}

/** Where the film is to be shown: a consent has to cover all of it. */
function Released({ projectId }: { projectId: string }) {
  const project = useProject(projectId).data;
  const mayWrite = useAccess(projectId).data?.permissions.includes('projects:write') ?? false;
  const update = useUpdateProject();
  const [writing, setWriting] = useState<string | null>(null);
  if (!project) return null;
  const said = project.territories ?? [];
  if (writing === null) {
    return (
      <p className="flex flex-wrap items-center gap-2 text-sm">
        {said.length === 0 ? (
          'Nobody has said where the film is released, so a consent’s territory is not asked for.'
        ) : (
          <span>
            The film is released in <bdi>{said.join(', ')}</bdi>: a consent has to cover all of it.
          </span>
        )}
        {mayWrite && (
          <Button onClick={() => setWriting(said.join(', '))}>
            {said.length === 0 ? 'Say where' : 'Change'}
            <span className="sr-only"> the film is released</span>
          </Button>
        )}
      </p>
    );
  }
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const territories = writing.split(/[,;]/).map((each) => each.trim());
        update.mutate(
          { project, territories: [...new Set(territories.filter(Boolean))] },
          { onSuccess: () => setWriting(null) },
        );
      }}
    >
      <Field
        label="Territories of release"
        hint="As contracts call them, with commas between; empty: it is not asked"
        value={writing}
        onChange={(event) => setWriting(event.target.value)}
      />
      <Button type="submit" look="accent" busy={update.isPending}>
        Save
      </Button>
      <Button look="quiet" onClick={() => setWriting(null)}>
        Cancel
      </Button>
    </form>
  );
}

function Row({ consent, mayWrite }: { consent: Consent; mayWrite: boolean }) {
  const update = useUpdateConsent();
  const send = useSendFile();
  const [wrong, setWrong] = useState<unknown>(null);
  const { person, kind, uses, territory, file_name: file } = consent;
  const fetchSigned = async () => {
    try {
      saveFile(await signedOf(consent), file ?? 'consent');
    } catch (error) {
      setWrong(error);
    }
  };
  return (
    <li className="flex flex-col gap-2 border-line border-b pb-3 text-sm last:border-b-0">
      <p>
        <bdi className="font-medium">{person}</bdi>, {kind}: {standingOf(consent, todayOf())}
        <span className="block text-quiet">
          {uses.join(', ')} · <bdi>{territory}</bdi>
        </span>
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {file && (
          <Button onClick={() => void fetchSigned()}>
            <bdi className="max-w-48 truncate">{file}</bdi>
          </Button>
        )}
        {mayWrite && !consent.withdrawn_on && (
          <>
            <FileButton
              label={file ? 'Another file' : 'Add its file'}
              busy={send.isPending}
              choose={(chosen) => send.mutate({ consent, file: chosen })}
            />
            <ConfirmButton
              label="Withdraw"
              ask="Withdraw it?"
              of={`the ${kind} consent of ${person}`}
              busy={update.isPending}
              onConfirm={() => update.mutate({ consent, fields: { withdrawn: true } })}
            />
          </>
        )}
      </div>
      {[update.error, send.error, wrong].map((error) => (error ? <Failure key={String(error)} error={error} /> : null))}
    </li>
  );
}

function FileButton({ label, busy, choose }: { label: string; busy?: boolean; choose: (file: File) => void }) {
  return (
    <label className="inline-flex min-h-9 cursor-pointer items-center rounded-lg border border-edge bg-raised px-3.5 py-1.5 text-sm focus-within:outline-2 hover:bg-hover">
      {busy ? 'Sending …' : label}
      <input
        type="file"
        accept={FILES}
        disabled={busy}
        className="sr-only"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) choose(file);
          target.value = '';
        }}
      />
    </label>
  );
}

function NewConsent({ sheet }: { sheet: Sheet }) {
  const agree = useAgree();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<Consent['kind']>('likeness');
  const [person, setPerson] = useState('');
  const [territory, setTerritory] = useState('World');
  const [uses, setUses] = useState<Consent['uses']>(['film']);
  const [begins, setBegins] = useState(todayOf());
  const [expires, setExpires] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    agree.mutate(
      {
        id: sheet.id,
        body: { kind, person, territory, uses, begins_on: begins, expires_on: expires || null },
        file,
        key: crypto.randomUUID(),
      },
      {
        onSuccess: () => {
          setOpen(false);
          setFile(null);
        },
      },
    );
  };
  if (!open) {
    return (
      <Button className="self-start" onClick={() => setOpen(true)}>
        Note a consent
      </Button>
    );
  }
  return (
    <form onSubmit={send} aria-label="New consent" className="flex flex-col gap-3 rounded-lg border border-line p-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Select label="Of their" value={kind} onChange={(event) => setKind(event.target.value as Consent['kind'])}>
          <option value="likeness">likeness</option>
          <option value="voice">voice</option>
        </Select>
        <Field
          label="Person"
          required
          maxLength={200}
          value={person}
          onChange={(event) => setPerson(event.target.value)}
        />
        <Field label="Begins" type="date" required value={begins} onChange={(event) => setBegins(event.target.value)} />
        <Field
          label="Expires"
          type="date"
          min={begins}
          value={expires}
          hint="Empty: until it is withdrawn"
          onChange={(event) => setExpires(event.target.value)}
        />
        <Field
          label="Territory"
          required
          maxLength={200}
          value={territory}
          onChange={(event) => setTerritory(event.target.value)}
        />
      </div>
      <fieldset className="flex flex-wrap gap-4 text-sm">
        <legend className="pb-1 font-medium">For</legend>
        {USES.map((use) => (
          <label key={use} className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={uses.includes(use)}
              onChange={() => setUses(uses.includes(use) ? uses.filter((each) => each !== use) : [...uses, use])}
              className="size-4 accent-[#e5b567]"
            />
            {use}
          </label>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-3 text-sm">
        <FileButton label="What was signed …" choose={setFile} />
        <span className="min-w-0 truncate text-quiet">
          {file ? file.name : 'PDF, PNG or JPEG; it counts from then on'}
        </span>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="accent" busy={agree.isPending} disabled={uses.length === 0}>
          Keep the consent
        </Button>
        <Button look="quiet" onClick={() => setOpen(false)}>
          Cancel
        </Button>
      </div>
      {agree.error && <Failure error={agree.error} />}
    </form>
  );
}
