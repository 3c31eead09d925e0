/** What somebody is told of, and what they want to be told of. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { useChange, useListing } from './organization-queries';
import { tagOf } from './queries';
import type { components } from './schema';

export type Notification = components['schemas']['Notification'];
export type NotificationSettings = components['schemas']['NotificationSettings'];
export type NotificationKind = Notification['kind'];

/** The newest first, page by page. */
export function useNotifications() {
  return useListing(['notifications', 'all'], async ({ cursor, signal }) =>
    answerOf((await api()).GET('/api/v1/notifications', { params: { query: { cursor, limit: 20 } }, signal })),
  );
}

/** How many are not read yet. */
export function useUnread() {
  return useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: async ({ signal }) => {
      const query = { unread: true, total: true, limit: 1 };
      return (await answerOf((await api()).GET('/api/v1/notifications', { params: { query }, signal }))).total ?? 0;
    },
  });
}

/** Note that some were read, or, without ids, all. */
export function useReadNotifications() {
  return useChange(['notifications'], async (ids: string[] | null) =>
    answerOf(
      (await api()).POST('/api/v1/notifications/read', {
        params: { header: { 'idempotency-key': crypto.randomUUID() } },
        body: { ids },
      }),
    ),
  );
}

export function useNotificationSettings() {
  return useQuery({
    queryKey: ['notification settings'],
    queryFn: async ({ signal }) => answerOf((await api()).GET('/api/v1/notifications/settings', { signal })),
  });
}

export function useChooseNotifications() {
  const queries = useQueryClient();
  return useChange(
    ['notification settings'],
    async ({
      seen,
      page,
      mail,
    }: {
      seen: NotificationSettings;
      page: NotificationKind[];
      mail: NotificationKind[];
    }) => {
      const chosen = await answerOf(
        (await api()).PUT('/api/v1/notifications/settings', {
          params: { header: { 'if-match': tagOf(seen) } },
          body: { page, mail },
        }),
      );
      queries.setQueryData(['notification settings'], chosen);
      return chosen;
    },
  );
}
