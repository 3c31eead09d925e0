import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Look = 'plain' | 'accent' | 'quiet';

const LOOKS: Record<Look, string> = {
  plain: 'border border-edge bg-raised text-ink hover:bg-hover',
  accent: 'border border-accent bg-accent text-on-accent font-medium hover:brightness-110',
  quiet: 'border border-transparent text-ink hover:bg-hover',
};

export function buttonClass(look: Look = 'plain'): string {
  return `inline-flex min-h-9 items-center justify-center gap-2 rounded-lg px-3.5 py-1.5 text-sm whitespace-nowrap disabled:opacity-50 ${LOOKS[look]}`;
}

/** A button with words. `busy` says that what it began is not over, and keeps it from beginning twice. */
export function Button({
  look,
  busy,
  className = '',
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={`${buttonClass(look)} ${className}`}
    >
      {children}
    </button>
  );
}

/** A button with a picture alone; `label` is its name, for ears and as its hint. */
export function IconButton({
  label,
  hint,
  className = '',
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { label: string; hint?: string; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={hint ? `${label} (${hint})` : label}
      {...rest}
      className={`inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-ink hover:bg-hover disabled:opacity-40 ${className}`}
    >
      {children}
    </button>
  );
}
