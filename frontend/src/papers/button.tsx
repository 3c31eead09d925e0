'use client';
/** The button that has a paper of a breakdown, a schedule or a budget printed. */

import { Printer } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/button';
import type { Of } from './papers';

const PrintDialog = dynamic(() => import('./dialog').then((module) => module.PrintDialog), { ssr: false });

/** What is printed: its papers are chosen in the dialog, beginning with `first`. */
export type Printed = { of: Of; id: string; first?: string };

export function PrintPaper({ of, id, first }: Printed) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Printer aria-hidden className="size-4" />
        Print
      </Button>
      {open && <PrintDialog of={of} id={id} first={first} close={() => setOpen(false)} />}
    </>
  );
}
