'use client';
import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { Suspense } from 'react';
import { useSheet } from '@/api/sheet-queries';
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
  const characterId = useSearchParams().get('character') ?? '';
  const sheet = useSheet(characterId);
  if (!characterId) return <Empty>Choose somebody in the cast to see their sheet.</Empty>;
  if (sheet.error && !sheet.data) {
    return <NothingHere error={sheet.error} what="character" retry={() => void sheet.refetch()} />;
  }
  return <Shown of={sheet}>{(data) => <CharacterRoom key={data.id} sheet={data} />}</Shown>;
}
