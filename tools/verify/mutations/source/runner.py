"""Runs an area's tests against one mistake after another, each in a fork of a process that has the libraries loaded.

`python -m tools.verify.mutations.source.runner` in the tests' environment reads a job from standard input and writes a
line of JSON for each mistake. First the tests run once as they are, which shows how long each takes and which functions
it calls: a mistake in a function then meets the tests that call it, the quickest first.
"""

import contextlib
import importlib
import json
import os
import resource
import select
import signal
import sys
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Final, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, settings

from tools.verify.mutations.source.planting import module_name, plant

Write: TypeAlias = Callable[[str], None]

#: Seconds of CPU that a test may take beside some times its own: an endless loop counts as noticed.
_PATIENCE_SECONDS: Final = 3.0
_PATIENCE_FACTOR: Final = 4.0
#: Seconds by the clock, for a test that waits for something that never comes.
_WAIT_SECONDS: Final = 180.0
_MEMORY_BYTES: Final = 6 * 2**30


@dataclass(frozen=True)
class Job:
    """`mistakes`: (file, number, function), the function empty where every test may be concerned. Without `survey`, the
    tests run in the order in which the area names them."""

    root: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    mistakes: tuple[tuple[str, int, str], ...]
    survey: bool = True


@dataclass(frozen=True)
class Verdict:
    """What became of a mistake: `killer` is the test that noticed it, or None; `tests` is how many ran."""

    file: str
    number: int
    killer: str | None
    tests: int
    seconds: float


@dataclass
class Survey:
    """What the tests do as they are."""

    seconds: dict[str, float] = field(default_factory=dict[str, float])
    callers: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """The tests that call a function, by `file:function`; `*` among them means all."""
    modules: list[str] = field(default_factory=list[str])
    failed: list[str] = field(default_factory=list[str])

    def concerned(self, file: str, function: str) -> frozenset[str] | None:
        """The tests that a mistake in the function meets; None means all of them."""
        callers = self.callers.get(f"{file}:{function}")
        return None if not function or callers is None or "*" in callers else frozenset(callers)


@dataclass(frozen=True)
class Order:
    """Which tests a mistake meets, and when: `first` in their order, then the others, the quickest first."""

    concerned: frozenset[str] | None
    first: tuple[str, ...]
    seconds: dict[str, float]

    def has(self, test: str) -> bool:
        return self.concerned is None or test in self.concerned

    def place(self, test: str) -> tuple[int, float]:
        """What to sort by. Tests that were never timed keep the order in which they are written."""
        place = self.first.index(test) if test in self.first else len(self.first)
        return place, self.seconds.get(test, 0.0)


def run(job: Job) -> Iterator[Verdict]:
    """Raises `RuntimeError` where the tests fail before anything is planted."""
    survey = Survey()
    if job.survey:
        survey = Survey(**json.loads(_forked(partial(_survey, job), None)[-1]))
        if survey.failed:
            raise RuntimeError(f"the tests fail before a mistake is planted: {', '.join(survey.failed)}")
        _load(survey.modules)
        if early := sorted({module_name(file) for file in job.files} & sys.modules.keys()):
            raise RuntimeError(f"a library imports {', '.join(early)}, in which no mistake can be planted any more")
    killers: dict[str, list[str]] = defaultdict(list)
    for file, number, function in job.mistakes:
        began = time.monotonic()
        # Who noticed the last mistake near here is asked first.
        first = (*reversed(killers[f"{file}:{function}"]), *reversed(killers[file]))
        order = Order(survey.concerned(file, function), tuple(dict.fromkeys(first)), survey.seconds)
        said = _forked(partial(_meet, job, file, number, order), _WAIT_SECONDS)
        killer = _killer(said)
        if killer is not None:
            killers[f"{file}:{function}"].append(killer)
            killers[file].append(killer)
        tests = sum(line.startswith("started ") and "::" in line for line in said)
        yield Verdict(file, number, killer, tests, round(time.monotonic() - began, 2))


def _killer(said: Sequence[str]) -> str | None:
    last = said[-1] if said else "started at the import"
    if last == "passed":
        return None
    verb, _, test = last.partition(" ")
    return test if verb == "failed" else f"{test} (did not end)"


# --- in the fork ------------------------------------------------------------------------------------------------


