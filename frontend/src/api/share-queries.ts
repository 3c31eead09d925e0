/** Links that show a film, or the films of a playlist, to whoever holds them. */

import { answerOf, api } from './client';
import { useChange, useListing } from './organization-queries';
import type { components } from './schema';

export type ShareLink = components['schemas']['ShareLink'];
type ShareLinkCreate = components['schemas']['ShareLinkCreate'];

/** A project's links that work, the newest first. */
export function useShareLinks(projectId: string) {
  return useListing(
    ['share links', projectId],
    async ({ cursor, signal }) =>
      answerOf(
        (await api()).GET('/api/v1/projects/{project_id}/share-links', {
          params: { path: { project_id: projectId }, query: { cursor, limit: 50 } },
          signal,
        }),
      ),
    projectId !== '',
  );
}

export function useCreateShareLink() {
  return useChange(
    ['share links'],
    async ({ shows, key, body }: { shows: ShareLink['shows']; key: string; body: ShareLinkCreate }) => {
      const header = { 'idempotency-key': key };
      const client = await api();
      return answerOf(
        shows.type === 'playlist'
          ? client.POST('/api/v1/playlists/{playlist_id}/share-links', {
              params: { path: { playlist_id: shows.playlist_id }, header },
              body,
            })
          : client.POST('/api/v1/productions/{production_id}/share-links', {
              params: { path: { production_id: shows.production_id }, header },
              body,
            }),
      );
    },
  );
}

export function useRevokeShareLink() {
  return useChange(['share links'], async (id: string) =>
    answerOf((await api()).DELETE('/api/v1/share-links/{share_link_id}', { params: { path: { share_link_id: id } } })),
  );
}
