"""HTTP of notifications."""

from typing import Annotated, Final

from fastapi import APIRouter, Query

from film_studio.engines.tracking import notifications
from film_studio.engines.tracking.notification_schemas import (
    Notification,
    NotificationSettings,
    NotificationSettingsUpdate,
    NotificationsRead,
    UnreadCount,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(prefix="/notifications")


@router.get("", summary="What you are told of, the newest first")
@needs("session:use")
async def list_notifications(
    scope: RequestReadScope,
    page: PageOf,
    unread: Annotated[bool | None, Query(description="Only what you have not read, or only what you have")] = None,
) -> Page[Notification]:
    """A program is told of nothing here: webhooks are for programs."""
    return await notifications.list_notifications(scope, page, unread=unread)


@router.post("/read", summary="Note that you have read of something")
@needs("session:use")
async def read_notifications(body: NotificationsRead, scope: RequestScope, idempotency: IdempotencyKey) -> UnreadCount:
    return await idempotency.once(scope.session, UnreadCount, lambda: notifications.read_notifications(scope, body))


@router.get("/settings", summary="What you want to be told of")
@needs("session:use")
@raises("no-person")
async def get_notification_settings(scope: RequestReadScope, tag: EntityTag) -> NotificationSettings:
    return tag.edited(await notifications.get_settings(scope))


@router.put("/settings", summary="Choose what you want to be told of")
@needs("session:use")
@raises("no-person")
async def update_notification_settings(
    body: NotificationSettingsUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> NotificationSettings:
    return tag.edited(await notifications.update_settings(scope, body, seen))
