/** What somebody is told of, in words. */

import type { Notification, NotificationKind } from '@/api/notification-queries';

/** Kind → what happened, as the choice of it says it, in the order in which it stands there. */
export const KINDS: Record<NotificationKind, string> = {
  assigned: 'A task is given to you',
  mentioned: 'Somebody names you with @',
  replied: 'Your comment is answered',
  commented: 'Your film is commented on',
  approved: 'Your film is approved',
  finished: 'Your film is finished',
  failed: 'Your film could not be made',
  called: 'A call sheet calls you',
  seen: 'A call sheet that you gave out is seen',
  suggested: 'A suggestion that you asked for is written',
  judged: 'Your screenplay has coverage',
  moved: 'A milestone of your tasks moves',
  shared: 'Your film is shared by a link',
  webhook_disabled: 'A webhook is disabled',
};

export function sentenceOf({ kind, actor }: Pick<Notification, 'kind' | 'actor'>): string {
  const who = actor ?? 'Somebody';
  switch (kind) {
    case 'assigned':
      return `${who} gave you a task`;
    case 'mentioned':
      return `${who} named you`;
    case 'replied':
      return `${who} answered`;
    case 'commented':
      return `${who} commented`;
    case 'approved':
      return `${who} approved`;
    case 'finished':
      return 'Your film is finished';
    case 'failed':
      return 'Your film could not be made';
    case 'called':
      return `${who} gave out a call sheet that calls you`;
    case 'seen':
      return `${who} has seen your call sheet`;
    case 'suggested':
      return 'What you asked a writer for';
    case 'judged':
      return `${who} wrote coverage of your screenplay`;
    case 'moved':
      return `${who} moved a milestone of your tasks`;
    case 'shared':
      return `${who} shared your film by a link`;
    default:
      return 'A webhook was disabled';
  }
}
