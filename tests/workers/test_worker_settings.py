"""A worker that cannot work says why before it takes a job."""

import re
from collections.abc import Mapping

import pytest
from film_workers.settings import WorkerSettings

from contracts.environment import WORKER
from runtime.settings import SettingsError

GOOD = {
    "STAGE": "local",
    "AWS_REGION": "us-east-2",
    "ASSETS_BUCKET": "assets",
    "JOB_QUEUE_URL": "http://127.0.0.1:1/0/jobs",
    "VIDEO_QUEUE_URL": "http://127.0.0.1:1/0/video",
    "VOICE_QUEUE_URL": "http://127.0.0.1:1/0/voice",
    "EVENTS_QUEUE_URL": "http://127.0.0.1:1/0/events",
    "WORK_QUEUES": "voice, jobs",
    "RENDERERS": "animatic,assembly,formant,score,typst",
    "VISIBILITY_SECONDS": "120",
}


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WORKER:
        monkeypatch.delenv(name, raising=False)


def settings_from(values: Mapping[str, str]) -> WorkerSettings:
    with pytest.MonkeyPatch.context() as environment:
        for name, value in values.items():
            environment.setenv(name, value)
        return WorkerSettings.from_environment()


def test_settings_are_read_from_the_environment() -> None:
    settings = settings_from(GOOD)
    assert settings.queues == {"voice": GOOD["VOICE_QUEUE_URL"], "jobs": GOOD["JOB_QUEUE_URL"]}
    assert settings.renderers == ("animatic", "assembly", "formant", "score", "typst")
    assert settings.visibility_seconds == 120


def test_the_names_read_are_those_of_the_contract() -> None:
    assert WorkerSettings.variable_names() == frozenset(WORKER)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_name_is_required_and_its_absence_explained(name: str) -> None:
    without = {key: value for key, value in GOOD.items() if key != name}
    with pytest.raises(SettingsError, match=f"{name}: is not set. {re.escape(WORKER[name].purpose)}"):
        settings_from(without)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("WORK_QUEUES", "jobs,films", "'films', which is not a queue of work; choose among jobs, video, voice"),
        ("WORK_QUEUES", ",", "WORK_QUEUES: names nothing"),
        (
            "RENDERERS",
            "diffusion",
            "'diffusion', which is not a renderer that this image carries; choose among animatic",
        ),
        ("VISIBILITY_SECONDS", "0", "VISIBILITY_SECONDS: Input should be greater than or equal to 1"),
        ("VISIBILITY_SECONDS", "43201", "VISIBILITY_SECONDS: Input should be less than or equal to 43200"),
        ("VISIBILITY_SECONDS", "2m", "VISIBILITY_SECONDS: Input should be a valid integer"),
        ("STAGE", " ", "STAGE: is empty"),
        ("VIDEO_QUEUE_URL", "arn:aws:sqs:us-east-2:1:video", "is not the URL of a queue"),
    ],
)
def test_a_wrong_value_is_answered_with_what_would_be_right(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        settings_from({**GOOD, name: value})


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        settings_from({**GOOD, "RENDERERS": "x", "VISIBILITY_SECONDS": "x", "WORK_QUEUES": "x"})
    assert len(str(error.value).splitlines()) == 3
