'use client';
import { ownProblem } from '@/api/problems';
import type { Screenplay } from '@/api/queries';
import { titleOf } from './words';

/** The API takes as much; what is larger need not travel. */
const MOST_BYTES = 5_000_000;
/** A title page stands at the very beginning. */
const HEAD_BYTES = 4_000;
export const ACCEPTED = '.fountain,.fdx,.spmd,.txt,.md,text/plain,.pdf,.docx';

export const isFinalDraft = (filename: string) => filename.toLowerCase().endsWith('.fdx');

/** A file on paper, which is looked at before it is a revision. */
export const isOnPaper = (filename: string) => /\.(pdf|docx)$/i.test(filename);

const refused = (detail: string) =>
  ownProblem('urn:film-studio:problem:not-a-screenplay-file', 'This file cannot be used', detail);

/** A file as a screenplay to upload. Throws a `ProblemError` for what is certainly none. */
export async function screenplayOf(file: File): Promise<Screenplay> {
  const megabytes = (file.size / 1_000_000).toFixed(1);
  if (file.size > MOST_BYTES) throw refused(`${file.name} has ${megabytes} MB; a screenplay has at most 5 MB.`);
  if (file.size === 0) throw refused(`${file.name} is empty.`);
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  if (isOnPaper(file.name)) return { title: titleOf(file.name, ''), filename: file.name, text: file };
  if (head.includes(0) && !isFinalDraft(file.name)) {
    throw refused(
      `${file.name} is not a text. Export your screenplay as Fountain (.fountain), Final Draft (.fdx), PDF or DOCX, and drop that.`,
    );
  }
  return { title: titleOf(file.name, new TextDecoder().decode(head)), filename: file.name, text: file };
}

/** A file's text, to write on in. Throws a `ProblemError` where it is not UTF-8. */
export async function textOf(file: File): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    throw refused(`${file.name} is not UTF-8. Save it with the encoding UTF-8, and open it again.`);
  }
}
