"""The embedded S3, SQS and Secrets Manager: ministack in a process and an environment of its own.

Everything of ours reaches it through one setting, the AWS endpoint URL, so another emulator can take its place.
"""

import urllib.error
import urllib.request
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, overload

import boto3
from botocore.config import Config

from tools.environments import ENVIRONMENTS
from tools.local_cloud import processes
from tools.program.stub_outputs import ACCOUNT

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_secretsmanager import SecretsManagerClient
    from types_boto3_sqs import SQSClient

DEFAULT_REGION: Final = "us-east-1"
#: What the laptop's cloud needs of it.
SERVICES: Final = "s3,sqs,sns,secretsmanager,sts,iam"
# The emulator's root key: it opens nothing but a loopback port of this machine.
ACCESS_KEY: Final = "test"
SECRET_KEY: Final = "test"  # noqa: S105


class Emulator(processes.Server):
    """Objects survive any end, queues and secrets only an orderly one (`stop`)."""

    title = "The AWS emulator"

    def __init__(
        self,
        state: Path,
        *,
        region: str = DEFAULT_REGION,
        port: int | None = None,
        log: Path | None = None,
        services: str = SERVICES,
    ) -> None:
        """`services` are names separated by commas; an empty text means every service that it has."""
        super().__init__(port, log or state / "emulator.log")
        self.state = state
        self.region = region
        self.services = services

    @property
    def endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def credentials(self) -> dict[str, str]:
        """What the platform adds to every process that speaks to it (`contracts.environment.PLATFORM`)."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        }

    def start(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        settings = {
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": self.region,
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "GATEWAY_PORT": str(self.port),
            "SERVICES": self.services,
            "AUTH": "true",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.state / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.state / "objects"),
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        }
        self._process = processes.start(
            [ENVIRONMENTS["emulator"].python, "-m", "ministack"],
            environment={**processes.base_environment(), **settings},
            log=self._log,
        )

    @overload
    def client(self, service: Literal["s3"]) -> "S3Client": ...
    @overload
    def client(self, service: Literal["sqs"]) -> "SQSClient": ...
    @overload
    def client(self, service: Literal["secretsmanager"]) -> "SecretsManagerClient": ...
    def client(self, service: Literal["s3", "sqs", "secretsmanager"]) -> "S3Client | SQSClient | SecretsManagerClient":
        """A boto3 client of the emulator, independent of the caller's AWS settings."""
        return _session().client(
            service,
            endpoint_url=self.endpoint_url,
            region_name=self.region,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2}, connect_timeout=2),
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint_url}/_ministack/health", timeout=2) as answer:  # noqa: S310
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@cache
def _session() -> boto3.Session:
    """Of all clients: each session reads and parses what it knows of the services again."""
    return boto3.Session()
