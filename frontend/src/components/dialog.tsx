'use client';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { IconButton } from './button';

/** A window over the page, closed by Escape. The focus goes in, and back to where it was. */
export function Dialog({
  title,
  titleHidden,
  open,
  onOpenChange,
  children,
}: {
  title: string;
  titleHidden?: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}) {
  const before = useRef<HTMLElement | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/60" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
          }}
          onCloseAutoFocus={(event) => {
            // By itself it goes back to a trigger of its own alone.
            event.preventDefault();
            before.current?.focus();
          }}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-edge bg-ground shadow-2xl"
        >
          <div
            className={
              titleHidden ? 'sr-only' : 'flex items-center justify-between border-b border-line py-2 pr-2 pl-4'
            }
          >
            <Radix.Title className="font-semibold">{title}</Radix.Title>
            {!titleHidden && (
              <Radix.Close asChild>
                <IconButton label="Close" hint="Esc">
                  <X aria-hidden className="size-4" />
                </IconButton>
              </Radix.Close>
            )}
          </div>
          <div className="min-h-0 overflow-auto">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
