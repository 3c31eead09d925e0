'use client';
import { useState } from 'react';
import { Button } from './button';

/** For what cannot be taken back: the first press asks, the second does it, and whoever leaves it has asked nothing. */
export function ConfirmButton({
  label,
  ask,
  of,
  busy,
  onConfirm,
}: {
  label: string;
  ask: string;
  /** Whom or what it is about, for ears: there is one in each row. */
  of: string;
  busy?: boolean;
  onConfirm: () => void;
}) {
  const [asked, setAsked] = useState(false);
  return (
    <Button
      look={asked ? 'plain' : 'quiet'}
      busy={busy}
      className={asked ? 'border-bad text-bad' : ''}
      onBlur={() => setAsked(false)}
      onKeyDown={(event) => event.key === 'Escape' && setAsked(false)}
      onClick={() => {
        if (asked) onConfirm();
        setAsked(!asked);
      }}
    >
      {asked ? ask : label}
      <span className="sr-only"> {of}</span>
    </Button>
  );
}
