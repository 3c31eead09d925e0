'use client';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/button';
import { agoOf, countOf } from '@/components/words';
import { WordsMarked } from '@/components/words-marked';
import { type Choice, merge, mergedText } from '@/fountain/merge';
import { wordsBetween } from '@/fountain/words';
import type { Conflict } from './use-writing';

const CHOICES = [
  ['mine', 'Mine'],
  ['theirs', 'Theirs'],
  ['both', 'Both, one after the other'],
] as const;

/** Somebody else has made a revision meanwhile: theirs, mine, or both put together scene by scene. */
export function MergeView({
  conflict,
  onDecide,
  onLeave,
}: {
  conflict: Conflict;
  onDecide: (text: string) => void;
  onLeave: () => void;
}) {
  const { base, mine, theirs, revision, first } = conflict;
  const scenes = useMemo(() => merge(base, mine, theirs), [base, mine, theirs]);
  const conflicts = scenes.filter((scene) => scene.kind === 'conflict');
  const [choices, setChoices] = useState<Choice[]>(() => conflicts.map(() => 'both'));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const by = (who: string) => scenes.filter((scene) => scene.kind === 'settled' && scene.by === who).length;
  return (
    <section aria-labelledby="both-texts" className="flex flex-col gap-4 rounded-lg border border-accent bg-raised p-4">
      <h2 id="both-texts" ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none">
        Revision {revision.number} was made while you were writing
      </h2>
      <p className="max-w-prose text-sm text-quiet">
        It is from {agoOf(revision.created_at)}
        {first && (
          <>
            , by <bdi>{first.isYou ? 'yourself, elsewhere' : first.name}</bdi>
          </>
        )}
        {revision.filename && (
          <>
            {' '}
            (<bdi>{revision.filename}</bdi>)
          </>
        )}
        . Nothing of yours is lost whatever you choose. {countOf(by('mine'), 'scene')} only you have changed and{' '}
        {countOf(by('theirs'), 'scene')} only they have: those go together by themselves.
        {conflicts.length > 0 && ` ${countOf(conflicts.length, 'scene')} you have both changed: choose below.`}
      </p>
      {conflicts.map((scene, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they stay where they are
        <fieldset key={index} className="flex flex-col gap-3 border-t border-line pt-3">
          <legend className="float-left mb-2 font-script font-medium">
            <bdi>{scene.heading ?? 'Before the first scene'}</bdi>
          </legend>
          <div className="clear-both grid gap-3 md:grid-cols-2">
            <Version name="Mine" base={scene.base} text={scene.mine} />
            <Version name="Theirs" base={scene.base} text={scene.theirs} />
          </div>
          <div className="flex flex-wrap gap-x-5 gap-y-2 text-sm">
            {CHOICES.map(([choice, name]) => (
              <label key={choice} className="flex min-h-8 items-center gap-2">
                <input
                  type="radio"
                  name={`conflict-${index}`}
                  checked={choices[index] === choice}
                  onChange={() => setChoices(choices.map((each, place) => (place === index ? choice : each)))}
                  className="size-4 accent-[#e5b567]"
                />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        <Button look="accent" onClick={() => onDecide(mergedText(scenes, choices))}>
          Put them together
        </Button>
        <Button onClick={() => onDecide(mine)}>Keep mine</Button>
        <Button onClick={() => onDecide(theirs)}>Take theirs</Button>
        <Button look="quiet" onClick={onLeave}>
          Back to writing
        </Button>
      </div>
    </section>
  );
}

function Version({ name, base, text }: { name: string; base: string; text: string | null }) {
  const words = useMemo(() => (text === null ? [] : wordsBetween(base, text)), [base, text]);
  return (
    <div className="min-w-0 rounded-lg border border-line bg-field p-3">
      <p className="mb-1 text-sm font-medium">{name}</p>
      {text === null ? <p className="text-sm text-quiet">The scene is taken out.</p> : <WordsMarked words={words} />}
    </div>
  );
}
