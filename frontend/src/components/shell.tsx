'use client';
import { Command as CommandIcon, Keyboard, LogOut, SunMoon, Users } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { useProject } from '@/api/queries';
import { type Current, signOut } from '@/api/session';
import { Bell } from './bell';
import { IconButton } from './button';
import { type Command, useCommands, useKeys } from './commands';
import { Mark } from './mark';
import { PasswordOffer } from './password-offer';
import { ProgressPill } from './progress-pill';
import { ROOMS } from './rooms';
import { toggleTheme } from './theme';
import { Toasts, toast } from './toasts';
import { clockOf } from './words';

// On the first use: most visits open neither.
const Palette = dynamic(() => import('./palette'), { ssr: false });
const KeysHelp = dynamic(() => import('./keys-help'), { ssr: false });

/** Everything around a page: rooms, project, progress, commands. */
export function Shell({
  current,
  byLink,
  away,
  children,
}: {
  current: Current;
  byLink: boolean;
  away: number | null;
  children: ReactNode;
}) {
  const [opened, setOpened] = useState<'palette' | 'keys' | null>(null);
  const router = useRouter();
  const projectId = useSearchParams().get('id') ?? '';
  const leave = () =>
    void signOut().catch(() => toast('You are still signed in: the studio did not answer.', { wrong: true }));
  const general: Command[] = [
    {
      id: 'palette',
      title: 'Commands and projects',
      group: 'Studio',
      keys: ['mod+k'],
      run: () => setOpened('palette'),
    },
    { id: 'keys', title: 'Show all keys', group: 'Studio', keys: ['?'], run: () => setOpened('keys') },
    { id: 'projects', title: 'All projects', group: 'Go to', keys: ['g p'], run: () => router.push('/') },
    {
      id: 'organization',
      title: 'Organisation',
      group: 'Go to',
      keys: ['g o'],
      run: () => router.push('/organization/'),
    },
    { id: 'theme', title: 'Dark or light', group: 'Studio', run: toggleTheme },
    { id: 'sign-out', title: 'Sign out', group: 'Studio', run: leave },
  ];
  const rooms: Command[] = projectId
    ? ROOMS.map((room) => ({
        id: `room ${room.path}`,
        title: room.name,
        group: 'Go to',
        keys: [`g ${room.key}`],
        run: () => router.push(`${room.path}?id=${projectId}`),
      }))
    : [];
  useCommands([...general, ...rooms]);
  useKeys();
  const person = current.person?.name ?? 'API key';
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-raised focus:p-3">
        Skip to the page
      </a>
      <header className="sticky top-0 z-30 flex min-h-14 items-center gap-2 border-b border-line bg-ground px-3 md:px-4">
        <Link
          href="/"
          className="flex shrink-0 items-center gap-2 rounded-lg font-semibold"
          aria-label="AI Film Studio, all projects"
        >
          <Mark />
          <span className="hidden lg:inline">AI Film Studio</span>
        </Link>
        {projectId && <ProjectChip id={projectId} />}
        <div className="flex-1" />
        <ProgressPill />
        <Bell />
        <IconButton label="Commands" hint="⌘K or Ctrl K" onClick={() => setOpened('palette')}>
          <CommandIcon aria-hidden className="size-4.5" />
        </IconButton>
        <IconButton label="Keys" hint="?" className="max-sm:hidden" onClick={() => setOpened('keys')}>
          <Keyboard aria-hidden className="size-4.5" />
        </IconButton>
        <IconButton label="Dark or light" onClick={toggleTheme}>
          <SunMoon aria-hidden className="size-4.5" />
        </IconButton>
        <Link
          href="/organization/"
          className="flex min-h-9 max-w-48 items-center rounded-lg text-sm text-quiet hover:text-ink max-md:size-9 max-md:justify-center"
          title={`${person}, ${current.organization.name}`}
        >
          <Users aria-hidden className="size-4.5 md:hidden" />
          <span className="truncate max-md:sr-only">
            {person} · {current.organization.name}
          </span>
        </Link>
        <IconButton label="Sign out" onClick={leave}>
          <LogOut aria-hidden className="size-4.5" />
        </IconButton>
      </header>
      {away !== null && (
        <p role="status" className="border-b border-line bg-sunk px-4 py-2 text-sm">
          The studio does not answer since {clockOf(away)}. What you see is from then; the page goes on by itself once
          it is back.
        </p>
      )}
      {byLink && <PasswordOffer />}
      <div className="flex min-h-0 flex-1">
        {projectId && <Rail projectId={projectId} />}
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 pt-6 pb-24 outline-none md:px-8 md:pb-10">
          {children}
        </main>
      </div>
      <Toasts />
      {opened === 'palette' && <Palette open onOpenChange={() => setOpened(null)} />}
      {opened === 'keys' && <KeysHelp open onOpenChange={() => setOpened(null)} />}
    </div>
  );
}

function ProjectChip({ id }: { id: string }) {
  const project = useProject(id);
  return (
    <Link
      href={`/project/?id=${id}`}
      className="ml-1 min-w-0 truncate rounded-lg border border-line px-2.5 py-1 text-sm hover:bg-hover"
    >
      <bdi>{project.data?.title ?? 'Project'}</bdi>
    </Link>
  );
}

/** At the left of wide pages, and below narrow ones. */
function Rail({ projectId }: { projectId: string }) {
  const path = usePathname();
  return (
    <nav
      aria-label="Rooms of the project"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-ground md:sticky md:top-14 md:h-[calc(100dvh-3.5rem)] md:w-40 md:shrink-0 md:flex-col md:gap-1 md:border-t-0 md:border-r md:p-3"
    >
      {ROOMS.map(({ path: to, name, icon: Icon }) => (
        <Link
          key={to}
          href={`${to}?id=${projectId}`}
          aria-current={path.startsWith(to) ? 'page' : undefined}
          className="flex min-h-12 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[0.6875rem] text-quiet md:flex-row md:gap-2.5 md:text-sm hover:bg-hover hover:text-ink aria-[current=page]:text-ink aria-[current=page]:shadow-[inset_0_2px_var(--accent)] md:min-h-9 md:flex-none md:justify-start md:rounded-lg md:px-3 md:aria-[current=page]:bg-hover md:aria-[current=page]:shadow-[inset_2px_0_var(--accent)]"
        >
          <Icon aria-hidden className="size-4.5" />
          {/* So many names do not fit beside each other on a phone: there, the room's own stands. */}
          <span className={path.startsWith(to) ? '' : 'max-md:sr-only'}>{name}</span>
        </Link>
      ))}
    </nav>
  );
}
