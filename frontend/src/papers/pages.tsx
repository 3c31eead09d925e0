'use client';
/** The pages of a paper as they are printed, as images: of its PDF, and made with it. */

import { Printer } from 'lucide-react';
import { useState } from 'react';
import { type PaperOf, usePages } from '@/api/document-queries';
import { Button } from '@/components/button';
import { fetchFile } from '@/components/save-file';
import { Select } from '@/components/select';
import { Shown, Skeleton } from '@/components/states';
import { paperHere } from '@/script/paper';
import type { Size } from './papers';

/** `state` is of what is printed: once it is another one, the pages are made anew. */
export function Pages({ paper, state, title }: { paper: PaperOf; state: unknown; title: string }) {
  const pages = usePages(paper, state);
  return (
    <Shown of={pages} waiting={<Skeleton rows={1} className="aspect-[17/22] w-full max-w-4xl" />}>
      {({ images, count }) => (
        <ol className="flex max-w-4xl flex-col gap-4" aria-label={title}>
          {images.map((url, index) => (
            <li key={url}>
              {/* biome-ignore lint/performance/noImgElement: it comes from storage by a signed address */}
              <img
                src={url}
                alt={`${title}, page ${index + 1} of ${count}`}
                className="w-full rounded-sm border border-line bg-white"
              />
            </li>
          ))}
          {count > images.length && (
            <li className="text-sm text-quiet">
              {count - images.length} more {count - images.length === 1 ? 'page is' : 'pages are'} in the PDF.
            </li>
          )}
        </ol>
      )}
    </Shown>
  );
}

/** US Letter or A4. */
export function SizeSelect({ size, onSize }: { size: Size; onSize: (size: Size) => void }) {
  return (
    <Select
      label="Paper"
      labelHidden
      value={size}
      onChange={({ target }) => onSize(target.value === 'a4' ? 'a4' : 'us-letter')}
    >
      <option value="us-letter">US Letter</option>
      <option value="a4">A4</option>
    </Select>
  );
}

type Sheet = { of: 'coverage' | 'beat_sheet'; id: string; version: number };

/** A paper's pages with their size, and its PDF to be saved as `file`. */
export function PrintedPages({ sheet, title, file }: { sheet: Sheet; title: string; file: string }) {
  const [size, setSize] = useState<Size>(paperHere);
  const paper: PaperOf = { of: sheet.of, id: sheet.id, print: { size, standing: 'draft' } };
  const pages = usePages(paper, sheet.version);
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        <SizeSelect size={size} onSize={setSize} />
        <Button disabled={!pages.data} onClick={() => pages.data && fetchFile(pages.data.pdf, `${file}.pdf`)}>
          <Printer aria-hidden className="size-4" />
          Save the PDF
        </Button>
      </div>
      <Pages paper={paper} state={sheet.version} title={title} />
    </section>
  );
}
