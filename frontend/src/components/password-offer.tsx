'use client';
import { type FormEvent, useState } from 'react';
import { inWords } from '@/api/problems';
import { choosePassword, keepWithoutPassword } from '@/api/session';
import { Button } from './button';
import { Field } from './field';
import { toast } from './toasts';

/** After a link: the one moment in which somebody may choose a password without the former one. */
export function PasswordOffer() {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await choosePassword(text);
      toast('Your password is kept.');
    } catch (error) {
      setWrong(inWords(error).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label="Password" className="border-b border-line bg-sunk px-4 py-2 text-sm">
      {open ? (
        <form onSubmit={(event) => void send(event)} className="flex max-w-xl flex-wrap items-end gap-3 py-2">
          <div className="min-w-56 flex-1">
            <Field
              label="New password"
              type="password"
              autoComplete="new-password"
              required
              minLength={12}
              maxLength={200}
              hint="At least 12 characters"
              wrong={wrong}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          <Button type="submit" look="accent" busy={busy}>
            Keep it
          </Button>
          <Button look="quiet" onClick={keepWithoutPassword}>
            Not now
          </Button>
        </form>
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span>You came by a link, which works once.</span>
          <Button look="quiet" onClick={() => setOpen(true)}>
            Choose a password
          </Button>
          <Button look="quiet" onClick={keepWithoutPassword}>
            Not now
          </Button>
        </div>
      )}
    </section>
  );
}
