"""Notifications on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, Field

from film_studio.kit.schemas import VERSION, Body, Wire

NotificationKind = Literal[
    "assigned",
    "mentioned",
    "replied",
    "commented",
    "approved",
    "finished",
    "failed",
    "called",
    "seen",
    "suggested",
    "judged",
    "moved",
    "shared",
    "webhook_disabled",
]
KINDS: Final[tuple[NotificationKind, ...]] = get_args(NotificationKind)
#: What a letter is written for, where nobody has said anything else: what somebody waits for an answer to.
MAILED: Final[tuple[NotificationKind, ...]] = (
    *("assigned", "mentioned", "replied", "failed", "called", "moved", "webhook_disabled"),
)
Kinds = Annotated[
    list[NotificationKind],
    Field(max_length=len(KINDS)),
    AfterValidator(lambda kinds: [kind for kind in KINDS if kind in kinds]),
]


class Notification(Wire):
    """Something that a member is told of."""

    id: uuid.UUID
    kind: NotificationKind = Field(
        description="A task is theirs; they are named with @; their comment is answered; their film is commented on, "
        "approved, finished, failed; a call sheet calls them; one that they gave out was seen; a suggestion that they "
        "asked for is written; their screenplay has coverage; a milestone of their tasks has moved; their film is "
        "shared by a link; a webhook was disabled"
    )
    project_id: uuid.UUID | None
    project: str | None = Field(description="Its title")
    subject_type: str
    subject_id: uuid.UUID
    actor: str | None = Field(description="The name of who did it; null for what jobs came to")
    words: str = Field(description="What was said, or what it is called")
    path: str = Field(description="Of the studio's page that shows it", examples=["/tasks/?id=…&task=…"])
    read: bool
    created_at: datetime


class NotificationsRead(Body):
    ids: list[uuid.UUID] | None = Field(default=None, max_length=200, description="Left out or null: all")


class UnreadCount(Wire):
    unread: int


class NotificationSettings(Wire):
    """What a member wants to be told of."""

    page: list[NotificationKind] = Field(description="Of these they are told in the page")
    mail: list[NotificationKind] = Field(description="And of these by mail too, where they have not read of it before")
    version: int = VERSION


class NotificationSettingsUpdate(Body):
    page: Kinds
    mail: Kinds
