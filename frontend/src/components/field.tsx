import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

/** One line to write in, with its name above it and what is wrong, or what it is for, below. */
export function Field({
  label,
  hint,
  wrong,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { label: string; hint?: ReactNode; wrong?: string }) {
  const id = useId();
  const described = wrong || hint ? `${id}-says` : undefined;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={described}
        {...rest}
        className="min-h-10 w-full rounded-lg border border-edge bg-field px-3 text-ink read-only:text-quiet"
      />
      {described && (
        <p id={described} className={`text-sm ${wrong ? 'text-bad' : 'text-quiet'}`}>
          {wrong ?? hint}
        </p>
      )}
    </div>
  );
}
