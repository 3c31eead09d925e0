"""The way from a film to its next one: what is said of it, what is approved, and what is to be done."""

from typing import Final

from film_studio.engines.engine import Engine
from film_studio.engines.tracking.approvals import ApprovedAnew, approved_anew, has_approvals
from film_studio.engines.tracking.comment_schemas import (
    Comment,
    GuestCommentCreate,
    Reply,
    ReplyCreate,
)
from film_studio.engines.tracking.comments import create_comment, create_reply, list_comments
from film_studio.engines.tracking.digests import write_digest
from film_studio.engines.tracking.models import (
    ApprovalRow,
    CommentRow,
    MilestoneRow,
    PlaylistRow,
    ReplyRow,
    TaskFilterRow,
    TaskRow,
)
from film_studio.engines.tracking.notification_models import NotificationRow, NotificationSettingsRow
from film_studio.engines.tracking.notifications import NOTIFIED, forget_old_notifications, notify
from film_studio.engines.tracking.playlists import Part, get_playlist, playlist_parts, playlist_row
from film_studio.engines.tracking.queries import (
    APPROVAL,
    COMMENT,
    MILESTONE,
    PLACE_OF_REPLY,
    PLAYLIST,
    TASK,
    TASK_FILTER,
    erase,
    followed,
)
from film_studio.engines.tracking.router import router

__all__ = [
    "ENGINE",
    "NOTIFIED",
    "PLACE_OF_REPLY",
    "ApprovedAnew",
    "Comment",
    "GuestCommentCreate",
    "Part",
    "Reply",
    "ReplyCreate",
    "approved_anew",
    "create_comment",
    "create_reply",
    "followed",
    "forget_old_notifications",
    "get_playlist",
    "has_approvals",
    "list_comments",
    "notify",
    "playlist_parts",
    "playlist_row",
    "write_digest",
]

ENGINE: Final = Engine(
    name="tracking",
    router=router,
    tables=(
        CommentRow,
        ReplyRow,
        ApprovalRow,
        MilestoneRow,
        TaskFilterRow,
        PlaylistRow,
        TaskRow,
        NotificationRow,
        NotificationSettingsRow,
    ),
    subjects=(COMMENT, APPROVAL, TASK, MILESTONE, TASK_FILTER, PLAYLIST),
    erase=erase,
)
