"""The order of the tests, and the real parts that they share: one AWS emulator and one PostgreSQL a test process."""

import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tools import environments
from tools.local_cloud.emulator import Emulator
from tools.local_cloud.postgres import Postgres, temporary_state
from tools.program import stack_files

# Of every test, and of every process that one starts: an operator may have set anything in the stacks' files.
os.environ[stack_files.FOLDER] = stack_files.OF_TESTS

#: Folders whose files take longest, the longest first: whoever comes last with one of them would be waited for.
LONGEST = (
    "tests/system",
    "tests/web/test_pages.py",
    "tests/infra/rehearsal",
    "tests/backend/jobs",
    "tests/backend/flows",
    "tests/workers/process",
    "tests/workers/tasks",
    "tests/backend",
    "tests/tools",
)
#: Fixtures that start a server of their own.
SERVERS = frozenset({"emulator", "database_server"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without-servers", action="store_true", help="leave out what needs PostgreSQL or the emulator")
    parser.addoption("--fuzz-cases", type=int, default=300, help="requests made up by the OpenAPI document, about")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that all processes end at about the same time."""
    if config.getoption("--without-servers"):
        needing = [item for item in items if isinstance(item, pytest.Function) and SERVERS & set(item.fixturenames)]
        config.hook.pytest_deselected(items=needing)
        left_out = set(needing)
        items[:] = [item for item in items if item not in left_out]

    def place(item: pytest.Item) -> int:
        return next((number for number, folder in enumerate(LONGEST) if item.nodeid.startswith(folder)), len(LONGEST))

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What collecting loads stays, and the collector would look for garbage among all of it again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def fuzz_cases(request: pytest.FixtureRequest) -> int:
    """How many requests are made up, about: as many as all tests have time for, or as `./studio test fuzz` asks."""
    return int(request.config.getoption("--fuzz-cases") or 0)


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
