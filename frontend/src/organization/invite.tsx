'use client';
/** Invitations into the organisation, or into the team of a project: a form, the link to hand over, and what is open. */

import { type FormEvent, useState } from 'react';
import { type Invitation, useInvitations, useInvite, useRevokeInvitation } from '@/api/organization-queries';
import { inWords } from '@/api/problems';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { Field } from '@/components/field';
import { Listed } from '@/components/listed';
import { Select } from '@/components/select';
import { Empty } from '@/components/states';
import { agoOf } from '@/components/words';
import { Handed, linkOf } from './handed';
import { ORGANIZATION_ROLES, PROJECT_ROLES, roleName } from './roles';

const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

export function Invitations({ projectId, mayInvite }: { projectId: string | null; mayInvite: boolean }) {
  const invitations = useInvitations(projectId);
  const revoke = useRevokeInvitation(projectId);
  return (
    <div className="flex flex-col gap-5">
      {mayInvite && <Invite projectId={projectId} />}
      <Listed<Invitation>
        of={invitations}
        caption="Open invitations"
        keyOf={(row) => row.id}
        empty={
          <Empty>No invitation is open. {mayInvite && 'The form above makes one, with a link to hand over.'}</Empty>
        }
        columns={[
          { name: 'For', cell: (row) => <bdi>{row.email ?? 'whoever holds the link'}</bdi> },
          {
            name: 'As',
            cell: (row) => (row.project ? `${roleName(row.project.role)} of ${row.project.title}` : roleName(row.role)),
          },
          { name: 'By', cell: (row) => <bdi>{row.invited_by ?? '–'}</bdi> },
          { name: 'Made', cell: (row) => <span className="whitespace-nowrap">{agoOf(row.created_at)}</span> },
          {
            name: 'Until',
            cell: (row) => <span className="whitespace-nowrap">{DATE.format(new Date(row.expires_at))}</span>,
          },
          {
            name: 'Actions',
            nameHidden: true,
            numeric: true,
            cell: (row) =>
              mayInvite && (
                <ConfirmButton
                  label="Revoke"
                  ask="Revoke it?"
                  of={`the invitation of ${row.email ?? 'whoever holds the link'}`}
                  busy={revoke.isPending && revoke.variables === row.id}
                  onConfirm={() => revoke.mutate(row.id)}
                />
              ),
          },
        ]}
      />
    </div>
  );
}

function Invite({ projectId }: { projectId: string | null }) {
  const invite = useInvite(projectId);
  const roles = projectId === null ? ORGANIZATION_ROLES : PROJECT_ROLES;
  const [role, setRole] = useState<string>(projectId === null ? 'member' : 'viewer');
  const [email, setEmail] = useState('');
  const [days, setDays] = useState(7);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const made = invite.data;
  const send = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate(
      { role, email: email.trim(), days, key },
      {
        onSuccess: () => setEmail(''),
        // What was refused is not sent again under the same key.
        onSettled: () => setKey(crypto.randomUUID()),
      },
    );
  };
  return (
    <>
      <form
        onSubmit={send}
        className="grid items-start gap-3 rounded-lg border border-line bg-raised p-4 sm:grid-cols-[1fr_1fr_8rem_auto]"
      >
        <Field
          label="E-mail address"
          type="email"
          autoComplete="off"
          maxLength={254}
          hint="Left out: for whoever holds the link first"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Select
          label="Role"
          value={role}
          hint={roles.find((each) => each.role === role)?.may}
          onChange={(event) => setRole(event.target.value)}
        >
          {roles.map((each) => (
            <option key={each.role} value={each.role}>
              {each.name}
            </option>
          ))}
        </Select>
        <Field
          label="Days"
          type="number"
          min={1}
          max={30}
          required
          value={days}
          onChange={(event) => setDays(event.target.valueAsNumber || 1)}
        />
        <Button type="submit" look="accent" busy={invite.isPending} className="min-h-10 sm:mt-6">
          Invite
        </Button>
        {invite.error && (
          <p role="alert" className="text-sm text-bad sm:col-span-full">
            {inWords(invite.error).detail}
          </p>
        )}
      </form>
      {made && (
        <Handed
          key={made.id}
          title={`Invitation ${made.email ? `for ${made.email}` : 'for whoever holds the link'}`}
          secret={linkOf(made.token)}
          says={`Hand this link over: it is shown this once, works once, and until ${DATE.format(new Date(made.expires_at))}.${made.mailed ? ' A letter with it is on its way, too.' : ''}`}
          done={invite.reset}
        />
      )}
    </>
  );
}
