"""What commands share that use the laptop's cloud: work beside it, and an end in order."""

import argparse
import contextlib
import signal
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from types import FrameType
from typing import Final, TypeVar

from tools.environments import ROOT
from tools.local_cloud.cloud import LocalCloud

Result = TypeVar("Result")

DEFAULT_STATE: Final = ROOT / ".studio" / "state"


def add_state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", type=Path, default=DEFAULT_STATE, metavar="DIR", help="where everything is kept")


@contextlib.contextmanager
def ended_in_order() -> Generator[None]:
    """SIGTERM ends things in order, as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def while_tending(cloud: LocalCloud, work: Callable[[], Result], tend: Callable[[], None] = lambda: None) -> Result:
    """Do the work in a thread, because only the main thread may start processes again when they end, and `tend` what
    else there is."""
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed on to the main thread, whatever it is
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    while True:
        with contextlib.suppress(FutureTimeoutError):
            return outcome.result(timeout=0.5)
        cloud.tend()
        tend()
