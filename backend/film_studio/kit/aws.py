"""The one place that makes AWS clients: region from the settings, endpoint and credentials from the platform."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

import boto3
from botocore.client import BaseClient
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_sqs import SQSClient

# One client is shared by every thread; a pool below the number of threads would close and reopen connections.
# Path addressing because the embedded S3 has no DNS of its own; signature 4 because presigned URLs need it.
_CONFIG: Final = Config(
    connect_timeout=5,
    read_timeout=60,
    retries={"mode": "standard", "max_attempts": 5},
    max_pool_connections=50,
    signature_version="v4",
)
_S3_CONFIG: Final = Config(signature_version="s3v4", s3={"addressing_style": "auto"})


def s3(region: str) -> "S3Client":
    return boto3.Session(region_name=region).client("s3", config=_CONFIG.merge(_S3_CONFIG))


def sqs(region: str) -> "SQSClient":
    return boto3.Session(region_name=region).client("sqs", config=_CONFIG)


def secretsmanager(region: str) -> "SecretsManagerClient":
    return boto3.Session(region_name=region).client("secretsmanager", config=_CONFIG)


def database_token(region: str, *, host: str, port: int, user: str) -> str:
    """A password for PostgreSQL, valid for 15 minutes; signed here, no request is made."""
    # boto3 adds this method when it makes the client; its type is in no stub that is installed.
    sign = cast("Callable[..., str]", getattr(_rds(region), "generate_db_auth_token"))  # noqa: B009
    return sign(DBHostname=host, Port=port, DBUsername=user)


@lru_cache(maxsize=4)
def _rds(region: str) -> BaseClient:
    # Loading the description of the service takes longer than signing: once a process, not once a connection.
    return boto3.Session(region_name=region).client("rds")
