"""Log lines: one JSON object each, with the stage in all of them, and nothing of what a program holds in memory."""

import inspect
import json
import subprocess
import sys
from typing import get_args

from runtime import log_events
from runtime.log_events import Level, LogEvent
from runtime.logging import event_name

PROGRAM = """
import logging, threading, uuid
from runtime.log_events import JobSucceeded, MigrationFailed, ProgressApplied, ResultFound
from runtime.logging import configure, log
configure(stage="local", worker="host/1")
log(JobSucceeded(cached=False, seconds=1.5))
other = threading.Thread(target=lambda: log(ResultFound(job=uuid.UUID(int=7), attempt=2)))
other.start()
other.join()
log(ProgressApplied(kind="progress", job=uuid.UUID(int=7), attempt=1, effect="late"))
logging.getLogger("botocore").info("each of my calls")
logging.getLogger("some.library").info("chatter")
logging.getLogger("some.library").warning("careful")
def fail(password):
    raise ValueError("no")
try:
    fail("hunter2")
except ValueError as error:
    log(MigrationFailed(), error=error)
"""


def lines() -> list[dict[str, object]]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert "hunter2" not in done.stdout
    return [json.loads(line) for line in done.stdout.splitlines()]


def events() -> list[type[LogEvent]]:
    found = [each for _, each in inspect.getmembers(log_events, inspect.isclass) if issubclass(each, LogEvent)]
    return [each for each in found if each is not LogEvent]


def test_each_line_says_what_happened_where_and_when() -> None:
    done, found, warned, failed = lines()
    assert (done["event"], done["level"], done["seconds"]) == ("job_succeeded", "info", 1.5)
    assert (found["event"], found["job"]) == ("result_found", "00000000-0000-0000-0000-000000000007")
    assert (warned["event"], warned["logger"], warned["level"]) == ("careful", "some.library", "warning")
    assert (failed["event"], failed["level"]) == ("migration_failed", "error")
    assert "no" in str(failed["exception"])
    for line in (done, found, warned, failed):
        assert (line["stage"], line["worker"]) == ("local", "host/1")
        assert str(line["timestamp"]).endswith("Z")


def test_every_event_has_a_name_of_its_own_and_a_level() -> None:
    names = [event_name(each) for each in events()]
    assert len(set(names)) == len(names) > 30
    assert all(each.level in get_args(Level) for each in events())
    assert event_name(log_events.EventOfUnknownJob) == "event_of_unknown_job"
