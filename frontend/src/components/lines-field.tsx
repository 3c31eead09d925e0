import { type TextareaHTMLAttributes, useId } from 'react';

/** Several lines to write in, with their name above them. */
export function LinesField({ label, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement> & { label: string }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        maxLength={4000}
        {...rest}
        className="w-full resize-y rounded-lg border border-edge bg-field px-3 py-2"
      />
    </div>
  );
}
