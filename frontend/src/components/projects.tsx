'use client';
import dynamic from 'next/dynamic';
/** Every project, and the ways to begin one. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { BASE_PATH } from '@/api/address';
import { addressOfImport } from '@/api/import-queries';
import { type Project, useBeginProject, useDeleteProject, useProjects, useRestoreProject } from '@/api/queries';
import { Button } from '@/components/button';
import { Deleted } from '@/components/deleted';
import { ScreenplayDrop } from '@/components/drop';
import { ProjectCard } from '@/components/project-card';
import { isOnPaper, screenplayOf } from '@/components/screenplay-file';
import { Empty, Failure, Shown, Skeleton } from '@/components/states';
import { toast } from '@/components/toasts';

const FromLogline = dynamic(() => import('./from-logline').then((module) => module.FromLogline), { ssr: false });
const SAMPLE = 'the-last-ferry.fountain';

export default function Projects() {
  const [q, setQ] = useState('');
  const projects = useProjects(q.trim());
  const begin = useBegin();
  const remove = useRemove();
  const [drafting, setDrafting] = useState(false);
  const none = projects.data?.pages[0]?.items.length === 0;
  const ways = (
    <div className="flex flex-wrap gap-2">
      <ScreenplayDrop
        label="New film from a screenplay"
        busy={begin.busy}
        onFile={(file) => void begin.withFile(file)}
      />
      <Button busy={begin.busy} onClick={() => void begin.withSample()}>
        Open the sample
      </Button>
      <Button onClick={() => setDrafting(true)}>Draft from a logline</Button>
    </div>
  );
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-6">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="text-2xl font-semibold">Projects</h1>
        {(!none || q) && ways}
      </div>
      {drafting && <FromLogline onClose={() => setDrafting(false)} />}
      {begin.problem !== undefined && <Failure error={begin.problem} />}
      {(!none || q) && (
        <input
          type="search"
          aria-label="Find a project"
          placeholder="Find a project"
          value={q}
          maxLength={200}
          onChange={(event) => setQ(event.target.value)}
          className="min-h-10 w-full max-w-sm rounded-lg border border-edge bg-field px-3 placeholder:text-quiet"
        />
      )}
      <Shown of={projects} waiting={<Waiting />}>
        {(data) => {
          const all = data.pages.flatMap((page) => page.items);
          if (all.length === 0 && q) return <Empty>No project is called that.</Empty>;
          if (all.length === 0) {
            return (
              <Empty action={ways}>
                There is no project yet. Drop a screenplay anywhere on this page, in Fountain, Final Draft, PDF or DOCX,
                and its film is made; or look at the sample first.
              </Empty>
            );
          }
          return (
            <>
              <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
                {all.map((project) => (
                  <ProjectCard key={project.id} project={project} onDelete={() => remove(project)} />
                ))}
              </ul>
              {projects.hasNextPage && (
                <Button
                  className="self-center"
                  busy={projects.isFetchingNextPage}
                  onClick={() => void projects.fetchNextPage()}
                >
                  Show more
                </Button>
              )}
            </>
          );
        }}
      </Shown>
      <Deleted />
    </div>
  );
}

function Waiting() {
  return (
    <div className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
      {[1, 2, 3].map((each) => (
        <Skeleton key={each} rows={1} className="aspect-[16/11]" />
      ))}
    </div>
  );
}

/** A project from a file or from the sample: its desk is opened while its film is made. */
function useBegin() {
  const router = useRouter();
  const mutation = useBeginProject();
  const [problem, setProblem] = useState<unknown>();
  const [reading, setReading] = useState(false);
  const withFile = async (file: File) => {
    setProblem(undefined);
    setReading(true);
    try {
      const screenplay = await screenplayOf(file);
      const key = crypto.randomUUID();
      const read = (projectId: string) => addressOfImport(projectId, file, key);
      router.push(await mutation.mutateAsync({ screenplay, key, read: isOnPaper(file.name) ? read : undefined }));
    } catch (error) {
      setProblem(error);
    } finally {
      setReading(false);
    }
  };
  const withSample = async () => {
    const answer = await fetch(`${BASE_PATH}/samples/${SAMPLE}`).catch(() => null);
    if (!answer?.ok) {
      toast('The sample could not be fetched. Try again in a moment.', { wrong: true });
      return;
    }
    await withFile(new File([await answer.blob()], SAMPLE));
  };
  return { busy: reading || mutation.isPending, problem, withFile, withSample };
}

/** Delete at once, with the way back beside it: a deleted project can be restored for 30 days. */
function useRemove() {
  const remove = useDeleteProject();
  const restore = useRestoreProject();
  return (project: Project) =>
    remove.mutate(project, {
      onSuccess: (deleted) => {
        const undo = () => restore.mutate(deleted);
        toast(`“${deleted.title}” is deleted.`, { action: { label: 'Undo', run: undo } });
      },
    });
}
