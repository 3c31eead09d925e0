'use client';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { inWords } from '@/api/problems';
import type { components } from '@/api/schema';
import {
  acceptInvitation,
  type Came,
  connect,
  leaveForProvider,
  leaveInvitation,
  readInvitation,
  type SessionState,
  signIn,
  signInWays,
} from '@/api/session';
import { Button } from './button';
import { Field } from './field';
import { Failure } from './states';

/** For who is not signed in: by an invitation, or by what they have. */
export function SignIn({ state }: { state: SessionState & { status: 'signed-out' | 'invited' | 'connecting' } }) {
  if (state.status === 'invited') return <Invitation token={state.token} />;
  if (state.status === 'connecting') return <Connection came={state.came} why={state.why} />;
  return (
    <>
      {/* That nobody is signed in is not an error; that a link did not work, or a session ended, is news. */}
      {state.why && state.why.problem.type !== 'urn:film-studio:problem:no-session' && <Failure error={state.why} />}
      {state.news && <p role="status">{state.news.text}</p>}
      <Ways />
    </>
  );
}

function useSending(send: () => Promise<void>) {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    send()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return { error, busy, submit };
}

function Ways() {
  const [way, setWay] = useState<'password' | 'key'>('password');
  return (
    <>
      <WithProvider />
      <fieldset className="flex border-b border-line">
        <legend className="sr-only">How to sign in</legend>
        {(['password', 'key'] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={way === each}
            onClick={() => setWay(each)}
            className="-mb-px min-h-10 border-b-2 border-transparent px-3 text-sm text-quiet aria-pressed:border-accent aria-pressed:text-ink"
          >
            {each === 'password' ? 'Address and password' : 'API key'}
          </button>
        ))}
      </fieldset>
      {way === 'password' ? <WithPassword /> : <WithKey />}
      <p className="text-sm text-quiet">
        On your own machine, <code className="font-script">./studio sign-in</code> prints a link that signs you in.
      </p>
    </>
  );
}

function Form({
  sending,
  button,
  children,
}: {
  sending: ReturnType<typeof useSending>;
  button: string;
  children: ReactNode;
}) {
  return (
    <form onSubmit={sending.submit} className="flex flex-col gap-4">
      {children}
      {sending.error !== undefined && (
        <p role="alert" className="text-sm text-bad">
          {inWords(sending.error).detail}
        </p>
      )}
      <Button type="submit" look="accent" busy={sending.busy} className="min-h-10">
        {button}
      </Button>
    </form>
  );
}

function WithPassword() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const sending = useSending(() => signIn({ method: 'password', email, password }));
  return (
    <Form sending={sending} button="Sign in">
      <Field
        label="E-mail address"
        type="email"
        autoComplete="username"
        required
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={200}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </Form>
  );
}

function WithKey() {
  const [key, setKey] = useState('');
  const sending = useSending(async () => {
    await signIn({ method: 'key', key: key.trim() });
    setKey('');
  });
  return (
    <Form sending={sending} button="Sign in">
      <Field
        label="API key"
        type="password"
        autoComplete="off"
        spellCheck={false}
        required
        hint="It begins with fs_. The page exchanges it for a session at once, and keeps it nowhere."
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
    </Form>
  );
}

/** Where the studio has an OpenID provider; without an answer, the other ways are there all the same. */
function WithProvider() {
  const [way, setWay] = useState<components['schemas']['OpenIdWay'] | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    signInWays().then(
      (ways) => setWay(ways.openid),
      () => setWay(null),
    );
  }, []);
  if (!way) return null;
  return (
    <Button
      look="accent"
      className="min-h-10"
      busy={busy}
      onClick={() => {
        setBusy(true);
        leaveForProvider(way.start).catch(() => setBusy(false));
      }}
    >
      Sign in with {way.name}
    </Button>
  );
}

/** For whom the provider vouches, and who has not said yet who they are here. */
function Connection({ came, why }: { came: Came; why: unknown }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const sending = useSending(() => connect(came, email, password));
  return (
    <>
      <Failure error={why} />
      <Form sending={sending} button="Connect and sign in">
        <Field
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          hint="That you sign in with here"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Form>
      <Button onClick={leaveInvitation}>Sign in another way</Button>
    </>
  );
}

function Invitation({ token }: { token: string }) {
  const [held, setHeld] = useState<components['schemas']['HeldInvitation']>();
  const [problem, setProblem] = useState<unknown>();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const sending = useSending(() => acceptInvitation({ token, name, email, password }));
  useEffect(() => {
    readInvitation(token).then((read) => {
      setHeld(read);
      setEmail(read.email ?? '');
    }, setProblem);
  }, [token]);
  if (problem !== undefined) {
    return (
      <>
        <Failure error={problem} />
        <Button onClick={leaveInvitation}>Sign in instead</Button>
      </>
    );
  }
  if (!held) return <p role="status">Reading the invitation …</p>;
  return (
    <>
      <p>
        You are invited to <strong>{held.organization}</strong> as {held.role}.
      </p>
      <Form sending={sending} button="Join">
        <Field
          label="Your name"
          autoComplete="name"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          readOnly={held.email !== null}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          maxLength={200}
          hint="At least 12 characters; who has one here already writes that"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Form>
    </>
  );
}
