/** Who is in a film, and what they sound like in it. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { ownProblem } from './problems';
import { everything } from './queries';

/** Everybody of a revision, in the order in which they appear. */
export function useCharacters(revisionId: string) {
  return useQuery({
    queryKey: ['characters', revisionId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/revisions/{revision_id}/characters', {
            params: { path: { revision_id: revisionId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: revisionId !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Fetches the address of a line's sound in a production, by the line's number from 0. A line that is said twice the
 * same way was spoken once, under its first number: of `indexes` the first that was spoken is taken. */
export function useSpokenLine(productionId: string) {
  const queries = useQueryClient();
  return async (indexes: readonly number[]): Promise<{ url: string; index: number }> => {
    const client = await api();
    const jobs = await queries.fetchQuery({
      queryKey: ['production jobs', productionId, 'spoken'],
      queryFn: async () =>
        everything((cursor) =>
          answerOf(
            client.GET('/api/v1/productions/{production_id}/jobs', {
              params: {
                path: { production_id: productionId },
                query: { kind: 'line', status: 'succeeded', cursor, limit: 200 },
              },
            }),
          ),
        ),
      staleTime: 60_000,
    });
    const ids = new Map(jobs.map((job) => [job.ordinal, job.id]));
    const index = indexes.find((each) => ids.has(each));
    const jobId = index === undefined ? undefined : ids.get(index);
    if (index === undefined || jobId === undefined) {
      throw ownProblem('about:blank', 'Nothing to hear yet', 'None of their lines was spoken in this film so far.');
    }
    const job = await answerOf(client.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: jobId } } }));
    const sound = job.files.find((file) => file.media_type.startsWith('audio/'));
    if (!sound) throw ownProblem('about:blank', 'Nothing to hear', 'The line has no sound beside it any more.');
    return { url: sound.url, index };
  };
}
