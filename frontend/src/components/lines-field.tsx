import { type ReactNode, type TextareaHTMLAttributes, useId } from 'react';

/** Several lines to write in, as `Field` is for one. */
export function LinesField({
  label,
  hint,
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & { label: string; hint?: ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={2}
        maxLength={4000}
        aria-describedby={hint ? `${id}-says` : undefined}
        {...rest}
        className="w-full rounded-lg border border-edge bg-field px-3 py-2 text-ink placeholder:text-quiet"
      />
      {hint && (
        <p id={`${id}-says`} className="text-sm break-words whitespace-pre-line text-quiet">
          {hint}
        </p>
      )}
    </div>
  );
}
