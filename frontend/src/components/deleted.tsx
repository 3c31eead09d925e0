'use client';
import { useDeletedProjects, useRestoreProject } from '@/api/queries';
import { Button } from './button';

/** What can still be restored, with the way back; nothing, while nothing can. */
export function Deleted() {
  const deleted = useDeletedProjects();
  const restore = useRestoreProject();
  const projects = deleted.data?.items ?? [];
  if (projects.length === 0) return null;
  const until = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
  return (
    <section aria-labelledby="deleted" className="flex flex-col gap-2 border-t border-line pt-4">
      <h2 id="deleted" className="font-semibold">
        Deleted
      </h2>
      <ul className="divide-y divide-line">
        {projects.map((project) => (
          <li key={project.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <bdi className="min-w-0 flex-1 break-words">{project.title}</bdi>
            <span className="text-sm text-quiet">kept until {until.format(new Date(project.restorable_until))}</span>
            <Button
              busy={restore.isPending && restore.variables?.id === project.id}
              onClick={() => restore.mutate(project)}
            >
              Restore
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
