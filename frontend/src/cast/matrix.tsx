'use client';
/** Who is in which scene. */

import { useState } from 'react';
import type { components } from '@/api/schema';
import { Button } from '@/components/button';
import type { Character, Presence } from './cast';

const FIRST = 30;
const FRAME = 'relative w-fit max-w-full max-h-[75dvh] overflow-auto rounded-lg border border-line';

export function Matrix({
  characters,
  scenes,
  presence,
}: {
  characters: readonly Character[];
  scenes: readonly components['schemas']['Scene'][];
  presence: Presence;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? characters : characters.slice(0, FIRST);
  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section aria-label="Scenes and characters" tabIndex={0} className={FRAME}>
        <table className="border-collapse text-xs">
          <caption className="sr-only">Who is in which scene</caption>
          <thead>
            <tr>
              <th scope="col" className="sticky top-0 left-0 z-20 bg-sunk px-3 py-1.5 text-left font-medium text-quiet">
                Scene
              </th>
              {scenes.map((scene) => (
                <th
                  key={scene.index}
                  scope="col"
                  title={scene.heading ?? undefined}
                  className="sticky top-0 z-10 min-w-7 bg-sunk px-1 py-1.5 text-center font-medium text-quiet"
                >
                  {scene.number}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((character) => {
              const seen = presence.get(character.name);
              return (
                <tr key={character.id} className="border-t border-line">
                  <th
                    scope="row"
                    className="sticky left-0 z-10 max-w-40 truncate bg-ground px-3 py-1 text-left font-normal"
                  >
                    <bdi>{character.name}</bdi>
                  </th>
                  {scenes.map((scene) => (
                    <td key={scene.index} className="border-l border-line p-1 text-center">
                      {seen?.has(scene.index) && (
                        <>
                          <span
                            aria-hidden
                            className="mx-auto block size-4 rounded-sm"
                            style={{ background: character.look.top, boxShadow: 'inset 0 0 0 1px var(--edge)' }}
                          />
                          <span className="sr-only">yes</span>
                        </>
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {!all && characters.length > FIRST && (
        <Button className="self-start" onClick={() => setAll(true)}>
          Show all {characters.length}
        </Button>
      )}
    </div>
  );
}
