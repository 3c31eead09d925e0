"""API keys: 256 random bits, shown once, stored as a hash."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final

# A fast hash is right for a key of 256 random bits: there is nothing to guess, unlike with a password.
_KEY: Final = re.compile(r"^fs_[A-Za-z0-9_-]{43}$")


@dataclass(frozen=True)
class NewKey:
    """A key as it is made; `secret` is shown or stored once and then forgotten."""

    secret: str
    prefix: str
    sha256: str

    def __repr__(self) -> str:
        return f"NewKey(prefix={self.prefix!r})"


def make_key() -> NewKey:
    secret = "fs_" + secrets.token_urlsafe(32)
    return NewKey(secret=secret, prefix=prefix_of(secret), sha256=digest(secret))


def prefix_of(secret: str) -> str:
    """What may be shown of a key: enough to tell two apart, nothing that helps to guess one."""
    return secret[:9]


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def looks_like_key(text: str) -> bool:
    return _KEY.match(text) is not None
