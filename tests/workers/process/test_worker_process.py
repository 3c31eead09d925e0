"""The process: starts from its environment, drains on SIGTERM, and survives what kills a job."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contracts.messages import Released, Started
from tests.workers.worker_cloud import WorkerCloud, line

ROOT = Path(__file__).parents[3]
ENDLESS = [sys.executable, str(Path(__file__).with_name("worker_of_endless_jobs.py"))]
WORKER = [sys.executable, "-m", "film_workers"]
ATTENTION = 60  # seconds before a test gives up

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(cloud: WorkerCloud, tmp_path: Path) -> Iterator[Start]:
    """Start a worker process in the cloud's environment, changed by keywords; none outlives its test."""
    running: list[subprocess.Popen[str]] = []

    def begin(command: list[str], **changes: str) -> "subprocess.Popen[str]":
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT}:{ROOT / 'workers'}",
            "TMPDIR": str(tmp_path),
            **cloud.environment(),
            **changes,
        }
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for_start(cloud: WorkerCloud, process: "subprocess.Popen[str]") -> None:
    """Until a job has been started; fails with the process's output when it ended instead."""
    while not any(isinstance(event, Started) for event in cloud.events(wait_seconds=1)):
        assert process.poll() is None, process.communicate()


@pytest.mark.parametrize(
    ("job", "number"),
    [("patient", signal.SIGTERM), ("patient", signal.SIGINT), ("stubborn", signal.SIGTERM)],
)
def test_a_signal_in_the_middle_of_a_job_hands_it_back_and_ends_well(
    cloud: WorkerCloud, start: Start, tmp_path: Path, job: str, number: signal.Signals
) -> None:
    message = cloud.submit(line())
    process = start([*ENDLESS, job])
    wait_for_start(cloud, process)

    process.send_signal(number)
    output, errors = process.communicate(timeout=ATTENTION)

    assert process.returncode == 0, errors
    (back,) = cloud.waiting("voice")
    assert back.get("Body") == message.model_dump_json()
    assert isinstance(cloud.events()[-1], Released)
    assert list(tmp_path.glob("film-workers-*/*")) == []
    assert "Traceback" not in output + errors


def test_an_idle_worker_ends_on_sigterm(cloud: WorkerCloud, start: Start) -> None:
    process = start(WORKER)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["event"] == "worker_ready"

    process.terminate()
    output, errors = process.communicate(timeout=ATTENTION)
    assert process.returncode == 0, errors
    assert [json.loads(entry)["event"] for entry in output.splitlines()] == ["worker_draining", "worker_drained"]


def test_a_worker_that_checks_itself_takes_no_work_and_ends(cloud: WorkerCloud, start: Start) -> None:
    cloud.submit(line())
    process = start([*WORKER, "--check"])
    output, errors = process.communicate(timeout=ATTENTION)
    assert process.returncode == 0, output + errors
    (said,) = [json.loads(entry) for entry in output.splitlines()]
    assert said["event"] == "worker_checked"
    assert len(cloud.waiting("voice")) == 1


@pytest.mark.parametrize(
    "change",
    [{"ASSETS_BUCKET": "nobodys-bucket-12345"}, {"VOICE_QUEUE_URL": "http://127.0.0.1:9/000000000000/none"}],
    ids=["storage", "queue"],
)
def test_a_worker_that_reaches_nothing_fails_its_check_and_says_what(
    cloud: WorkerCloud, start: Start, change: dict[str, str]
) -> None:
    process = start([*WORKER, "--check"], **change)
    output, _ = process.communicate(timeout=ATTENTION)
    assert process.returncode == 2
    assert json.loads(output.splitlines()[-1])["event"] == "worker_cannot_start"


def test_log_lines_are_json_that_names_the_job_and_no_secret(cloud: WorkerCloud, start: Start) -> None:
    message = cloud.submit(line())
    process = start([*ENDLESS, "patient"])
    wait_for_start(cloud, process)
    process.terminate()
    output, _ = process.communicate(timeout=ATTENTION)

    lines = [json.loads(entry) for entry in output.splitlines()]
    assert all(entry["stage"] == "local" and entry["worker"].endswith(f"/{process.pid}") for entry in lines)
    (started,) = [entry for entry in lines if entry["event"] == "job_started"]
    assert started["job"] == str(message.job_id)
    assert started["owner"] == str(cloud.owner)
    assert started["organization"] == str(cloud.organization)
    assert cloud.emulator.credentials["AWS_SECRET_ACCESS_KEY"] not in output


def test_a_job_whose_worker_was_killed_is_done_by_the_next_one(cloud: WorkerCloud, start: Start) -> None:
    message = cloud.submit(line())
    process = start([*ENDLESS, "patient"], VISIBILITY_SECONDS="1")
    wait_for_start(cloud, process)
    process.kill()
    process.wait()

    (again,) = cloud.take(cloud.urls["voice"], wait_seconds=20)
    assert again.get("Body") == message.model_dump_json()
    assert cloud.artifacts(line()) == {}


def test_a_worker_with_a_wrong_environment_says_so_and_ends(start: Start) -> None:
    process = start(WORKER, RENDERERS="diffusion", VISIBILITY_SECONDS="soon")
    _, errors = process.communicate(timeout=ATTENTION)
    assert process.returncode == 2
    assert "RENDERERS: names 'diffusion'" in errors
    assert "VISIBILITY_SECONDS: Input should be a valid integer" in errors


def test_a_queue_without_a_dead_letter_queue_is_refused_at_the_start(cloud: WorkerCloud, start: Start) -> None:
    process = start(WORKER, WORK_QUEUES="voice", VOICE_QUEUE_URL=cloud.events_url)
    output, _ = process.communicate(timeout=ATTENTION)
    assert process.returncode == 2
    assert "Give it a dead-letter queue" in output
