"""What is read of webhooks."""

from typing import Final

from sqlalchemy import String, bindparam, or_, select

from film_studio.engines.enterprise.webhooks.models import DeliveryRow, WebhookRow
from film_studio.engines.enterprise.webhooks.schemas import Webhook, WebhookDelivery
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, folded

_WEBHOOKS: Final = select(*(getattr(WebhookRow, name) for name in Webhook.model_fields)).where(
    WebhookRow.organization_id == bindparam("organization_id")
)
WEBHOOKS: Final = Listing(
    _WEBHOOKS, by=WebhookRow.id, sorts={"created_at": WebhookRow.id, "name": folded(WebhookRow.name)}
)
WEBHOOK: Final = Query(_WEBHOOKS.where(WebhookRow.id == bindparam("id")))
_DELIVERIES: Final = select(*(getattr(DeliveryRow, name) for name in WebhookDelivery.model_fields)).where(
    DeliveryRow.organization_id == bindparam("organization_id"), DeliveryRow.webhook_id == bindparam("webhook_id")
)
_STATUS: Final = bindparam("status", type_=String)
#: Of a webhook, those with a `status`, where it is not None.
DELIVERIES: Final = Listing(
    _DELIVERIES.where(or_(_STATUS.is_(None), DeliveryRow.status == _STATUS)), by=DeliveryRow.id, descending=True
)
DELIVERY: Final = Query(_DELIVERIES.where(DeliveryRow.id == bindparam("id")))
