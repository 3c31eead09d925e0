"""HTTP of webhooks."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from film_studio.engines.enterprise.webhooks import queries, service
from film_studio.engines.enterprise.webhooks.models import DeliveryStatus
from film_studio.engines.enterprise.webhooks.schemas import (
    NewWebhook,
    NewWebhookSecret,
    Webhook,
    WebhookCreate,
    WebhookDelivery,
    WebhookSecret,
    WebhookUpdate,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.identity.tokens import SigningKey
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(prefix="/webhooks", tags=["enterprise"])
_WebhooksPage = Annotated[PageRequest, Depends(queries.WEBHOOKS.request)]


async def _sealing_key(request: Request) -> bytes:
    """Before a transaction begins: it may have to be fetched."""
    signing: SigningKey = request.app.state.signing
    return await signing.of("webhook")


_SealingKey = Annotated[bytes, Depends(_sealing_key)]


@router.get("", summary="The organisation's webhooks, the first ones first or as asked")
@needs("webhooks:read")
async def list_webhooks(scope: RequestReadScope, page: _WebhooksPage) -> Page[Webhook]:
    return await service.list_webhooks(scope, page)


@router.post("", status_code=201, summary="Have an address told of events; its secret is shown this once")
@needs("webhooks:write")
@raises("shown-once", "too-many-webhooks", "not-a-public-address", "secrets-unavailable")
async def create_webhook(
    *,
    body: WebhookCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    key: _SealingKey,
    idempotency: IdempotencyKey,
) -> NewWebhook:
    response.headers["Cache-Control"] = "no-store"
    await service.check_address(request.app.state.outside, body.url)
    return await idempotency.once_shown(scope.session, Webhook, lambda: service.create_webhook(scope, key, body))


@router.get("/{webhook_id}", summary="A webhook")
@needs("webhooks:read")
async def get_webhook(webhook_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Webhook:
    return tag.edited(await service.get_webhook(scope, webhook_id))


@router.patch("/{webhook_id}", summary="Change a webhook, or enable it again")
@needs("webhooks:write")
@raises("not-a-public-address")
async def update_webhook(
    *, webhook_id: uuid.UUID, body: WebhookUpdate, request: Request, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Webhook:
    if body.url is not None:
        await service.check_address(request.app.state.outside, body.url)
    return tag.edited(await service.update_webhook(scope, webhook_id, body, seen))


@router.delete("/{webhook_id}", status_code=204, summary="Take a webhook away")
@needs("webhooks:write")
async def delete_webhook(webhook_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    await service.delete_webhook(scope, webhook_id, seen)


@router.post("/{webhook_id}/secret", status_code=201, summary="Give a webhook another secret, which is shown this once")
@needs("webhooks:write")
@raises("shown-once", "secrets-unavailable")
async def rotate_webhook_secret(
    *, webhook_id: uuid.UUID, response: Response, scope: RequestScope, key: _SealingKey, idempotency: IdempotencyKey
) -> NewWebhookSecret:
    """For a day every message is signed with the former one too."""
    response.headers["Cache-Control"] = "no-store"
    return await idempotency.once_shown(
        scope.session, WebhookSecret, lambda: service.rotate_secret(scope, key, webhook_id)
    )


@router.post("/{webhook_id}/test", status_code=201, summary="Deliver a test to a webhook")
@needs("webhooks:write")
async def test_webhook(webhook_id: uuid.UUID, scope: RequestScope, idempotency: IdempotencyKey) -> WebhookDelivery:
    return await idempotency.once(scope.session, WebhookDelivery, lambda: service.test_webhook(scope, webhook_id))


@router.get("/{webhook_id}/deliveries", summary="What was delivered to a webhook, the newest first")
@needs("webhooks:read")
async def list_deliveries(
    webhook_id: uuid.UUID,
    scope: RequestReadScope,
    page: PageOf,
    status: Annotated[DeliveryStatus | None, Query(description="Only these")] = None,
) -> Page[WebhookDelivery]:
    """For a month."""
    return await service.list_deliveries(scope, webhook_id, page, status=status)


@router.post("/{webhook_id}/deliveries/{message_id}/again", status_code=201, summary="Deliver something once more")
@needs("webhooks:write")
async def redeliver(
    webhook_id: uuid.UUID, message_id: uuid.UUID, scope: RequestScope, idempotency: IdempotencyKey
) -> WebhookDelivery:
    """Under the same id, now, and then again as if it were the first time."""
    return await idempotency.once(
        scope.session, WebhookDelivery, lambda: service.redeliver(scope, webhook_id, message_id)
    )
