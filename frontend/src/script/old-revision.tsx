'use client';
import { useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { bytesOf, type Revision, saveRevision, useSource } from '@/api/queries';
import { Button, buttonClass } from '@/components/button';
import { NothingHere } from '@/components/nothing-here';
import { Failure, Skeleton } from '@/components/states';
import { toast } from '@/components/toasts';
import { agoOf } from '@/components/words';
import type { EditorHandle, Noticed } from './editor';
import { withoutLineEnds } from './line-ends';
import { sceneAt } from './outline';
import { SceneList } from './scene-list';

const Editor = dynamic(() => import('./editor'), { ssr: false });

/** A revision of before, to read, and to go on from as a new one. */
export function OldRevision({ projectId, id, revisions }: { projectId: string; id: string; revisions: Revision[] }) {
  const source = useSource(id);
  const revision = revisions.find((each) => each.id === id);
  const newest = revisions[0];
  const router = useRouter();
  const queries = useQueryClient();
  const handle = useRef<EditorHandle | null>(null);
  const [noticed, setNoticed] = useState<Noticed>({ canUndo: false, canRedo: false, outline: [], line: 1 });
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<unknown>();
  const [key] = useState(() => crypto.randomUUID());
  const restore = async () => {
    setBusy(true);
    setWrong(undefined);
    try {
      // The bytes as they were: nothing of them is spelled anew.
      const text = await bytesOf(id);
      const made = await saveRevision(
        projectId,
        { text, filename: revision?.filename ?? null, basedOn: newest?.id ?? null },
        key,
      );
      await queries.invalidateQueries({ queryKey: ['revisions', projectId] });
      toast(`Revision ${made.number} says what revision ${revision?.number} said.`);
      router.push(`/script/?id=${projectId}`);
    } catch (error) {
      setWrong(error);
    } finally {
      setBusy(false);
    }
  };
  if (source.error && !source.data) {
    return <NothingHere error={source.error} what="revision" retry={() => void source.refetch()} />;
  }
  if (source.data === undefined) return <Skeleton rows={1} className="h-[60dvh]" />;
  return (
    <div className="mx-auto flex max-w-7xl flex-col gap-3">
      <div className="z-20 -mx-4 -mt-6 flex flex-wrap items-center gap-3 border-b border-line bg-ground px-4 py-2 md:sticky md:top-14 md:-mx-8 md:px-8">
        <h1 className="font-semibold">
          Revision {revision?.number}
          {revision?.name && <bdi className="font-normal text-quiet"> {revision.name}</bdi>}
        </h1>
        <p className="min-w-0 flex-1 text-sm text-quiet">
          {revision && `${agoOf(revision.created_at)} · `}to read: what is written now is revision {newest?.number}
        </p>
        {newest && (
          <Link href={`/script/compare/?id=${projectId}&a=${id}&b=${newest.id}`} className={buttonClass('quiet')}>
            What changed since
          </Link>
        )}
        <Button busy={busy} onClick={() => void restore()}>
          Restore it as a new revision
        </Button>
        <Link href={`/script/?id=${projectId}`} className={buttonClass('accent')}>
          Back to writing
        </Link>
      </div>
      {wrong !== undefined && <Failure error={wrong} />}
      <div className="grid min-w-0 gap-6 lg:grid-cols-[15rem_minmax(0,1fr)]">
        <SceneList
          className="max-lg:hidden"
          outline={noticed.outline}
          here={sceneAt(noticed.outline, noticed.line)}
          scenes={[]}
          goTo={(line) => handle.current?.goTo(line)}
        />
        <Editor
          text={withoutLineEnds(source.data).text}
          readOnly
          label={`Revision ${revision?.number ?? ''}`}
          onReady={(made) => {
            handle.current = made;
          }}
          onType={() => undefined}
          onNotice={setNoticed}
        />
      </div>
    </div>
  );
}
