"""An organisation's webhooks: makes, changes and takes them away, and gives them what they are to be told."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select

from contracts.limits import WEBHOOKS_AN_ORGANIZATION
from film_studio.engines.enterprise.webhooks import queries
from film_studio.engines.enterprise.webhooks.models import DeliveryRow, DeliveryStatus, WebhookRow
from film_studio.engines.enterprise.webhooks.schemas import (
    TESTED,
    NewWebhook,
    NewWebhookSecret,
    Webhook,
    WebhookCreate,
    WebhookDelivery,
    WebhookUpdate,
)
from film_studio.engines.enterprise.webhooks.signing import new_secret, shown
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit import happenings
from film_studio.kit.outside import Outside, OutsideError
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.sealing import seal
from film_studio.kit.versions import Precondition

#: For so long a former secret signs beside the new one, so that whoever receives can be changed in between.
OVERLAP: Final = timedelta(hours=24)
_TYPE: Final = "webhook"


async def check_address(outside: Outside, url: str) -> None:
    """Raises a 422 problem for an address that nothing is sent to. Call it before a transaction begins."""
    try:
        await outside.check(url)
    except OutsideError as error:
        raise ProblemError(
            422, "not-a-public-address", f"body.url: {error}; give an https:// address that everybody reaches"
        ) from error


async def list_webhooks(scope: ReadScope, page: PageRequest) -> Page[Webhook]:
    return await queries.WEBHOOKS.page(scope, page, Webhook.model_validate)


async def get_webhook(scope: ReadScope, webhook_id: uuid.UUID) -> Webhook:
    """The webhook, or a 404 problem."""
    for row in await scope.rows(queries.WEBHOOK, id=webhook_id):
        return Webhook.model_validate(row)
    raise not_found("webhook", webhook_id)


async def create_webhook(scope: Scope, key: bytes, body: WebhookCreate) -> NewWebhook:
    """`key` seals its secret. Raises a 409 problem for too many."""
    count = select(func.count()).where(WebhookRow.organization_id == scope.organization_id)
    if (await scope.session.execute(count)).scalar_one() >= WEBHOOKS_AN_ORGANIZATION:
        raise ProblemError(
            409,
            "too-many-webhooks",
            f"an organisation has up to {WEBHOOKS_AN_ORGANIZATION} webhooks; take one away first",
        )
    secret, webhook_id = new_secret(), uuid.uuid4()
    row = WebhookRow(
        id=webhook_id,
        organization_id=scope.organization_id,
        name=body.name,
        url=body.url,
        events=body.events,
        enabled=True,
        sealed=seal(key, secret, row_id=webhook_id),
    )
    scope.session.add(row)
    await scope.session.flush()
    scope.record("webhook.created", _TYPE, row.id, after=_audited(row))
    made = await get_webhook(scope, row.id)
    return NewWebhook(**dict(made), secret=shown(secret))


async def update_webhook(scope: Scope, webhook_id: uuid.UUID, body: WebhookUpdate, seen: Precondition) -> Webhook:
    """Raises problems: 404 and those of `seen`."""
    row = await _row(scope, webhook_id)
    seen.check(row, await get_webhook(scope, webhook_id))
    before = _audited(row)
    for name in ("name", "url", "events", "enabled"):
        value = getattr(body, name)
        if value is not None and value != getattr(row, name):
            setattr(row, name, value)
            if name in ("url", "enabled"):
                row.failing_since = None  # what was there before says nothing of what is there now
    await scope.session.flush()
    after = _audited(row)
    if after != before:
        scope.record("webhook.updated", _TYPE, row.id, before=before, after=after)
    await _wake(scope)
    return await get_webhook(scope, webhook_id)


async def delete_webhook(scope: Scope, webhook_id: uuid.UUID, seen: Precondition) -> None:
    """With all that was delivered there, and that waits. Raises problems: 404 and those of `seen`."""
    row = await _row(scope, webhook_id)
    seen.check(row, await get_webhook(scope, webhook_id))
    await scope.session.execute(delete(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id))
    await scope.session.delete(row)
    await scope.session.flush()
    scope.record("webhook.deleted", _TYPE, webhook_id, before=_audited(row))


async def rotate_secret(scope: Scope, key: bytes, webhook_id: uuid.UUID) -> NewWebhookSecret:
    """Another secret; the present one signs beside it for a day. Raises a 404 problem."""
    row = await _row(scope, webhook_id)
    secret, until = new_secret(), scope.clock() + OVERLAP
    row.former_sealed, row.former_until = row.sealed, until
    row.sealed = seal(key, secret, row_id=row.id)
    await scope.session.flush()
    scope.record("webhook.secret_rotated", _TYPE, row.id, after={"name": row.name, "former_until": until.isoformat()})
    return NewWebhookSecret(id=row.id, former_until=until, secret=shown(secret))


async def test_webhook(scope: Scope, webhook_id: uuid.UUID) -> WebhookDelivery:
    """Have something delivered that says only that it is a test. Raises a 404 problem."""
    row = await _row(scope, webhook_id)
    body = _body(TESTED, scope.organization_id, {"subject": {"type": _TYPE, "id": str(row.id)}}, scope.clock())
    delivery = DeliveryRow(organization_id=scope.organization_id, webhook_id=row.id, event=TESTED, body=body)
    scope.session.add(delivery)
    await scope.session.flush()
    scope.record("webhook.tested", _TYPE, row.id, after={"name": row.name})
    await _wake(scope)
    return await get_delivery(scope, row.id, delivery.id)


async def list_deliveries(
    scope: ReadScope, webhook_id: uuid.UUID, page: PageRequest, *, status: DeliveryStatus | None
) -> Page[WebhookDelivery]:
    """The newest first. Raises a 404 problem for the webhook."""
    await get_webhook(scope, webhook_id)
    return await queries.DELIVERIES.page(
        scope, page, WebhookDelivery.model_validate, webhook_id=webhook_id, status=status
    )


async def get_delivery(scope: ReadScope, webhook_id: uuid.UUID, delivery_id: uuid.UUID) -> WebhookDelivery:
    """The delivery, or a 404 problem."""
    for row in await scope.rows(queries.DELIVERY, webhook_id=webhook_id, id=delivery_id):
        return WebhookDelivery.model_validate(row)
    raise not_found("delivery", delivery_id)


async def redeliver(scope: Scope, webhook_id: uuid.UUID, delivery_id: uuid.UUID) -> WebhookDelivery:
    """Have it sent once more now, under the same id, whatever has become of it. Raises a 404 problem."""
    one = select(DeliveryRow).where(
        DeliveryRow.organization_id == scope.organization_id,
        DeliveryRow.webhook_id == webhook_id,
        DeliveryRow.id == delivery_id,
    )
    row = (await scope.session.scalars(one.with_for_update())).one_or_none()
    if row is None:
        raise not_found("delivery", delivery_id)
    row.status, row.failures, row.due_at, row.delivered_at = "waiting", 0, scope.clock(), None
    await scope.session.flush()
    scope.record("webhook.redelivered", _TYPE, webhook_id, after={"delivery": str(delivery_id), "event": row.event})
    await _wake(scope)
    return await get_delivery(scope, webhook_id, delivery_id)


async def deliver(scope: Scope, event: str, data: Mapping[str, Any], at: datetime) -> None:
    """Give an event to the webhooks that have chosen it and are enabled; it is sent once the transaction has committed.

    Nothing of what people have written is in it: whoever receives it asks the API, which knows what they may see.
    """
    chosen = select(WebhookRow.id).where(
        WebhookRow.organization_id == scope.organization_id, WebhookRow.enabled, WebhookRow.events.contains([event])
    )
    webhooks = list(await scope.session.scalars(chosen))
    if not webhooks:
        return
    body = _body(event, scope.organization_id, data, at)
    for webhook_id in webhooks:
        scope.session.add(
            DeliveryRow(organization_id=scope.organization_id, webhook_id=webhook_id, event=event, body=body)
        )
    await scope.session.flush()
    await _wake(scope)


def _body(event: str, organization_id: uuid.UUID, data: Mapping[str, Any], at: datetime) -> str:
    told = {"type": event, "timestamp": at.isoformat(), "data": {"organization_id": str(organization_id), **data}}
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False)


async def _wake(scope: Scope) -> None:
    """Have what waits looked at when the transaction has committed."""
    await scope.session.execute(select(func.pg_notify(happenings.DELIVERIES_CHANNEL, "")))


async def _row(scope: Scope, webhook_id: uuid.UUID) -> WebhookRow:
    """The webhook, locked to change it; or a 404 problem."""
    one = select(WebhookRow).where(WebhookRow.organization_id == scope.organization_id, WebhookRow.id == webhook_id)
    row = (await scope.session.scalars(one.with_for_update())).one_or_none()
    if row is None:
        raise not_found("webhook", webhook_id)
    return row


def _audited(row: WebhookRow) -> dict[str, Any]:
    return {"name": row.name, "url": row.url, "events": list(row.events), "enabled": row.enabled}
