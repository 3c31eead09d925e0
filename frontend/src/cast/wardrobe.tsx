'use client';
/** What somebody wears on each story day: as the page has it, or as somebody chooses. */

import { useState } from 'react';
import { type Clothes, type Sheet, useUpdateSheet } from '@/api/sheet-queries';
import { Button } from '@/components/button';
import { Failure } from '@/components/states';
import { Portrait } from './portrait';
import { GARMENTS, HATS, Worn } from './worn';

export function Wardrobe({
  sheet,
  numberOf,
  mayWrite,
}: {
  sheet: Sheet;
  numberOf: (scene: number) => string;
  mayWrite: boolean;
}) {
  const update = useUpdateSheet();
  const [open, setOpen] = useState('');
  const chosen = Object.fromEntries(
    sheet.wardrobe.flatMap(({ day, chosen: own }) => (own ? [[day, own] as const] : [])),
  );
  const keep = (day: string, clothes: Clothes | null) => {
    const { [day]: _, ...others } = chosen;
    update.mutate(
      { seen: sheet, fields: { outfits: clothes ? { ...others, [day]: clothes } : others } },
      { onSuccess: () => setOpen('') },
    );
  };
  return (
    <>
      <ul className="flex flex-col gap-3">
        {sheet.wardrobe.map((worn, index) => {
          const { day, scenes, look, page } = worn;
          const first = sheet.wardrobe.findIndex((each) => each.day === day) === index;
          return (
            <li key={`${day}-${scenes[0]}`} className="flex flex-wrap items-center gap-3 text-sm">
              <Portrait look={look} />
              <div className="min-w-0 flex-1">
                <p className="font-medium">
                  Story day {day}
                  {worn.chosen && <span className="text-quiet"> · chosen</span>}
                  {!worn.chosen && page && <span className="text-quiet"> · on the page</span>}
                </p>
                <p className="text-quiet">
                  scenes {scenes.map(numberOf).join(', ')}: {inWords(look)}
                </p>
              </div>
              {mayWrite && first && (
                <Button
                  aria-expanded={open === day}
                  aria-label={`Dress for story day ${day}`}
                  onClick={() => setOpen(open === day ? '' : day)}
                >
                  Dress
                </Button>
              )}
              {open === day && first && (
                <Dress
                  day={day}
                  look={look}
                  first={worn.chosen ?? {}}
                  busy={update.isPending}
                  keep={(clothes) => keep(day, clothes)}
                />
              )}
            </li>
          );
        })}
      </ul>
      {update.error && <Failure error={update.error} />}
    </>
  );
}

function inWords({ garment, hat }: Sheet['look']): string {
  const cut = garment ? GARMENTS[garment] : 'what suits the rest';
  return hat ? `${cut}, ${HATS[hat.shape]}` : cut;
}

function Dress({
  day,
  look,
  first,
  busy,
  keep,
}: {
  day: string;
  look: Sheet['look'];
  first: Clothes;
  busy: boolean;
  keep: (clothes: Clothes | null) => void;
}) {
  const [clothes, setClothes] = useState<Clothes>(first);
  const worn = {
    garment: clothes.garment ?? look.garment ?? null,
    top: clothes.top ?? look.top,
    bottom: clothes.bottom ?? look.bottom,
    hat: clothes.bareheaded ? null : (clothes.hat ?? look.hat ?? null),
  };
  return (
    <fieldset className="flex w-full flex-col gap-3 rounded-lg border border-line p-3">
      <legend className="px-1 text-sm font-medium">Story day {day}</legend>
      <Worn
        worn={worn}
        colours
        choose={({ hat, ...changes }) =>
          setClothes({
            ...clothes,
            ...changes,
            ...(hat === undefined ? {} : hat ? { hat, bareheaded: false } : { hat: null, bareheaded: true }),
          })
        }
      />
      <div className="flex flex-wrap gap-2">
        <Button look="accent" busy={busy} onClick={() => keep(clothes)}>
          Keep for this day
        </Button>
        <Button busy={busy} onClick={() => keep(null)}>
          As the page has it
        </Button>
      </div>
    </fieldset>
  );
}
