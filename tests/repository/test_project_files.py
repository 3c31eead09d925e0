"""What editors, Renovate and reviewers read agrees with what the project holds itself to."""

import configparser
import json
import re
import subprocess
import tomllib
from typing import Any

from tests.repository.commands import ROOT
from tests.repository.test_workflows import read, steps

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
OLDEST = (ROOT / ".python-version").read_text().strip()


def test_no_file_is_larger_than_a_megabyte() -> None:
    """What is built and what is media stays out of git, and what is made from code stays readable."""
    named = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    sizes = {name: (ROOT / name).stat().st_size for name in named.split("\0") if (ROOT / name).is_file()}
    assert len(sizes) > 500
    assert {name: size for name, size in sizes.items() if size > 1_000_000} == {}


def test_one_python_is_the_oldest_everywhere() -> None:
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{OLDEST.replace('.', '')}"
    assert PROJECT["tool"]["basedpyright"]["pythonVersion"] == OLDEST
    chosen = {step["with"]["python-version"] for _, step in steps() if "setup-python@" in step.get("uses", "")}
    assert chosen == {OLDEST}
    for room in ("backend", "workers"):
        assert f"FROM python:{OLDEST}-" in (ROOT / room / "Dockerfile").read_text()


def test_editors_lay_out_python_as_ruff_does() -> None:
    text = (ROOT / ".editorconfig").read_text()
    sections = configparser.ConfigParser()
    sections.read_string(re.sub(r"^root = true$", "", text, flags=re.MULTILINE))
    for name in ("*.py", "studio"):
        assert sections[name]["max_line_length"] == str(PROJECT["tool"]["ruff"]["line-length"])
        assert sections[name]["indent_size"] == "4"


def test_renovate_knows_what_must_not_be_raised_and_finds_the_command_lines_version() -> None:
    told: dict[str, Any] = json.loads((ROOT / "renovate.json").read_text())
    limits = {tuple(rule.get("matchPackageNames", ())): rule.get("allowedVersions") for rule in told["packageRules"]}
    (asked,) = (asked for asked in PROJECT["dependency-groups"]["infra"] if asked.startswith("pulumi-docker"))
    assert asked.endswith(str(limits["pulumi-docker",]))
    assert limits["python",] == f"{OLDEST}.x"
    (manager,) = told["customManagers"]
    pattern = re.compile(manager["matchStrings"][0].replace("(?<", "(?P<"))
    found = [path for path in (ROOT / ".github").rglob("*.yml") if pattern.search(path.read_text())]
    assert {path.name for path in found} == {"action.yml", "ci.yml"}
    # The same name as in go.mod, so that both are raised in one change.
    assert manager["depNameTemplate"] in (ROOT / "tools" / "rehearsal" / "cli" / "go.mod").read_text()


def test_a_break_of_the_api_passes_only_with_its_label() -> None:
    workflow = read(ROOT / ".github" / "workflows" / "api.yml")
    assert {"labeled", "unlabeled"} <= set(workflow["on"]["pull_request"]["types"])
    (step,) = (step for step in workflow["jobs"]["changes"]["steps"] if "./studio api-changes" in step.get("run", ""))
    assert "breaking-api" in step["env"]["MEANT"]


def test_the_pull_requests_questions_are_those_that_no_preview_answers() -> None:
    text = (ROOT / ".github" / "pull_request_template.md").read_text()
    assert len(re.findall(r"^- .+\?", text, re.MULTILINE)) >= 5
