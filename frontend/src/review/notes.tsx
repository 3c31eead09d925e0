'use client';
/** What of a film the page left open, and what is drawn or heard otherwise than it says. */

import { kindOf, type Note, notesByScene } from '@/film/notes';

export default function Notes({
  notes,
  scenes,
}: {
  notes: readonly Note[];
  scenes: readonly { index: number; number: string; heading: string | null }[];
}) {
  const named = new Map(scenes.map((scene) => [scene.index, scene]));
  return (
    <section aria-labelledby="notes">
      <h2 id="notes" className="mb-2 font-semibold">
        What the page left open
      </h2>
      {notes.length === 0 ? (
        <p className="text-sm text-quiet">Nothing was guessed, drawn plain or left out.</p>
      ) : (
        <ol
          aria-label="Notes by scene"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
          tabIndex={0}
          className="flex max-h-[50dvh] flex-col gap-3 overflow-auto"
        >
          {notesByScene(notes).map(([scene, said]) => (
            <li key={scene}>
              <p className="text-xs text-quiet">
                {scene === null ? (
                  'The whole film'
                ) : (
                  <bdi>{`${named.get(scene)?.number ?? scene + 1} ${named.get(scene)?.heading ?? ''}`}</bdi>
                )}
              </p>
              <ul className="flex flex-col gap-1.5">
                {said.map((note) => (
                  <li key={`${note.subject} ${note.name}`} className="text-sm">
                    <p>
                      {kindOf(note)}: <bdi className="font-medium">{note.name}</bdi>. {note.reason}
                    </p>
                    {note.words && (
                      <p className="font-script text-xs break-words text-quiet">
                        <bdi>{note.words}</bdi>
                      </p>
                    )}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
