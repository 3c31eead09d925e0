"""Where what a hook waits for is done: beside the threads in which Pulumi registers resources.

Pulumi's own threads are as many as `--parallel` says, and each waits until its resource is made, hooks included: with
one of them, a hook that needs a thread of theirs waits for ever.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")
_THREADS: Final = ThreadPoolExecutor(8, "hook")


async def in_hook_thread(work: Callable[P, Result], *words: P.args, **named: P.kwargs) -> Result:
    """What `work` returns or raises, done in a thread of its own."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_THREADS, partial(context.run, work, *words, **named))
