'use client';
import { Pencil, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type Said, useComment } from '@/api/review-queries';
import { Button } from '@/components/button';
import { COLORS } from './strokes';

export type Draft = Said;

/** A comment that is being written, at a frame. What is drawn comes from over the picture. */
export function Composer({
  productionId,
  draft,
  frame,
  timecode,
  color,
  onColor,
  onChange,
  onClose,
}: {
  productionId: string;
  draft: Draft;
  /** The one that is shown. */
  frame: number;
  timecode: (frame: number) => string;
  /** With which is drawn; null while nothing is. */
  color: string | null;
  onColor: (color: string | null) => void;
  onChange: (draft: Draft) => void;
  onClose: () => void;
}) {
  const comment = useComment(productionId);
  // A second press of the same button says nothing twice.
  const [key] = useState(() => crypto.randomUUID());
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => text.current?.focus(), []);
  const send = () => {
    if (draft.text.trim() === '' || comment.isPending) return;
    comment.mutate({ said: draft, key }, { onSuccess: onClose });
  };
  const last = draft.frame + draft.frames - 1;
  return (
    <form
      aria-label="New comment"
      className="flex flex-col gap-2 rounded-lg border border-accent bg-raised p-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p className="flex flex-wrap items-center gap-x-2 text-sm">
        <span className="font-medium">
          At {timecode(draft.frame)}
          {draft.frames > 1 && ` – ${timecode(last)}`}
        </span>
        {frame > draft.frame && frame !== last && (
          <button
            type="button"
            className="text-link underline"
            onClick={() => onChange({ ...draft, frames: frame - draft.frame + 1 })}
          >
            until the shown frame
          </button>
        )}
        {draft.frames > 1 && (
          <button type="button" className="text-link underline" onClick={() => onChange({ ...draft, frames: 1 })}>
            this frame alone
          </button>
        )}
      </p>
      <textarea
        ref={text}
        aria-label="Comment"
        rows={3}
        maxLength={4000}
        value={draft.text}
        onChange={(event) => onChange({ ...draft, text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            send();
          } else if (event.key === 'Escape' && draft.text === '' && draft.drawing.length === 0) onClose();
        }}
        className="w-full resize-y rounded-lg border border-edge bg-field px-3 py-2"
      />
      <div className="flex flex-wrap items-center gap-1.5">
        <Button aria-pressed={color !== null} onClick={() => onColor(color === null ? COLORS[0] : null)}>
          <Pencil aria-hidden className="size-4" />
          {color === null ? 'Draw' : 'Drawing'}
        </Button>
        {color !== null &&
          COLORS.map((each, index) => (
            <button
              key={each}
              type="button"
              aria-label={`Colour ${index + 1}`}
              aria-pressed={color === each}
              onClick={() => onColor(each)}
              style={{ background: each }}
              className="size-6 rounded-full border-2 border-edge aria-pressed:border-ink aria-pressed:outline-2"
            />
          ))}
        {draft.drawing.length > 0 && (
          <Button look="quiet" onClick={() => onChange({ ...draft, drawing: draft.drawing.slice(0, -1) })}>
            <Undo2 aria-hidden className="size-4" />
            Last stroke
          </Button>
        )}
        <span className="flex-1" />
        <Button look="quiet" onClick={onClose}>
          Leave it
        </Button>
        <Button type="submit" look="accent" busy={comment.isPending} disabled={draft.text.trim() === ''}>
          Comment
        </Button>
      </div>
    </form>
  );
}
