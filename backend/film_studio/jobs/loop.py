"""Runs a background task over and over: an outage of what it needs is logged and waited out, a stop is prompt."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

#: After an error, so that an outage is neither hammered nor noticed late to be over.
PAUSE_SECONDS: Final = 2.0
_LOG: Final = structlog.get_logger(component="jobs")


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
        except Exception:  # noqa: BLE001 — the task serves every owner of jobs: whatever one of them raises, it goes on
            _LOG.exception("task_failed", task=name)
            pause, event = max(PAUSE_SECONDS, interval_seconds), stopping
        if pause > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), pause)
