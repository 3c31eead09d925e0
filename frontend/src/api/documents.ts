/** Documents that jobs make: waited for, and answered as their address. They go on while other pages are shown. */

import { answerOf, api } from './client';
import { ownProblem } from './problems';
import type { components } from './schema';

const LOOKS_MS = 1_000;

/** The first file of a job, when it is done. `what` it is, for a person: "The contact sheet". */
export async function documentOf(what: string, begun: components['schemas']['JobDetail']): Promise<string> {
  const client = await api();
  let job = begun;
  while (job.status !== 'succeeded') {
    if (job.status === 'failed' || job.status === 'cancelled') {
      throw ownProblem('about:blank', `${what} could not be made`, job.error ?? 'it does not say why');
    }
    await new Promise((resolve) => setTimeout(resolve, LOOKS_MS));
    job = await answerOf(client.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: job.id } } }));
  }
  const file = job.files[0];
  if (!file) throw ownProblem('about:blank', `${what} is gone`, 'Ask for it again.');
  return file.url;
}
