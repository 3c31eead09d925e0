"""`./studio logs`: all processes in one place, in the order of time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.command.__main__ import main as studio
from tools.environments import ROOT


@pytest.fixture
def state(tmp_path: Path) -> Path:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "api.log").write_text('{"timestamp": "2026-01-01T10:00:01Z", "event": "second"}\nTraceback\n')
    (logs / "worker-1.log").write_text(
        '{"timestamp": "2026-01-01T10:00:00Z", "event": "first"}\n'
        '{"timestamp": "2026-01-01T10:00:02Z", "event": "third"}\n'
    )
    return tmp_path


def test_lines_of_all_logs_come_in_the_order_of_their_times_with_who_wrote_them(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert studio(["logs", "--state", str(state)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["worker-1", "api", "api", "worker-1"]
    assert "first" in lines[0]
    assert lines[2].endswith("Traceback")


def test_one_of_them_and_its_last_lines(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["logs", "work", "--lines", "1", "--state", str(state)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "third" in line


def test_a_name_that_no_log_has_is_answered_with_those_that_there_are(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert studio(["logs", "database", "--state", str(state)]) == 2
    assert capsys.readouterr().err == "No log has 'database' in its name; there are api, worker-1.\n"


def test_without_logs_it_says_what_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["logs", "--state", str(tmp_path)]) == 2
    assert "./studio up or ./studio dev writes them" in capsys.readouterr().err


@pytest.mark.timeout(60)
def test_followed_logs_show_each_line_when_it_is_written_also_of_a_process_that_comes_later(state: Path) -> None:
    command = [sys.executable, "-P", "-m", "tools.command", "logs", "--follow", "--lines", "1", "--state", str(state)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        before = [following.stdout.readline().split()[0] for _ in range(2)]
        assert before == ["api", "worker-1"]
        (state / "logs" / "later.log").write_text("from another process\n")
        assert following.stdout.readline() == "later     from another process\n"
        with (state / "logs" / "api.log").open("a") as log:
            log.write("one more\n")
        assert following.stdout.readline() == "api       one more\n"
        following.terminate()
    assert following.returncode == 130


def test_a_request_is_shown_on_its_way_through_all_processes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    asked = {"request_id": "request-1", "trace_id": "ab" * 16, "stage": "local", "level": "info"}
    api = [
        {"timestamp": "2026-01-01T10:00:00Z", "event": "request", "method": "POST", "status": 202, **asked},
        {"timestamp": "2026-01-01T10:00:04Z", "event": "event_applied", "kind": "succeeded", **asked},
        {"timestamp": "2026-01-01T10:00:05Z", "event": "request", "request_id": "request-10", "path": "/request-1"},
    ]
    worker = [{"timestamp": "2026-01-01T10:00:02Z", "event": "job_refused", "reason": "no such voice", **asked}]
    for name, lines in (("api", api), ("worker", worker)):
        (logs / f"{name}.log").write_text("request-1, but not JSON\n" + "\n".join(map(json.dumps, lines)))

    for identifier in ("request-1", "ab" * 16):
        assert studio(["logs", "--request", identifier, "--state", str(tmp_path)]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "api     2026-01-01T10:00:00Z  request  method=POST status=202",
            'worker  2026-01-01T10:00:02Z  job_refused  reason="no such voice"',
            "api     2026-01-01T10:00:04Z  event_applied  kind=succeeded",
        ]
    assert studio(["logs", "--request", "request-2", "--state", str(tmp_path)]) == 2
    assert "X-Request-ID" in capsys.readouterr().err
