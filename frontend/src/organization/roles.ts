/** Roles as people call them, with what each may do. */

import type { OrganizationRole, ProjectRole } from '@/api/organization-queries';

export type Role<Name> = { role: Name; name: string; may: string };

export const ORGANIZATION_ROLES: readonly Role<OrganizationRole>[] = [
  { role: 'owner', name: 'Owner', may: 'Does everything, members and keys too' },
  { role: 'producer', name: 'Producer', may: 'Does all work on films, and sees the audit trail' },
  { role: 'member', name: 'Member', may: 'Does all work on films' },
  { role: 'guest', name: 'Guest', may: 'Sees the projects whose teams they are in' },
];

export const PROJECT_ROLES: readonly Role<ProjectRole>[] = [
  { role: 'producer', name: 'Producer', may: 'Does everything in the project, its team too' },
  { role: 'director', name: 'Director', may: 'Writes, makes films and shares them' },
  { role: 'writer', name: 'Writer', may: 'Writes, and sees the films' },
  { role: 'editor', name: 'Editor', may: 'Makes films and shares them' },
  { role: 'assistant_director', name: 'Assistant director', may: 'Schedules, and sees script and films' },
  { role: 'viewer', name: 'Viewer', may: 'Sees script and films' },
  { role: 'client', name: 'Client', may: 'Sees films, and no script' },
];

/** "Assistant director" */
export function roleName(role: string): string {
  return [...ORGANIZATION_ROLES, ...PROJECT_ROLES].find((each) => each.role === role)?.name ?? role;
}
