'use client';
/** Which names are one person: merged, and split again. */

import { useState } from 'react';
import { useSamePerson } from '@/api/sheet-queries';
import { Button } from '@/components/button';
import { Select } from '@/components/select';
import { Failure } from '@/components/states';
import type { Character } from './cast';

export function Names({ character, others }: { character: Character; others: readonly Character[] }) {
  const same = useSamePerson();
  const [into, setInto] = useState('');
  return (
    <section aria-label="Names" className="flex flex-col gap-3 border-line border-t p-4">
      <h3 className="font-semibold">Names</h3>
      {character.same_as ? (
        <>
          <p className="text-sm">
            Another name of <bdi className="font-medium">{character.same_as}</bdi>: look, voices and consents are
            theirs.
          </p>
          <Button
            className="self-start"
            busy={same.isPending}
            onClick={() => same.mutate({ seen: character, into: null })}
          >
            Split from {character.same_as}
          </Button>
        </>
      ) : (
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            same.mutate({ seen: character, into });
          }}
        >
          <Select label="Another name of" value={into} onChange={(event) => setInto(event.target.value)}>
            <option value="">nobody</option>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
          <Button type="submit" busy={same.isPending} disabled={!into}>
            Merge
          </Button>
        </form>
      )}
      {same.error && <Failure error={same.error} />}
    </section>
  );
}
