"""The OpenID provider of the stack: what it says of itself, its keys, and whom it vouches for (OpenID Connect Core 1.0,
the authorization code flow, with PKCE)."""

import asyncio
import base64
import hmac
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar, cast
from urllib.parse import quote, urlencode

import jwt
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from film_studio.kit.failures import UnavailableError
from film_studio.kit.outside import Answer, Outside, OutsideError, check_url, is_on_this_machine
from film_studio.kit.settings import ApiSettings
from runtime.aws import for_requests

Result = TypeVar("Result")
#: Signatures with a public key alone: with one of HMAC, whoever knows the provider's public key could sign.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
#: Between the provider's clock and this machine's.
SKEW: Final = timedelta(seconds=60)
#: What the provider says of itself, and its keys, are asked for again after so long.
KEPT_SECONDS: Final = 3600.0
#: A key that is not known is asked for at most so often, whatever tokens are shown here.
REFETCHED_SECONDS: Final = 15.0
_SMALLEST_RSA_BITS: Final = 2048
#: All that is asked of the provider for one request of a browser.
_SECONDS: Final = 4.5
_DISCOVERY: Final = "/.well-known/openid-configuration"


class RefusedError(Exception):
    """The provider does not vouch for anybody, or what it says is not to be believed; the text is for the log."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Whom the provider vouches for. `subject` is who it is there for ever; the rest may change."""

    issuer: str
    subject: str
    email: str | None
    email_is_verified: bool
    name: str | None


@dataclass(frozen=True, kw_only=True)
class _Metadata:
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    secret_in_body: bool
    until: float


@dataclass(frozen=True, kw_only=True)
class _Key:
    """A public key. `algorithm` is the only one that it is for, where it says so."""

    kind: str
    public: Any
    algorithm: str | None


@dataclass(frozen=True, kw_only=True)
class _Keys:
    """The keys by their `kid`, of which one may be None."""

    by_id: Mapping[str | None, _Key]
    fetched_at: float


