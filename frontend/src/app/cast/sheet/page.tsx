'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense } from 'react';
import { useSheet } from '@/api/sheet-queries';
import { buttonClass } from '@/components/button';
import { NothingHere } from '@/components/nothing-here';
import { Empty, Shown, Skeleton } from '@/components/states';

const CharacterRoom = dynamic(async () => (await import('@/cast/room')).CharacterRoom, { loading: () => <Skeleton /> });

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <OfCharacter />
    </Suspense>
  );
}

function OfCharacter() {
  const query = useSearchParams();
  const [projectId, characterId] = [query.get('id') ?? '', query.get('character') ?? ''];
  const sheet = useSheet(characterId);
  if (!characterId) {
    return (
      <Empty
        action={
          <Link href={projectId ? `/cast/?id=${projectId}` : '/'} className={buttonClass('accent')}>
            {projectId ? 'To the cast' : 'All projects'}
          </Link>
        }
      >
        Choose somebody in the cast to see their sheet.
      </Empty>
    );
  }
  if (sheet.error && !sheet.data) {
    return <NothingHere error={sheet.error} what="character" retry={() => void sheet.refetch()} />;
  }
  return <Shown of={sheet}>{(data) => <CharacterRoom key={data.id} sheet={data} />}</Shown>;
}
