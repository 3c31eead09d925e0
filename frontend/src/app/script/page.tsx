'use client';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { Suspense, useEffect, useState } from 'react';
import { type Revision, revisionOf, useProject, useRevisions } from '@/api/queries';
import { NothingHere } from '@/components/nothing-here';
import { Failure, Skeleton } from '@/components/states';
import { useSession } from '@/components/studio';
import { DraftPlace } from '@/script/drafts';
import { OldRevision } from '@/script/old-revision';
import { type Base, baseOf } from '@/script/use-writing';
import { Writing } from '@/script/writing';

export default function Page() {
  return (
    <Suspense fallback={<Waiting />}>
      <Script />
    </Suspense>
  );
}

function Waiting() {
  return <Skeleton rows={1} className="h-[60dvh]" />;
}

function Script() {
  const query = useSearchParams();
  const id = query.get('id') ?? '';
  const old = query.get('r') ?? '';
  const project = useProject(id);
  const revisions = useRevisions(id);
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  if (revisions.error && !revisions.data) {
    return <Failure error={revisions.error} retry={() => void revisions.refetch()} />;
  }
  if (!project.data || !revisions.data) return <Waiting />;
  const { items } = revisions.data;
  const title = project.data.title;
  if (old && old !== items[0]?.id) return <OldRevision key={old} projectId={id} id={old} revisions={items} />;
  return <Opening key={id} projectId={id} title={title} revisions={items} begins={query.get('show')} />;
}

/** The newest revision, or the words that were not saved when this browser last had them. */
function Opening({
  projectId,
  title,
  revisions,
  begins,
}: {
  projectId: string;
  title: string;
  revisions: Revision[];
  begins: string | null;
}) {
  const session = useSession();
  const current = session.status === 'signed-in' ? session.current : null;
  const owner = `${current?.organization.id}/${current?.person?.id ?? 'key'}/${projectId}`;
  const [newest] = useState(revisions[0] ?? null);
  const [draft, setDraft] = useState<DraftPlace | null>(null);
  const [keeps, setKeeps] = useState(true);
  useEffect(() => {
    const leave = new AbortController();
    void DraftPlace.take(owner, leave.signal, setKeeps).then((place) => {
      if (!leave.signal.aborted) setDraft(place);
    });
    return () => leave.abort();
  }, [owner]);
  const begun = draft?.found?.baseId ?? newest?.id ?? null;
  const base = useQuery<Base>({
    queryKey: ['base', projectId, begun],
    queryFn: async ({ signal }) => {
      const known = revisions.find((each) => each.id === begun);
      // One that is no longer there was taken away with its project; the words are held against the newest then.
      const older = begun && !known ? await revisionOf(begun, signal).catch(() => null) : null;
      return baseOf(known ?? older ?? newest, signal);
    },
    enabled: draft !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (base.error && !base.data) return <Failure error={base.error} retry={() => void base.refetch()} />;
  if (!draft || !base.data) return <Waiting />;
  return (
    <Writing
      projectId={projectId}
      title={title}
      started={base.data}
      draft={draft}
      keeps={keeps}
      revisions={revisions}
      begins={begins === 'suggestions' ? begins : null}
      mayWrite={current?.permissions.includes('scripts:write') ?? false}
    />
  );
}
