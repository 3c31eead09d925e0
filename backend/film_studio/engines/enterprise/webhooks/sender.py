"""Sends what waits for webhooks: at least once, each event under one id, and nobody waits for another's server."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, literal, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.enterprise.webhooks.models import DeliveryRow, WebhookRow
from film_studio.engines.enterprise.webhooks.signing import signed_headers
from film_studio.identity.audit import trail
from film_studio.identity.audit.trail import Actor, Change
from film_studio.kit.clock import utc_now
from film_studio.kit.database.session import Database
from film_studio.kit.outside import Outside, OutsideError
from film_studio.kit.sealing import SealBrokenError, unseal
from runtime.log_events import TaskFailed, WebhookDelivered, WebhookDisabled, WebhookNotDelivered
from runtime.logging import log

#: Until an address has to have answered.
SECONDS: Final = 10.0
#: So many are on their way at once: of a webhook one, of an organisation a few, so that slow ones leave room.
AT_ONCE: Final = 16
OF_ORGANIZATION: Final = 4
#: A process that says nothing for so long counts as dead, and others send what it has claimed.
CLAIM: Final = timedelta(minutes=1)
#: After a failure a delivery is left alone for so long, four times as long with each further one up to the longest:
#: some twenty hours in all.
FIRST_BACKOFF: Final = timedelta(seconds=5)
LONGEST_BACKOFF: Final = timedelta(hours=6)
MAX_FAILURES: Final = 10
#: A webhook that has taken nothing for so long is disabled.
GIVEN_UP: Final = timedelta(days=3)
#: Deliveries that are over are kept for so long.
KEPT: Final = timedelta(days=30)
_TRIES_KEPT: Final = 12
#: What is new is looked for this often while something is on its way.
_LOOK_SECONDS: Final = 0.5
_GONE: Final = 410


@dataclass(frozen=True, kw_only=True)
class _Claimed:
    row: DeliveryRow
    webhook: WebhookRow


class WebhookSender:
    """Each process has one, and any number of processes may share a database."""

    def __init__(
        self,
        database: Database,
        outside: Outside,
        key: Callable[[], Awaitable[bytes]],
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._outside = outside
        self._key = key
        self._clock = clock

    async def send_all(self) -> None:
        """Send until nothing is on its way, and nothing waits that could be sent now."""
        key = await self._key()
        sending: dict[asyncio.Task[None], _Claimed] = {}
        try:
            while True:
                for each in await self._claim(list(sending.values())):
                    sending[asyncio.create_task(self._send(key, each))] = each
                if not sending:
                    return
                done, _ = await asyncio.wait(sending, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del sending[task]
        finally:
            for task in sending:
                task.cancel()
            await asyncio.gather(*sending, return_exceptions=True)

    async def _claim(self, sending: list[_Claimed]) -> list[_Claimed]:
        """The oldest delivery of each webhook that has none on its way, as far as there is room."""
        now, claimed = self._clock(), list[_Claimed]()
        busy = {each.webhook.id for each in sending}
        room = AT_ONCE - len(sending)
        if room <= 0:
            return claimed
        of_organization: dict[uuid.UUID, int] = {}
        for each in sending:
            of_organization[each.webhook.organization_id] = of_organization.get(each.webhook.organization_id, 0) + 1
        first = (
            select(DeliveryRow.id)
            .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
            .where(
                DeliveryRow.status == "waiting",
                DeliveryRow.due_at <= now,
                WebhookRow.enabled,
                WebhookRow.id.not_in(busy),
            )
            .ext(distinct_on(DeliveryRow.webhook_id))
            .order_by(DeliveryRow.webhook_id, DeliveryRow.due_at, DeliveryRow.id)
        )
        async with self._database.system() as session:
            found = await session.execute(
                select(DeliveryRow, WebhookRow)
                .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
                .where(DeliveryRow.id.in_(first), DeliveryRow.status == "waiting", DeliveryRow.due_at <= now)
                .order_by(DeliveryRow.due_at)
                .with_for_update(of=DeliveryRow, skip_locked=True)
            )
            for delivery, webhook in found:
                on_the_way = of_organization.get(webhook.organization_id, 0)
                if len(claimed) == room or on_the_way >= OF_ORGANIZATION:
                    continue
                of_organization[webhook.organization_id] = on_the_way + 1
                claimed.append(_Claimed(row=delivery, webhook=webhook))
            await session.execute(
                update(DeliveryRow)
                .where(DeliveryRow.id.in_([each.row.id for each in claimed]))
                .values(due_at=now + CLAIM)
                .execution_options(synchronize_session=False)
            )
        return claimed

    async def _send(self, key: bytes, claimed: _Claimed) -> None:
        """One event for one webhook: whatever is wrong with it stops no other."""
        try:
            began, status, problem = time.monotonic(), None, None
            try:
                status = await self._post(key, claimed)
            except (OutsideError, SealBrokenError) as error:
                problem = str(error)
            if status is not None and not 200 <= status < 300:
                problem = f"it answered {status}" + (", which is not followed" if 300 <= status < 400 else "")
            took = round((time.monotonic() - began) * 1000)
            await self._note(claimed, status, problem and problem[:300], took)
        except Exception as error:  # noqa: BLE001 — it is tried again when its claim is over
            log(TaskFailed(task=f"webhook delivery {claimed.row.id}"), error=error)

    async def _post(self, key: bytes, claimed: _Claimed) -> int:
        webhook, delivery, now = claimed.webhook, claimed.row, self._clock()
        sealed = [webhook.sealed]
        if webhook.former_sealed is not None and webhook.former_until is not None and webhook.former_until > now:
            sealed.append(webhook.former_sealed)
        keys = [unseal(key, each, row_id=webhook.id) for each in sealed]
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "AI-Film-Studio-Webhooks/1",
            **signed_headers(keys, str(delivery.id), delivery.body, now),
        }
        return await self._outside.post(webhook.url, delivery.body.encode(), headers=headers)

    async def _note(self, claimed: _Claimed, status: int | None, problem: str | None, milliseconds: int) -> None:
        now = self._clock()
        attempt = {"at": now.isoformat(), "status": status, "problem": problem, "milliseconds": milliseconds}
        failures = claimed.row.failures + 1
        async with self._database.system() as session:
            webhook = await session.get(WebhookRow, claimed.webhook.id, with_for_update=True)
            row = await session.get(DeliveryRow, claimed.row.id, with_for_update=True)
            if webhook is None or row is None:
                return  # taken away meanwhile
            row.tries = [*row.tries, attempt][-_TRIES_KEPT:]
            if problem is None:
                row.status, row.delivered_at = "delivered", now
                await _failing_since(session, webhook, None)
            else:
                row.failures = failures
                gone = status == _GONE
                row.status = "failed" if gone or failures >= MAX_FAILURES else "waiting"
                row.due_at = now + _backoff(failures)
                since = webhook.failing_since or now
                await _failing_since(session, webhook, since)
                if webhook.enabled and (gone or since + GIVEN_UP <= now):
                    await _disable(session, webhook, problem, now)
        delivery, webhook, event = claimed.row.id, claimed.webhook.id, claimed.row.event
        if problem is None:
            log(WebhookDelivered(delivery=delivery, webhook=webhook, what=event))
        else:
            log(WebhookNotDelivered(delivery=delivery, webhook=webhook, what=event, failures=failures, reason=problem))


async def forget_old_deliveries(session: AsyncSession, now: datetime) -> int:
    """Delete what was over `KEPT` ago, of all organisations: for a session of the system. Returns how many."""
    old = delete(DeliveryRow).where(DeliveryRow.created_at < now - KEPT)
    return len((await session.execute(old.returning(literal(1)))).all())


async def _failing_since(session: AsyncSession, webhook: WebhookRow, since: datetime | None) -> None:
    """Not an edit: whoever changes the webhook has not to have seen it."""
    if webhook.failing_since != since:
        await session.execute(
            update(WebhookRow)
            .where(WebhookRow.id == webhook.id)
            .values(failing_since=since)
            .execution_options(synchronize_session=False)
        )


async def _disable(session: AsyncSession, webhook: WebhookRow, problem: str, now: datetime) -> None:
    webhook.enabled = False
    change = Change(
        action="webhook.disabled",
        subject_type="webhook",
        subject_id=webhook.id,
        after={"name": webhook.name, "reason": problem},
    )
    service = Actor(kind="service", id=webhook.organization_id)
    await trail.record(session, webhook.organization_id, service, [change], now)
    log(WebhookDisabled(webhook=webhook.id, reason=problem))


def _backoff(failures: int) -> timedelta:
    return min(LONGEST_BACKOFF, FIRST_BACKOFF * 4 ** (failures - 1))
