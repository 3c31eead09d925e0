"""Each test has queues and a bucket of its own in the shared emulator."""

import pytest

from tests.workers.worker_cloud import WorkerCloud
from tools.local_cloud.emulator import Emulator


@pytest.fixture
def cloud(emulator: Emulator) -> WorkerCloud:
    return WorkerCloud(emulator)
