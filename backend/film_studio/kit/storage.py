"""The assets bucket: bytes in and out without blocking the event loop, and signed URLs that a browser can follow."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote

from botocore.exceptions import ClientError, CredentialRetrievalError, HTTPClientError, IncompleteReadError
from botocore.exceptions import ConnectionError as EndpointError
from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from film_studio.kit.failures import UnavailableError
from film_studio.kit.settings import ApiSettings
from runtime import s3
from runtime.aws import error_code, for_requests, is_absent

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

#: How long a signed URL works: a film can be watched to its end and a page left open over lunch.
DOWNLOAD_LIFETIME: Final = timedelta(hours=4)
#: So long the same URL is given out: a signature with RSA takes half a millisecond, and a page asks for two hundred.
_GIVEN_OUT_AGAIN: Final = timedelta(hours=1)
#: Some ten megabytes.
_MOST_SIGNED: Final = 10_000
#: S3 deletes at most so many objects a call.
_DELETED_AT_ONCE: Final = 1000
#: A call that takes longer is given up on: a request answers within five seconds.
_SECONDS: Final = 4.5
#: What S3 answers when it cannot now; everything else that it refuses stays refused.
_BUSY: Final = frozenset(
    {"InternalError", "RequestTimeout", "ServiceUnavailable", "SlowDown", "Throttling", "500", "502", "503", "504"}
)
_AWAY: Final = (EndpointError, HTTPClientError, CredentialRetrievalError, IncompleteReadError)
Result = TypeVar("Result")


class StorageError(Exception):
    """Storage cannot do what was asked; the text says what to do."""


@dataclass(frozen=True)
class StoredObject:
    """What the bucket says of an object."""

    key: str
    bytes: int
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An object that somebody may download: its key, the name that it is saved under, and its media type."""

    key: str
    filename: str
    media_type: str


@dataclass(frozen=True)
class Download:
    """A URL that works for whoever has it, until `expires_at`."""

    url: str
    expires_at: datetime


class Storage:
    """The assets bucket. Keys come from `contracts.storage_keys`.

    Every call raises `UnavailableError` when the bucket does not answer, within five seconds; deleting many objects
    may take longer.
    """

    def __init__(self, settings: ApiSettings) -> None:
        self._settings = settings
        self._bucket = settings.assets_bucket
        self._signed: dict[Wanted, Download] = {}
        # Threads of its own: long polls elsewhere cannot hold up a download.
        self._threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="storage")

    @cached_property
    def client(self) -> "S3Client":
        return for_requests(self._settings.aws_region).s3()

    async def put(self, key: str, body: bytes, media_type: str) -> None:
        await self._run(lambda: s3.write(self.client, self._bucket, key, body, media_type))

    async def get(self, key: str) -> bytes | None:
        """The object's bytes; None when there is none."""
        return await self._run(lambda: s3.read(self.client, self._bucket, key))

    async def head(self, key: str) -> StoredObject | None:
        """Size (bytes) and media type of the object; None when there is none."""

        def look() -> StoredObject | None:
            try:
                answer = self.client.head_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if is_absent(error):
                    return None
                raise
            return StoredObject(key=key, bytes=answer["ContentLength"], media_type=answer["ContentType"])

        return await self._run(look)

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; those that are not there count as deleted. Raises `StorageError` when one stays."""
        batches = [keys[first : first + _DELETED_AT_ONCE] for first in range(0, len(keys), _DELETED_AT_ONCE)]
        await asyncio.gather(*(self._run(partial(self._delete, batch), seconds=None) for batch in batches))

    def _delete(self, keys: Sequence[str]) -> None:
        answer = self.client.delete_objects(
            Bucket=self._bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
        )
        if errors := answer.get("Errors"):
            raise StorageError(
                f"{len(errors)} objects of {self._bucket} could not be deleted, {errors[0].get('Key')} among them "
                f"({errors[0].get('Code')}: {errors[0].get('Message')}); "
                "check that the API's role is allowed s3:DeleteObject there"
            )

    async def exists(self, key: str) -> bool:
        return await self.head(key) is not None

    async def check(self) -> None:
        """Raises when the bucket cannot be reached with this process's credentials."""
        await self._run(lambda: self.client.head_bucket(Bucket=self._bucket))

    async def download_url(self, key: str, filename: str, media_type: str) -> Download:
        """As `download_urls`, for one object."""
        (download,) = await self.download_urls([Wanted(key=key, filename=filename, media_type=media_type)])
        return download

    async def download_urls(self, wanted: Sequence[Wanted]) -> list[Download]:
        """Signed URLs of objects, to be followed within `DOWNLOAD_LIFETIME`, or what is left of it: for an hour the
        same URL is given out again, which costs nothing and lets a browser keep what it has fetched.

        From S3 the answer carries the media type and offers the filename; CloudFront passes no query on to the bucket,
        so there the object's own media type and the last part of its key stand. Raises `StorageError` when signing is
        impossible.
        """
        since = datetime.now(UTC) + DOWNLOAD_LIFETIME - _GIVEN_OUT_AGAIN
        found = {each: kept for each in wanted if (kept := self._signed.get(each)) and kept.expires_at > since}
        missing = [each for each in dict.fromkeys(wanted) if each not in found]
        if missing:
            signed = await self._run(lambda: [self._sign(each) for each in missing])
            found.update(zip(missing, signed, strict=True))
            if len(self._signed) + len(missing) > _MOST_SIGNED:
                self._signed.clear()
            self._signed.update(zip(missing, signed, strict=True))
        return [found[each] for each in wanted]

    def _sign(self, wanted: Wanted) -> Download:
        expires_at = datetime.now(UTC) + DOWNLOAD_LIFETIME
        if self._settings.download_base_url is None:
            return Download(url=self._presign(wanted), expires_at=expires_at)
        url = f"{self._settings.download_base_url.rstrip('/')}/{quote(wanted.key)}"
        return Download(url=self._signer.generate_presigned_url(url, date_less_than=expires_at), expires_at=expires_at)

    def _presign(self, wanted: Wanted) -> str:
        return self.client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": wanted.key,
                "ResponseContentType": wanted.media_type,
                "ResponseContentDisposition": content_disposition(wanted.filename),
            },
            ExpiresIn=int(DOWNLOAD_LIFETIME.total_seconds()),
        )

    @cached_property
    def _signer(self) -> CloudFrontSigner:
        arn = self._settings.download_signing_key_secret_arn or ""
        pem = (
            for_requests(self._settings.aws_region)
            .secretsmanager()
            .get_secret_value(SecretId=arn)
            .get("SecretString", "")
        )
        key = load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise StorageError(
                f"the secret {arn} holds no RSA key; CloudFront's canned policies here are signed with RSA"
            )

        def sign(message: bytes) -> bytes:
            return key.sign(message, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 — CloudFront takes no other hash

        return CloudFrontSigner(self._settings.download_key_pair_id or "", sign)

    async def _run(self, work: Callable[[], Result], *, seconds: float | None = _SECONDS) -> Result:
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except TimeoutError as error:
            raise UnavailableError("storage", f"no answer within {seconds} s") from error
        except _AWAY as error:
            raise UnavailableError("storage", str(error)) from error
        except ClientError as error:
            if error_code(error) in _BUSY:
                raise UnavailableError("storage", str(error)) from error
            raise

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def content_disposition(filename: str) -> str:
    """`attachment` with a name, spelled for old clients in ASCII and for all others in UTF-8 (RFC 6266, RFC 8187)."""
    plain = "".join(
        character if character.isascii() and character.isprintable() and character not in '"\\%' else "_"
        for character in filename
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
