"""The laptop's cloud, whole, for tests that use it as people do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.postgres import temporary_state


def _silent(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    with temporary_state() as folder:
        yield folder


@pytest.fixture(scope="module")
def cloud(state: Path) -> Iterator[LocalCloud]:
    """Everything of the stack `local`: emulator, database, API, two workers."""
    with LocalCloud(state, say=_silent, voice_renderer="formant", has_site=True) as running:
        yield running
