'use client';
import { type Session, useEndSession, useSessions } from '@/api/organization-queries';
import { ConfirmButton } from '@/components/confirm-button';
import { Listed } from '@/components/listed';
import { Empty } from '@/components/states';
import { agoOf } from '@/components/words';
import { browserOf } from './browser';

const BEGAN: Record<Session['began_with'], string> = {
  password: 'password',
  key: 'API key',
  link: 'sign-in link',
  mail: 'letter',
  invitation: 'invitation',
  openid: 'identity provider',
};

export function Sessions() {
  const sessions = useSessions();
  const end = useEndSession();
  return (
    <Listed<Session>
      of={sessions}
      caption="Where you are signed in"
      keyOf={(row) => row.id}
      empty={<Empty>This page works with a token alone: no browser keeps you signed in.</Empty>}
      columns={[
        {
          name: 'Browser',
          cell: (row) => (
            <span title={row.user_agent}>
              {browserOf(row.user_agent)}
              {row.current && <span className="text-quiet"> (this one)</span>}
            </span>
          ),
        },
        { name: 'Network', cell: (row) => row.network },
        { name: 'Began with', cell: (row) => BEGAN[row.began_with] },
        { name: 'Begun', cell: (row) => <span className="whitespace-nowrap">{agoOf(row.created_at)}</span> },
        { name: 'Used', cell: (row) => <span className="whitespace-nowrap">{agoOf(row.used_at)}</span> },
        {
          name: 'Actions',
          nameHidden: true,
          numeric: true,
          cell: (row) =>
            !row.current && (
              <ConfirmButton
                label="Sign out"
                ask="Sign it out?"
                of={browserOf(row.user_agent)}
                busy={end.isPending && end.variables === row.id}
                onConfirm={() => end.mutate(row.id)}
              />
            ),
        },
      ]}
    />
  );
}
