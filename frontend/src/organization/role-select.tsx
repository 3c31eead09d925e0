'use client';
import { useChosen } from '@/components/chosen';
import { Select } from '@/components/select';
import type { Role } from './roles';

/** Somebody's role, which may be changed. */
export function RoleSelect<Name extends string>({
  roles,
  of,
  value,
  keep,
}: {
  roles: readonly Role<Name>[];
  of: string;
  value: Name;
  keep: (next: Name) => Promise<unknown>;
}) {
  const { shown, choose, sending } = useChosen(value, keep);
  return (
    <Select
      label={`Role of ${of}`}
      labelHidden
      value={shown}
      disabled={sending}
      onChange={(event) => choose(event.target.value as Name)}
    >
      {roles.map(({ role, name }) => (
        <option key={role} value={role}>
          {name}
        </option>
      ))}
    </Select>
  );
}
