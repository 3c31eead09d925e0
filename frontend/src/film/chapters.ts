/** Chapters of a film: its scenes, each where its first shot begins. */

export type Chapter = { scene: number; title: string; start: number };
type Shot = { scene: number | null; frames: number | null };
type Scene = { index: number; number: string; heading: string | null };

/** In the film's order; none while a shot's length is not known, because all after it would stand wrong. */
export function chaptersOf(shots: readonly Shot[], scenes: readonly Scene[]): Chapter[] {
  const headings = new Map(scenes.map((scene) => [scene.index, scene]));
  const chapters: Chapter[] = [];
  let start = 0;
  for (const shot of shots) {
    if (shot.frames === null) return [];
    const last = chapters.at(-1);
    if (shot.scene !== null && last?.scene !== shot.scene) {
      const scene = headings.get(shot.scene);
      const title = scene?.heading ? `${scene.number}  ${scene.heading}` : 'Opening';
      chapters.push({ scene: shot.scene, title, start });
    }
    start += shot.frames;
  }
  return chapters;
}

/** Which chapter a frame is in; -1 before the first. */
export function chapterAt(chapters: readonly Chapter[], frame: number): number {
  return chapters.findLastIndex((chapter) => chapter.start <= frame);
}

/** Which shot a frame is in; null where that is not known. */
export function shotAt(shots: readonly { index: number; frames: number | null }[], frame: number): number | null {
  let end = 0;
  for (const shot of shots) {
    if (shot.frames === null) return null;
    end += shot.frames;
    if (frame < end) return shot.index;
  }
  return null;
}
