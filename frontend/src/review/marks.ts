/** Where comments stand. */

type Placed = { frame: number | null; frames: number };

export function isAt({ frame, frames }: Placed, at: number): boolean {
  return frame !== null && frame <= at && at < frame + frames;
}

/** The next frame of which something is said, or the one before; null where there is none. */
export function neighbour(comments: readonly Placed[], at: number, step: 1 | -1): number | null {
  const frames = comments.flatMap(({ frame }) => (frame !== null && (frame - at) * step > 0 ? [frame] : []));
  if (frames.length === 0) return null;
  return step > 0 ? Math.min(...frames) : Math.max(...frames);
}
