/** Films and shots in the order in which they are looked at together. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { everything, tagOf } from './queries';
import type { components } from './schema';

export type Playlist = components['schemas']['Playlist'];
export type Shown = Playlist['items'][number];

export function usePlaylists(projectId: string) {
  return useQuery({
    queryKey: ['playlists', projectId],
    queryFn: async ({ signal }) => {
      const client = await api();
      return everything((cursor) =>
        answerOf(
          client.GET('/api/v1/projects/{project_id}/playlists', {
            params: { path: { project_id: projectId }, query: { cursor, limit: 200 } },
            signal,
          }),
        ),
      );
    },
    enabled: projectId !== '',
  });
}

function useChange<Input, Made>(projectId: string, mutationFn: (input: Input) => Promise<Made>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => queries.invalidateQueries({ queryKey: ['playlists', projectId] }),
  });
}

export function useMakePlaylist(projectId: string) {
  return useChange(projectId, async ({ key, ...body }: { title: string; items: Shown[]; key: string }) =>
    answerOf(
      (await api()).POST('/api/v1/projects/{project_id}/playlists', {
        params: { path: { project_id: projectId }, header: { 'idempotency-key': key } },
        body,
      }),
    ),
  );
}

export function useChangePlaylist(projectId: string) {
  return useChange(
    projectId,
    async ({ playlist, ...body }: { playlist: Playlist; title?: string; items?: readonly Shown[] }) =>
      answerOf(
        (await api()).PATCH('/api/v1/playlists/{playlist_id}', {
          params: { path: { playlist_id: playlist.id }, header: { 'if-match': tagOf(playlist) } },
          body: { title: body.title, items: body.items && [...body.items] },
        }),
      ),
  );
}

export function useDeletePlaylist(projectId: string) {
  return useChange(projectId, async (playlist: Playlist) =>
    answerOf(
      (await api()).DELETE('/api/v1/playlists/{playlist_id}', {
        params: { path: { playlist_id: playlist.id }, header: { 'if-match': tagOf(playlist) } },
      }),
    ),
  );
}
