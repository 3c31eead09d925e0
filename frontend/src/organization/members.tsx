'use client';
import { type Member, useChangeRole, useMembers, useRemoveMember, useSignInLink } from '@/api/organization-queries';
import type { Current } from '@/api/session';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { Listed } from '@/components/listed';
import { Empty } from '@/components/states';
import { agoOf } from '@/components/words';
import { Handed, linkOf } from './handed';
import { RoleSelect } from './role-select';
import { ORGANIZATION_ROLES, roleName } from './roles';

export function Members({ current }: { current: Current }) {
  const members = useMembers();
  const change = useChangeRole();
  const remove = useRemoveMember();
  const link = useSignInLink();
  const mayWrite = current.permissions.includes('members:write');
  const mayLink = current.permissions.includes('sign-in-links:write');
  const isSelf = (member: Member) => member.id === current.member_id;
  return (
    <div className="flex flex-col gap-4">
      {link.data && (
        <Handed
          key={link.data.token}
          title={`Sign-in link for ${link.variables?.name ?? 'a member'}`}
          secret={linkOf(link.data.token)}
          says="Hand it to them alone: whoever opens it first is signed in as them. It is shown this once and works once, for half an hour."
          done={link.reset}
        />
      )}
      <Listed<Member>
        of={members}
        caption="Members"
        keyOf={(row) => row.id}
        empty={<Empty>Nobody is a member yet. An invitation makes the first.</Empty>}
        columns={[
          {
            name: 'Name',
            cell: (row) => (
              <>
                <bdi className="font-medium">{row.name}</bdi>
                {isSelf(row) && <span className="text-quiet"> (you)</span>}
              </>
            ),
          },
          { name: 'Address', cell: (row) => <bdi>{row.email}</bdi> },
          {
            name: 'Role',
            cell: (row) =>
              mayWrite ? (
                <RoleSelect
                  roles={ORGANIZATION_ROLES}
                  of={row.name}
                  value={row.role}
                  keep={(role) => change.mutateAsync({ member: row, role })}
                />
              ) : (
                roleName(row.role)
              ),
          },
          { name: 'Since', cell: (row) => <span className="whitespace-nowrap">{agoOf(row.created_at)}</span> },
          {
            name: 'Actions',
            nameHidden: true,
            numeric: true,
            cell: (row) => (
              <span className="flex justify-end gap-1">
                {mayLink && !isSelf(row) && (
                  <Button
                    look="quiet"
                    busy={link.isPending && link.variables.id === row.id}
                    onClick={() => link.mutate(row)}
                  >
                    Sign-in link<span className="sr-only"> for {row.name}</span>
                  </Button>
                )}
                {mayWrite && !isSelf(row) && (
                  <ConfirmButton
                    label="Remove"
                    ask="Remove them?"
                    of={row.name}
                    busy={remove.isPending && remove.variables.id === row.id}
                    onConfirm={() => remove.mutate(row)}
                  />
                )}
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}
