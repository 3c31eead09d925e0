'use client';
/** A secret that the API tells once: it is here until somebody puts it away. */

import { Copy } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { BASE_PATH } from '@/api/address';
import { Button } from '@/components/button';

/** This site's address with a token behind the hash, which no server is sent. */
export function linkOf(token: string): string {
  return `${window.location.origin}${BASE_PATH}/#${token}`;
}

export function Handed({
  title,
  secret,
  says,
  done,
}: {
  title: string;
  secret: string;
  says: string;
  done: () => void;
}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // It is selected: the system's own key copies it.
    }
  };
  return (
    <div role="status" className="flex flex-col gap-2 rounded-lg border border-accent bg-raised p-4">
      <label htmlFor={id} className="font-medium">
        {title}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={secret}
          onFocus={(event) => event.target.select()}
          className="min-h-9 min-w-0 flex-1 basis-64 rounded-lg border border-edge bg-field px-2 font-script text-sm"
        />
        <Button look="accent" onClick={() => void copy()}>
          <Copy aria-hidden className="size-4" />
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <Button look="quiet" onClick={done}>
          Put away
        </Button>
      </div>
      <p className="text-sm text-quiet">{says}</p>
    </div>
  );
}
