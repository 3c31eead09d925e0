'use client';
/** Around every page: who is signed in, what is known of the API, and the news of it. */

import { QueryCache, QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type ReactNode, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { type Change, hearNews, type News } from '@/api/events';
import { inWords, ProblemError } from '@/api/problems';
import { openSession, type SessionState, session } from '@/api/session';
import { Entrance } from './entrance';
import { noteProduction } from './running';
import { toast } from './toasts';

const loadShell = () => import('./shell').then((module) => module.Shell);
const Shell = dynamic(loadShell, { ssr: false });

/** What else shows something of a thing that has changed. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  approval: ['estimate'],
  consent: ['characters'],
  import: ['imported'],
  task: ['milestones'],
  location: ['call_sheet'],
  crew_member: ['call_sheet'],
  scenario: ['call_sheet'],
  character: ['cast changes'],
  element: ['cast changes'],
  // Where it is released says which consents are enough.
  project: ['characters'],
};

const OPENING: SessionState = { status: 'opening' };
const TRIES = 3;

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.get, () => OPENING);
}

function newQueries(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache(),
    defaultOptions: {
      queries: {
        // The news say what has changed; this is for what they do not tell of.
        staleTime: 60_000,
        networkMode: 'always',
        retry: (failures, error) => failures < TRIES && error instanceof ProblemError && error.isPassing,
        retryDelay: (failures, error) =>
          Math.max(error instanceof ProblemError ? (error.retryAfter ?? 0) * 1000 : 0, 500 * 2 ** failures),
      },
      mutations: {
        networkMode: 'always',
        onError: (error) => {
          const { title, detail } = inWords(error);
          toast(`${title}: ${detail}`, { wrong: true });
        },
      },
    },
  });
}

export function Studio({ children }: { children: ReactNode }) {
  const [queries] = useState(newQueries);
  const [framed, setFramed] = useState(false);
  useEffect(() => {
    // A policy in a meta tag cannot say it: nobody lays this page below another to catch clicks.
    if (window.top !== window.self) setFramed(true);
    else {
      void openSession();
      // Comes while the API is asked who this is.
      void loadShell();
    }
  }, []);
  if (framed) return <p className="p-8">The studio does not open inside of another page.</p>;
  return (
    <QueryClientProvider client={queries}>
      <Suspense>
        <Gate>{children}</Gate>
      </Suspense>
    </QueryClientProvider>
  );
}

/** The page for who is signed in, and the way in for who is not, at the same address. */
function Gate({ children }: { children: ReactNode }) {
  const state = useSession();
  const queries = useQueryClient();
  useEffect(() => {
    // What one person has seen is not the next one's.
    if (state.status === 'signed-out') queries.clear();
  }, [state.status, queries]);
  if (state.status === 'signed-in') return <SignedIn state={state}>{children}</SignedIn>;
  return <Entrance state={state} />;
}

function SignedIn({ state, children }: { state: SessionState & { status: 'signed-in' }; children: ReactNode }) {
  const away = useNews(state.current.organization.id);
  useEffect(() => {
    if (state.news) toast(state.news.text, { wrong: state.news.wrong });
  }, [state.news]);
  return (
    <Shell current={state.current} byLink={state.byLink} away={away}>
      {children}
    </Shell>
  );
}

/** Bring what is shown up to date by the news, and answer since when there are none; null while there are. */
function useNews(organizationId: string): number | null {
  const queries = useQueryClient();
  const router = useRouter();
  const [away, setAway] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another organisation has other news
  useEffect(() => {
    const stop = new AbortController();
    const told = (news: News) => {
      if (news.kind === 'anything') void queries.invalidateQueries();
      else if (news.kind === 'state') setAway((since) => (news.live ? null : (since ?? news.since)));
      else apply(news.change);
    };
    const again = (...queryKey: string[]) => void queries.invalidateQueries({ queryKey });
    const apply = (change: Change) => {
      if (change.type === 'notification') {
        again('notifications');
        return;
      }
      again('activity');
      // Keys of queries begin with the noun: those of a list with its plural.
      if (change.type !== 'production') again(`${change.type}s`);
      again(change.type, change.id);
      for (const noun of ALSO[change.type] ?? []) again(noun);
      if (change.type === 'production') {
        const over = noteProduction(change);
        if (change.status !== 'running' || over) void queries.invalidateQueries({ queryKey: ['productions'] });
        if (over) void queries.invalidateQueries({ queryKey: ['deliverables', change.id] });
        if (over === 'succeeded') {
          toast('A film is finished.', {
            action: { label: 'Watch', run: () => router.push(`/watch/?film=${change.id}`) },
          });
        } else if (over === 'failed') {
          toast('A film could not be finished.', {
            wrong: true,
            action: { label: 'See why', run: () => router.push(`/watch/?film=${change.id}`) },
          });
        }
      }
    };
    hearNews(told, stop.signal);
    return () => stop.abort();
  }, [organizationId, queries]);
  return away;
}
