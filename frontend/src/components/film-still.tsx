'use client';
import { useState } from 'react';

/** A picture out of a film: its poster, or, where it was made before there were any, what is seen a few seconds in, past
 * its title. Nothing but the picture's few bytes is loaded. */
export function FilmStill({
  url,
  poster = null,
  seconds = 9,
  className = '',
}: {
  url: string;
  poster?: string | null;
  seconds?: number;
  className?: string;
}) {
  const [failed, setFailed] = useState(false);
  if (failed) return null;
  if (poster !== null) {
    return (
      // biome-ignore lint/performance/noImgElement: files alone are served, and nothing scales them
      <img
        src={poster}
        alt=""
        decoding="async"
        onError={() => setFailed(true)}
        className={`pointer-events-none size-full object-contain ${className}`}
      />
    );
  }
  return (
    <video
      aria-hidden
      tabIndex={-1}
      muted
      playsInline
      preload="metadata"
      crossOrigin="anonymous"
      src={`${url}#t=${seconds}`}
      onError={() => setFailed(true)}
      className={`pointer-events-none size-full object-cover ${className}`}
    />
  );
}
