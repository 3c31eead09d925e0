type Shot = { scene: number | null; frames: number | null; cached: boolean };
type Scene = { index: number; heading: string | null };

/** The frame with which what has changed begins: that of the changed scene's first new shot, else of its first shot.
 * `changed` counts scenes by their headings, from 0; -1 is what stands before the first, null nothing. */
export function frameOfChange(shots: readonly Shot[], scenes: readonly Scene[], changed: number | null): number {
  const scene = changed === null ? undefined : scenes.filter(({ heading }) => heading !== null)[changed]?.index;
  let start = 0;
  let first: number | null = null;
  for (const shot of shots) {
    if (scene !== undefined && shot.scene === scene) {
      if (!shot.cached) return start;
      first ??= start;
    }
    if (shot.frames === null) break;
    start += shot.frames;
  }
  return first ?? 0;
}
