"""Every test belongs to a tier; what `fast` leaves out is there, and what needs a server is left out by itself."""

import subprocess

import pytest

from tools.command.__main__ import main as studio
from tools.command.test import FUZZING, NOT_FAST, TIERS
from tools.environments import ENVIRONMENTS, ROOT

TESTS = ROOT / "tests"


def test_every_folder_of_tests_is_in_a_tier() -> None:
    folders = {f"tests/{path.name}" for path in TESTS.iterdir() if any(path.rglob("test_*.py"))}
    assert folders <= {folder for tier in TIERS.values() for folder in tier}


@pytest.mark.parametrize("path", NOT_FAST)
def test_what_fast_leaves_out_is_there_and_has_a_reason(path: str) -> None:
    assert (ROOT / path).exists()
    assert NOT_FAST[path]


def collected(*arguments: str) -> str:
    command = [
        ENVIRONMENTS["test"].path / "bin" / "pytest",
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        *arguments,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 5), done.stdout
    return done.stdout


def test_what_needs_a_server_is_left_out_however_it_comes_by_it() -> None:
    """The API's client stands on a database and on buckets; the parser on nothing."""
    paths = ("tests/backend/test_health_api.py", "tests/contracts/test_rooms_of_tools.py")
    whole = collected(*paths, *FUZZING)
    assert "test_health_api" in whole
    assert "test_fuzzing" in whole
    left = collected("--without-servers", *paths)
    assert "test_health_api" not in left
    assert "test_every_room" in left


def test_fuzz_makes_up_more_requests_than_a_run_of_all_tests_does() -> None:
    assert int(FUZZING[1].partition("=")[2]) >= 10_000


def test_a_tier_without_tests_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TIERS, "web", ("tests/not-yet",))
    assert studio(["test", "web"]) == 2
    assert capsys.readouterr().err == "There are no tests in tests/not-yet yet.\n"


def test_the_processes_of_a_run_keep_their_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody keeps Python from writing any, each of them would compile all tests and all of ours again."""
    given: list[dict[str, str]] = []

    def run(command: list[str], *, env: dict[str, str], **_: object) -> "subprocess.CompletedProcess[str]":
        given.append(env)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("STUDIO_WORD", "kept")
    monkeypatch.setattr(subprocess, "run", run)
    assert studio(["test", "tests/contracts"]) == 0
    (variables,) = given
    assert "PYTHONDONTWRITEBYTECODE" not in variables
    assert variables["STUDIO_WORD"] == "kept"
