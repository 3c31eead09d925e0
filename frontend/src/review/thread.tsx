'use client';
import { Check, Pencil } from 'lucide-react';
import { memo, useState } from 'react';
import {
  type Comment,
  type Reply,
  useAnswer,
  useChangeComment,
  useChangeReply,
  useDeleteComment,
  useDeleteReply,
} from '@/api/review-queries';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { agoOf } from '@/components/words';

/** A comment with its answers. */
export const Thread = memo(function Thread({
  comment,
  place,
  isHere,
  mayWrite,
  mayClear,
  onGo,
}: {
  comment: Comment;
  /** Where it stands, in words. */
  place: string;
  isHere: boolean;
  mayWrite: boolean;
  /** Also what somebody else has written. */
  mayClear: boolean;
  onGo: (comment: Comment) => void;
}) {
  const change = useChangeComment();
  const remove = useDeleteComment();
  const [writes, setWrites] = useState<'nothing' | 'answer' | 'change'>('nothing');
  const resolved = comment.resolved_at !== null;
  const { author } = comment;
  return (
    <li
      data-comment={comment.id}
      className={`flex flex-col gap-1.5 rounded-lg border bg-raised p-3 ${isHere ? 'border-accent' : 'border-line'}`}
    >
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        {comment.frame === null ? (
          <span className="text-quiet">{place}</span>
        ) : (
          <button type="button" className="text-link underline" onClick={() => onGo(comment)}>
            {place}
          </button>
        )}
        <bdi className="min-w-0 font-medium break-words">{author.name}</bdi>
        <span className="text-xs text-quiet">
          {author.kind === 'guest' && 'guest · '}
          {agoOf(comment.created_at)}
          {comment.drawing.length > 0 && ' · with a drawing'}
          {resolved && ' · resolved'}
        </span>
      </p>
      {writes === 'change' ? (
        <Writing
          label="Comment"
          text={comment.text}
          busy={change.isPending}
          action="Save"
          onLeave={() => setWrites('nothing')}
          onSave={(text) => change.mutate({ comment, text }, { onSuccess: () => setWrites('nothing') })}
        />
      ) : (
        <p className="text-sm whitespace-pre-line wrap-anywhere">
          <bdi>{comment.text}</bdi>
        </p>
      )}
      {comment.replies.length > 0 && (
        <ul aria-label="Answers" className="flex flex-col gap-1.5 border-l-2 border-line pl-3">
          {comment.replies.map((reply) => (
            <Answer key={reply.id} reply={reply} mayClear={mayClear} />
          ))}
        </ul>
      )}
      {writes === 'answer' && <Answering comment={comment} onClose={() => setWrites('nothing')} />}
      {mayWrite && writes === 'nothing' && (
        <div className="-ml-3.5 flex flex-wrap">
          <Button look="quiet" onClick={() => setWrites('answer')}>
            Answer
          </Button>
          <Button look="quiet" busy={change.isPending} onClick={() => change.mutate({ comment, resolved: !resolved })}>
            <Check aria-hidden className="size-4" />
            {resolved ? 'Open again' : 'Resolve'}
          </Button>
          {author.is_you && (
            <Button look="quiet" onClick={() => setWrites('change')}>
              <Pencil aria-hidden className="size-3.5" />
              Change
            </Button>
          )}
          {(author.is_you || mayClear) && (
            <ConfirmButton
              label="Delete"
              ask="Delete it?"
              of={`comment at ${place}`}
              busy={remove.isPending}
              onConfirm={() => remove.mutate(comment)}
            />
          )}
        </div>
      )}
    </li>
  );
});

function Answer({ reply, mayClear }: { reply: Reply; mayClear: boolean }) {
  const change = useChangeReply();
  const remove = useDeleteReply();
  const [changes, setChanges] = useState(false);
  return (
    <li className="flex flex-col gap-1 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <bdi className="font-medium break-words">{reply.author.name}</bdi>
        <span className="text-xs text-quiet">{agoOf(reply.created_at)}</span>
      </p>
      {changes ? (
        <Writing
          label="Answer"
          text={reply.text}
          busy={change.isPending}
          action="Save"
          onLeave={() => setChanges(false)}
          onSave={(text) => change.mutate({ reply, text }, { onSuccess: () => setChanges(false) })}
        />
      ) : (
        <p className="whitespace-pre-line wrap-anywhere">
          <bdi>{reply.text}</bdi>
        </p>
      )}
      {!changes && (reply.author.is_you || mayClear) && (
        <div className="-ml-3.5 flex">
          {reply.author.is_you && (
            <Button look="quiet" onClick={() => setChanges(true)}>
              Change
            </Button>
          )}
          <ConfirmButton
            label="Delete"
            ask="Delete it?"
            of={`answer by ${reply.author.name}`}
            busy={remove.isPending}
            onConfirm={() => remove.mutate(reply)}
          />
        </div>
      )}
    </li>
  );
}

function Answering({ comment, onClose }: { comment: Comment; onClose: () => void }) {
  const answer = useAnswer();
  const [key] = useState(() => crypto.randomUUID());
  return (
    <Writing
      label="Answer"
      text=""
      busy={answer.isPending}
      action="Answer"
      onLeave={onClose}
      onSave={(text) => answer.mutate({ comment, text, key }, { onSuccess: onClose })}
    />
  );
}

function Writing({
  label,
  text,
  busy,
  action,
  onSave,
  onLeave,
}: {
  label: string;
  text: string;
  busy: boolean;
  action: string;
  onSave: (text: string) => void;
  onLeave: () => void;
}) {
  const [value, setValue] = useState(text);
  const save = () => {
    if (value.trim() !== '' && !busy) onSave(value);
  };
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        // biome-ignore lint/a11y/noAutofocus: somebody has pressed the button that opens it
        autoFocus
        aria-label={label}
        rows={2}
        maxLength={4000}
        value={value}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            save();
          } else if (event.key === 'Escape' && value === text) onLeave();
        }}
        className="w-full resize-y rounded-lg border border-edge bg-field px-3 py-2 text-sm"
      />
      <div className="flex gap-2">
        <Button type="submit" look="accent" busy={busy} disabled={value.trim() === ''}>
          {action}
        </Button>
        <Button look="quiet" onClick={onLeave}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
