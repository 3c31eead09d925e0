'use client';
import Link from 'next/link';
import { useState } from 'react';
import { type Shown, useChangePlaylist, useMakePlaylist, usePlaylists } from '@/api/playlist-queries';
import { type Production, useProductions } from '@/api/queries';
import { Button, buttonClass } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { Select } from '@/components/select';
import { toast } from '@/components/toasts';

/** From a film to the others of its project: beside one of them, or in a list with them. */
export default function Beside({
  production,
  shot,
  mayList,
}: {
  production: Production;
  /** The one that is shown, from 0; null where that is not known. */
  shot: number | null;
  mayList: boolean;
}) {
  const { id, project_id: projectId } = production;
  const films = useProductions(projectId).data?.items ?? [];
  const other = films.find((each) => each.status === 'succeeded' && each.id !== id);
  const [lists, setLists] = useState(false);
  return (
    <>
      {other && (
        <Link href={`/watch/compare/?id=${projectId}&a=${other.id}&b=${id}`} className={buttonClass('plain')}>
          Beside another film
        </Link>
      )}
      <Link href={`/watch/playlist/?id=${projectId}`} className={buttonClass('plain')}>
        Playlists
      </Link>
      {mayList && <Button onClick={() => setLists(true)}>Add to a playlist …</Button>}
      <Dialog title="Add to a playlist" open={lists} onOpenChange={setLists}>
        {lists && <Adding production={production} shot={shot} onClose={() => setLists(false)} />}
      </Dialog>
    </>
  );
}

function Adding({ production, shot, onClose }: { production: Production; shot: number | null; onClose: () => void }) {
  const { id, project_id: projectId } = production;
  const playlists = usePlaylists(projectId).data ?? [];
  const make = useMakePlaylist(projectId);
  const change = useChangePlaylist(projectId);
  const [key] = useState(() => crypto.randomUUID());
  const [what, setWhat] = useState<'production' | 'shot'>('production');
  const [list, setList] = useState('');
  const [title, setTitle] = useState('');
  const chosen = playlists.find((each) => each.id === list);
  const add = () => {
    const item: Shown =
      what === 'shot' && shot !== null
        ? { type: 'shot', production_id: id, shot }
        : { type: 'production', production_id: id };
    const onSuccess = () => {
      toast(`Added to ${chosen?.title ?? title}.`);
      onClose();
    };
    if (chosen) change.mutate({ playlist: chosen, items: [...chosen.items, item] }, { onSuccess });
    else make.mutate({ title, items: [item], key }, { onSuccess });
  };
  return (
    <form
      className="flex flex-col gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Select label="What" value={what} onChange={(event) => setWhat(event.target.value as typeof what)}>
        <option value="production">The film</option>
        {shot !== null && <option value="shot">Shot {shot + 1}, which is shown</option>}
      </Select>
      <Select label="Playlist" value={list} onChange={(event) => setList(event.target.value)}>
        <option value="">A new one</option>
        {playlists.map((each) => (
          <option key={each.id} value={each.id}>
            {each.title}
          </option>
        ))}
      </Select>
      {!chosen && (
        <Field
          label="Title"
          required
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
      )}
      <div>
        <Button
          type="submit"
          look="accent"
          busy={make.isPending || change.isPending}
          disabled={!chosen && !title.trim()}
        >
          Add it
        </Button>
      </div>
    </form>
  );
}
