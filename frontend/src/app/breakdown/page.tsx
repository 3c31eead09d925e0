'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense } from 'react';
import { useProject, useRevisions } from '@/api/queries';
import { Room } from '@/breakdown/room';
import { buttonClass } from '@/components/button';
import { NothingHere } from '@/components/nothing-here';
import { Empty, Shown, Skeleton } from '@/components/states';

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <BreakdownRoom />
    </Suspense>
  );
}

function BreakdownRoom() {
  const projectId = useSearchParams().get('id') ?? '';
  const project = useProject(projectId);
  const revisions = useRevisions(projectId);
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to break its screenplay down.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-[100rem] flex-col gap-4">
      <h1 className="text-2xl font-semibold">Breakdown</h1>
      <Shown of={revisions}>
        {({ items }) =>
          items[0] ? (
            <Room key={items[0].id} projectId={projectId} revisionId={items[0].id} />
          ) : (
            <Empty
              action={
                <Link href={`/project/?id=${projectId}`} className={buttonClass('accent')}>
                  Add a screenplay
                </Link>
              }
            >
              There is nothing to break down yet: elements are suggested from the screenplay, as soon as there is one.
            </Empty>
          )
        }
      </Shown>
    </div>
  );
}
