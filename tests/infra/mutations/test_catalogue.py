"""Every mistake of the catalogue is found by the check that it names; one that nothing finds is reported."""

import json

import pytest

from tools.command.__main__ import main as studio
from tools.verify.mutations import command, mutation
from tools.verify.mutations.catalogue import CATALOGUE, ROOMS
from tools.verify.mutations.mutation import Mutation, NothingChangedError, Planted, Setting, outcome
from tools.verify.proofs import CHECKS

QUEUE = "aws:sqs/queue:Queue"
#: What the stack before this one got wrong, by the names of the mistakes here.
PREDECESSOR = {
    "DATABASE_URL holds only the password",
    "a launch template without a group",
    "a GPU group without a provider",
    "a GPU provider without a service",
    "a worker entry point that does not exist",
    "the API may only receive on a queue that it must send to",
    "VIDEO_QUEUE_URL set, SQS_VIDEO_QUEUE read",
    "a queue without a dead-letter queue",
    "CloudFront without OAC",
    "assets to Glacier at 90 days",
    "an API over plain HTTP behind an HTTPS page",
    ":latest instead of a digest",
    "no circuit breaker",
    "an invented Redis endpoint",
    "a name that every environment shares",
    "a user with keys that live for ever",
    "an unencrypted database",
    "IMDSv1 on GPU hosts",
    "a public load balancer beside CloudFront",
    "CORS * with credentials at the edge",
    "a root container",
    "a topic without subscribers",
    "no budget",
    "the database is open to the world",
    "AdministratorAccess on the API's role",
}


@pytest.mark.parametrize("mistake", CATALOGUE, ids=lambda mistake: mistake.name)
def test_a_planted_mistake_is_found(mistake: Planted) -> None:
    found = outcome(mistake)
    assert found.killer is not None, f"nothing finds '{mistake.name}'"


def test_every_check_is_shown_to_fail_by_some_mistake() -> None:
    named = {mistake.killer for mistake in CATALOGUE if not isinstance(mistake, Setting)}
    assert {check.name for check in CHECKS} - named == set()


def test_each_mistake_stands_with_the_word_that_its_check_is_about() -> None:
    word = {check.name: check.word for check in CHECKS}
    for room in ROOMS:
        name = room.__name__.rsplit(".", 1)[-1].split("_")[0]
        killers = {mistake.killer for mistake in room.MISTAKES if not isinstance(mistake, Setting)}
        assert {word[killer] for killer in killers} == {name}


def test_the_catalogue_has_every_fault_of_the_predecessor_and_no_name_twice() -> None:
    names = [mistake.name for mistake in CATALOGUE]
    assert set(names) >= PREDECESSOR
    assert len(names) == len(set(names)) >= 60


def _longer_poll(copy: mutation.Copy) -> None:
    copy.put(QUEUE, "video", "receiveWaitTimeSeconds", 15)


HARMLESS = Mutation(name="a shorter poll", killer="jobs_get_some_attempts", plant=_longer_poll)
HARMFUL = next(mistake for mistake in CATALOGUE if mistake.name == "one attempt for every job")


def test_a_mistake_that_nothing_finds_is_counted_and_fails_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "CATALOGUE", (HARMFUL, HARMLESS))
    assert studio(["mutate", "infra"]) == 1
    printed = capsys.readouterr().out
    assert "a shorter poll             LIVES" in printed
    assert printed.endswith("killed 1 of 2\n")


def test_the_table_is_there_as_json_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "CATALOGUE", (HARMFUL,))
    assert studio(["mutate", "infra", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["killed"], told["of"]) == (1, 1)
    assert told["mutations"][0]["killer"] == "dead_letters"
    assert "one attempt" in told["mutations"][0]["says"]


def test_a_mistake_that_cannot_be_planted_is_an_error_and_not_a_success() -> None:
    def nothing(_copy: mutation.Copy) -> None:
        """Changes nothing."""

    with pytest.raises(NothingChangedError, match="changes nothing"):
        outcome(Mutation(name="nothing", killer="dead_letters", plant=nothing))
    with pytest.raises(NothingChangedError, match="no check 'that_is_gone'"):
        outcome(Mutation(name="nothing", killer="that_is_gone", plant=_longer_poll))


def test_words_that_no_mistake_has_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["mutate", "dinosaur"]) == 2
    assert "No mistake has that name" in capsys.readouterr().err
