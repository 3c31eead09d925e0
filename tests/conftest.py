"""The real parts that tests share: one AWS emulator and one PostgreSQL cluster a test process."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import environments
from tools.local_cloud.emulator import Emulator
from tools.local_cloud.postgres import Postgres, temporary_state


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """S3, SQS and Secrets Manager. Tests share it: make buckets and queues under names of your own."""
    environments.ensure("emulator")
    with tempfile.TemporaryDirectory() as state, Emulator(Path(state)) as running:
        yield running


@pytest.fixture(scope="session")
def database_server() -> Iterator[Postgres]:
    """PostgreSQL without databases of ours: make your own with `create_database`, from a template where it pays."""
    with temporary_state() as state, Postgres(state, durable=False) as running:
        yield running
