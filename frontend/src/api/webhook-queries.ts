/** An organisation's webhooks, and what was delivered to them. */

import { answerOf, api } from './client';
import { useChange, useListing } from './organization-queries';
import { tagOf } from './queries';
import type { components } from './schema';

export type Webhook = components['schemas']['Webhook'];
export type Delivery = components['schemas']['WebhookDelivery'];
export type WebhookEvent = Webhook['events'][number];

const once = () => ({ 'idempotency-key': crypto.randomUUID() });

export function useWebhooks() {
  return useListing(['webhooks'], async ({ cursor, signal }) =>
    answerOf((await api()).GET('/api/v1/webhooks', { params: { query: { cursor, limit: 50 } }, signal })),
  );
}

export function useCreateWebhook() {
  return useChange(['webhooks'], async (body: { name: string; url: string; events: WebhookEvent[] }) =>
    answerOf((await api()).POST('/api/v1/webhooks', { params: { header: once() }, body })),
  );
}

export function useChangeWebhook() {
  return useChange(['webhooks'], async ({ webhook, enabled }: { webhook: Webhook; enabled: boolean }) =>
    answerOf(
      (await api()).PATCH('/api/v1/webhooks/{webhook_id}', {
        params: { path: { webhook_id: webhook.id }, header: { 'if-match': tagOf(webhook) } },
        body: { enabled },
      }),
    ),
  );
}

export function useDeleteWebhook() {
  return useChange(['webhooks'], async (webhook: Webhook) =>
    answerOf(
      (await api()).DELETE('/api/v1/webhooks/{webhook_id}', {
        params: { path: { webhook_id: webhook.id }, header: { 'if-match': tagOf(webhook) } },
      }),
    ),
  );
}

export function useRotateSecret() {
  return useChange(['webhooks'], async (webhook: Webhook) =>
    answerOf(
      (await api()).POST('/api/v1/webhooks/{webhook_id}/secret', {
        params: { path: { webhook_id: webhook.id }, header: once() },
      }),
    ),
  );
}

export function useTestWebhook() {
  return useChange(['deliveries'], async (webhook: Webhook) =>
    answerOf(
      (await api()).POST('/api/v1/webhooks/{webhook_id}/test', {
        params: { path: { webhook_id: webhook.id }, header: once() },
      }),
    ),
  );
}

/** The newest first, page by page. */
export function useDeliveries(webhookId: string) {
  return useListing(['deliveries', webhookId], async ({ cursor, signal }) =>
    answerOf(
      (await api()).GET('/api/v1/webhooks/{webhook_id}/deliveries', {
        params: { path: { webhook_id: webhookId }, query: { cursor, limit: 20 } },
        signal,
      }),
    ),
  );
}

export function useRedeliver() {
  return useChange(['deliveries'], async ({ webhook_id, id }: Delivery) =>
    answerOf(
      (await api()).POST('/api/v1/webhooks/{webhook_id}/deliveries/{message_id}/again', {
        params: { path: { webhook_id, message_id: id }, header: once() },
      }),
    ),
  );
}
