"""Each lock holds what its group asks for, with hashes and without the address of any registry."""

import re
from pathlib import Path

import pytest

from tools import environments, groups
from tools.errors import StudioError
from tools.groups import ROOT, head, included_by, lock_of, names, requirements

GROUPS = names()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "pyproject.toml"
    path.write_text(
        "[dependency-groups]\n"
        'top = [{ include-group = "base" }, "rich"]\nbase = ["httpx", "rich"]\nalone = ["av==18.1.0"]\n'
    )
    return path


def test_a_group_asks_for_what_the_groups_ask_for_that_it_includes(project: Path) -> None:
    assert requirements("top", project) == ("httpx", "rich")
    assert included_by("top", project) == ("base",)
    assert names(project) == ("base", "top", "alone")


def test_a_locks_head_changes_with_what_any_included_group_asks_for_and_with_nothing_else(project: Path) -> None:
    before = {name: head(name, project) for name in names(project)}
    project.write_text(project.read_text().replace('"httpx"', '"httpx>=0.28"'))
    changed = {name for name in names(project) if head(name, project) != before[name]}
    assert changed == {"base", "top"}


@pytest.mark.parametrize("name", GROUPS)
def test_every_lock_matches_its_group(name: str) -> None:
    assert groups.is_current(name), f"locks/{name}.txt does not match its group: run ./studio fix locks"


def test_a_lock_that_does_not_match_is_an_error_that_names_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in GROUPS:
        (tmp_path / f"{name}.txt").write_text(lock_of(name).read_text())
    (tmp_path / "api.txt").write_text("# from another day\n")
    monkeypatch.setattr(groups, "LOCKS", tmp_path)
    environments.ensure("tools")
    with pytest.raises(StudioError, match=r"^locks/api\.txt: not what pyproject\.toml asks for.*Run \./studio fix"):
        environments.ensure("tools", "api")


@pytest.mark.parametrize("name", GROUPS)
def test_every_package_is_pinned_with_hashes_and_no_lock_names_an_address(name: str) -> None:
    text = lock_of(name).read_text()
    hashes = r"((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
    pins = re.findall(rf"^[\w.-]+==\S+(?: ; .*)? \\\n{hashes}", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE)) >= 1
    assert not re.search(r"://|^--|^-r", text, re.MULTILINE)


def test_there_is_a_lock_for_every_group_and_no_other() -> None:
    assert {path.stem for path in groups.LOCKS.iterdir()} == set(GROUPS)
    assert set(environments.ENVIRONMENTS) <= set(GROUPS)


def test_what_pulumi_installs_is_the_lock_of_the_program() -> None:
    """Its toolchain for pip reads one file, at the root."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["-r locks/infra.txt"]


def test_no_image_brings_what_only_the_other_needs() -> None:
    """The API's image has no picture or sound in it, the workers' no database; torch is in neither."""
    api, worker = set(groups.locked("api")), set(groups.locked("worker"))
    assert not api & {"av", "numpy", "opencv-python-headless", "soxr"}
    assert not worker & {"psycopg", "sqlalchemy", "fastapi"}
    assert "torch" not in api | worker
