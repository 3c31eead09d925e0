'use client';
/** Short news in a corner, which go by themselves, some with one thing to do. */

import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button, IconButton } from './button';

type Toast = { id: number; text: string; wrong: boolean; action?: { label: string; run: () => void } };

const STAYS_MS = 9_000;
let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function become(all: readonly Toast[]): void {
  toasts = all;
  for (const listener of listeners) listener();
}

export function toast(text: string, more: { wrong?: boolean; action?: Toast['action'] } = {}): void {
  const id = next++;
  become([...toasts.slice(-3), { id, text, wrong: more.wrong ?? false, action: more.action }]);
  setTimeout(() => dismiss(id), STAYS_MS);
}

function dismiss(id: number): void {
  become(toasts.filter((each) => each.id !== id));
}

const NONE: readonly Toast[] = [];

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
    () => NONE,
  );
  return (
    <section
      aria-label="News"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-16 z-50 flex flex-col items-end gap-2 md:right-4 md:bottom-4 md:left-auto"
    >
      {shown.map((each) => (
        <div
          key={each.id}
          className={`pointer-events-auto flex w-full max-w-md items-center gap-3 rounded-lg border bg-raised py-2 pr-2 pl-4 shadow-lg ${each.wrong ? 'border-bad' : 'border-edge'}`}
        >
          <p className="min-w-0 flex-1 break-words text-sm">{each.text}</p>
          {each.action && (
            <Button
              onClick={() => {
                each.action?.run();
                dismiss(each.id);
              }}
            >
              {each.action.label}
            </Button>
          )}
          <IconButton label="Dismiss" onClick={() => dismiss(each.id)}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
