import type { Metadata } from 'next';
import Link from 'next/link';
import { buttonClass } from '@/components/button';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <div className="flex max-w-prose flex-col items-start gap-4">
      <h1 className="text-2xl font-semibold">There is no such page</h1>
      <p className="text-quiet">The address may be mistyped, or from another version of the studio.</p>
      <Link href="/" className={buttonClass()}>
        All projects
      </Link>
    </div>
  );
}
