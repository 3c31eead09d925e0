'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense } from 'react';
import type { Permission } from '@/api/organization-queries';
import { Skeleton } from '@/components/states';
import { useSession } from '@/components/studio';
import { Audit } from '@/organization/audit';
import { Invitations } from '@/organization/invite';
import { Keys } from '@/organization/keys';
import { Members } from '@/organization/members';
import { Sessions } from '@/organization/sessions';
import { You } from '@/organization/you';

const Webhooks = dynamic(() => import('@/organization/webhooks').then((module) => module.Webhooks), {
  loading: () => <Skeleton />,
});

const PARTS: readonly { part: string; name: string; needs: Permission }[] = [
  { part: 'you', name: 'You', needs: 'session:use' },
  { part: 'sessions', name: 'Sessions', needs: 'session:use' },
  { part: 'members', name: 'Members', needs: 'members:read' },
  { part: 'invitations', name: 'Invitations', needs: 'members:read' },
  { part: 'keys', name: 'API keys', needs: 'keys:read' },
  { part: 'webhooks', name: 'Webhooks', needs: 'webhooks:read' },
  { part: 'audit', name: 'Audit trail', needs: 'audit:read' },
];

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <OrganizationPages />
    </Suspense>
  );
}

/** Oneself and the organisation: what of it somebody may see is theirs to choose, one part at a time. */
function OrganizationPages() {
  const session = useSession();
  const wanted = useSearchParams().get('part') ?? '';
  if (session.status !== 'signed-in') return null;
  const { current } = session;
  const parts = PARTS.filter((each) => current.permissions.includes(each.needs));
  const part = parts.find((each) => each.part === wanted) ?? parts.find((each) => each.part === 'members') ?? parts[0];
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-5">
      <h1 className="break-words text-2xl font-semibold">
        <bdi>{current.organization.name}</bdi>
      </h1>
      <nav aria-label="Parts of the organisation" className="flex flex-wrap gap-x-1 border-b border-line">
        {parts.map((each) => (
          <Link
            key={each.part}
            href={`/organization/?part=${each.part}`}
            aria-current={each === part ? 'page' : undefined}
            className="-mb-px flex min-h-10 items-center border-b-2 border-transparent px-3 text-sm text-quiet hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
          >
            {each.name}
          </Link>
        ))}
      </nav>
      {part?.part === 'you' && <You current={current} />}
      {part?.part === 'sessions' && <Sessions />}
      {part?.part === 'members' && <Members current={current} />}
      {part?.part === 'invitations' && (
        <Invitations projectId={null} mayInvite={current.permissions.includes('members:write')} />
      )}
      {part?.part === 'keys' && <Keys current={current} />}
      {part?.part === 'webhooks' && <Webhooks current={current} />}
      {part?.part === 'audit' && <Audit />}
    </div>
  );
}