class OpenIdProvider:
    """Each process has one, where the stack has a provider."""

    def __init__(self, settings: ApiSettings, *, issuer: str, client_id: str, secret_arn: str) -> None:
        self.issuer: Final = issuer
        self._client_id: Final = client_id
        self._secret_arn: Final = secret_arn
        self._region: Final = settings.aws_region
        self._loopback: Final = is_on_this_machine(issuer)
        self._outside: Final = Outside(loopback=self._loopback)
        self._metadata: _Metadata | None = None
        self._keys: _Keys | None = None
        self._fetching: Final = asyncio.Lock()
        self._secret: str | None = None

    async def authorization_url(self, *, redirect_uri: str, state: str, nonce: str, pkce_challenge: str) -> str:
        """Where a browser goes to be vouched for. Raises `UnavailableError`."""
        metadata = await self._within(self._described())
        query = {
            "response_type": "code",
            "scope": "openid email profile",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "nonce": nonce,
            "code_challenge": pkce_challenge,
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{joint}{urlencode(query)}"

    async def account_of(self, code: str, *, redirect_uri: str, pkce_verifier: str, nonce: str) -> Account:
        """Whom the provider vouches for with a code, which works once. Raises `RefusedError` and `UnavailableError`."""
        return await self._within(self._exchanged(code, redirect_uri, pkce_verifier, nonce))

    def close(self) -> None:
        self._outside.close()

    async def _within(self, work: Awaitable[Result]) -> Result:
        try:
            async with asyncio.timeout(_SECONDS):
                return await work
        except TimeoutError as error:
            raise UnavailableError("openid-provider", f"no answer within {_SECONDS} s") from error
        except OutsideError as error:
            raise UnavailableError("openid-provider", str(error)) from error

    async def _exchanged(self, code: str, redirect_uri: str, pkce_verifier: str, nonce: str) -> Account:
        metadata = await self._described()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._client_id,
            "code_verifier": pkce_verifier,
        }
        headers: dict[str, str] = {}
        secret = await self._client_secret()
        if metadata.secret_in_body:
            form["client_secret"] = secret
        else:
            pair = f"{quote(self._client_id, safe='')}:{quote(secret, safe='')}"  # RFC 6749, 2.3.1
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        answer = await self._outside.post_form(metadata.token_endpoint, form, headers=headers)
        if answer.status == 401:
            self._secret = None  # another one is in its place, perhaps: the next way finds it
        token = _answered(answer, "the token endpoint").get("id_token")
        if not isinstance(token, str):
            raise RefusedError("the token endpoint answered without an id_token")
        claims = await self._believed(token, nonce)
        if "email" not in claims and metadata.userinfo_endpoint is not None:
            claims = {**await self._told_of(metadata.userinfo_endpoint, answer, claims["sub"]), **claims}
        return Account(
            issuer=self.issuer,
            subject=claims["sub"],
            email=_text(claims.get("email")),
            # Nothing but true: some providers write "false".
            email_is_verified=claims.get("email_verified") is True,
            name=_text(claims.get("name")),
        )

    async def _believed(self, token: str, nonce: str) -> Mapping[str, Any]:
        """The claims of an id_token (Core, 3.1.3.7). Raises `RefusedError`."""
        try:
            header = jwt.get_unverified_header(token)
            algorithm = header.get("alg")
            if algorithm not in ALGORITHMS:
                raise RefusedError(f"the id_token is signed with {str(algorithm)[:20]!r}, which is not taken here")
            key = await self._key(header.get("kid"), str(algorithm))
            claims = jwt.decode(
                token,
                key.public,
                algorithms=[str(algorithm)],
                issuer=self.issuer,
                audience=self._client_id,
                leeway=SKEW,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except (jwt.InvalidTokenError, jwt.InvalidKeyError, TypeError, ValueError) as error:
            raise RefusedError(f"the id_token is not valid: {error}") from error
        audience, party = claims["aud"], claims.get("azp")
        if party is None and isinstance(audience, list) and len(audience) > 1:  # pyright: ignore[reportUnknownArgumentType]
            raise RefusedError("the id_token is for several, and does not say who asked for it (azp)")
        if party not in (None, self._client_id):
            raise RefusedError("the id_token was asked for by another (azp)")
        if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise RefusedError("the id_token is not for this browser: another nonce")
        if not 0 < len(claims["sub"]) <= 255:
            raise RefusedError("the id_token names nobody: sub has to have 1 to 255 characters")
        return claims

    async def _told_of(self, endpoint: str, answer: Answer, subject: str) -> Mapping[str, Any]:
        """What a provider says of who has signed in that keeps its id_tokens short (Core, 5.3)."""
        access_token = (answer.document or {}).get("access_token")
        headers = {"Authorization": f"Bearer {access_token}"}
        told = _answered(await self._outside.get(endpoint, headers=headers), "the userinfo endpoint")
        if told.get("sub") != subject:
            raise RefusedError("the userinfo endpoint speaks of another")
        return {name: value for name, value in told.items() if name in ("email", "email_verified", "name")}

    async def _described(self) -> _Metadata:
        async with self._fetching:
            if self._metadata is None or time.monotonic() > self._metadata.until:
                self._metadata = await self._discovered()
            return self._metadata

    async def _discovered(self) -> _Metadata:
        answer = await self._outside.get(f"{self.issuer.rstrip('/')}{_DISCOVERY}")
        found = _document(answer, "its configuration")
        # Exactly: else one provider could speak for another (Discovery, 4.3).
        if found.get("issuer") != self.issuer:
            raise OutsideError(f"its configuration is that of {str(found.get('issuer'))[:200]!r}")
        userinfo = found.get("userinfo_endpoint")
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return _Metadata(
            authorization_endpoint=check_url(found.get("authorization_endpoint"), loopback=self._loopback),
            token_endpoint=check_url(found.get("token_endpoint"), loopback=self._loopback),
            jwks_uri=check_url(found.get("jwks_uri"), loopback=self._loopback),
            userinfo_endpoint=None if userinfo is None else check_url(userinfo, loopback=self._loopback),
            secret_in_body="client_secret_basic" not in methods,
            until=time.monotonic() + KEPT_SECONDS,
        )

    async def _key(self, key_id: object, algorithm: str) -> _Key:
        metadata = await self._described()
        async with self._fetching:
            age = time.monotonic() - self._keys.fetched_at if self._keys is not None else KEPT_SECONDS
            found = _fitting(self._keys, key_id, algorithm)
            if age >= KEPT_SECONDS or (found is None and age >= REFETCHED_SECONDS):
                answer = await self._outside.get(metadata.jwks_uri)
                self._keys = _Keys(by_id=_keys_of(_document(answer, "its keys")), fetched_at=time.monotonic())
                found = _fitting(self._keys, key_id, algorithm)
        if found is None:
            raise RefusedError(f"the provider has no key {str(key_id)[:100]!r} for {algorithm}")
        return found

    async def _client_secret(self) -> str:
        if self._secret is None:
            self._secret = await asyncio.to_thread(self._fetch_secret)
        return self._secret

    def _fetch_secret(self) -> str:
        try:
            found = for_requests(self._region).secretsmanager().get_secret_value(SecretId=self._secret_arn)
        except (ClientError, BotoCoreError) as error:
            raise UnavailableError("secrets", f"OIDC_CLIENT_SECRET_ARN: {error}") from error
        return found["SecretString"]


def _document(answer: Answer, what: str) -> Mapping[str, Any]:
    if answer.status != 200 or answer.document is None:
        raise OutsideError(f"{what}: it answered {answer.status}, without a JSON object of use")
    return answer.document


def _answered(answer: Answer, who: str) -> Mapping[str, Any]:
    """Tells a refusal, which stays one, from a provider that cannot now."""
    if answer.status >= 500 or answer.status == 429:
        raise OutsideError(f"{who} answered {answer.status}")
    if answer.status != 200 or answer.document is None:
        said = (answer.document or {}).get("error", "nothing of use")
        raise RefusedError(f"{who} answered {answer.status}: {str(said)[:100]}")
    return answer.document


def _keys_of(document: Mapping[str, Any]) -> Mapping[str | None, _Key]:
    found: dict[str | None, _Key] = {}
    listed = document.get("keys")
    for each in cast("list[Any]", listed) if isinstance(listed, list) else ():
        # Keys that encrypt, of kinds to come, and symmetric ones, which nobody publishes, are of no use here.
        if not isinstance(each, dict):
            continue
        described = cast("dict[str, Any]", each)
        if described.get("kty") not in ("RSA", "EC", "OKP") or described.get("use") == "enc":
            continue
        try:
            public = jwt.PyJWK(described).key
        except jwt.PyJWTError:
            continue
        if isinstance(public, RSAPublicKey) and public.key_size < _SMALLEST_RSA_BITS:
            continue
        found[_text(described.get("kid"))] = _Key(
            kind=described["kty"], public=public, algorithm=_text(described.get("alg"))
        )
    return found


def _fitting(keys: _Keys | None, key_id: object, algorithm: str) -> _Key | None:
    """The key of a token that names none is the only one there is."""
    if keys is None:
        return None
    found = keys.by_id.get(key_id) if isinstance(key_id, str) else None
    if key_id is None and len(keys.by_id) == 1:
        (found,) = keys.by_id.values()
    if found is None:
        return None
    kind = {"R": "RSA", "P": "RSA", "E": "OKP" if algorithm == "EdDSA" else "EC"}[algorithm[0]]
    return found if found.kind == kind and found.algorithm in (None, algorithm) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
