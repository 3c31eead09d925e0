"""`python -m film_workers`: one worker process, from its environment to SIGTERM.

With `--check` it takes no work: it opens its queues, reads from storage, loads its renderers, looks for the GPU that
one of them needs, and ends. A deployment runs that with a new image before any service does, because a service without
tasks proves nothing.
"""

import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError

from contracts.renderers import RENDERERS
from film_workers import tasks
from film_workers.process import gpu
from film_workers.process.consumer import Consumer
from film_workers.process.gpu import MissingGpuError
from film_workers.process.protection import TaskProtection
from film_workers.process.reporting import worker_name
from film_workers.process.scratch import Scratch
from film_workers.process.work_queues import QueueError, WorkQueue
from film_workers.settings import WorkerSettings
from film_workers.store import Store
from runtime import aws, spans
from runtime.log_events import (
    JobDidNotStop,
    WorkerCannotStart,
    WorkerChecked,
    WorkerDrained,
    WorkerDraining,
    WorkerReady,
)
from runtime.logging import configure, log
from runtime.settings import SettingsError

#: A job looks up from its work many times a second; one that has not after so long is stopped by force. ECS kills
#: after 30 seconds or more, a person at a terminal sooner.
GRACE_SECONDS = 5.0


def main(words: Sequence[str] = ()) -> int:
    """Work until SIGTERM or SIGINT. Exit status 0 after a drain or a check, 2 when the environment is wrong."""
    try:
        settings = WorkerSettings.from_environment()
    except SettingsError as error:
        print(f"the worker cannot start:\n{error}", file=sys.stderr)  # noqa: T201 - before the log is configured
        return 2
    configure(stage=settings.stage, worker=worker_name())
    spans.configure(
        service="film-studio-worker",
        stage=settings.stage,
        endpoint=settings.otel_exporter_otlp_endpoint,
        headers=settings.otel_exporter_otlp_headers,
    )
    scratch = Scratch()
    try:
        consumer = _consumer(settings, scratch)
        if "--check" in words:
            _check(settings, scratch)
            log(WorkerChecked(queues=sorted(settings.queues), renderers=sorted(settings.renderers)))
            return 0
        _wake_up = _drain_on_signals(consumer, scratch)
        log(WorkerReady(queues=sorted(settings.queues), renderers=sorted(settings.renderers)))
        consumer.run()
    except (QueueError, BotoCoreError, ClientError, ImportError, MissingGpuError) as error:
        log(WorkerCannotStart(reason=str(error)))
        return 2
    finally:
        scratch.remove()
    log(WorkerDrained())
    return 0


def _check(settings: WorkerSettings, scratch: Scratch) -> None:
    """Raises what keeps jobs from being done: botocore's errors, ImportError where a library of the image lacks, or
    `MissingGpuError`."""
    nobody = UUID(int=0)
    _store(settings, scratch).is_cancelled(nobody, nobody)
    for name in settings.renderers:
        tasks.load(name)
    needed = max(RENDERERS[name].video_memory_gib for name in settings.renderers)
    if needed:
        gpu.check(needed)


def _store(settings: WorkerSettings, scratch: Scratch) -> Store:
    return Store(aws.for_worker(settings.aws_region).s3(), settings.assets_bucket, scratch.cache)


def _consumer(settings: WorkerSettings, scratch: Scratch) -> Consumer:
    sqs = aws.for_worker(settings.aws_region).sqs()
    return Consumer(
        sqs=sqs,
        queues=[WorkQueue.open(sqs, name, url) for name, url in settings.queues.items()],
        events_queue_url=settings.events_queue_url,
        store=_store(settings, scratch),
        scratch=scratch,
        renderers=frozenset(settings.renderers),
        visibility_seconds=settings.visibility_seconds,
        task=tasks.run,
        protection=TaskProtection(os.environ.get("ECS_AGENT_URI")),
    )


def _drain_on_signals(consumer: Consumer, scratch: Scratch) -> tuple[socket.socket, socket.socket]:
    """SIGTERM and SIGINT drain. The interpreter writes each signal's number into a socket and a thread of its own reads
    it, so nothing runs inside a signal handler, where any lock could already be held.

    Keep what is returned until the process ends: closed, the descriptor would be another file's.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)

    def wait() -> None:
        reader.recv(1)
        log(WorkerDraining())
        consumer.draining.set()
        if not consumer.stopped.wait(GRACE_SECONDS):
            log(JobDidNotStop(grace_seconds=GRACE_SECONDS))
            consumer.abandon()
            scratch.remove()
            os._exit(0)

    threading.Thread(target=wait, name="signals", daemon=True).start()
    return reader, writer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
