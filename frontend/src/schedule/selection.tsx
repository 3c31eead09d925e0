'use client';
/** What is done with the strips that are chosen. */

import { useState } from 'react';
import type { Change, Edit, Scenario, StripScene } from '@/api/schedule-queries';
import { Button } from '@/components/button';
import { countOf } from '@/components/words';
import { pagesOf, stripsOf } from './strips';

export function Selection({
  scenario,
  selected,
  select,
  change,
}: {
  scenario: Scenario;
  selected: ReadonlySet<number>;
  select: (scenes: ReadonlySet<number>) => void;
  change: (change: Change) => void;
}) {
  const [banner, setBanner] = useState('');
  const places = scenario.board.days.flatMap((day, number) =>
    (day.items ?? []).map((item, position) => ({ item, number, position })),
  );
  const chosen = places.filter(({ item }) => item.kind === 'strip' && selected.has(item.scene));
  const first = chosen[0];
  const only = selected.size === 1 ? stripsOf(scenario).get([...selected][0] ?? -1) : undefined;
  const scenes = [
    ...chosen.flatMap(({ item }) => (item.kind === 'strip' ? [item.scene] : [])),
    ...(scenario.board.boneyard ?? []).filter((each) => selected.has(each)),
  ];
  if (scenes.length === 0) {
    return (
      <p className="text-sm text-quiet max-sm:hidden">
        Choose strips with a click, more with Shift. Drag them, or press Space on one, choose a place with the arrow
        keys and press Space again; Alt with an arrow moves it by one.
      </p>
    );
  }
  const allLocked = chosen.length > 0 && chosen.every(({ item }) => item.kind === 'strip' && item.locked);
  const edit = (each: Extract<Change, { kind: 'edit' }>['edit']) => change({ kind: 'edit', edit: each });
  return (
    <fieldset className="sticky top-14 z-20 flex flex-wrap items-center gap-2 rounded-lg border border-edge bg-ground p-2">
      <legend className="sr-only">Chosen strips</legend>
      <span className="text-sm">{countOf(scenes.length, 'strip')}</span>
      <select
        aria-label="Move to"
        value=""
        onChange={(event) => {
          const day = event.target.value === 'boneyard' ? null : Number(event.target.value);
          edit({ edit: 'move', scenes, day, position: null });
        }}
        className="min-h-9 rounded-lg border border-edge bg-field px-2 text-sm"
      >
        <option value="" disabled>
          Move to …
        </option>
        {scenario.dates.map((date, day) => (
          <option key={date} value={day}>
            Day {day + 1}
          </option>
        ))}
        <option value={scenario.dates.length}>A new day</option>
        <option value="boneyard">Boneyard</option>
      </select>
      {chosen.length > 0 && (
        <Button
          onClick={() =>
            edit({
              edit: 'lock',
              scenes: chosen.flatMap(({ item }) => (item.kind === 'strip' ? [item.scene] : [])),
              locked: !allLocked,
            })
          }
        >
          {allLocked ? 'Unlock' : 'Lock in its day'}
        </Button>
      )}
      {only && <Cut key={only.index} scene={only} edit={edit} />}
      {first && (
        <>
          <Button onClick={() => edit({ edit: 'break', day: first.number, position: first.position })}>
            Begin a day here
          </Button>
          <form
            className="flex gap-1 max-sm:hidden"
            onSubmit={(event) => {
              event.preventDefault();
              edit({ edit: 'add_banner', day: first.number, position: first.position, text: banner });
              setBanner('');
            }}
          >
            <input
              aria-label="Banner before it"
              placeholder="Banner before it"
              required
              maxLength={200}
              value={banner}
              onChange={(event) => setBanner(event.target.value)}
              className="min-h-9 w-40 rounded-lg border border-edge bg-field px-2 text-sm placeholder:text-quiet"
            />
            <Button type="submit">Add</Button>
          </form>
        </>
      )}
      <Button look="quiet" onClick={() => select(new Set())}>
        Choose none
      </Button>
    </fieldset>
  );
}

/** One strip into two, whose lengths add up to its own; and the parts of a scene into one strip again. */
function Cut({ scene, edit }: { scene: StripScene; edit: (edit: Edit) => void }) {
  const half = Math.ceil(scene.eighths / 2);
  const [first, setFirst] = useState<number | null>(null);
  const chosen = Math.min(first ?? half, scene.eighths - 1);
  return (
    <>
      {scene.eighths > 1 && (
        <form
          className="flex items-center gap-1"
          onSubmit={(event) => {
            event.preventDefault();
            edit({ edit: 'split', scene: scene.index, eighths: chosen });
          }}
        >
          <select
            aria-label="Pages that stay in the first part"
            value={chosen}
            onChange={(event) => setFirst(Number(event.target.value))}
            className="min-h-9 rounded-lg border border-edge bg-field px-2 text-sm"
          >
            {Array.from({ length: scene.eighths - 1 }, (_, at) => at + 1).map((eighths) => (
              <option key={eighths} value={eighths}>
                {pagesOf(eighths)} + {pagesOf(scene.eighths - eighths)}
              </option>
            ))}
          </select>
          <Button type="submit">Split</Button>
        </form>
      )}
      {scene.part && (
        <Button onClick={() => edit({ edit: 'merge', scene: scene.index })}>Merge {scene.part.parts} parts here</Button>
      )}
    </>
  );
}
