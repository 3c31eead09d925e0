"""A real worker process, except that its jobs never end: run as a program by the tests of its drain.

`patient` jobs look up from their work, `stubborn` ones do not.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import film_workers.__main__ as worker
from film_workers import tasks
from film_workers.store import Inputs, Recipe, Result


def endless(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
    never = threading.Event()
    while True:
        if sys.argv[1] == "patient":
            progress(0.5)
        never.wait(0.02)


if __name__ == "__main__":
    tasks.run = endless
    worker.GRACE_SECONDS = 1.0
    sys.exit(worker.main())
