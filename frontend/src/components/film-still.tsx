'use client';
import { useState } from 'react';

/** A picture out of a film, a few seconds in: past its title. Nothing but the picture's few bytes is loaded. */
export function FilmStill({ url, seconds = 9, className = '' }: { url: string; seconds?: number; className?: string }) {
  const [failed, setFailed] = useState(false);
  if (failed) return null;
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
