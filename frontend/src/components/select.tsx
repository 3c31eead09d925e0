import { type ReactNode, type SelectHTMLAttributes, useId } from 'react';

/** One of several, with its name above it or, in a row, for ears alone. */
export function Select({
  label,
  labelHidden,
  hint,
  children,
  className = '',
  ...rest
}: SelectHTMLAttributes<HTMLSelectElement> & { label: string; labelHidden?: boolean; hint?: ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      <select
        id={id}
        {...rest}
        aria-describedby={hint ? `${id}-says` : undefined}
        className={`rounded-lg border border-edge bg-field px-2 text-sm disabled:opacity-60 ${labelHidden ? 'min-h-9' : 'min-h-10'} ${className}`}
      >
        {children}
      </select>
      {hint && (
        <p id={`${id}-says`} className="text-sm text-quiet">
          {hint}
        </p>
      )}
    </div>
  );
}
