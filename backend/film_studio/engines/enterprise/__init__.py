"""Organisations, their API keys and webhooks over HTTP; the tables of the former two are identity's."""

from typing import Final

from film_studio.engines.engine import Engine
from film_studio.engines.enterprise.router import router
from film_studio.engines.enterprise.webhooks.models import DeliveryRow, WebhookRow
from film_studio.engines.enterprise.webhooks.schemas import EVENTS
from film_studio.engines.enterprise.webhooks.sender import AT_ONCE, SECONDS, WebhookSender, forget_old_deliveries
from film_studio.engines.enterprise.webhooks.service import deliver

__all__ = ["AT_ONCE", "ENGINE", "EVENTS", "SECONDS", "WebhookSender", "deliver", "forget_old_deliveries"]

ENGINE: Final = Engine(name="enterprise", router=router, tables=(WebhookRow, DeliveryRow))
