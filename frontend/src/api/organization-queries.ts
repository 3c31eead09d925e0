/** Who is in the organisation and in a project's team, what programs hold, and what was done. */

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { type Project, tagOf } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Member = Schemas['Member'];
export type Invitation = Schemas['Invitation'];
export type TeamMember = Schemas['TeamMember'];
export type ApiKey = Schemas['ApiKey'];
export type Session = Schemas['Session'];
export type AuditEntry = Schemas['AuditEntry'];
export type OrganizationRole = Member['role'];
export type ProjectRole = TeamMember['role'];
export type Permission = ApiKey['permissions'][number];

type Page<Item> = { items: Item[]; next_cursor?: string | null };
type Asked = { cursor: string | undefined; signal: AbortSignal };

/** A listing, page by page as somebody asks for more. */
export function useListing<Item>(key: readonly unknown[], page: (asked: Asked) => Promise<Page<Item>>, enabled = true) {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => page({ cursor: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    enabled,
  });
}

/** A change after which these listings are asked for anew. */
export function useChange<Input, Made>(nouns: readonly string[], mutationFn: (input: Input) => Promise<Made>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    // A change is over when what is shown is new: nothing jumps back meanwhile.
    onSettled: () => Promise.all(nouns.map((noun) => queries.invalidateQueries({ queryKey: [noun] }))),
  });
}

export function useMembers(enabled = true) {
  return useListing(
    ['members'],
    async ({ cursor, signal }) =>
      answerOf((await api()).GET('/api/v1/members', { params: { query: { cursor, limit: 50 } }, signal })),
    enabled,
  );
}

export function useChangeRole() {
  return useChange(['members'], async ({ member, role }: { member: Member; role: OrganizationRole }) =>
    answerOf(
      (await api()).PATCH('/api/v1/members/{member_id}', {
        params: { path: { member_id: member.id }, header: { 'if-match': tagOf(member) } },
        body: { role },
      }),
    ),
  );
}

export function useRemoveMember() {
  return useChange(['members', 'team'], async (member: Member) =>
    answerOf(
      (await api()).DELETE('/api/v1/members/{member_id}', {
        params: { path: { member_id: member.id }, header: { 'if-match': tagOf(member) } },
      }),
    ),
  );
}

export function useSignInLink() {
  return useChange([], async (member: Member) =>
    answerOf(
      (await api()).POST('/api/v1/members/{member_id}/sign-in-link', {
        params: { path: { member_id: member.id }, header: { 'idempotency-key': crypto.randomUUID() } },
      }),
    ),
  );
}

/** Into the organisation, or, with a project, into its team. */
export function useInvitations(projectId: string | null) {
  return useListing(['invitations', projectId], async ({ cursor, signal }) => {
    const client = await api();
    const query = { cursor, limit: 50 };
    if (projectId === null) return answerOf(client.GET('/api/v1/invitations', { params: { query }, signal }));
    return answerOf(
      client.GET('/api/v1/projects/{project_id}/invitations', {
        params: { path: { project_id: projectId }, query },
        signal,
      }),
    );
  });
}

export function useInvite(projectId: string | null) {
  return useChange(
    ['invitations'],
    async ({ role, email, days, key }: { role: string; email: string; days: number; key: string }) => {
      const client = await api();
      const header = { 'idempotency-key': key };
      const rest = { email: email || null, days };
      if (projectId === null) {
        return answerOf(
          client.POST('/api/v1/invitations', {
            params: { header },
            body: { role: role as OrganizationRole, ...rest },
          }),
        );
      }
      return answerOf(
        client.POST('/api/v1/projects/{project_id}/invitations', {
          params: { path: { project_id: projectId }, header },
          body: { role: role as ProjectRole, ...rest },
        }),
      );
    },
  );
}

export function useRevokeInvitation(projectId: string | null) {
  return useChange(['invitations'], async (id: string) => {
    const client = await api();
    if (projectId === null) {
      return answerOf(
        client.DELETE('/api/v1/invitations/{invitation_id}', { params: { path: { invitation_id: id } } }),
      );
    }
    return answerOf(
      client.DELETE('/api/v1/projects/{project_id}/invitations/{invitation_id}', {
        params: { path: { project_id: projectId, invitation_id: id } },
      }),
    );
  });
}

export function useTeam(projectId: string) {
  return useListing(
    ['team', projectId],
    async ({ cursor, signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/team', {
          params: { path: { project_id: projectId }, query: { cursor, limit: 50 } },
          signal,
        }),
      ),
    projectId !== '',
  );
}

