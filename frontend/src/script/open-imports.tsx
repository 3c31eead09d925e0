'use client';
import Link from 'next/link';
import { useImports } from '@/api/import-queries';
import { buttonClass } from '@/components/button';

/** Files of a project that were read, and are not a revision yet. */
export function OpenImports({ projectId }: { projectId: string }) {
  const open = useImports(projectId).data?.items.filter((each) => each.state === 'open') ?? [];
  return open.map((each) => (
    <div
      key={each.id}
      className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-raised px-4 py-3 text-sm"
    >
      <p className="min-w-0 flex-1 wrap-anywhere">
        <bdi>{each.filename ?? 'A file'}</bdi> was read, and is not a revision yet.
      </p>
      <Link href={`/script/import/?id=${projectId}&i=${each.id}`} className={buttonClass('quiet')}>
        Go on with it
      </Link>
    </div>
  ));
}
