'use client';
/** Garment and hat, and where they are asked for the colours of clothes. */

import type { components } from '@/api/schema';
import { Field } from '@/components/field';
import { Select } from '@/components/select';

type Look = components['schemas']['Look'];
type Garment = NonNullable<Look['garment']>;
type Hat = components['schemas']['Hat'];

export const GARMENTS: Record<Garment, string> = {
  crew: 'jumper',
  shirt: 'shirt',
  jacket: 'jacket',
  cardigan: 'cardigan',
  hood: 'hoodie',
  coat: 'coat',
  suit: 'suit',
  dress: 'dress',
};
export const HATS: Record<Hat['shape'], string> = {
  top: 'top hat',
  brim: 'hat with a brim',
  cap: 'cap',
  beret: 'beret',
  beanie: 'beanie',
  helmet: 'helmet',
};

export type Clothing = Partial<Pick<Look, 'garment' | 'top' | 'bottom' | 'hat'>>;

export function Worn({
  worn,
  colours = false,
  choose,
}: {
  worn: Clothing;
  colours?: boolean;
  choose: (changes: Clothing) => void;
}) {
  const { hat } = worn;
  return (
    <div className="grid grid-cols-2 gap-3">
      <Select
        label="Garment"
        value={worn.garment ?? ''}
        onChange={(event) => choose({ garment: (event.target.value || null) as Look['garment'] })}
      >
        <option value="">Whatever suits</option>
        {Object.entries(GARMENTS).map(([garment, name]) => (
          <option key={garment} value={garment}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        label="Hat"
        value={hat?.shape ?? ''}
        onChange={({ target }) =>
          choose({
            hat: target.value ? { shape: target.value as Hat['shape'], colour: hat?.colour ?? '#2b2622' } : null,
          })
        }
      >
        <option value="">None</option>
        {Object.entries(HATS).map(([shape, name]) => (
          <option key={shape} value={shape}>
            {name}
          </option>
        ))}
      </Select>
      {hat && (
        <Field
          label="Hat's colour"
          type="color"
          value={hat.colour}
          onChange={(event) => choose({ hat: { ...hat, colour: event.target.value } })}
        />
      )}
      {colours &&
        (['top', 'bottom'] as const).map((part) => (
          <Field
            key={part}
            label={part === 'top' ? 'Top' : 'Bottom'}
            type="color"
            value={worn[part] ?? '#888888'}
            onChange={(event) => choose({ [part]: event.target.value })}
          />
        ))}
    </div>
  );
}
