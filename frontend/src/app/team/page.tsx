'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { type FormEvent, Suspense, useState } from 'react';
import {
  type ProjectRole,
  type TeamMember,
  useAddToTeam,
  useChangeTeamRole,
  useMembers,
  useRemoveFromTeam,
  useTeam,
  useTeamOnly,
} from '@/api/organization-queries';
import { inWords } from '@/api/problems';
import { useAccess } from '@/api/production-queries';
import { type Project, useProject } from '@/api/queries';
import { Button, buttonClass } from '@/components/button';
import { useChosen } from '@/components/chosen';
import { ConfirmButton } from '@/components/confirm-button';
import { Listed } from '@/components/listed';
import { NothingHere } from '@/components/nothing-here';
import { Select } from '@/components/select';
import { Empty, Skeleton } from '@/components/states';
import { useSession } from '@/components/studio';
import { agoOf } from '@/components/words';
import { Invitations } from '@/organization/invite';
import { RoleSelect } from '@/organization/role-select';
import { PROJECT_ROLES, roleName } from '@/organization/roles';

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Team />
    </Suspense>
  );
}

function Team() {
  const projectId = useSearchParams().get('id') ?? '';
  const project = useProject(projectId);
  const access = useAccess(projectId);
  const mayWrite = access.data?.permissions.includes('team:write') ?? false;
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see who works on it.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-6">
      <h1 className="text-2xl font-semibold">Team</h1>
      {project.data && <Openness project={project.data} mayWrite={mayWrite} />}
      <People projectId={projectId} mayWrite={mayWrite} />
      {mayWrite && (
        <section aria-labelledby="invitations" className="flex flex-col gap-3">
          <h2 id="invitations" className="text-lg font-semibold">
            Invitations into the team
          </h2>
          <Invitations projectId={projectId} mayInvite />
        </section>
      )}
    </div>
  );
}

function Openness({ project, mayWrite }: { project: Project; mayWrite: boolean }) {
  const change = useTeamOnly();
  const { shown, choose, sending } = useChosen(project.team_only ?? false, (teamOnly) =>
    change.mutateAsync({ project, teamOnly }),
  );
  if (!mayWrite) {
    return (
      <p className="text-quiet">
        {project.team_only
          ? 'Only its team, owners and producers see this project.'
          : 'All members of the organisation see this project.'}
      </p>
    );
  }
  return (
    <label className="flex items-center gap-2">
      <input
        type="checkbox"
        checked={shown}
        disabled={sending}
        onChange={() => choose(!shown)}
        className="size-4 accent-[#e5b567]"
      />
      Only its team, owners and producers see this project
    </label>
  );
}

function People({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  const team = useTeam(projectId);
  const change = useChangeTeamRole(projectId);
  const remove = useRemoveFromTeam(projectId);
  const inTeam = new Set(team.data?.pages.flatMap((page) => page.items.map((each) => each.member_id)));
  return (
    <div className="flex flex-col gap-4">
      <Listed<TeamMember>
        of={team}
        caption="Team"
        keyOf={(row) => row.member_id}
        empty={
          <Empty>
            Nobody is in the team yet. It says what somebody may do in this project, and lets guests into it.
          </Empty>
        }
        columns={[
          { name: 'Name', cell: (row) => <bdi className="font-medium">{row.name}</bdi> },
          {
            name: 'Role',
            cell: (row) =>
              mayWrite ? (
                <RoleSelect
                  roles={PROJECT_ROLES}
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
            cell: (row) =>
              mayWrite && (
                <ConfirmButton
                  label="Remove"
                  ask="Remove them?"
                  of={row.name}
                  busy={remove.isPending && remove.variables.member_id === row.member_id}
                  onConfirm={() => remove.mutate(row)}
                />
              ),
          },
        ]}
      />
      {mayWrite && <Add projectId={projectId} inTeam={inTeam} />}
    </div>
  );
}

function Add({ projectId, inTeam }: { projectId: string; inTeam: ReadonlySet<string> }) {
  const session = useSession();
  const mayList = session.status === 'signed-in' && session.current.permissions.includes('members:read');
  const members = useMembers(mayList);
  const add = useAddToTeam(projectId);
  const [memberId, setMemberId] = useState('');
  const [role, setRole] = useState<ProjectRole>('editor');
  if (!mayList) return null;
  const others = members.data?.pages.flatMap((page) => page.items).filter((each) => !inTeam.has(each.id)) ?? [];
  if (others.length === 0) return null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ member_id: memberId, role }, { onSuccess: () => setMemberId('') });
  };
  return (
    <form onSubmit={send} className="flex flex-wrap items-end gap-3 rounded-lg border border-line bg-raised p-4">
      <Select label="Add to the team" required value={memberId} onChange={(event) => setMemberId(event.target.value)}>
        <option value="">Choose a member</option>
        {others.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </Select>
      <Select label="As" value={role} onChange={(event) => setRole(event.target.value as ProjectRole)}>
        {PROJECT_ROLES.map((each) => (
          <option key={each.role} value={each.role}>
            {each.name}
          </option>
        ))}
      </Select>
      <Button type="submit" className="min-h-10" busy={add.isPending}>
        Add
      </Button>
      {add.error && (
        <p role="alert" className="w-full text-sm text-bad">
          {inWords(add.error).detail}
        </p>
      )}
    </form>
  );
}
