'use client';
import Link from 'next/link';
import { useState } from 'react';
import { useIssues } from '@/api/paper-queries';
import { type Revision, useNameRevision } from '@/api/queries';
import { Button, buttonClass } from '@/components/button';
import { conflictOf, FieldConflict, type Meanwhile } from '@/components/conflict';
import { Dialog } from '@/components/dialog';
import { Empty } from '@/components/states';
import { agoOf, countOf } from '@/components/words';
import { Issued } from './issued';

/** Every revision: to open, compare, and give a name. */
export function Revisions({
  projectId,
  revisions,
  mayWrite,
  onClose,
}: {
  projectId: string;
  revisions: readonly Revision[];
  mayWrite: boolean;
  onClose: () => void;
}) {
  const issues = useIssues(projectId).data ?? [];
  const issuedTo = revisions.find((each) => each.id === issues[0]?.revision_id)?.number ?? 0;
  return (
    <Dialog title="Revisions" open onOpenChange={onClose}>
      {revisions.length === 0 && (
        <div className="p-4">
          <Empty>A save makes the first revision. It stays as it is, whatever is written later.</Empty>
        </div>
      )}
      <ol className="divide-y divide-line px-4">
        {revisions.map((revision, index) => (
          <li key={revision.id} className="flex flex-col gap-2 py-3">
            <Named projectId={projectId} revision={revision} mayWrite={mayWrite} />
            <p className="text-sm text-quiet">
              {revision.pages.toLocaleString('en', { maximumFractionDigits: 1 })} pages,{' '}
              {countOf(revision.scene_count, 'scene')} · {agoOf(revision.created_at)}
              {revision.filename && <bdi className="wrap-anywhere"> · {revision.filename}</bdi>}
            </p>
            <div className="flex flex-wrap gap-2">
              <Link
                href={index === 0 ? `/script/?id=${projectId}` : `/script/?id=${projectId}&r=${revision.id}`}
                onClick={onClose}
                className={buttonClass()}
              >
                {index === 0 ? 'Write on' : 'Open'}
              </Link>
              {revisions[index + 1] && (
                <Link
                  href={`/script/compare/?id=${projectId}&a=${revisions[index + 1]?.id}&b=${revision.id}`}
                  className={buttonClass('quiet')}
                >
                  What changed
                </Link>
              )}
            </div>
            <Issued projectId={projectId} revision={revision} issues={issues} issuedTo={issuedTo} mayWrite={mayWrite} />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

function Named({ projectId, revision, mayWrite }: { projectId: string; revision: Revision; mayWrite: boolean }) {
  const rename = useNameRevision(projectId);
  const [writing, setWriting] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<Meanwhile<Revision> | null>(null);
  const save = (name: string, seen: Revision) =>
    rename.mutate(
      { revision: seen, name: name.trim() || null },
      {
        onSuccess: () => {
          setWriting(null);
          setTheirs(null);
        },
        onError: (error) => setTheirs(conflictOf<Revision>(error)),
      },
    );
  if (theirs) {
    return (
      <FieldConflict
        label={`Name of revision ${revision.number}`}
        mine={writing ?? ''}
        theirs={theirs.current.name ?? ''}
        first={theirs.first}
        busy={rename.isPending}
        onSave={(name) => save(name, theirs.current)}
        onLeave={() => {
          setTheirs(null);
          setWriting(null);
        }}
      />
    );
  }
  if (writing === null) {
    return (
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">Revision {revision.number}</span>
        {revision.name && <bdi className="min-w-0 wrap-anywhere">{revision.name}</bdi>}
        {mayWrite && (
          <Button
            look="quiet"
            aria-label={`${revision.name ? 'Rename' : 'Name it'}, revision ${revision.number}`}
            onClick={() => setWriting(revision.name ?? '')}
          >
            {revision.name ? 'Rename' : 'Name it'}
          </Button>
        )}
      </p>
    );
  }
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save(writing, revision);
      }}
    >
      <input
        aria-label={`Name of revision ${revision.number}`}
        // biome-ignore lint/a11y/noAutofocus: it was opened to be written in
        autoFocus
        maxLength={200}
        value={writing}
        onChange={(event) => setWriting(event.target.value)}
        className="min-h-9 min-w-0 flex-1 rounded-lg border border-edge bg-field px-3"
      />
      <Button type="submit" look="accent" busy={rename.isPending}>
        Save
      </Button>
      <Button look="quiet" onClick={() => setWriting(null)}>
        Cancel
      </Button>
    </form>
  );
}
