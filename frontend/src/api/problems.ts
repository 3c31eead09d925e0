/** What the API answers when something is wrong, as an error in its own words. */

import { agoOf } from '@/components/words';
import type { components } from './schema';

export type Problem = components['schemas']['Problem'];

const NO_ANSWER = 'urn:film-studio:problem:no-answer';

export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    /** Seconds after which the API wants to be asked again. */
    readonly retryAfter: number | null = null,
  ) {
    super(problem.detail);
    this.name = 'ProblemError';
  }

  /** Nothing came back: the network, or whatever the API runs on, is away. */
  get isSilence(): boolean {
    return this.problem.type === NO_ANSWER;
  }

  /** Trying again may help, without anybody changing anything. */
  get isPassing(): boolean {
    return this.isSilence || this.problem.status === 503 || this.problem.status === 429;
  }
}

export function noAnswer(path: string): ProblemError {
  const detail = 'Nothing came back from the API. The page tries again by itself; nothing that you did is lost.';
  return ownProblem(NO_ANSWER, 'The studio does not answer', detail, path);
}

/** What this page itself finds wrong, before the API is asked. */
export function ownProblem(type: string, title: string, detail: string, instance = ''): ProblemError {
  return new ProblemError({ type, title, status: 0, detail, instance, request_id: null, errors: null, line: null });
}

/** The error of an answer that is not one: the API's own problem, or what can be said without one. */
export async function problemOf(answer: Response): Promise<ProblemError> {
  const wait = Number.parseInt(answer.headers.get('Retry-After') ?? '', 10);
  const path = new URL(answer.url).pathname;
  let problem: Problem;
  try {
    problem = (await answer.clone().json()) as Problem;
    if (typeof problem.title !== 'string' || typeof problem.detail !== 'string') throw new TypeError();
  } catch {
    problem = {
      type: 'about:blank',
      title: `The studio answered ${answer.status}`,
      status: answer.status,
      detail: 'It did not say why. Try again; if it stays, whoever runs the studio can look into its log.',
      instance: path,
      request_id: answer.headers.get('X-Request-ID'),
      errors: null,
      line: null,
    };
  }
  return new ProblemError(problem, Number.isNaN(wait) ? null : wait);
}

/** Who was first, of a change that came too late (412), and when; null for other errors. */
export type First = { name: string; isYou: boolean; at: string };

export function firstOf(error: unknown): First | null {
  if (!(error instanceof ProblemError) || error.problem.status !== 412) return null;
  const { changed_by: by, changed_at: at } = error.problem as unknown as Partial<
    components['schemas']['ChangedMeanwhileProblem']
  >;
  if (!by || !at) return null;
  const unnamed = by.kind === 'service' ? 'The studio' : by.kind === 'key' ? 'A program' : 'Somebody else';
  return { name: by.name ?? unnamed, isYou: by.is_you, at };
}

/** "Ida changed this 2 minutes ago": who was first, as far as it is known. */
export function firstInWords(first: First | null, now = Date.now()): string {
  if (!first) return 'Somebody else has changed this while you were writing.';
  const ago = agoOf(first.at, now);
  return first.isYou ? `You changed this yourself elsewhere ${ago}.` : `${first.name} changed this ${ago}.`;
}

/** What people read of any error. */
export function inWords(error: unknown): { title: string; detail: string; requestId: string | null } {
  if (error instanceof ProblemError) {
    const { title, detail, request_id: requestId } = error.problem;
    const first = firstOf(error);
    if (first) {
      const next = 'Your change was not kept: look at what is there now, then change it again.';
      return {
        title: first.isYou ? 'You were quicker elsewhere' : 'Somebody else was quicker',
        detail: `${firstInWords(first)} ${next}`,
        requestId: requestId ?? null,
      };
    }
    return { title, detail: sentence(detail), requestId: requestId ?? null };
  }
  return { title: 'Something went wrong on this page', detail: String(error), requestId: null };
}

/** The API's details begin in lower case, for logs; on a page they are sentences. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const full = /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
  return full.charAt(0).toUpperCase() + full.slice(1);
}
