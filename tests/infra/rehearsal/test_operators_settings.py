"""Who does what the guide says, and commits the stack's changed file, breaks no test."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.environments import ROOT
from tools.program import stack_files
from tools.rehearsal.stage import Stage

pytestmark = pytest.mark.timeout(900)
#: What a reader puts in the place of the guide's words in capitals.
FILLED = {
    "OPERATOR@EXAMPLE.ORG": "crew@testimony.org",
    "OWNER@OWNER_ID/REPOSITORY@REPOSITORY_ID": "testimony@1/studio@2",
    "OWNER": "testimony",
    "STATE_BUCKET": "testimony-state",
}
#: Tests that the stacks' files once turned red: settings, golden graphs, spending, costs.
HELD_TO_STACKS = (
    "tests/infra/base/test_stack_settings.py",
    "tests/infra/operation/test_spending.py",
    "tests/tools/reports/test_preview.py::test_the_graph_is_the_golden_one",
    "tests/tools/reports/test_preview.py::test_an_unknown_commit_and_an_unknown_stack_are_refused_in_words",
    "tests/tools/reports/test_simulate.py::test_an_unknown_trace_and_an_unknown_stack_are_refused_in_words",
)


def documented() -> list[list[str]]:
    """The guide's commands that write into a stack's file, in its order, with the state in a folder."""
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    written = re.findall(r"^pulumi (?:stack init|config set) .*$", text, re.MULTILINE)
    filled: list[list[str]] = []
    for line in dict.fromkeys(written):
        for word, value in FILLED.items():
            line = line.replace(word, value)  # noqa: PLW2901 - word by word
        filled.append(["passphrase" if word.startswith("awskms:") else word for word in shlex.split(line)[1:]])
    return filled


@pytest.fixture
def checkout(real_engine: None, tmp_path: Path) -> Path:
    """The repository's own files, as a clone has them."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=True)
    copy = tmp_path / "clone"
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    (copy / ".studio").symlink_to(ROOT / ".studio")
    return copy


def test_what_an_operator_sets_turns_no_test_red(checkout: Path, tmp_path: Path) -> None:
    before = (checkout / "Pulumi.dev.yaml").read_text()
    with Stage(tmp_path / "stage", root=checkout) as stage:
        done: set[str] = set()
        for words in documented():
            if words[:2] == ["stack", "init"]:
                if words[2] in done:
                    continue
                done.add(words[2])
            ended = stage.pulumi(*words)
            assert ended.succeeded, f"pulumi {' '.join(words)}: {ended.output}"
        for stack in done:
            shutil.copyfile(stage.project / f"Pulumi.{stack}.yaml", checkout / f"Pulumi.{stack}.yaml")
    assert {"dev", "production", "staging"} <= done
    assert (checkout / "Pulumi.staging.yaml").is_file()  # a stack that the tests have never heard of
    after = (checkout / "Pulumi.dev.yaml").read_text()
    assert "encryptionsalt" in after
    assert "testimony-state" in after
    assert after != before

    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment.pop(stack_files.FOLDER, None)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *HELD_TO_STACKS]
    tests = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert tests.returncode == 0, tests.stdout[-3000:]
