'use client';
/** One of several ways to do the same: copied, so that it can be changed, locked, so that nobody does, or deleted. */

import { Button } from './button';
import { ConfirmButton } from './confirm-button';

export function Manage({
  of,
  what,
  copy,
  lock,
  remove,
}: {
  of: { name: string; locked: boolean };
  what: string;
  /** Is given a name for the copy. */
  copy: { begin: (name: string) => void; isPending: boolean };
  lock: (locked: boolean) => void;
  remove: { begin: () => void; isPending: boolean };
}) {
  return (
    <>
      <Button busy={copy.isPending} onClick={() => copy.begin(`${of.name.slice(0, 190)} (copy)`)}>
        Copy
      </Button>
      <Button aria-pressed={of.locked} onClick={() => lock(!of.locked)}>
        {of.locked ? 'Unlock' : 'Lock'}
      </Button>
      {!of.locked && (
        <ConfirmButton
          label="Delete"
          ask={`Delete this ${what}?`}
          of={of.name}
          busy={remove.isPending}
          onConfirm={remove.begin}
        />
      )}
    </>
  );
}
