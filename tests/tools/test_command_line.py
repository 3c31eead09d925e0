"""Every command explains itself, and a failure that a person can mend is a sentence and an exit code."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tools.command import table
from tools.command.__main__ import main as studio
from tools.command.table import COMMANDS
from tools.environments import ROOT
from tools.errors import FAILED, UNUSABLE, StudioError
from tools.interface import Command

NAMES = [entry.name for entry in COMMANDS]


def said_by_help(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        studio([*words, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_a_line_in_the_help_and_a_help_of_its_own(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    own = said_by_help(capsys, name)
    assert own.startswith(f"usage: ./studio {name} ")
    assert "exit codes: 0: done" in own
    everything = said_by_help(capsys)
    assert f"\n    {name} " in everything or f"\n    {name}\n" in everything


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio([]) == 0
    assert capsys.readouterr().out == said_by_help(capsys)


def test_a_command_that_does_not_exist_is_refused_with_the_names_of_those_that_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        studio(["deploy"])
    assert ended.value.code == UNUSABLE
    told = capsys.readouterr().err
    assert "invalid choice: 'deploy'" in told
    assert all(name in told for name in NAMES)


def test_the_help_loads_no_command() -> None:
    """What the commands need takes a second to load; whoever asks for help does not wait for it."""
    script = (
        "import sys\nfrom tools.command.__main__ import main\nmain([])\n"
        "heavy = {'boto3', 'httpx', 'pulumi', 'rich', 'yaml'} & set(sys.modules)\n"
        "ours = [name for name in sys.modules if name.startswith('tools.') and name.split('.')[1] not in "
        "('command', 'errors', 'interface')]\n"
        "assert not heavy, heavy\nassert not ours, ours\n"
    )
    done = subprocess.run([sys.executable, "-P", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Command], None]:
    """Offers a command as the only one, under the name `it`."""

    def alone(command: Command) -> None:
        def load(_: table.Entry) -> Command:
            return command

        monkeypatch.setattr(table.Entry, "load", load)
        monkeypatch.setattr(
            "tools.command.__main__.COMMANDS", (table.Entry(name="it", help="for a test", module="nowhere"),)
        )

    return alone


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (StudioError("The door is locked: take the key."), UNUSABLE, "The door is locked: take the key.\n"),
        (StudioError("The film broke.", exit_code=FAILED), FAILED, "The film broke.\n"),
        (PermissionError(13, "Permission denied", "/closed"), UNUSABLE, "[Errno 13] Permission denied: '/closed'\n"),
    ],
)
def test_what_a_person_can_mend_is_a_sentence_and_an_exit_code(
    error: Exception, code: int, text: str, offer: Callable[[Command], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: argparse.Namespace) -> int:
        raise error

    offer(Command(description="Fails.", run=fails))
    assert studio(["it"]) == code
    assert capsys.readouterr().err == text


class Weather:
    exit_code = 1

    def text(self) -> str:
        return "It rains."

    def document(self) -> dict[str, Any]:
        return {"rain": True}


def test_a_report_is_printed_as_text_or_as_json_and_gives_the_exit_code(
    offer: Callable[[Command], None], capsys: pytest.CaptureFixture[str]
) -> None:
    offer(Command(description="Looks out of the window.", run=lambda _: Weather(), reports=True))
    assert studio(["it"]) == 1
    assert capsys.readouterr().out == "It rains.\n"
    assert studio(["it", "--json"]) == 1
    assert capsys.readouterr().out == '{\n  "rain": true\n}\n'


def test_words_for_another_program_reach_it_as_they_are(offer: Callable[[Command], None]) -> None:
    given: list[tuple[str, ...]] = []

    def hand_over(options: argparse.Namespace) -> int:
        given.append(options.rest)
        return 0

    offer(Command(description="Hands over.", run=hand_over, open_ended=True))
    assert studio(["it", "-n", "2", "tests/tools", "--", "-k", "x"]) == 0
    assert given == [("-n", "2", "tests/tools", "--", "-k", "x")]


def test_an_account_without_a_language_sees_every_letter() -> None:
    """As ASCII, which such an account once meant, neither the help could be printed nor most files read."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([ROOT / "studio", "audit", "--help"], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "local, dev, production, …" in done.stdout.decode("utf-8")
