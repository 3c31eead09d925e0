"""Work in other processes: its results and errors come back, and what does not end harms nobody else."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from film_studio.kit.problems import ProblemError
from film_studio.kit.processes import Processes

pytestmark = pytest.mark.anyio


@pytest.fixture
def one() -> Iterator[Processes]:
    with contextlib.closing(Processes(seconds=30, count=1, waiting=2)) as processes:
        yield processes


async def test_the_result_comes_from_another_process_which_is_kept(one: Processes) -> None:
    first = await one.run(os.getpid)
    assert first != os.getpid()
    assert await one.run(os.getpid) == first


async def test_what_the_function_raises_is_raised(one: Processes) -> None:
    with pytest.raises(ZeroDivisionError):
        await one.run(divmod, 1, 0)
    assert await one.run(divmod, 7, 2) == (3, 1)


async def test_it_stands_behind_whoever_answers_requests(one: Processes) -> None:
    assert await one.run(os.getpriority, os.PRIO_PROCESS, 0) > os.getpriority(os.PRIO_PROCESS, 0)


async def test_what_takes_too_long_is_ended_and_the_next_is_done() -> None:
    with contextlib.closing(Processes(seconds=5, count=1)) as processes:
        stuck = await processes.run(os.getpid)
        with pytest.raises(ProblemError, match="more time or memory") as refused:
            await processes.run(time.sleep, 3600)
        assert (refused.value.status, refused.value.kind) == (503, "busy")
        assert await processes.run(os.getpid) != stuck
    assert await ends(stuck)


async def test_a_process_that_is_killed_is_replaced(one: Processes) -> None:
    lost = await one.run(os.getpid)
    os.kill(lost, signal.SIGKILL)
    with pytest.raises(ProblemError, match="try again"):
        await one.run(os.getpid)
    assert await one.run(os.getpid) != lost


async def test_who_comes_when_enough_wait_is_turned_away_and_told_when_to_return(one: Processes) -> None:
    await one.run(os.getpid)
    waiting = [asyncio.create_task(one.run(time.sleep, 0.3)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(ProblemError, match="too many others") as refused:
        await one.run(os.getpid)
    assert refused.value.status == 503
    assert refused.value.headers is not None
    assert int(refused.value.headers["Retry-After"]) > 0
    await asyncio.gather(*waiting)
    assert await one.run(os.getpid)


async def test_closing_ends_what_is_running() -> None:
    processes = Processes(seconds=30, count=1)
    running = await processes.run(os.getpid)
    sleeping = asyncio.create_task(processes.run(time.sleep, 3600))
    await asyncio.sleep(0.2)
    processes.close()
    with pytest.raises(ProblemError):
        await sleeping
    assert await ends(running)


#: An API in little: two processes, one of them at work in Python, one waiting for work.
KILLED = """
import asyncio, os
from film_studio.kit.processes import Processes

async def main():
    processes = Processes(seconds=3600, count=2)
    busy, idle = await asyncio.gather(*(processes.run(os.getpid) for _ in range(2)))
    print(busy, idle, flush=True)
    await processes.run(exec, "while True: pass")

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_of_a_process_that_was_killed_nothing_goes_on() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    api = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert api.stdout is not None
    children = [int(each) for each in (await asyncio.wait_for(api.stdout.readline(), 60)).split()]
    assert len(set(children)) == 2
    await asyncio.sleep(0.5)  # it is at work
    api.kill()
    await api.wait()
    for child in children:
        assert await ends(child)


async def ends(process: int) -> bool:
    """Whether the process is gone, or gone soon."""
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        with contextlib.suppress(FileNotFoundError):
            # Over, and nobody has asked yet how it ended.
            if ") Z " in Path(f"/proc/{process}/stat").read_text():  # noqa: ASYNC240 — nothing waits for a disk
                return True
        await asyncio.sleep(0.05)
    return False
