'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { type FormEvent, Suspense, useEffect, useState } from 'react';
import { apiAddress } from '@/api/address';
import { type Playlist, usePlaylists } from '@/api/playlist-queries';
import { inWords } from '@/api/problems';
import { useAccess } from '@/api/production-queries';
import { type Production, useProductions, useProject, useRevisions } from '@/api/queries';
import { type ShareLink, useCreateShareLink, useRevokeShareLink, useShareLinks } from '@/api/share-queries';
import { Button, buttonClass } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { Field } from '@/components/field';
import { Listed } from '@/components/listed';
import { NothingHere } from '@/components/nothing-here';
import { Select } from '@/components/select';
import { Empty, Shown, Skeleton } from '@/components/states';
import { agoOf } from '@/components/words';
import { Handed } from '@/organization/handed';

const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Share />
    </Suspense>
  );
}

/** The links of a project that show a film or a playlist to whoever holds them: made, listed, taken back. */
function Share() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const project = useProject(projectId);
  const productions = useProductions(projectId);
  const playlists = usePlaylists(projectId);
  const access = useAccess(projectId).data;
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  const mayWrite = access?.permissions.includes('shares:write') ?? false;
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <h1 className="text-2xl font-semibold">Share links</h1>
      {mayWrite && (
        <Shown of={productions}>
          {({ items }) => (
            <Shown of={playlists}>
              {(lists) => (
                <NewLink
                  projectId={projectId}
                  productions={items.filter(isShareable)}
                  playlists={lists.filter((each) => each.items.length > 0)}
                  wanted={query.get('list') ?? query.get('film') ?? ''}
                />
              )}
            </Shown>
          )}
        </Shown>
      )}
      <Links
        projectId={projectId}
        productions={productions.data?.items ?? []}
        playlists={playlists.data ?? []}
        mayWrite={mayWrite}
      />
    </div>
  );
}

function isShareable({ status }: Production): boolean {
  return status === 'succeeded' || status === 'running';
}

function useFilmNames(projectId: string): (production: Production | undefined) => string {
  const revisions = useRevisions(projectId).data?.items ?? [];
  return (production) => {
    const number = revisions.find((each) => each.id === production?.revision_id)?.number;
    return number === undefined || !production ? 'A film' : `Revision ${number}, ${agoOf(production.created_at)}`;
  };
}

function Links({
  projectId,
  productions,
  playlists,
  mayWrite,
}: {
  projectId: string;
  productions: readonly Production[];
  playlists: readonly Playlist[];
  mayWrite: boolean;
}) {
  const links = useShareLinks(projectId);
  const revoke = useRevokeShareLink();
  const nameOf = useFilmNames(projectId);
  const shownBy = ({ shows }: ShareLink) =>
    shows.type === 'playlist' ? (
      <Link href={`/watch/playlist/?id=${projectId}&list=${shows.playlist_id}`} className="underline">
        <bdi>{playlists.find((each) => each.id === shows.playlist_id)?.title ?? 'A playlist'}</bdi>
      </Link>
    ) : (
      <Link href={`/watch/?id=${projectId}&film=${shows.production_id}`} className="underline">
        {nameOf(productions.find((each) => each.id === shows.production_id))}
      </Link>
    );
  return (
    <Listed<ShareLink>
      of={links}
      caption="Links that work"
      keyOf={(row) => row.id}
      empty={<Empty>Nobody has a link. Who holds one sees what it shows and nothing else of the studio.</Empty>}
      columns={[
        { name: 'For', cell: (row) => <bdi className="font-medium">{row.name}</bdi> },
        { name: 'Shows', cell: shownBy },
        {
          name: 'May',
          cell: (row) =>
            `${row.may_comment ? 'watch and comment' : 'watch'}${row.has_password ? ', with a password' : ''}`,
        },
        {
          name: 'Works until',
          cell: (row) => <time className="whitespace-nowrap">{DAY.format(new Date(row.expires_at))}</time>,
        },
        { name: 'Used', cell: (row) => (row.last_used_at ? agoOf(row.last_used_at) : 'never') },
        {
          name: 'Actions',
          nameHidden: true,
          numeric: true,
          cell: (row) =>
            mayWrite && (
              <ConfirmButton
                label="Take back"
                ask="Take it back?"
                of={row.name}
                busy={revoke.isPending && revoke.variables === row.id}
                onConfirm={() => revoke.mutate(row.id)}
              />
            ),
        },
      ]}
    />
  );
}

