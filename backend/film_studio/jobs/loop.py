"""Runs a background task over and over: an outage of what it needs is logged and waited out, a stop is prompt."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from runtime.log_events import TaskFailed
from runtime.logging import log

#: Pauses after an error: long enough not to hammer a service that is down, short enough to notice soon that it is back.
PAUSE_SECONDS: Final = 2.0


async def repeat(
    work: Callable[[], Awaitable[object]],
    *,
    name: str,
    stopping: asyncio.Event,
    interval_seconds: float = 0.0,
    wake: asyncio.Event | None = None,
) -> None:
    """Call `work` until `stopping` is set, with `interval_seconds` between two calls, or less when `wake` is set."""
    while not stopping.is_set():
        if wake is not None:
            wake.clear()
        pause, event = interval_seconds, wake or stopping
        try:
            await work()
        except Exception as error:  # noqa: BLE001 — the task serves every owner of jobs: whatever one of them raises, it goes on
            log(TaskFailed(task=name), error=error)
            pause, event = max(PAUSE_SECONDS, interval_seconds), stopping
        if pause > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), pause)
