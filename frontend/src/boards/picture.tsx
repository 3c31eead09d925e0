'use client';
/** A shot's still, which plays while somebody points at it or has it under the focus. */

import { Clapperboard } from 'lucide-react';
import { useState } from 'react';
import { FilmStill } from '@/components/film-still';
import { type Board, stateOf } from './boards';

/** Of a card's picture; one of another shape stands whole in it. */
const CARD_RATIO = 16 / 9;

export function BoardPicture({ board, playing, onGone }: { board: Board; playing: boolean; onGone: () => void }) {
  const { made } = board;
  const pictures = made?.pictures;
  const [broken, setBroken] = useState('');
  const [ratio, setRatio] = useState(CARD_RATIO);
  if (pictures && broken !== pictures.still_url) {
    return (
      <>
        {/* biome-ignore lint/performance/noImgElement: files alone are served, and nothing scales them */}
        <img
          src={pictures.still_url}
          alt=""
          decoding="async"
          className="size-full object-contain"
          onLoad={({ currentTarget }) => setRatio(currentTarget.naturalWidth / currentTarget.naturalHeight)}
          onError={() => {
            setBroken(pictures.still_url);
            onGone();
          }}
        />
        {playing && (
          <span
            aria-hidden
            data-playing
            className="absolute inset-0 m-auto"
            style={{
              aspectRatio: ratio,
              ...(ratio < CARD_RATIO ? { height: '100%' } : { width: '100%' }),
              backgroundImage: `url("${pictures.strip_url}")`,
              backgroundSize: `${pictures.strip_frames * 100}% 100%`,
              animation: `strip ${Math.max(1, board.length)}s steps(${pictures.strip_frames}, jump-none) infinite`,
            }}
          />
        )}
      </>
    );
  }
  if (made?.url) {
    // Made before shots had pictures: out of its video.
    return playing ? (
      <video
        aria-hidden
        data-playing
        muted
        loop
        autoPlay
        playsInline
        src={made.url}
        className="size-full object-cover"
        onError={onGone}
      />
    ) : (
      <FilmStill url={made.url} seconds={board.length / 2} />
    );
  }
  if (board.card) {
    return (
      <span className="grid size-full place-items-center overflow-hidden bg-black p-3 text-center text-xs text-white">
        <bdi>{board.card.join(' · ')}</bdi>
      </span>
    );
  }
  return (
    <span className="flex size-full flex-col items-center justify-center gap-1 text-xs text-quiet">
      <Clapperboard aria-hidden className="size-6" />
      {stateOf(board)}
    </span>
  );
}
