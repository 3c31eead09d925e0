'use client';
import { type FormEvent, useState } from 'react';
import { type ApiKey, type Permission, useApiKeys, useCreateApiKey, useRevokeApiKey } from '@/api/organization-queries';
import { inWords } from '@/api/problems';
import type { Current } from '@/api/session';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { Field } from '@/components/field';
import { Listed } from '@/components/listed';
import { Empty } from '@/components/states';
import { agoOf, countOf } from '@/components/words';
import { Handed } from './handed';

export function Keys({ current }: { current: Current }) {
  const keys = useApiKeys();
  const revoke = useRevokeApiKey();
  const mayWrite = current.permissions.includes('keys:write');
  return (
    <div className="flex flex-col gap-5">
      {mayWrite && <NewKey own={current.permissions} />}
      <Listed<ApiKey>
        of={keys}
        caption="API keys"
        keyOf={(row) => row.id}
        empty={<Empty>There is no key. A program that calls the API needs one.</Empty>}
        columns={[
          { name: 'Name', cell: (row) => <bdi className="font-medium">{row.name}</bdi> },
          { name: 'Begins with', cell: (row) => <span className="font-script">{row.prefix}…</span> },
          {
            name: 'May do',
            cell: (row) => (
              <details>
                <summary className="whitespace-nowrap">{countOf(row.permissions.length, 'permission')}</summary>
                <p className="max-w-64 font-script text-xs text-quiet">{row.permissions.join(', ')}</p>
              </details>
            ),
          },
          { name: 'Made', cell: (row) => <span className="whitespace-nowrap">{agoOf(row.created_at)}</span> },
          {
            name: 'Used',
            cell: (row) => (
              <span className="whitespace-nowrap">{row.last_used_at ? agoOf(row.last_used_at) : 'never'}</span>
            ),
          },
          {
            name: 'Actions',
            nameHidden: true,
            numeric: true,
            cell: (row) =>
              mayWrite && (
                <ConfirmButton
                  label="Revoke"
                  ask="Revoke it?"
                  of={row.name}
                  busy={revoke.isPending && revoke.variables === row.id}
                  onConfirm={() => revoke.mutate(row.id)}
                />
              ),
          },
        ]}
      />
    </div>
  );
}

function NewKey({ own }: { own: readonly Permission[] }) {
  const create = useCreateApiKey();
  const [name, setName] = useState('');
  const [all, setAll] = useState(true);
  const [chosen, setChosen] = useState<ReadonlySet<Permission>>(new Set());
  const [key, setKey] = useState(() => crypto.randomUUID());
  const send = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), permissions: all ? null : own.filter((each) => chosen.has(each)), key },
      { onSuccess: () => setName(''), onSettled: () => setKey(crypto.randomUUID()) },
    );
  };
  const toggle = (permission: Permission) => {
    const next = new Set(chosen);
    if (!next.delete(permission)) next.add(permission);
    setChosen(next);
  };
  return (
    <>
      <form onSubmit={send} className="flex flex-col gap-3 rounded-lg border border-line bg-raised p-4">
        <div className="flex flex-wrap items-end gap-3">
          <div className="min-w-56 flex-1">
            <Field
              label="Name of a new key"
              required
              maxLength={100}
              autoComplete="off"
              placeholder="Nightly renders"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <Button
            type="submit"
            look="accent"
            className="min-h-10"
            busy={create.isPending}
            disabled={!all && chosen.size === 0}
          >
            Make a key
          </Button>
        </div>
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" checked={all} onChange={() => setAll(!all)} className="size-4 accent-[#e5b567]" />
          It may do all that you may
        </label>
        {!all && (
          <fieldset className="grid gap-1.5 sm:grid-cols-3">
            <legend className="mb-1 text-sm text-quiet">What it may do</legend>
            {own.map((permission) => (
              <label key={permission} className="flex items-center gap-2 font-script text-sm">
                <input
                  type="checkbox"
                  checked={chosen.has(permission)}
                  onChange={() => toggle(permission)}
                  className="size-4 accent-[#e5b567]"
                />
                {permission}
              </label>
            ))}
          </fieldset>
        )}
        {create.error && (
          <p role="alert" className="text-sm text-bad">
            {inWords(create.error).detail}
          </p>
        )}
      </form>
      {create.data && (
        <Handed
          key={create.data.id}
          title={`The key “${create.data.name}”`}
          secret={create.data.key}
          says="It is shown this once: keep it where your program reads its secrets. Whoever has it may do what it may."
          done={create.reset}
        />
      )}
    </>
  );
}
