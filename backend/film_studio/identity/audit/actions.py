"""What can stand in the audit trail: one word a kind of change that somebody makes."""

from typing import Literal

#: Of what workers do, nothing: that follows from the production that somebody has started.
Action = Literal[
    "project.created",
    "project.updated",
    "project.deleted",
    "project.restored",
    "project.erased",
    "team_member.added",
    "team_member.updated",
    "team_member.removed",
    "revision.created",
    "production.started",
    "production.cancelled",
    "production.retried",
    "contact_sheet.started",
    "job.cancelled",
    "share_link.created",
    "share_link.revoked",
    "member.joined",
    "member.updated",
    "member.removed",
    "sign_in_link.created",
    "invitation.created",
    "invitation.revoked",
    "api_key.created",
    "api_key.revoked",
    "session.began",
    "session.ended",
    "session.token_reused",
    "session.switched",
    "password.changed",
    "person.updated",
    "person.email_change_requested",
    "person.email_changed",
]
