'use client';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { Suspense } from 'react';
import { ProblemError } from '@/api/problems';
import { useAccess } from '@/api/production-queries';
import { useProduction, useProductions, useProject, useRevisions } from '@/api/queries';
import { buttonClass } from '@/components/button';
import { NothingHere } from '@/components/nothing-here';
import { Empty, Shown, Skeleton } from '@/components/states';
import { USUAL } from '@/film/format';
import { History } from '@/production/history';
import { Plan } from '@/production/plan';
import { Run } from '@/production/run';

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <ProductionRoom />
    </Suspense>
  );
}

/** The production that the address names, else the newest; the next one with its price; and all there were. */
function ProductionRoom() {
  const router = useRouter();
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const project = useProject(projectId);
  const revisions = useRevisions(projectId);
  const productions = useProductions(projectId);
  const access = useAccess(projectId);
  const named = query.get('run') ?? '';
  const shown = named || (productions.data?.items[0]?.id ?? '');
  const run = useProduction(shown);
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see how its film is made.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  if (named && run.error && !run.data) {
    return <NothingHere error={run.error} what="production" retry={() => void run.refetch()} />;
  }
  // Whoever may see films and no script, as a client, has none of it to be told.
  const isClient = revisions.error instanceof ProblemError && revisions.error.problem.status === 403;
  const newest = revisions.data?.items[0];
  const numbers = new Map(revisions.data?.items.map((each) => [each.id, each.number]));
  const mayMake = access.data?.permissions.includes('productions:write') ?? false;
  const ofNewest = productions.data?.items.filter((each) => each.revision_id === newest?.id) ?? [];
  const isRunning = ofNewest.some((each) => each.status === 'running');
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-6">
      <h1 className="text-2xl font-semibold">Production</h1>
      {!isClient && (
        <Shown of={revisions} waiting={<Skeleton rows={1} className="h-40" />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                action={
                  <Link href={`/project/?id=${projectId}`} className={buttonClass('accent')}>
                    Add a screenplay
                  </Link>
                }
              >
                There is nothing to make yet: the project has no screenplay.
              </Empty>
            ) : null
          }
        </Shown>
      )}
      {shown && (
        <Shown of={run} waiting={<Skeleton rows={1} className="h-64" />}>
          {(data) => <Run key={data.id} production={data} revision={numbers.get(data.revision_id)} mayMake={mayMake} />}
        </Shown>
      )}
      {newest && access.data && productions.data && !isRunning && (
        <Plan
          key={newest.id}
          projectId={projectId}
          revision={newest}
          isMade={ofNewest.some((each) => each.status === 'succeeded')}
          mayMake={mayMake}
          format={productions.data.items[0]?.format ?? USUAL}
          onStarted={(id) => router.push(`/production/?id=${projectId}&run=${id}`)}
        />
      )}
      {(newest || isClient) && <History projectId={projectId} chosen={shown} numbers={numbers} />}
    </div>
  );
}
