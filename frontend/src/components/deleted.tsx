'use client';
import { useSyncExternalStore } from 'react';
import { type DeletedProject, useRestoreProject } from '@/api/queries';
import { Button } from './button';

let deleted: readonly DeletedProject[] = [];
const listeners = new Set<() => void>();
const NONE: readonly DeletedProject[] = [];

function become(next: readonly DeletedProject[]): void {
  deleted = next;
  for (const listener of listeners) listener();
}

export function noteDeleted(project: DeletedProject): void {
  become([project, ...deleted.filter((each) => each.id !== project.id)]);
}

export function noteRestored(id: string): void {
  become(deleted.filter((each) => each.id !== id));
}

/** What was deleted since the page was loaded, with the way back: the API names deleted projects nowhere else. */
export function Deleted() {
  const restore = useRestoreProject();
  const projects = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => deleted,
    () => NONE,
  );
  if (projects.length === 0) return null;
  const until = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
  return (
    <section aria-labelledby="deleted" className="flex flex-col gap-2 border-t border-line pt-4">
      <h2 id="deleted" className="font-semibold">
        Just deleted
      </h2>
      <ul className="divide-y divide-line">
        {projects.map((project) => (
          <li key={project.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <bdi className="min-w-0 flex-1 break-words">{project.title}</bdi>
            <span className="text-sm text-quiet">kept until {until.format(new Date(project.restorable_until))}</span>
            <Button
              busy={restore.isPending && restore.variables?.id === project.id}
              onClick={() => restore.mutate(project, { onSuccess: () => noteRestored(project.id) })}
            >
              Restore
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
