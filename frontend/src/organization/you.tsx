'use client';
/** One's own name, address and password. */

import { type FormEvent, type ReactNode, useState } from 'react';
import { useChangeAddress, useChangePassword, useOwnPerson, useRenameSelf } from '@/api/organization-queries';
import { inWords } from '@/api/problems';
import type { components } from '@/api/schema';
import type { Current } from '@/api/session';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { Field } from '@/components/field';
import { Empty, Shown } from '@/components/states';
import { toast } from '@/components/toasts';

type Own = components['schemas']['OwnPerson'];

export function You({ current }: { current: Current }) {
  if (!current.person) {
    return (
      <Empty>
        You are signed in with an API key, which is no person. Whoever has a name, an address and a password here signs
        in with these, or by an invitation.
      </Empty>
    );
  }
  return <OfPerson />;
}

function OfPerson() {
  const own = useOwnPerson();
  return (
    <Shown of={own}>
      {(person) => (
        <div className="grid max-w-3xl gap-4">
          <Name key={`name ${person.version}`} person={person} />
          <Address person={person} />
          <Password key={`password ${person.has_password}`} person={person} />
        </div>
      )}
    </Shown>
  );
}

function Form({
  name,
  button,
  busy,
  error,
  send,
  children,
}: {
  name: string;
  button: string;
  busy: boolean;
  error: unknown;
  send: () => void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  return (
    <Card>
      <form onSubmit={submit} className="flex flex-col items-start gap-3">
        <h2 className="font-semibold">{name}</h2>
        <div className="grid w-full gap-3 sm:grid-cols-2">{children}</div>
        {error !== null && error !== undefined && (
          <p role="alert" className="text-sm text-bad">
            {inWords(error).detail}
          </p>
        )}
        <Button type="submit" busy={busy}>
          {button}
        </Button>
      </form>
    </Card>
  );
}

function Name({ person }: { person: Own }) {
  const rename = useRenameSelf();
  const [name, setName] = useState(person.name);
  return (
    <Form
      name="Name"
      button="Keep the name"
      busy={rename.isPending}
      error={rename.error}
      send={() => rename.mutate({ person, name }, { onSuccess: () => toast('Your name is kept.') })}
    >
      <Field
        label="Your name"
        autoComplete="name"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
    </Form>
  );
}

function Address({ person }: { person: Own }) {
  const change = useChangeAddress();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const said = (made: components['schemas']['RequestedEmailChange']) => {
    setPassword('');
    toast(
      made.pending
        ? `A letter is on its way to ${made.email}: your address changes once its link is opened.`
        : `Your address is ${made.email} now.`,
    );
  };
  return (
    <Form
      name="E-mail address"
      button="Change the address"
      busy={change.isPending}
      error={change.error}
      send={() => change.mutate({ email, password }, { onSuccess: said })}
    >
      <Field
        label="New address"
        type="email"
        autoComplete="email"
        required
        maxLength={254}
        hint={`Now ${person.email}`}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Your password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={200}
        hint={person.has_password ? undefined : 'You have none yet: choose one below first'}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </Form>
  );
}

function Password({ person }: { person: Own }) {
  const change = useChangePassword();
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const kept = () => {
    setPresent('');
    setNext('');
    toast('Your password is kept. Other browsers are signed out.');
  };
  return (
    <Form
      name="Password"
      button={person.has_password ? 'Change the password' : 'Choose the password'}
      busy={change.isPending}
      error={change.error}
      send={() => change.mutate({ present: present || null, new: next }, { onSuccess: kept })}
    >
      {person.has_password && (
        <Field
          label="Present password"
          type="password"
          autoComplete="current-password"
          maxLength={200}
          value={present}
          onChange={(event) => setPresent(event.target.value)}
        />
      )}
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        maxLength={200}
        hint="At least 12 characters"
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
    </Form>
  );
}
