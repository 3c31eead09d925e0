"""Seals what the database may keep and not know: with a key of the stack that it does not have."""

import os
import uuid
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12


class SealBrokenError(Exception):
    """What was sealed with another key, or for another row."""


def seal(key: bytes, content: bytes, *, row_id: uuid.UUID) -> bytes:
    """`key` has 32 bytes. The same content is sealed otherwise each time."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, row_id.bytes)


def unseal(key: bytes, sealed: bytes, *, row_id: uuid.UUID) -> bytes:
    """Raises `SealBrokenError`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], row_id.bytes)
    except (InvalidTag, ValueError) as error:
        raise SealBrokenError("it was sealed with another key, or for another row") from error
