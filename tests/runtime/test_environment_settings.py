"""Settings from the environment, whatever process reads them."""

from typing import ClassVar

import pytest

from contracts.environment import Variable
from runtime.settings import EnvironmentSettings, Filled, QueueUrl, SettingsError, Words

NAME = Variable(name="NAME", purpose="What it is called.")
QUEUE = Variable(name="QUEUE", purpose="Where it waits.")
COLOURS = Variable(name="COLOURS", purpose="What it may look like.")


class Settings(EnvironmentSettings):
    declared: ClassVar = {"NAME": NAME, "QUEUE": QUEUE, "COLOURS": COLOURS}

    name: Filled
    queue: QueueUrl
    colours: Words


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("NAME", "anything")
    monkeypatch.setenv("QUEUE", "https://sqs.example.org/1/queue")
    monkeypatch.setenv("COLOURS", "red, green ,red,,")
    return monkeypatch


def test_words_are_split_and_counted_once() -> None:
    assert Settings.from_environment().colours == ("red", "green")


def test_what_is_given_wins_over_the_environment() -> None:
    assert Settings.from_environment(name="other").name == "other"


def test_everything_wrong_is_named_at_once_with_its_purpose(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("NAME", "  ")
    variables.setenv("QUEUE", "arn:aws:sqs:us-east-2:1:queue")
    variables.delenv("COLOURS")
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment()
    name, queue, colours = str(raised.value).splitlines()
    assert name == "environment variable NAME: is empty. What it is called."
    assert "variable QUEUE: 'arn:aws:sqs:us-east-2:1:queue' is not the URL of a queue" in queue
    assert queue.endswith(QUEUE.purpose)
    assert colours == "environment variable COLOURS: is not set. What it may look like."


def test_the_names_that_are_read_are_those_of_the_fields() -> None:
    assert Settings.variable_names() == {"NAME", "QUEUE", "COLOURS"}
