"""`python -m film_workers`: one worker process, from its environment to SIGTERM."""

import os
import signal
import socket
import sys
import threading

import boto3
import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from film_workers import tasks
from film_workers.consumer import Consumer
from film_workers.log import configure
from film_workers.protection import TaskProtection
from film_workers.queues import QueueError, WorkQueue
from film_workers.reporting import worker_name
from film_workers.scratch import Scratch
from film_workers.settings import SettingsError, WorkerSettings
from film_workers.store import Store

#: A job looks up from its work many times a second; one that has not after so long is stopped by force. ECS kills
#: after 30 seconds or more, a person at a terminal sooner.
GRACE_SECONDS = 5.0

_log = structlog.stdlib.get_logger("film_workers")


def main() -> int:
    """Work until SIGTERM or SIGINT. Exit status 0 after a drain, 2 when the environment is wrong."""
    try:
        settings = WorkerSettings.from_environment()
    except SettingsError as error:
        print(f"the worker cannot start:\n{error}", file=sys.stderr)  # noqa: T201 - before the log is configured
        return 2
    configure(stage=settings.stage, worker=worker_name())
    scratch = Scratch()
    try:
        consumer = _consumer(settings, scratch)
        _wake_up = _drain_on_signals(consumer, scratch)
        _log.info("worker ready", queues=sorted(settings.queues), renderers=sorted(settings.renderers))
        consumer.run()
    except (QueueError, BotoCoreError, ClientError) as error:
        _log.error("worker cannot start", reason=str(error))
        return 2
    finally:
        scratch.remove()
    _log.info("worker drained")
    return 0


def _consumer(settings: WorkerSettings, scratch: Scratch) -> Consumer:
    # A long poll lasts up to two seconds; a silent peer is given up on before the message's visibility ends.
    config = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "max_attempts": 4})
    sqs = boto3.client("sqs", region_name=settings.region, config=config)
    s3 = boto3.client("s3", region_name=settings.region, config=config)
    return Consumer(
        sqs=sqs,
        queues=[WorkQueue.open(sqs, name, url) for name, url in settings.queues.items()],
        events_queue_url=settings.events_queue_url,
        store=Store(s3, settings.assets_bucket, scratch.cache),
        scratch=scratch,
        renderers=settings.renderers,
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
        _log.info("worker draining")
        consumer.draining.set()
        if not consumer.stopped.wait(GRACE_SECONDS):
            _log.warning("job did not stop", grace_seconds=GRACE_SECONDS)
            consumer.abandon()
            scratch.remove()
            os._exit(0)

    threading.Thread(target=wait, name="signals", daemon=True).start()
    return reader, writer


if __name__ == "__main__":
    sys.exit(main())
