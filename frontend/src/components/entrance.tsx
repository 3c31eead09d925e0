import dynamic from 'next/dynamic';
import type { SessionState } from '@/api/session';
import { Mark } from './mark';

const SignIn = dynamic(() => import('./sign-in').then((module) => module.SignIn), { ssr: false });

/** The way in: the same at every address, so that a link to a film leads there once somebody is signed in. */
export function Entrance({ state }: { state: Exclude<SessionState, { status: 'signed-in' }> }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-5 py-10">
      <div className="flex items-center gap-3">
        <Mark />
        <h1 className="text-xl font-semibold">AI Film Studio</h1>
      </div>
      <p className="text-quiet">A screenplay goes in; a film comes out.</p>
      {state.status === 'opening' && <p role="status">Opening the studio …</p>}
      {state.status === 'away' && (
        <p role="status" className="rounded-lg border border-line bg-raised px-4 py-3">
          The studio does not answer. This page tries again every few seconds, and goes on by itself.
        </p>
      )}
      {(state.status === 'signed-out' || state.status === 'invited' || state.status === 'connecting') && (
        <SignIn state={state} />
      )}
    </main>
  );
}
