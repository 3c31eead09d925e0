"""The laptop's cloud, whole, for tests that use it as people do."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.local_cloud.cloud import LocalCloud


def _silent(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """An empty state folder that the database's account may enter."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def cloud(state: Path) -> Iterator[LocalCloud]:
    """Everything of the stack `local`: emulator, database, API, two workers."""
    with LocalCloud(state, say=_silent) as running:
        yield running
    shutil.rmtree(running.postgres.home, ignore_errors=True)
