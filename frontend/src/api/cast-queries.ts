/** Who is in a film, and what they sound like in it. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { ownProblem } from './problems';
import { everything } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
/** How often a sample that is being spoken is asked for, and how long at most. */
const ASKED_MS = 500;
const ASKED_TIMES = 240;

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

/** Who can speak a revision's film. */
export function useSpeakingVoices(revisionId: string) {
  return useQuery({
    queryKey: ['voices', revisionId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/revisions/{revision_id}/voices', {
          params: { path: { revision_id: revisionId } },
          signal,
        }),
      ),
    enabled: revisionId !== '',
  });
}

/** A character, and who is heard as the same person. */
export function useCharacter(characterId: string) {
  return useQuery({
    queryKey: ['characters', 'one', characterId],
    queryFn: async ({ signal }) =>
      answerOf(
        (await api()).GET('/api/v1/characters/{character_id}', {
          params: { path: { character_id: characterId } },
          signal,
        }),
      ),
  });
}

type Seen = { id: string; version: number };
const named = ({ id, version }: Seen) => ({
  params: { path: { character_id: id }, header: { 'if-match': `"${version}"` } },
});

/** Choose for a character, or with null give it back to the casting. What somebody else changed meanwhile is said
 * where it was chosen, and not in passing. */
export function useRecast() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ seen, chosen }: { seen: Seen; chosen: Schemas['CastingUpdate'] | null }) => {
      const client = await api();
      return answerOf(
        chosen
          ? client.PUT('/api/v1/characters/{character_id}/casting', { ...named(seen), body: chosen })
          : client.DELETE('/api/v1/characters/{character_id}/casting', named(seen)),
      );
    },
    onError: () => undefined,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['characters'] }),
  });
}

/** The address of a line of a character, in a voice that need not be kept yet. Takes as long as speaking it does. */
export async function sampleOf(
  characterId: string,
  voice: Schemas['ChosenVoice'] | null,
  signal: AbortSignal,
): Promise<string> {
  const client = await api();
  const { id } = await answerOf(
    client.POST('/api/v1/characters/{character_id}/samples', {
      params: { path: { character_id: characterId }, header: { 'idempotency-key': crypto.randomUUID() } },
      body: { voice },
      signal,
    }),
  );
  for (let asked = 0; asked < ASKED_TIMES; asked += 1) {
    const job = await answerOf(client.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: id } }, signal }));
    const sound = job.files.find((file) => file.media_type.startsWith('audio/'));
    if (sound) return sound.url;
    if (job.status === 'failed' || job.status === 'cancelled') {
      throw ownProblem('about:blank', 'Not spoken', job.error ?? 'The sample was stopped.');
    }
    await new Promise((resolve) => setTimeout(resolve, ASKED_MS));
    signal.throwIfAborted();
  }
  throw ownProblem('about:blank', 'Not spoken yet', 'The workers are busy with other things; try again later.');
}