function NewLink({
  projectId,
  productions,
  playlists,
  wanted,
}: {
  projectId: string;
  productions: readonly Production[];
  playlists: readonly Playlist[];
  wanted: string;
}) {
  const create = useCreateShareLink();
  const nameOf = useFilmNames(projectId);
  const [name, setName] = useState('');
  const [wish, setWish] = useState(wanted);
  const [days, setDays] = useState(30);
  const [password, setPassword] = useState('');
  const [comments, setComments] = useState(true);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const address = useApiAddress();
  const list = playlists.find((each) => each.id === wish);
  const chosen = list ?? productions.find((each) => each.id === wish) ?? productions[0];
  if (!chosen) {
    return (
      <Empty
        action={
          <Link href={`/project/?id=${projectId}`} className={buttonClass('accent')}>
            To the desk
          </Link>
        }
      >
        There is no film to share yet. The desk has the next step.
      </Empty>
    );
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    const body = { name: name.trim(), days, may_comment: comments, password: password || null };
    create.mutate(
      {
        shows: list ? { type: 'playlist', playlist_id: list.id } : { type: 'production', production_id: chosen.id },
        key,
        body,
      },
      {
        onSuccess: () => {
          setName('');
          setPassword('');
        },
        onSettled: () => setKey(crypto.randomUUID()),
      },
    );
  };
  return (
    <>
      <form onSubmit={send} className="flex flex-col gap-3 rounded-lg border border-line bg-raised p-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field
            label="For whom"
            required
            maxLength={200}
            autoComplete="off"
            placeholder="The jury"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Select
            label="What it shows"
            value={chosen.id}
            hint={list && 'All of each film of which a shot stands in it can be watched.'}
            onChange={(event) => setWish(event.target.value)}
          >
            <optgroup label="Films">
              {productions.map((each) => (
                <option key={each.id} value={each.id}>
                  {nameOf(each)}
                </option>
              ))}
            </optgroup>
            {playlists.length > 0 && (
              <optgroup label="Playlists">
                {playlists.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.title}
                  </option>
                ))}
              </optgroup>
            )}
          </Select>
          <Field
            label="Days that it works"
            type="number"
            required
            min={1}
            max={365}
            value={days}
            onChange={(event) => setDays(event.target.valueAsNumber)}
          />
          <Field
            label="Password"
            type="text"
            minLength={12}
            maxLength={200}
            autoComplete="off"
            hint="At least 12 characters, or none. Send it by another way than the link."
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </div>
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={comments}
            onChange={() => setComments(!comments)}
            className="size-4 accent-[#e5b567]"
          />
          Who holds it may comment on frames
        </label>
        <Button type="submit" look="accent" className="min-h-10 self-start" busy={create.isPending}>
          Make a link
        </Button>
        {create.error && (
          <p role="alert" className="text-sm text-bad">
            {inWords(create.error).detail}
          </p>
        )}
      </form>
      {create.data && address !== null && (
        <Handed
          key={create.data.id}
          title={`The link for “${create.data.name}”`}
          secret={`${address}${create.data.url}`}
          says={`It is shown this once, and works until ${DAY.format(new Date(create.data.expires_at))}.`}
          done={create.reset}
        />
      )}
    </>
  );
}

/** Where the API is, whose own page plays what a link shows; null before it is known. */
function useApiAddress(): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    void apiAddress().then(setAddress);
  }, []);
  return address;
}
