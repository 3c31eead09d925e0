/** Entries of the audit trail in words. */

import type { AuditEntry } from '@/api/organization-queries';
import { browserOf } from './browser';

type Action = AuditEntry['action'];

const NAMES: Record<Action, string> = {
  'project.created': 'Project begun',
  'project.updated': 'Project changed',
  'project.deleted': 'Project deleted',
  'project.restored': 'Project restored',
  'project.erased': 'Project erased',
  'team_member.added': 'Team member added',
  'team_member.updated': 'Team member changed',
  'team_member.removed': 'Team member removed',
  'revision.created': 'Revision added',
  'revision.updated': 'Revision named',
  'import.created': 'File imported',
  'import.updated': 'Import tagged',
  'import.accepted': 'Import made a revision',
  'import.deleted': 'Import let go',
  'suggestion.asked': 'Suggestion asked for',
  'suggestion.accepted': 'Suggestion accepted',
  'suggestion.rejected': 'Suggestion rejected',
  'issue.created': 'Revision issued',
  'issue.updated': 'Pages locked or unlocked',
  'screenplay.started': 'Screenplay set as a PDF',
  'coverage.created': 'Coverage written',
  'coverage.updated': 'Coverage changed',
  'coverage.deleted': 'Coverage deleted',
  'coverage.printed': 'Coverage set as a PDF',
  'beat_sheet.created': 'Beat sheet begun',
  'beat_sheet.updated': 'Beat sheet changed',
  'beat_sheet.deleted': 'Beat sheet deleted',
  'beat_sheet.printed': 'Beat sheet set as a PDF',
  'character.recast': 'Voice or look chosen',
  'scenario.created': 'Schedule begun',
  'scenario.updated': 'Schedule changed',
  'scenario.board_changed': 'Stripboard changed',
  'schedule.started': 'Looking for a cheaper schedule begun',
  'scenario.deleted': 'Schedule deleted',
  'scenario.printed': 'Schedule set as a PDF',
  'budget.created': 'Budget begun',
  'budget.updated': 'Budget changed',
  'budget.line_changed': 'Line of a budget changed',
  'budget.drawn': 'Budget drawn from the schedule',
  'budget.deleted': 'Budget deleted',
  'budget.printed': 'Budget set as a PDF',
  'location.created': 'Location added',
  'location.updated': 'Location changed',
  'location.deleted': 'Location deleted',
  'crew_member.created': 'Added to the crew',
  'crew_member.updated': 'Crew changed',
  'crew_member.deleted': 'Taken out of the crew',
  'call_sheet.created': 'Call sheet begun',
  'call_sheet.updated': 'Call sheet changed',
  'call_sheet.published': 'Call sheet given out',
  'call_sheet.seen': 'Call sheet seen',
  'call_sheet.printed': 'Call sheet set as a PDF',
  'character.given_back': 'Given back to casting',
  'character.sheet_updated': 'Character sheet changed',
  'character.merged': 'Names merged',
  'character.split': 'Names split',
  'character.version_kept': 'Character sheet kept',
  'character.rolled_back': 'Character sheet rolled back',
  'consent.created': 'Consent noted',
  'consent.updated': 'Consent changed',
  'consent.withdrawn': 'Consent withdrawn',
  'consent.file_kept': "Consent's file kept",
  'plates.started': 'Character plates begun',
  'casting_sheet.started': 'Casting sheet set as a PDF',
  'element.created': 'Element added',
  'element.updated': 'Element changed',
  'elements.decided': 'Elements confirmed or dismissed',
  'breakdown.printed': 'Breakdown set as a PDF',
  'sample.started': 'Voice tried',
  'production.started': 'Production started',
  'production.cancelled': 'Production cancelled',
  'production.retried': 'Production retried',
  'contact_sheet.started': 'Contact sheet begun',
  'job.cancelled': 'Job cancelled',
  'comment.created': 'Comment made',
  'comment.updated': 'Comment changed',
  'comment.resolved': 'Comment resolved',
  'comment.reopened': 'Comment opened again',
  'comment.deleted': 'Comment deleted',
  'reply.created': 'Comment answered',
  'reply.updated': 'Answer changed',
  'reply.deleted': 'Answer deleted',
  'approval.given': 'Approved',
  'approval.withdrawn': 'Approval withdrawn',
  'task.created': 'Task made',
  'task.updated': 'Task changed',
  'task.deleted': 'Task deleted',
  'milestone.created': 'Milestone set',
  'milestone.updated': 'Milestone changed',
  'milestone.deleted': 'Milestone deleted',
  'task_filter.created': 'Filter of tasks shared',
  'task_filter.deleted': 'Shared filter of tasks deleted',
  'playlist.created': 'Playlist made',
  'playlist.updated': 'Playlist changed',
  'playlist.deleted': 'Playlist deleted',
  'share_link.created': 'Share link made',
  'share_link.revoked': 'Share link revoked',
  'member.joined': 'Member joined',
  'member.updated': 'Member changed',
  'member.removed': 'Member removed',
  'sign_in_link.created': 'Sign-in link made',
  'invitation.created': 'Invitation made',
  'invitation.revoked': 'Invitation revoked',
  'api_key.created': 'API key made',
  'api_key.revoked': 'API key revoked',
  'webhook.created': 'Webhook made',
  'webhook.updated': 'Webhook changed',
  'webhook.deleted': 'Webhook taken away',
  'webhook.secret_rotated': 'Webhook given another secret',
  'webhook.tested': 'Webhook tested',
  'webhook.redelivered': 'Delivered to a webhook again',
  'webhook.disabled': 'Webhook disabled',
  'session.began': 'Signed in',
  'session.ended': 'Signed out',
  'session.token_reused': 'Session token used twice',
  'session.switched': 'Organisation switched',
  'openid.connected': 'Provider account connected',
  'openid.disconnected': 'Provider account disconnected',
  'password.changed': 'Password changed',
  'person.updated': 'Name changed',
  'person.email_change_requested': 'New address asked for',
  'person.email_changed': 'Address changed',
};

export const ACTIONS = Object.keys(NAMES) as Action[];

/** An action that this page does not know yet, as when the API is newer, is called as the API calls it. */
export function actionName(action: string): string {
  return NAMES[action as Action] ?? action;
}

/** "title: Low Tide → High Tide", one for each field; what was taken out says so. */
export function changesOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): string[] {
  if (before === null && after === null) return [];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => {
    const [from, to] = [before?.[name], after?.[name]].map((value) =>
      name === 'user_agent' && typeof value === 'string' ? browserOf(value) : shown(value),
    );
    if (from === undefined) return `${name}: ${to}`;
    return to === undefined ? `${name}: was ${from}` : `${name}: ${from} → ${to}`;
  });
}

function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'nothing';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
