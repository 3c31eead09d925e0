'use client';
import { FileText } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from './button';
import { ACCEPTED } from './screenplay-file';

/** A file from anywhere: dropped on any part of the page while this is shown, or chosen by the button. */
export function ScreenplayDrop({
  label,
  look = 'accent',
  busy,
  onFile,
}: {
  label: string;
  look?: 'accent' | 'plain';
  busy: boolean;
  onFile: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const over = useDropAnywhere(onFile);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      <Button look={look} busy={busy} onClick={() => input.current?.click()}>
        <FileText aria-hidden className="size-4" />
        {busy ? 'Reading the screenplay …' : label}
      </Button>
      {over && (
        <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center border-4 border-dashed border-accent bg-ground/90 text-lg font-medium">
          {label}: drop it
        </div>
      )}
    </>
  );
}

function useDropAnywhere(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useRef(onFile);
  take.current = onFile;
  useEffect(() => {
    let depth = 0;
    const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (holdsFile(event)) setOver(++depth > 0);
    };
    const leave = (event: DragEvent) => {
      if (holdsFile(event)) setOver(--depth > 0);
    };
    const stay = (event: DragEvent) => {
      if (holdsFile(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!holdsFile(event)) return;
      // Else the browser would leave the page to show the file.
      event.preventDefault();
      depth = 0;
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) take.current(file);
    };
    const heard = { dragenter: enter, dragleave: leave, dragover: stay, drop } as const;
    for (const [name, listener] of Object.entries(heard)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(heard)) window.removeEventListener(name, listener as EventListener);
    };
  }, []);
  return over;
}