def _meet(job: Job, file: str, number: int, order: Order, write: Write) -> None:
    """Run the tests against the mistake, until one fails."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    plant(Path(job.root), file, number)
    write(f"started the import of {module_name(file)}")
    try:
        importlib.import_module(module_name(file))
    except BaseException:  # noqa: BLE001 - whatever it is, the mistake was noticed
        write(f"failed the import of {module_name(file)}")
        return
    meeting = _Meeting(order, write)
    code = _pytest(job, "-x", plugin=meeting)
    if code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        write("passed")
    elif not meeting.failed:
        write("failed the collection of tests")


class _Meeting:
    """Chooses and orders the tests that a mistake meets, and says which one runs."""

    def __init__(self, order: Order, write: Write) -> None:
        self.failed = False
        self._order = order
        self._write = write

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if self._order.has(item.nodeid)), key=self._place)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._write(f"started {item.nodeid}")
        usual = self._order.seconds.get(item.nodeid, _PATIENCE_SECONDS)
        signal.setitimer(signal.ITIMER_PROF, _PATIENCE_SECONDS + _PATIENCE_FACTOR * usual)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = True
            self._write(f"failed {report.nodeid}")

    def _place(self, item: pytest.Item) -> tuple[int, float]:
        return self._order.place(item.nodeid)


def _survey(job: Job, write: Write) -> None:
    """Run the tests as they are and write down what they do."""
    surveyor = _Surveyor(job)
    sys.settrace(surveyor.trace)
    code = _pytest(job, plugin=surveyor)
    sys.settrace(None)
    if code != pytest.ExitCode.OK and not surveyor.survey.failed:
        surveyor.survey.failed.append(f"pytest ended with {code}")
    surveyor.survey.modules = [name for name in list(sys.modules) if name.split(".")[0] not in surveyor.ours]
    write(json.dumps(asdict(surveyor.survey)))


class _Surveyor:
    """Notes which test calls which function of the area's files, and how long each test takes."""

    def __init__(self, job: Job) -> None:
        self.survey = Survey()
        self._files = {str(Path(job.root) / file): file for file in job.files}
        #: Packages that a fork imports itself, because a mistake may be in them or in what they import.
        self.ours = {"__main__", *(Path(test).parts[0].removesuffix(".py") for test in job.tests)}
        self.ours.update(module_name(file).split(".")[0] for file in job.files)
        self._test = "*"
        self._called: dict[Any, set[str]] = defaultdict(set)

    def trace(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename in self._files:
            self._called[frame.f_code].add(self._test)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        modules = (item.getparent(pytest.Module) for item in items)
        self.ours.update(str(module.obj.__name__).split(".")[0] for module in modules if module is not None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        # What a fixture calls, it calls for the other tests of its module too.
        self._test = "*"
        threading.settrace(self.trace)
        result = yield
        self._test = "*"
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        self._test = item.nodeid
        sys.settrace(self.trace)
        began = time.process_time()
        result = yield
        self.survey.seconds[item.nodeid] = round(time.process_time() - began, 4)
        self._test = "*"
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.survey.failed.append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        sys.settrace(None)
        threading.settrace(None)  # pyright: ignore[reportArgumentType]
        for code, tests in self._called.items():
            name = f"{self._files[code.co_filename]}:{code.co_qualname.split('.<locals>')[0]}"
            self.survey.callers[name] = sorted({*self.survey.callers.get(name, ()), *tests})


def _pytest(job: Job, *arguments: str, plugin: object) -> int | pytest.ExitCode:
    """Pytest in this process and the job's folder; it writes nothing there and shrinks no failure for a reader."""
    os.chdir(job.root)
    checks = list(HealthCheck)
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mistakes", phases=phases, database=None, suppress_health_check=checks, deadline=None)
    settings.load_profile("mistakes")
    quiet = ("-q", "--noconftest", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-o", "timeout=0")
    return pytest.main([*arguments, *quiet, *job.tests], plugins=[plugin])


# --- forks ------------------------------------------------------------------------------------------------------


def _load(modules: Sequence[str]) -> None:
    """What a fork would import each time."""
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001, S112 - a name that only its parent can make; the fork imports it itself
            continue


def _forked(work: Callable[[Write], None], limit: float | None) -> list[str]:
    """The lines that `work` writes in a fork of this process, which is ended after `limit` seconds."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_the_fork(work, writing)
    os.close(writing)
    with contextlib.suppress(OSError):
        os.setpgid(child, child)
    try:
        return _lines(reading, None if limit is None else time.monotonic() + limit)
    finally:
        os.close(reading)
        # The group: a test may have started processes that outlive it.
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _in_the_fork(work: Callable[[Write], None], writing: int) -> None:
    try:
        os.setpgid(0, 0)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        if not os.environ.get("MISTAKES_ALOUD"):
            os.dup2(silence, 2)
        work(lambda line: _write(writing, line))
    except BaseException:  # noqa: BLE001 - a fork never goes on as its parent
        traceback.print_exc()
    finally:
        os._exit(0)


def _write(writing: int, line: str) -> None:
    data = (line + "\n").encode()
    while data:
        data = data[os.write(writing, data) :]


def _lines(reading: int, until: float | None) -> list[str]:
    gathered = b""
    while True:
        remaining = None if until is None else max(0.0, until - time.monotonic())
        if not select.select([reading], [], [], remaining)[0]:
            break
        block = os.read(reading, 65536)
        if not block:
            break
        gathered += block
    return gathered.decode().splitlines()


def main() -> int:
    given = json.load(sys.stdin)
    job = Job(
        root=given["root"],
        files=tuple(given["files"]),
        tests=tuple(given["tests"]),
        mistakes=tuple((file, number, function) for file, number, function in given["mistakes"]),
        survey=given["survey"],
    )
    sys.path.insert(0, job.root)
    try:
        for verdict in run(job):
            print(json.dumps(asdict(verdict)), flush=True)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
