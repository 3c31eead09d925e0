'use client';
import { useState } from 'react';
import { type First, firstInWords, firstOf, ProblemError } from '@/api/problems';
import { Button } from './button';

export type Meanwhile<Thing> = { current: Thing; changed: readonly string[]; first: First | null };

/** What a 412 says: the present state, which fields somebody else has changed meanwhile, and who; null for other
 * errors. */
export function conflictOf<Thing>(error: unknown): Meanwhile<Thing> | null {
  if (!(error instanceof ProblemError) || error.problem.status !== 412) return null;
  const { current, changed } = error.problem as unknown as { current?: Thing; changed?: string[] };
  return current ? { current, changed: changed ?? [], first: firstOf(error) } : null;
}

/** A field that two have changed: mine and theirs beside each other, and one to write what it shall be. */
export function FieldConflict({
  label,
  mine,
  theirs,
  first,
  busy = false,
  onSave,
  onLeave,
}: {
  label: string;
  mine: string;
  theirs: string;
  /** Who wrote theirs, where that is known. */
  first: First | null;
  busy?: boolean;
  onSave: (value: string) => void;
  /** Theirs stays. */
  onLeave: () => void;
}) {
  const [value, setValue] = useState(mine);
  return (
    <section
      aria-label={`${label}, changed by somebody else too`}
      className="flex w-full flex-col gap-3 rounded-lg border border-accent bg-raised p-4"
    >
      <p role="alert" className="text-sm">
        <bdi>{firstInWords(first)}</bdi> Nothing was overwritten.
      </p>
      <dl className="grid gap-3 sm:grid-cols-2">
        {(
          [
            ['Mine', mine],
            ['Theirs', theirs],
          ] as const
        ).map(([whose, text]) => (
          <div key={whose} className="flex min-w-0 flex-col items-start gap-2">
            <dt className="text-sm text-quiet">{whose}</dt>
            <dd className="wrap-anywhere">{text ? <bdi>{text}</bdi> : <span className="text-quiet">nothing</span>}</dd>
            <Button onClick={() => setValue(text)}>Begin with {whose.toLowerCase()}</Button>
          </div>
        ))}
      </dl>
      <form
        className="flex flex-wrap items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(value);
        }}
      >
        <input
          aria-label={label}
          maxLength={200}
          value={value}
          onChange={(event) => setValue(event.target.value)}
          className="min-h-10 min-w-0 flex-1 rounded-lg border border-edge bg-field px-3"
        />
        <Button type="submit" look="accent" busy={busy}>
          Save this
        </Button>
        <Button look="quiet" onClick={onLeave}>
          Leave theirs
        </Button>
      </form>
    </section>
  );
}

/** A form whose thing two have changed: theirs can be looked at, or mine saved over it, and nothing is lost unasked. */
export function FormConflict<Thing>({
  conflict,
  onTheirs,
  onMine,
}: {
  conflict: Meanwhile<Thing>;
  onTheirs: (current: Thing) => void;
  onMine: (current: Thing) => void;
}) {
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-lg border border-accent bg-raised p-3 text-sm">
      <p>
        <bdi>{firstInWords(conflict.first)}</bdi> Other than it was: {conflict.changed.join(', ').replaceAll('_', ' ')}.
        Nothing was overwritten.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onTheirs(conflict.current)}>Show theirs</Button>
        <Button look="quiet" onClick={() => onMine(conflict.current)}>
          Keep mine, and save again
        </Button>
      </div>
    </div>
  );
}
