"""An OpenID provider on this machine: small, real, and as hostile as a test wants it."""

import base64
import hashlib
import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT_ID = "film-studio"
CLIENT_SECRET = "a client's secret: & %"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def public_pem(key: Key) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@dataclass
class Provider:
    """Signs whoever comes in as the person of `claims`. What a test changes holds for what is asked from then on."""

    issuer: str
    keys: dict[str, Key] = field(default_factory=lambda: {"first": rsa_key()})
    #: With which of its keys, and how, it signs.
    kid: str | None = "first"
    algorithm: str = "RS256"
    claims: dict[str, Any] = field(default_factory=dict[str, Any])
    #: What else stands in an id_token, or instead of what is usual; None leaves a claim out.
    instead: dict[str, Any] = field(default_factory=dict[str, Any])
    in_userinfo: dict[str, Any] | None = None
    #: Makes the whole id_token from its claims.
    sign: Callable[[dict[str, Any]], str] | None = None
    configuration: dict[str, Any] = field(default_factory=dict[str, Any])
    #: Path → what is answered there in place of the truth: bytes, seconds to hang, or a status.
    broken: dict[str, bytes | float | int] = field(default_factory=dict[str, bytes | float | int])
    codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    asked: list[str] = field(default_factory=list[str])

    def visit(self, url: str, **answer: str) -> str:
        """What a browser does that is sent here, and whose person says yes: the address that it is sent back to. With
        `answer`, what is answered instead."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT_ID
        assert query["code_challenge_method"] == "S256"
        if not answer:
            code = secrets.token_urlsafe(16)
            self.codes[code] = query
            # As Keycloak and Google do, more than was asked for.
            answer = {"code": code, "session_state": "x", "authuser": "0", "iss": self.issuer}
        return f"{query['redirect_uri']}?{urlencode({'state': query['state'], **answer})}"

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            **self.configuration,
        }

    def key_set(self) -> dict[str, Any]:
        return {
            "keys": [
                {"kty": "oct", "k": "AAAA", "kid": "a symmetric one"},
                *({**_jwk(key), "kid": kid, "use": "sig"} for kid, key in self.keys.items()),
            ]
        }

    def exchanged(self, authorization: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode() if authorization else ""
        user, _, password = pair.partition(":")
        by_header = (unquote(user), unquote(password)) == (CLIENT_ID, CLIENT_SECRET)
        if not by_header and form.get("client_secret") != CLIENT_SECRET:
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        hashed = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or asked["redirect_uri"] != form["redirect_uri"]
            or asked["code_challenge"] != hashed.decode().rstrip("=")
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in {**usual, **self.claims, **self.instead}.items() if value is not None}
        return 200, {"access_token": "of userinfo", "token_type": "Bearer", "id_token": self._signed(claims)}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.sign is not None:
            return self.sign(claims)
        headers = {} if self.kid is None else {"kid": self.kid}
        key = self.keys[self.kid] if self.kid is not None else next(iter(self.keys.values()))
        return jwt.encode(claims, key, algorithm=self.algorithm, headers=headers)


def _jwk(key: Key) -> dict[str, Any]:
    if isinstance(key, rsa.RSAPrivateKey):
        return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return ECAlgorithm.to_jwk(key.public_key(), as_dict=True)


@contextmanager
def provider() -> Generator[Provider]:
    """One that serves until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            path = urlsplit(self.path).path
            made.asked.append(path)
            length = int(self.headers.get("Content-Length", 0))
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            match made.broken.get(path):
                case float() as seconds:
                    time.sleep(seconds)
                case bytes() as body:
                    self._send(200, body)
                case int() as status:
                    self._send(status, b"{}")
                case None if path == "/authorize":
                    self._send(302, b"", {"Location": made.visit(self.path)})
                case None:
                    self._answer_truly(path, form)

        def _answer_truly(self, path: str, form: dict[str, str]) -> None:
            found: tuple[int, Any] = (404, {})
            if path == "/.well-known/openid-configuration":
                found = (200, made.document())
            elif path == "/keys":
                found = (200, made.key_set())
            elif path == "/token":
                found = made.exchanged(self.headers.get("Authorization", ""), form)
            elif path == "/userinfo" and made.in_userinfo is not None:
                assert self.headers["Authorization"] == "Bearer of userinfo"
                found = (200, made.in_userinfo)
            self._send(found[0], json.dumps(found[1]).encode())

        def _send(self, status: int, body: bytes, headers: Mapping[str, str] = MappingProxyType({})) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — its name
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            if not isinstance(sys.exception(), ConnectionError):  # whoever asked has gone: that is what is tested
                super().handle_error(request, client_address)

    server = Server(("127.0.0.1", 0), Handler)
    made = Provider(issuer=f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
