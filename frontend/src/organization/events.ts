/** What a webhook can be told of, in words. */

import type { WebhookEvent } from '@/api/webhook-queries';

export const EVENTS: Record<WebhookEvent, string> = {
  'production.started': 'Production started',
  'production.succeeded': 'Film finished',
  'production.failed': 'Film could not be made',
  'production.cancelled': 'Production cancelled',
  'revision.created': 'Revision added',
  'issue.created': 'Revision issued',
  'comment.created': 'Comment made',
  'comment.resolved': 'Comment resolved',
  'comment.reopened': 'Comment opened again',
  'reply.created': 'Comment answered',
  'approval.given': 'Approved',
  'approval.withdrawn': 'Approval withdrawn',
  'task.created': 'Task made',
  'task.updated': 'Task changed',
  'task.deleted': 'Task deleted',
  'share_link.created': 'Share link made',
  'share_link.revoked': 'Share link revoked',
  'project.created': 'Project begun',
  'project.updated': 'Project changed',
  'project.deleted': 'Project deleted',
};
