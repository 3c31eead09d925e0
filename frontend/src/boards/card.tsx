'use client';
import Link from 'next/link';
import { memo, useState } from 'react';
import { type Board, saidIn, stateOf } from './boards';
import { BoardPicture } from './picture';

/** Below the picture: fixed, so that a grid knows its heights without measuring. */
export const CAPTION_HEIGHT = 72;

export const BoardCard = memo(function BoardCard({
  board,
  href,
  onGone,
}: {
  board: Board;
  href: string;
  onGone: () => void;
}) {
  const [playing, setPlaying] = useState(false);
  const said = saidIn(board);
  const state = stateOf(board);
  const shape = [board.size ?? 'Card', board.angle, board.move].filter(Boolean).join(' · ');
  return (
    <Link
      href={href}
      prefetch={false}
      data-board={board.index}
      onPointerEnter={() => setPlaying(true)}
      onPointerLeave={() => setPlaying(false)}
      onFocus={() => setPlaying(true)}
      onBlur={() => setPlaying(false)}
      className="flex min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-raised hover:border-edge"
    >
      <span className="relative block aspect-video overflow-hidden bg-sunk">
        <BoardPicture board={board} playing={playing} onGone={onGone} />
        <span className="absolute top-1 left-1 rounded-sm bg-black/75 px-1.5 text-xs font-medium text-white">
          <span className="sr-only">Shot </span>
          {board.index + 1}
        </span>
        {board.approval && (
          <span
            className={`absolute top-1 right-1 rounded-sm px-1.5 text-xs ${board.approval === 'approved' ? 'bg-[#1f6b37] text-white' : 'bg-black/75 text-white'}`}
          >
            {board.approval === 'approved' ? 'approved' : 'changed since approved'}
          </span>
        )}
        {(state === 'kept' || state === 'failed') && (
          <span
            className={`absolute right-1 bottom-1 rounded-sm px-1.5 text-xs ${state === 'failed' ? 'bg-[#a4231a] text-white' : 'bg-black/75 text-white'}`}
          >
            {state}
          </span>
        )}
      </span>
      <span className="flex flex-col gap-0.5 overflow-hidden px-2 py-1.5" style={{ height: CAPTION_HEIGHT }}>
        <span className="flex justify-between gap-2 text-xs text-quiet">
          <span className="truncate">{shape}</span>
          <span className="shrink-0">{board.length.toFixed(1)} s</span>
        </span>
        <span className="line-clamp-2 text-sm leading-snug break-words">
          {said.who && (
            <>
              <bdi className="font-medium">{said.who}</bdi>{' '}
            </>
          )}
          <bdi className={said.who ? '' : 'text-quiet'}>{said.text}</bdi>
        </span>
      </span>
    </Link>
  );
});
