"""Signed downloads: whoever has the URL gets the bytes until it expires, and nobody can change what it says."""

import base64
import json
import urllib.parse
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from film_studio.kit import storage as kit_storage
from film_studio.kit.settings import ApiSettings
from film_studio.kit.storage import DOWNLOAD_LIFETIME, Storage, StorageError, Wanted

from tools.local_cloud.emulator import Emulator

pytestmark = pytest.mark.anyio
BASE = "https://d111111abcdef8.example.org"
KEY = "assets/0b5f/ab cd/film.mp4"


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(scope="module")
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def edge(emulator: Emulator, settings: ApiSettings, signing_key: rsa.RSAPrivateKey) -> Iterator[Storage]:
    """Storage of a stack with a CloudFront distribution."""
    storage = Storage(with_edge(emulator, settings, pem(signing_key)))
    yield storage
    storage.close()


def with_edge(emulator: Emulator, settings: ApiSettings, secret: str) -> ApiSettings:
    arn = emulator.client("secretsmanager").create_secret(Name=uuid.uuid4().hex, SecretString=secret)["ARN"]
    return settings.model_copy(
        update={
            "download_base_url": BASE,
            "download_key_pair_id": "K2JCJMDEHXQW5F",
            "download_signing_key_secret_arn": arn,
        }
    )


@pytest.fixture
def plain(settings: ApiSettings) -> Iterator[Storage]:
    """Storage of a stack without an edge: the laptop's."""
    storage = Storage(settings)
    yield storage
    storage.close()


class Clock:
    """Stands in for `datetime`, whose `now` is when the test says."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def now(self, _zone: object) -> datetime:
        return self.time


def from_cloudfront(text: str) -> bytes:
    """CloudFront's base64, in which +, = and / are spelled -, _ and ~."""
    return base64.b64decode(text.replace("-", "+").replace("_", "=").replace("~", "/"))


async def test_cloudfronts_signature_holds_for_exactly_this_object_and_time(
    edge: Storage, signing_key: rsa.RSAPrivateKey
) -> None:
    download = await edge.download_url(KEY, "film.mp4", "video/mp4")
    url, _, query = download.url.partition("?")
    assert url == f"{BASE}/assets/0b5f/ab%20cd/film.mp4"
    given = {name: values[0] for name, values in urllib.parse.parse_qs(query).items()}
    assert given["Key-Pair-Id"] == "K2JCJMDEHXQW5F"
    assert int(given["Expires"]) == int(download.expires_at.timestamp())
    condition = {"DateLessThan": {"AWS:EpochTime": int(given["Expires"])}}
    policy = {"Statement": [{"Resource": url, "Condition": condition}]}
    signed = json.dumps(policy, separators=(",", ":")).encode()
    signature = from_cloudfront(given["Signature"])
    signing_key.public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA1())
    tampered = signed.replace(b"film.mp4", b"film.mov")
    with pytest.raises(InvalidSignature):
        signing_key.public_key().verify(signature, tampered, padding.PKCS1v15(), hashes.SHA1())


async def test_a_download_lasts_as_long_as_it_says(edge: Storage, plain: Storage) -> None:
    for storage in (edge, plain):
        before = datetime.now(UTC)
        download = await storage.download_url(KEY, "film.mp4", "video/mp4")
        assert before + DOWNLOAD_LIFETIME <= download.expires_at <= datetime.now(UTC) + DOWNLOAD_LIFETIME
        assert timedelta(hours=1) <= DOWNLOAD_LIFETIME <= timedelta(days=1)


async def test_for_an_hour_the_same_url_is_given_out_and_then_a_new_one(
    edge: Storage, plain: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for storage in (edge, plain):
        clock = Clock()
        monkeypatch.setattr(kit_storage, "datetime", clock)
        first = await storage.download_url(KEY, "film.mp4", "video/mp4")
        clock.time += timedelta(minutes=59)
        assert await storage.download_url(KEY, "film.mp4", "video/mp4") == first
        clock.time += timedelta(minutes=2)
        later = await storage.download_url(KEY, "film.mp4", "video/mp4")
        assert later.expires_at == clock.time + DOWNLOAD_LIFETIME


async def test_each_object_and_each_name_has_a_url_of_its_own_however_many_there_are(
    plain: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit_storage, "_MOST_SIGNED", 3)
    wanted = [
        Wanted(key=f"assets/{number}/film.mp4", filename=name, media_type="video/mp4")
        for number in (1, 2)
        for name in ("a.mp4", "b.mp4", "a.mp4")
    ]
    for _ in range(2):
        found = await plain.download_urls(wanted)
        assert [f"/assets/{n}/" in each.url for n, each in zip((1, 1, 1, 2, 2, 2), found, strict=True)] == [True] * 6
        assert ["a.mp4" in each.url for each in found] == [True, False, True] * 2


async def test_a_key_that_cannot_sign_is_named(emulator: Emulator, settings: ApiSettings) -> None:
    storage = Storage(with_edge(emulator, settings, pem(ec.generate_private_key(ec.SECP256R1()))))
    with pytest.raises(StorageError, match="no RSA key"):
        await storage.download_url(KEY, "film.mp4", "video/mp4")
    storage.close()


async def test_without_an_edge_s3_hands_out_the_bytes_under_the_name_asked_for(plain: Storage) -> None:
    await plain.put(KEY, b"the film", "application/octet-stream")
    download = await plain.download_url(KEY, "Der letzte Fährmann.mp4", "video/mp4")
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(download.url)
    assert answer.content == b"the film"
    assert answer.headers["Content-Type"] == "video/mp4"
    assert "filename*=UTF-8''Der%20letzte%20F%C3%A4hrmann.mp4" in answer.headers["Content-Disposition"]


async def test_a_changed_url_opens_nothing(plain: Storage) -> None:
    await plain.put(KEY, b"the film", "video/mp4")
    await plain.put(KEY.replace("film.mp4", "other.mp4"), b"another film", "video/mp4")
    download = await plain.download_url(KEY, "film.mp4", "video/mp4")
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(download.url)).status_code == 200
        assert (await browser.get(download.url.replace("film.mp4?", "other.mp4?"))).status_code == 403


async def test_what_is_stored_is_found_and_what_is_not_is_none(plain: Storage) -> None:
    await plain.put("screenplays/x", "Привет".encode(), "text/plain; charset=utf-8")
    assert await plain.get("screenplays/x") == "Привет".encode()
    found = await plain.head("screenplays/x")
    assert found is not None
    assert (found.bytes, found.media_type) == (12, "text/plain; charset=utf-8")
    assert await plain.exists("screenplays/x")
    assert await plain.get("screenplays/y") is None
    assert await plain.head("screenplays/y") is None
    assert not await plain.exists("screenplays/y")
