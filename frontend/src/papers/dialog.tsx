'use client';
/** Which paper, on which size, and how far it has got: then the PDF is made and saved. */

import { Printer } from 'lucide-react';
import { useState } from 'react';
import { usePaper } from '@/api/document-queries';
import { CATEGORIES } from '@/breakdown/breakdown';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { fetchFile } from '@/components/save-file';
import { Select } from '@/components/select';
import { Failure } from '@/components/states';
import { paperHere } from '@/script/paper';
import type { Printed } from './button';
import { type Choice, PAPERS, paperOf, STANDINGS } from './papers';

export function PrintDialog({ of, id, first, close }: Printed & { close: () => void }) {
  const [choice, setChoice] = useState<Choice>(() => ({
    paper: first ?? PAPERS[of][0]?.[0] ?? '',
    size: paperHere(),
    standing: 'draft',
    category: 'cast',
    emptyBoxes: true,
  }));
  const making = usePaper();
  const choose = (part: Partial<Choice>) => setChoice((before) => ({ ...before, ...part }));
  const name = PAPERS[of].find(([paper]) => paper === choice.paper)?.[1] ?? '';
  const make = () =>
    making.mutate(
      { paper: paperOf(of, id, choice), key: crypto.randomUUID() },
      {
        onSuccess: (url) => {
          fetchFile(url, `${choice.paper.replaceAll('_', '-')}.pdf`);
          close();
        },
      },
    );
  return (
    <Dialog title="Print" open onOpenChange={(open) => !open && close()}>
      <form
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <Select label="Paper" value={choice.paper} onChange={(event) => choose({ paper: event.target.value })}>
          {PAPERS[of].map(([paper, title]) => (
            <option key={paper} value={paper}>
              {title}
            </option>
          ))}
        </Select>
        {choice.paper === 'day_out_of_days' && (
          <Select
            label="Of"
            value={choice.category}
            onChange={(event) => choose({ category: event.target.value as Choice['category'] })}
          >
            {CATEGORIES.map((each) => (
              <option key={each.category} value={each.category}>
                {each.name}
              </option>
            ))}
          </Select>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label="Size"
            value={choice.size}
            onChange={(event) => choose({ size: event.target.value as Choice['size'] })}
          >
            <option value="us-letter">US Letter</option>
            <option value="a4">A4</option>
          </Select>
          <Select
            label="Standing"
            hint="At the foot of every page."
            value={choice.standing}
            onChange={(event) => choose({ standing: event.target.value as Choice['standing'] })}
          >
            {STANDINGS.map(([standing, title]) => (
              <option key={standing} value={standing}>
                {title}
              </option>
            ))}
          </Select>
        </div>
        {choice.paper === 'breakdown_sheets' && (
          <label className="flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={choice.emptyBoxes}
              onChange={(event) => choose({ emptyBoxes: event.target.checked })}
              className="size-4 accent-[#e5b567]"
            />
            Also empty boxes, to write in by hand
          </label>
        )}
        {making.error && <Failure error={making.error} />}
        <Button type="submit" look="accent" busy={making.isPending} className="self-end">
          <Printer aria-hidden className="size-4" />
          {making.isPending ? 'Setting the PDF …' : `Save ${name}`}
        </Button>
      </form>
    </Dialog>
  );
}
