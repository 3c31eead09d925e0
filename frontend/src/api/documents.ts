/** Documents that jobs make: waited for, and answered as their address. They go on while other pages are shown. */

import { answerOf, api } from './client';
import { ownProblem } from './problems';
import type { components } from './schema';

const LOOKS_MS = 1_000;

type Schemas = components['schemas'];

/** A job, when it is done. `what` it makes, for a person: "The contact sheet". */
export async function doneOf(what: string, begun: Schemas['Job']): Promise<Schemas['JobDetail']> {
  const client = await api();
  for (;;) {
    const job = await answerOf(client.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: begun.id } } }));
    if (job.status === 'succeeded') return job;
    if (job.status === 'failed' || job.status === 'cancelled') {
      throw ownProblem('about:blank', `${what} could not be made`, job.error ?? 'it does not say why');
    }
    await new Promise((resolve) => setTimeout(resolve, LOOKS_MS));
  }
}

/** The files of such a job. */
export async function filesOf(what: string, begun: Schemas['Job']): Promise<Schemas['JobFile'][]> {
  return (await doneOf(what, begun)).files;
}

/** The address of the first file of such a job. */
export async function documentOf(what: string, begun: Schemas['Job']): Promise<string> {
  const [file] = await filesOf(what, begun);
  if (!file) throw ownProblem('about:blank', `${what} is gone`, 'Ask for it again.');
  return file.url;
}
