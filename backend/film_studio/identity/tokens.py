"""Tokens of a session: the access token, a JWT for a quarter of an hour, and the refresh token, which is used once.

All are made with one key of the stack, of which each purpose uses a key of its own.
"""

import asyncio
import base64
import hmac
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import jwt
from botocore.exceptions import BotoCoreError, ClientError

from film_studio.identity.keys import digest
from film_studio.kit.failures import UnavailableError
from film_studio.kit.settings import ApiSettings
from runtime.aws import for_requests

Purpose = Literal["access", "refresh", "device", "openid", "mail", "share", "webhook"]
ACCESS: Final = timedelta(minutes=15)
#: Between two machines' clocks.
_SKEW: Final = timedelta(seconds=30)
_ALGORITHM: Final = "HS256"
_JWT: Final = re.compile(r"^[\w-]{1,300}\.[\w-]{1,1500}\.[\w-]{43}$", re.ASCII)
_REFRESH: Final = re.compile(r"^fr_([\w-]{22})\.([\w-]{43})$", re.ASCII)
_SHARE_LINK: Final = re.compile(r"^fv_[\w-]{43}$", re.ASCII)
_ONE_TIME: Final = re.compile(r"^f[ailo]_[\w-]{43}$", re.ASCII)


class SigningKey:
    """The stack's key for tokens, fetched when the first one is made or read. Each process has one."""

    def __init__(self, settings: ApiSettings) -> None:
        self._region = settings.aws_region
        self._arn = settings.session_key_secret_arn
        self._loading: asyncio.Task[bytes] | None = None

    async def of(self, purpose: Purpose) -> bytes:
        """The 32 bytes of the key for a purpose. Raises `UnavailableError` where the secret cannot be read."""
        if self._loading is None or _failed(self._loading):
            self._loading = asyncio.create_task(asyncio.to_thread(self._fetch))
        return hmac.digest(await asyncio.shield(self._loading), purpose.encode(), "sha256")

    def _fetch(self) -> bytes:
        try:
            found = for_requests(self._region).secretsmanager().get_secret_value(SecretId=self._arn)
        except (ClientError, BotoCoreError) as error:
            raise UnavailableError("secrets", f"SESSION_KEY_SECRET_ARN: {error}; has the migration run?") from error
        return found["SecretString"].encode()


def _failed(task: asyncio.Task[bytes]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What an access token says: whose session, and in which organisation."""

    organization_id: uuid.UUID
    session_id: uuid.UUID
    expires_at: float


def looks_like_access_token(text: str) -> bool:
    return _JWT.match(text) is not None


def access_token(
    key: bytes, *, stage: str, subject: uuid.UUID, organization_id: uuid.UUID, session_id: uuid.UUID, now: datetime
) -> str:
    """A token for one session. `subject` is the person, or the key that was pasted."""
    claims = {"sub": str(subject), "org": str(organization_id), "sid": str(session_id)}
    return signed(key, claims, stage=stage, purpose="access", expires_at=now + ACCESS, now=now)


def read_access_token(key: bytes, token: str, *, stage: str) -> Claims | None:
    """What it says; None when it is not one of this stack, was changed, or has expired."""
    claims = read_signed(key, token, stage=stage, purpose="access", wanted=("sub", "org", "sid"))
    if claims is None:
        return None
    return Claims(
        organization_id=uuid.UUID(claims["org"]), session_id=uuid.UUID(claims["sid"]), expires_at=float(claims["exp"])
    )


@dataclass(frozen=True, kw_only=True)
class ShareClaims:
    """What the access token of a share link says."""

    organization_id: uuid.UUID
    share_link_id: uuid.UUID
    expires_at: float


def share_access_token(
    key: bytes, *, stage: str, organization_id: uuid.UUID, share_link_id: uuid.UUID, now: datetime
) -> str:
    """A token for whoever holds a share link and has given its password."""
    claims = {"sub": str(share_link_id), "org": str(organization_id)}
    return signed(key, claims, stage=stage, purpose="share", expires_at=now + ACCESS, now=now)


def read_share_access_token(key: bytes, token: str, *, stage: str) -> ShareClaims | None:
    """As `read_access_token`, for those of share links; either takes none of the other's."""
    claims = read_signed(key, token, stage=stage, purpose="share", wanted=("sub", "org"))
    if claims is None:
        return None
    return ShareClaims(
        organization_id=uuid.UUID(claims["org"]),
        share_link_id=uuid.UUID(claims["sub"]),
        expires_at=float(claims["exp"]),
    )


def signed(
    key: bytes, claims: dict[str, Any], *, stage: str, purpose: Purpose, expires_at: datetime, now: datetime
) -> str:
    """Claims as a JWT that only this stack accepts, for one purpose and until `expires_at`."""
    usual = {"iss": _issuer(stage), "aud": purpose, "iat": now, "exp": expires_at, "jti": secrets.token_urlsafe(12)}
    return jwt.encode({**usual, **claims}, key, algorithm=_ALGORITHM)


def read_signed(
    key: bytes, token: str, *, stage: str, purpose: Purpose, wanted: tuple[str, ...]
) -> dict[str, Any] | None:
    """The claims of a JWT of `signed`; None for any other text."""
    try:
        return jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            issuer=_issuer(stage),
            audience=purpose,
            leeway=_SKEW,
            options={"require": ["iss", "aud", "exp", "iat", "jti", *wanted]},
        )
    except jwt.InvalidTokenError:
        return None


def _issuer(stage: str) -> str:
    return f"urn:film-studio:{stage}"


@dataclass(frozen=True)
class RefreshToken:
    """`family` is the same in all tokens of a session; `secret` changes with each."""

    family: str
    secret: str

    def __repr__(self) -> str:
        return "RefreshToken(…)"

    @property
    def text(self) -> str:
        return f"fr_{self.family}.{self.secret}"

    @property
    def family_sha256(self) -> str:
        return digest(self.family)

    @property
    def sha256(self) -> str:
        return digest(self.secret)

    def successor(self, key: bytes) -> "RefreshToken":
        """The token that follows. It follows from this one, so that a browser whose answer was lost, or two pages of
        it that ask at once, are given the same."""
        following = hmac.digest(key, f"{self.family}.{self.secret}".encode(), "sha256")
        return RefreshToken(self.family, base64.urlsafe_b64encode(following).decode().rstrip("="))


def new_refresh_token() -> RefreshToken:
    return RefreshToken(secrets.token_urlsafe(16), secrets.token_urlsafe(32))


def read_refresh_token(text: str) -> RefreshToken | None:
    """None for what never was one."""
    found = _REFRESH.match(text)
    return RefreshToken(found[1], found[2]) if found else None


def one_time_token(kind: Literal["invitation", "sign-in", "address", "openid"]) -> str:
    """256 random bits for a link, shown once and stored as its `digest`."""
    return {"invitation": "fi_", "sign-in": "fl_", "address": "fa_", "openid": "fo_"}[kind] + secrets.token_urlsafe(32)


def looks_like_one_time_token(text: str) -> bool:
    return _ONE_TIME.match(text) is not None


def new_share_link() -> str:
    """256 random bits for a link, shown once and stored as its `digest`; it works as often as it is used."""
    return "fv_" + secrets.token_urlsafe(32)


def looks_like_share_link(text: str) -> bool:
    return _SHARE_LINK.match(text) is not None
