"""The scripts inside the workflows, run for real; only the programs that would leave this machine are stand-ins."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.repository.commands import ROOT
from tests.repository.test_workflows import WORKFLOWS


def script(workflow: str, job: str, step: str) -> str:
    steps: list[dict[str, Any]] = WORKFLOWS[workflow]["jobs"][job]["steps"]
    (found,) = [each["run"] for each in steps if each.get("name") == step]
    return found


class Runner:
    """Runs a step's script as GitHub does, in an empty folder, with programs that the test writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "output"
        self.summary = folder / "summary"
        self._programs = folder / "bin"
        self._programs.mkdir()

    def program(self, name: str, text: str) -> None:
        path = self._programs / name if "/" not in name else self.folder / name
        path.write_text(f"#!/bin/bash\n{text}\n")
        path.chmod(0o755)

    def run(self, text: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_REPOSITORY": "owner/film-studio",
            **variables,
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


COMMENT = script("preview-comment", "comment", "Comment")
HEAD = {"GH_REPO": "owner/film-studio", "RUN_ID": "1", "HEAD_SHA": "abc", "HEAD": "someone:branch"}


def with_artifact(runner: Runner, made: str) -> None:
    """A `gh` that finds pull request 7, unpacks an artifact by the given command, and keeps what is commented."""
    runner.program(
        "gh",
        f"""case "$1 $2" in
  "api --method") echo 7 ;;
  "run download") mkdir preview && {made} ;;
  "pr comment") echo "$@" > commented && cp comment.md said ;;
esac""",
    )


def test_the_preview_is_commented_once_and_then_edited(runner: Runner) -> None:
    with_artifact(runner, "echo '### dev: 2 created' > preview/preview.md")
    assert runner.run(COMMENT, **HEAD).returncode == 0
    assert (runner.folder / "commented").read_text().startswith("pr comment 7 --edit-last --create-if-none")
    said = (runner.folder / "said").read_text()
    assert said.startswith("### dev: 2 created")
    assert "commit abc" in said


def test_a_preview_can_name_nobody_and_is_cut_to_what_a_comment_holds(runner: Runner) -> None:
    with_artifact(runner, "python3 -c \"print('@everyone ' + 'ü' * 100_000)\" > preview/preview.md")
    assert runner.run(COMMENT, **HEAD).returncode == 0
    said = (runner.folder / "said").read_text()
    assert "@" not in said
    assert said.startswith("&#64;everyone ")
    assert 25_000 < len(said) < 65_536


def test_a_link_in_the_artifact_is_not_followed(runner: Runner) -> None:
    with_artifact(runner, "ln -s /etc/hostname preview/preview.md")
    ended = runner.run(COMMENT, **HEAD)
    assert ended.returncode == 1
    assert "::error::" in ended.stdout
    assert not (runner.folder / "commented").exists()


def test_an_artifact_that_is_not_there_is_a_notice_and_no_failure(runner: Runner) -> None:
    with_artifact(runner, "exit 1")
    ended = runner.run(COMMENT, **HEAD)
    assert (ended.returncode, "::notice::" in ended.stdout) == (0, True)
    assert not (runner.folder / "commented").exists()


SAY = script("preview", "words", "Say what changes")


@pytest.mark.parametrize(("dev", "production", "worst"), [(0, 0, 0), (2, 0, 2), (2, 3, 3), (3, 2, 3)])
def test_both_stacks_are_previewed_and_the_worse_verdict_counts(
    runner: Runner, dev: int, production: int, worst: int
) -> None:
    runner.program("studio", f'echo "said $2"; if [ "$2" = dev ]; then exit {dev}; else exit {production}; fi')
    # `./studio` stands beside the script, not on the path.
    (runner.folder / "studio").symlink_to(runner.folder / "bin" / "studio")
    assert runner.run(SAY, BASE="abc").returncode == 0
    assert (runner.folder / "preview" / "preview.md").read_text() == "said dev\nsaid production\n"
    assert runner.output.read_text() == f"worst={worst}\n"
    ended = runner.run(
        script("preview", "words", "Fail where a policy is violated or data would be lost"), WORST=str(worst)
    )
    assert ended.returncode == worst


ARM = script("pr-stack", "open", "Arm the removal")


@pytest.mark.parametrize(("state", "code"), [("active", 0), ("disabled_inactivity", 1)])
def test_no_stack_is_opened_while_nothing_would_remove_it(runner: Runner, state: str, code: int) -> None:
    runner.program("gh", f"echo {state}")
    assert runner.run(ARM).returncode == code


LIST = script("pr-stack-removal", "list", "Which stacks are over?")


def lists(runner: Runner, stacks: str, pulls: str) -> subprocess.CompletedProcess[str]:
    runner.program("pulumi", f"echo '{stacks}'")
    runner.program("gh", pulls)
    runner.program(
        "studio",
        f'shift; cd {ROOT} && exec {sys.executable} -P -m tools.command expired-stacks "$OLDPWD/$1" "$OLDPWD/$2"',
    )
    (runner.folder / "studio").symlink_to(runner.folder / "bin" / "studio")
    return runner.run(LIST, PYTHONPATH=str(ROOT))


def test_the_stacks_to_remove_become_a_list_of_jobs(runner: Runner) -> None:
    ended = lists(runner, '[{"name": "dev"}, {"name": "pr3"}, {"name": "pr4"}]', "echo '[{\"number\": 4}]'")
    assert ended.returncode == 0, ended.stderr
    assert runner.output.read_text() == 'stacks=["pr3"]\n'


def test_nothing_to_remove_is_an_empty_list(runner: Runner) -> None:
    ended = lists(runner, '[{"name": "dev"}]', "echo '[]'")
    assert ended.returncode == 0, ended.stderr
    assert runner.output.read_text() == "stacks=[]\n"


def test_a_failed_list_of_pull_requests_removes_nothing(runner: Runner) -> None:
    ended = lists(runner, '[{"name": "pr3"}]', "echo 'HTTP 500' >&2; exit 1")
    assert ended.returncode != 0
    assert not runner.output.exists()


LOOK = script("pages", "build", "Is there a site to build?")


def test_without_a_frontend_the_site_is_skipped_with_a_notice(runner: Runner) -> None:
    ended = runner.run(LOOK, ROLE="arn:aws:iam::123456789012:role/preview")
    assert ended.returncode == 0
    assert "::notice::There is no frontend/package.json yet" in ended.stdout
    assert not runner.output.exists()
    (runner.folder / "frontend").mkdir()
    (runner.folder / "frontend" / "package.json").write_text("{}")
    runner.run(LOOK, ROLE="arn:aws:iam::123456789012:role/preview")
    assert runner.output.read_text() == "ready=true\n"


API = script("api", "changes", "Name what breaks")


@pytest.mark.parametrize(
    ("found", "meant", "code"), [(0, "false", 0), (1, "false", 1), (1, "true", 0), (2, "true", 2), (2, "false", 2)]
)
def test_a_break_of_the_api_fails_unless_its_label_says_that_it_is_meant(
    runner: Runner, found: int, meant: str, code: int
) -> None:
    """When nothing could be compared, that is not a breaking change, and no label excuses it."""
    runner.program("studio", f'echo "**Breaking** against $3"; exit {found}')
    (runner.folder / "studio").symlink_to(runner.folder / "bin" / "studio")
    assert runner.run(API, BASE="abc", MEANT=meant).returncode == code
    assert runner.summary.read_text() == "**Breaking** against abc\n"