export function useAddToTeam(projectId: string) {
  return useChange(['team'], async (body: { member_id: string; role: ProjectRole }) =>
    answerOf(
      (await api()).POST('/api/v1/projects/{project_id}/team', {
        params: { path: { project_id: projectId }, header: { 'idempotency-key': crypto.randomUUID() } },
        body,
      }),
    ),
  );
}

export function useChangeTeamRole(projectId: string) {
  return useChange(['team'], async ({ member, role }: { member: TeamMember; role: ProjectRole }) =>
    answerOf(
      (await api()).PATCH('/api/v1/projects/{project_id}/team/{member_id}', {
        params: {
          path: { project_id: projectId, member_id: member.member_id },
          header: { 'if-match': tagOf(member) },
        },
        body: { role },
      }),
    ),
  );
}

export function useRemoveFromTeam(projectId: string) {
  return useChange(['team'], async (member: TeamMember) =>
    answerOf(
      (await api()).DELETE('/api/v1/projects/{project_id}/team/{member_id}', {
        params: {
          path: { project_id: projectId, member_id: member.member_id },
          header: { 'if-match': tagOf(member) },
        },
      }),
    ),
  );
}

/** Whether a project is its team's alone. */
export function useTeamOnly() {
  return useChange(['project', 'projects'], async ({ project, teamOnly }: { project: Project; teamOnly: boolean }) =>
    answerOf(
      (await api()).PATCH('/api/v1/projects/{project_id}', {
        params: { path: { project_id: project.id }, header: { 'if-match': tagOf(project) } },
        body: { team_only: teamOnly },
      }),
    ),
  );
}

export function useApiKeys() {
  return useListing(['api keys'], async ({ cursor, signal }) =>
    answerOf(
      (await api()).GET('/api/v1/api-keys', { params: { query: { cursor, limit: 50, sort: '-created_at' } }, signal }),
    ),
  );
}

export function useCreateApiKey() {
  return useChange(
    ['api keys'],
    async ({ name, permissions, key }: { name: string; permissions: Permission[] | null; key: string }) =>
      answerOf(
        (await api()).POST('/api/v1/api-keys', {
          params: { header: { 'idempotency-key': key } },
          body: { name, permissions },
        }),
      ),
  );
}

export function useRevokeApiKey() {
  return useChange(['api keys'], async (id: string) =>
    answerOf((await api()).DELETE('/api/v1/api-keys/{key_id}', { params: { path: { key_id: id } } })),
  );
}

export function useSessions() {
  return useListing(['sessions'], async ({ cursor, signal }) =>
    answerOf((await api()).GET('/api/v1/sessions', { params: { query: { cursor, limit: 50 } }, signal })),
  );
}

export function useEndSession() {
  return useChange(['sessions'], async (id: string) =>
    answerOf((await api()).DELETE('/api/v1/sessions/{session_id}', { params: { path: { session_id: id } } })),
  );
}

export function useAuditTrail(action: AuditEntry['action'] | '') {
  return useListing(['audit', action], async ({ cursor, signal }) =>
    answerOf(
      (await api()).GET('/api/v1/audit', {
        params: { query: { cursor, limit: 50, sort: '-sequence', action: action || undefined } },
        signal,
      }),
    ),
  );
}

export type AuditCheck = Schemas['AuditCheck'];

/** Check the whole chain, part after part, to its end or its first break. */
export function useVerifyTrail() {
  return useMutation({
    mutationFn: async () => {
      const client = await api();
      let entries = 0;
      let from = 1;
      for (;;) {
        const part = await answerOf(client.GET('/api/v1/audit/verify', { params: { query: { from_sequence: from } } }));
        entries += part.entries;
        if (part.complete || part.broken || part.next_sequence === null) return { ...part, entries };
        from = part.next_sequence;
      }
    },
  });
}

export function useOwnPerson() {
  return useQuery({
    queryKey: ['own person'],
    queryFn: async ({ signal }) => answerOf((await api()).GET('/api/v1/session/person', { signal })),
  });
}

export function useRenameSelf() {
  return useChange(
    ['own person', 'members'],
    async ({ person, name }: { person: Schemas['OwnPerson']; name: string }) =>
      answerOf(
        (await api()).PATCH('/api/v1/session/person', {
          params: { header: { 'if-match': tagOf(person) } },
          body: { name },
        }),
      ),
  );
}

export function useChangeAddress() {
  return useChange(['own person'], async (body: Schemas['EmailChange']) =>
    answerOf((await api()).POST('/api/v1/session/email', { body })),
  );
}

export function useChangePassword() {
  return useChange(['own person', 'sessions'], async (body: Schemas['PasswordChange']) =>
    answerOf((await api()).PUT('/api/v1/session/password', { body })),
  );
}
