'use client';
import { type FormEvent, useState } from 'react';
import type { Category, Element, SheetHeader } from '@/api/breakdown-queries';
import { inWords } from '@/api/problems';
import { Button } from '@/components/button';
import { Field } from '@/components/field';
import { Select } from '@/components/select';
import { CATEGORIES } from './breakdown';

export type Values = { name: string; category: Category; count: number; scene: number };

/** Name, category, count and scene of an element that is changed, added, or put back. */
export function ElementForm({
  element,
  values,
  scenes,
  save,
  close,
}: {
  element: Element | null;
  values: Values;
  scenes: readonly SheetHeader[];
  save: (values: Values) => Promise<unknown>;
  close: () => void;
}) {
  const [now, setNow] = useState(values);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong('');
    try {
      await save({ ...now, name: now.name.trim() });
      close();
    } catch (error) {
      setWrong(inWords(error).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void send(event)} className="flex flex-col gap-4 p-4">
      {element?.quote && (
        <p className="font-script text-sm text-quiet" dir="auto">
          {element.quote}
        </p>
      )}
      <Field
        label="Name"
        required
        maxLength={200}
        value={now.name}
        onChange={(event) => setNow({ ...now, name: event.target.value })}
      />
      <Select
        label="Category"
        value={now.category}
        onChange={(event) => setNow({ ...now, category: event.target.value as Category })}
      >
        {CATEGORIES.map(({ category, name }) => (
          <option key={category} value={category}>
            {name}
          </option>
        ))}
      </Select>
      <div className="grid grid-cols-[6rem_1fr] gap-4">
        <Field
          label="How many"
          type="number"
          min={1}
          max={9999}
          required
          value={now.count}
          onChange={(event) => setNow({ ...now, count: event.target.valueAsNumber || 1 })}
        />
        <Select
          label="Scene"
          value={now.scene}
          onChange={(event) => setNow({ ...now, scene: Number(event.target.value) })}
        >
          {scenes.map(({ scene, number, heading }) => (
            <option key={scene} value={scene}>
              {number} {heading ?? ''}
            </option>
          ))}
        </Select>
      </div>
      {wrong && (
        <p role="alert" className="text-sm text-bad">
          {wrong}
        </p>
      )}
      <div className="flex gap-2">
        <Button type="submit" look="accent" busy={busy}>
          {element ? 'Save and confirm' : 'Add'}
        </Button>
        <Button look="quiet" onClick={close}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
