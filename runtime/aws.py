"""The one place that makes AWS clients: region from the settings, endpoint and credentials from the platform."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

import boto3
import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.loaders import Loader

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_sesv2 import SESV2Client
    from types_boto3_sqs import SQSClient

#: Presigned URLs need signature 4; where the embedded S3 has no DNS of its own, "auto" falls back to paths.
_S3_CONFIG: Final = Config(signature_version="s3v4", s3={"addressing_style": "auto"})
_ABSENT: Final = frozenset({"NoSuchKey", "404", "NotFound"})


@dataclass(frozen=True, kw_only=True)
class Clients:
    """Makes the clients of one process.

    `read_timeout_seconds`: a peer that is silent for so long is given up on. `connections` kept open by each client;
    below the number of threads that share it, it would close connections and open new ones.
    """

    region: str
    read_timeout_seconds: int
    attempts: int
    connections: int
    connect_timeout_seconds: int = 5

    def s3(self) -> "S3Client":
        return session(self.region).client("s3", config=self._config.merge(_S3_CONFIG))

    def sqs(self) -> "SQSClient":
        return session(self.region).client("sqs", config=self._config)

    def sesv2(self) -> "SESV2Client":
        return session(self.region).client("sesv2", config=self._config)

    def secretsmanager(self) -> "SecretsManagerClient":
        return session(self.region).client("secretsmanager", config=self._config)

    def bedrock_runtime(self) -> BaseClient:
        return session(self.region).client("bedrock-runtime", config=self._config)

    @property
    def _config(self) -> Config:
        return Config(
            connect_timeout=self.connect_timeout_seconds,
            read_timeout=self.read_timeout_seconds,
            retries={"mode": "standard", "max_attempts": self.attempts},
            max_pool_connections=self.connections,
            signature_version="v4",
        )


def for_api(region: str) -> Clients:
    """Clients that every thread of a server shares."""
    return Clients(region=region, read_timeout_seconds=60, attempts=5, connections=50)


def for_requests(region: str) -> Clients:
    """Clients of a server whose callers wait for seconds: a peer that hangs holds a thread for twenty at most."""
    return Clients(region=region, connect_timeout_seconds=2, read_timeout_seconds=10, attempts=2, connections=50)


def for_models(region: str, *, seconds: float) -> Clients:
    """Clients of a server that waits for what a model writes, for up to so many seconds, and asks once."""
    return Clients(
        region=region, connect_timeout_seconds=5, read_timeout_seconds=round(seconds) or 1, attempts=0, connections=10
    )


def for_worker(region: str) -> Clients:
    """Clients of a worker. A long poll lasts up to two seconds; whoever does not answer is given up on before the
    message's visibility ends."""
    return Clients(region=region, read_timeout_seconds=20, attempts=4, connections=10)


def session(region: str) -> boto3.Session:
    """A session with credentials of its own. What it reads of the services, all sessions of a process share: reading
    and parsing that again takes ten times as long as making a client."""
    own = botocore.session.get_session()
    own.register_component("data_loader", _descriptions())
    return boto3.Session(botocore_session=own, region_name=region)


@lru_cache(maxsize=1)
def _descriptions() -> Loader:
    return Loader(include_default_search_paths=True)


def error_code(error: ClientError) -> str:
    """The service's code of an error: NoSuchKey, AccessDenied."""
    return error.response.get("Error", {}).get("Code", "")


def is_absent(error: ClientError) -> bool:
    """Whether S3 says that there is no such object."""
    return error_code(error) in _ABSENT


def database_token(region: str, *, host: str, port: int, user: str) -> str:
    """A password for PostgreSQL, valid for 15 minutes; signed here, no request is made."""
    # boto3 adds this method when it makes the client; its type is in no stub that is installed.
    sign = cast("Callable[..., str]", getattr(_rds(region), "generate_db_auth_token"))  # noqa: B009
    return sign(DBHostname=host, Port=port, DBUsername=user)


@lru_cache(maxsize=4)
def _rds(region: str) -> BaseClient:
    # Loading the description of the service takes longer than signing: once a process, not once a connection.
    return session(region).client("rds")
