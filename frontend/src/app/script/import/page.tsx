'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense } from 'react';
import { useImport, useImportedParagraphs } from '@/api/import-queries';
import { useRevisions } from '@/api/queries';
import { buttonClass } from '@/components/button';
import { NothingHere } from '@/components/nothing-here';
import { Empty, Skeleton } from '@/components/states';
import { useSession } from '@/components/studio';
import { Preview } from '@/script/import-preview';

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Imported />
    </Suspense>
  );
}

function Imported() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const id = query.get('i') ?? '';
  const session = useSession();
  const [found, paragraphs, revisions] = [useImport(id), useImportedParagraphs(id), useRevisions(projectId)];
  if (!id) {
    return (
      <Empty
        action={
          <Link href={projectId ? `/script/?id=${projectId}` : '/'} className={buttonClass('accent')}>
            {projectId ? 'To the script' : 'All projects'}
          </Link>
        }
      >
        No file is being looked at: open one on the script’s page.
      </Empty>
    );
  }
  const broken = [found, paragraphs, revisions].find((each) => each.error && !each.data);
  if (broken) return <NothingHere error={broken.error} what="import" retry={() => void broken.refetch()} />;
  if (!found.data || !paragraphs.data || !revisions.data) return <Skeleton />;
  const permissions = session.status === 'signed-in' ? session.current.permissions : [];
  return (
    <Preview
      key={id}
      projectId={projectId}
      of={found.data}
      paragraphs={paragraphs.data}
      newest={revisions.data.items[0] ?? null}
      mayWrite={permissions.includes('scripts:write') && found.data.state === 'open'}
    />
  );
}
