'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useBeginFromLogline } from '@/api/suggestion-queries';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';
import { LinesField } from './lines-field';
import { Failure } from './states';

/** A new project that begins with a draft of its logline. */
export function FromLogline({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const begin = useBeginFromLogline();
  const [title, setTitle] = useState('');
  const [logline, setLogline] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  return (
    <Dialog title="Draft from a logline" open onOpenChange={onClose}>
      <form
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          begin.mutate(
            { title: title.trim(), logline: logline.trim(), key },
            { onSuccess: (address) => router.push(address) },
          );
        }}
      >
        <Field
          label="Title"
          required
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <LinesField
          label="Logline"
          rows={3}
          required
          maxLength={500}
          value={logline}
          onChange={(event) => setLogline(event.target.value)}
          placeholder="Who wants what, and what stands against it"
        />
        <p className="text-sm text-quiet">
          A template puts its words into three acts, in English or German. It costs nothing, and is a suggestion: you
          read it, and accept it or not.
        </p>
        {begin.error && <Failure error={begin.error} />}
        <Button type="submit" look="accent" className="self-start" busy={begin.isPending}>
          Draft it
        </Button>
      </form>
    </Dialog>
  );
}
