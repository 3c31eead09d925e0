'use client';
/** Addresses that are told of what happens, and what was delivered there. */

import { type FormEvent, useState } from 'react';
import { inWords } from '@/api/problems';
import type { Current } from '@/api/session';
import {
  type Delivery,
  useChangeWebhook,
  useCreateWebhook,
  useDeleteWebhook,
  useDeliveries,
  useRedeliver,
  useRotateSecret,
  useTestWebhook,
  useWebhooks,
  type Webhook,
  type WebhookEvent,
} from '@/api/webhook-queries';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { Field } from '@/components/field';
import { Listed } from '@/components/listed';
import { Empty, Shown } from '@/components/states';
import { agoOf, countOf } from '@/components/words';
import { EVENTS } from './events';
import { Handed } from './handed';

export function Webhooks({ current }: { current: Current }) {
  const webhooks = useWebhooks();
  const rotate = useRotateSecret();
  const mayWrite = current.permissions.includes('webhooks:write');
  const items = webhooks.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="flex flex-col gap-5">
      {mayWrite && <NewWebhook />}
      {rotate.data && (
        <Handed
          title="The webhook’s new secret"
          secret={rotate.data.secret}
          says="It is shown this once. For a day every message is signed with the former one too."
          done={rotate.reset}
        />
      )}
      <Shown of={webhooks}>
        {() =>
          items.length === 0 ? (
            <Empty>
              There is no webhook. A chat or a program of yours is told by one when a film is finished or commented on.
            </Empty>
          ) : (
            <ul className="flex flex-col gap-3">
              {items.map((each) => (
                <One key={each.id} webhook={each} mayWrite={mayWrite} onRotate={() => rotate.mutate(each)} />
              ))}
            </ul>
          )
        }
      </Shown>
    </div>
  );
}

function One({ webhook, mayWrite, onRotate }: { webhook: Webhook; mayWrite: boolean; onRotate: () => void }) {
  const change = useChangeWebhook();
  const remove = useDeleteWebhook();
  const test = useTestWebhook();
  const [open, setOpen] = useState(false);
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-line bg-raised p-4">
      <div>
        <p className="font-medium">
          <bdi>{webhook.name}</bdi>
          {!webhook.enabled && <span className="text-bad"> · disabled</span>}
        </p>
        <p className="break-all font-script text-sm">{webhook.url}</p>
        <p className="text-sm text-quiet">
          {countOf(webhook.events.length, 'event')}
          {webhook.failing_since && ` · takes nothing since ${agoOf(webhook.failing_since)}`}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setOpen(!open)} aria-expanded={open}>
          Deliveries
        </Button>
        {mayWrite && (
          <>
            <Button busy={test.isPending} onClick={() => test.mutate(webhook, { onSuccess: () => setOpen(true) })}>
              Send a test
            </Button>
            <Button busy={change.isPending} onClick={() => change.mutate({ webhook, enabled: !webhook.enabled })}>
              {webhook.enabled ? 'Disable' : 'Enable'}
            </Button>
            <ConfirmButton label="New secret" ask="Give it another?" of={webhook.name} onConfirm={onRotate} />
            <ConfirmButton
              label="Take away"
              ask="Take it away?"
              of={webhook.name}
              busy={remove.isPending}
              onConfirm={() => remove.mutate(webhook)}
            />
          </>
        )}
      </div>
      {open && <Deliveries webhook={webhook} mayWrite={mayWrite} />}
    </li>
  );
}

function Deliveries({ webhook, mayWrite }: { webhook: Webhook; mayWrite: boolean }) {
  const deliveries = useDeliveries(webhook.id);
  const again = useRedeliver();
  return (
    <>
      <Button look="quiet" className="self-start" onClick={() => void deliveries.refetch()}>
        Look again
      </Button>
      <Listed<Delivery>
        of={deliveries}
        caption={`Deliveries to ${webhook.name}`}
        keyOf={(row) => row.id}
        empty={<Empty>Nothing was delivered yet. A test says whether it arrives.</Empty>}
        columns={[
          { name: 'What', cell: (row) => <span className="font-script text-sm">{row.event}</span> },
          { name: 'When', cell: (row) => <span className="whitespace-nowrap">{agoOf(row.created_at)}</span> },
          {
            name: 'How it went',
            cell: (row) => {
              const last = row.tries.at(-1);
              const how = last?.problem ?? (last ? `taken, ${last.status}` : 'not tried yet');
              return `${row.status}${row.tries.length > 1 ? `, ${countOf(row.tries.length, 'try', 'tries')}` : ''}: ${how}`;
            },
          },
          {
            name: 'Actions',
            nameHidden: true,
            numeric: true,
            cell: (row) =>
              mayWrite && (
                <Button
                  look="quiet"
                  busy={again.isPending && again.variables?.id === row.id}
                  onClick={() => again.mutate(row)}
                >
                  Deliver again
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}

function NewWebhook() {
  const create = useCreateWebhook();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<WebhookEvent>>(
    new Set(['production.succeeded', 'production.failed']),
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), url: url.trim(), events: [...chosen] },
      {
        onSuccess: () => {
          setName('');
          setUrl('');
        },
      },
    );
  };
  const toggle = (event: WebhookEvent) => {
    const next = new Set(chosen);
    if (!next.delete(event)) next.add(event);
    setChosen(next);
  };
  return (
    <>
      <form onSubmit={send} className="flex flex-col gap-3 rounded-lg border border-line bg-raised p-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field
            label="Name of a new webhook"
            required
            maxLength={200}
            autoComplete="off"
            placeholder="Our chat"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label="Address"
            required
            type="url"
            maxLength={2000}
            placeholder="https://hooks.example.org/film-studio"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        </div>
        <details>
          <summary className="text-sm">It is told of {countOf(chosen.size, 'event')}</summary>
          <div className="mt-2 grid gap-1.5 sm:grid-cols-3">
            {(Object.keys(EVENTS) as WebhookEvent[]).map((event) => (
              <label key={event} className="flex items-center gap-2 text-sm">
                <input
                  type="checkbox"
                  checked={chosen.has(event)}
                  onChange={() => toggle(event)}
                  className="size-4 accent-[#e5b567]"
                />
                {EVENTS[event]}
              </label>
            ))}
          </div>
        </details>
        <Button
          type="submit"
          look="accent"
          className="min-h-10 self-start"
          busy={create.isPending}
          disabled={chosen.size === 0}
        >
          Make a webhook
        </Button>
        {create.error && (
          <p role="alert" className="text-sm text-bad">
            {inWords(create.error).detail}
          </p>
        )}
      </form>
      {create.data && (
        <Handed
          key={create.data.id}
          title={`The secret of “${create.data.name}”`}
          secret={create.data.secret}
          says="It is shown this once. What arrives is signed with it, as standardwebhooks.com says."
          done={create.reset}
        />
      )}
    </>
  );
}
