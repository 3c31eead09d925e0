"""Webhooks on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, Field, StringConstraints

from contracts.limits import WEBHOOK_URL_CHARACTERS
from film_studio.engines.enterprise.webhooks.models import DeliveryStatus
from film_studio.kit.schemas import VERSION, Body, Name, Wire

#: What webhooks can be told of: what people do, as the audit trail names it, and what jobs come to.
WebhookEvent = Literal[
    "project.created",
    "project.updated",
    "project.deleted",
    "revision.created",
    "issue.created",
    "production.started",
    "production.cancelled",
    "production.succeeded",
    "production.failed",
    "comment.created",
    "comment.resolved",
    "comment.reopened",
    "reply.created",
    "approval.given",
    "approval.withdrawn",
    "task.created",
    "task.updated",
    "task.deleted",
    "milestone.created",
    "milestone.updated",
    "milestone.deleted",
    "playlist.created",
    "playlist.updated",
    "playlist.deleted",
    "share_link.created",
    "share_link.revoked",
    "suggestion.written",
    "suggestion.failed",
    "suggestion.accepted",
    "suggestion.rejected",
    "coverage.created",
    "coverage.updated",
    "coverage.deleted",
    "call_sheet.published",
    "call_sheet.seen",
]
EVENTS: Final[frozenset[str]] = frozenset(get_args(WebhookEvent))
#: What a try sends, whatever was chosen.
TESTED: Final = "webhook.tested"
_Events = Annotated[
    list[WebhookEvent],
    Field(min_length=1, max_length=len(EVENTS), examples=[["production.succeeded", "comment.created"]]),
    AfterValidator(lambda events: list(dict.fromkeys(events))),
]
_Url = Annotated[
    str,
    StringConstraints(max_length=WEBHOOK_URL_CHARACTERS, pattern=r"^https?://[!-~]+$"),
    Field(
        description="An https:// address that everybody reaches; on a laptop also an http:// one of the same machine",
        examples=["https://hooks.example.org/film-studio"],
    ),
]


class WebhookCreate(Body):
    name: Name = Field(description="What for", examples=["Our chat"])
    url: _Url
    events: _Events


class WebhookUpdate(Body):
    """What is left out, or null, stays."""

    name: Name | None = None
    url: _Url | None = None
    events: _Events | None = None
    enabled: bool | None = Field(default=None, description="False: nothing is delivered, and nothing is kept for it")


class Webhook(Wire):
    """An address that is told of what happens."""

    id: uuid.UUID
    name: str
    url: str
    events: list[WebhookEvent]
    enabled: bool
    failing_since: datetime | None = Field(description="Since when nothing was taken; null where the last one was")
    former_until: datetime | None = Field(description="Until then the former secret signs too; null without one")
    version: int = VERSION
    created_at: datetime


class NewWebhook(Webhook):
    secret: str = Field(description="Shown this once: checks the signatures (standardwebhooks.com)")


class WebhookSecret(Wire):
    """That a secret was changed."""

    id: uuid.UUID
    former_until: datetime = Field(description="Until then the former secret signs too")


class NewWebhookSecret(WebhookSecret):
    secret: str = Field(description="Shown this once")


class Attempt(Wire):
    """One try to deliver something."""

    at: datetime
    status: int | None = Field(description="Of the answer; null where there was none")
    problem: str | None = Field(description="Why it was not taken; null where it was")
    milliseconds: int


class WebhookDelivery(Wire):
    """An event for a webhook."""

    id: uuid.UUID = Field(description="The same in each try: a receiver that has had it drops it")
    webhook_id: uuid.UUID
    event: str
    status: DeliveryStatus
    body: str = Field(description="As it is sent, to the byte")
    tries: list[Attempt] = Field(description="The last ones, the first of them first")
    due_at: datetime = Field(description="While it waits: when it is tried next")
    created_at: datetime
    delivered_at: datetime | None
