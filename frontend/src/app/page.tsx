'use client';
import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/states';

// Not among what is loaded first: whoever has to sign in does not wait for it.
const Projects = dynamic(() => import('@/components/projects'), { ssr: false, loading: () => <Skeleton /> });

export default function Page() {
  return <Projects />;
}
