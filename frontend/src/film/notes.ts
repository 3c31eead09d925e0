import type { components } from '@/api/schema';

export type Note = components['schemas']['Note'];

const KINDS: Record<Note['kind'], string> = {
  guessed: 'Guessed',
  neutral: 'Drawn plain',
  left_out: 'Left out',
  synthesised: 'Synthesised',
};

/** What a note is about, in a word or two: "Guessed", "Drawn plain". */
export const kindOf = (note: Note) => KINDS[note.kind];

/** Notes by scene, in the film's order; those of the whole film come first. */
export function notesByScene(notes: readonly Note[]): [number | null, Note[]][] {
  const found = new Map<number | null, Note[]>();
  for (const note of notes) {
    const scene = note.scene ?? null;
    found.set(scene, [...(found.get(scene) ?? []), note]);
  }
  return [...found].sort(([one], [other]) => (one ?? -1) - (other ?? -1));
}
