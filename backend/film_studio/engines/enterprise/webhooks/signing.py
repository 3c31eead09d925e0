"""Signatures of webhooks, as the specification of standardwebhooks.com has them (symmetric, v1)."""

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

_PREFIX: Final = "whsec_"
_BYTES: Final = 32


def new_secret() -> bytes:
    return secrets.token_bytes(_BYTES)


def shown(secret: bytes) -> str:
    """A secret as whoever receives webhooks is given it."""
    return f"{_PREFIX}{base64.b64encode(secret).decode()}"


def signed_headers(keys: Sequence[bytes], message_id: str, body: str, now: datetime) -> dict[str, str]:
    """The headers of a message, signed with each of the keys: a receiver that knows one of them takes it."""
    seconds = str(int(now.timestamp()))
    content = f"{message_id}.{seconds}.{body}".encode()
    signatures = [base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
