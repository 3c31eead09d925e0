"""One word means one thing: the uses that would give it a second meaning are found, wherever they are written."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePath
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = Path(__file__).with_name("words.toml")
WORDS: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["word"]
TEXTS = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ""}


@cache
def lines() -> dict[str, list[str]]:
    """Path from the root → lines of every text file that git knows or could add, this table and its test aside."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    own = {str(path.relative_to(ROOT)) for path in (TABLE, Path(__file__))}
    paths = [ROOT / name for name in listed if name not in own and PurePath(name).suffix in TEXTS]
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").splitlines() for path in paths if path.is_file()
    }


def uses(word: dict[str, Any]) -> Iterator[str]:
    """`path:line: text` of each use that the table forbids."""
    for path, text in lines().items():
        if any(matches(path, pattern) for pattern in word["where"]):
            for number, line in enumerate(text, start=1):
                if re.search(word["pattern"], line) and not ("unless" in word and re.search(word["unless"], line)):
                    yield f"{path}:{number}: {line.strip()}"


def matches(path: str, pattern: str) -> bool:
    """Whether a path is meant: `**` stands for any folders, `*` for anything within one."""
    if pattern.startswith("**/"):
        return PurePath(path).match(pattern.removeprefix("**/"))
    if pattern.endswith("/**"):
        return path.startswith(pattern.removesuffix("**"))
    return PurePath(path).match(pattern) and path.count("/") == pattern.count("/")


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word["instead"])
def test_a_word_is_not_used_in_a_second_meaning(word: dict[str, Any]) -> None:
    assert list(uses(word)) == [], f"{word['means']} Write: {word['instead']}"


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word["instead"])
def test_the_table_finds_its_own_example_and_looks_somewhere(word: dict[str, Any]) -> None:
    assert re.search(word["pattern"], word["example"])
    assert any(matches(path, pattern) for path in lines() for pattern in word["where"])


@pytest.mark.parametrize(
    ("path", "pattern", "is_meant"),
    [
        ("components/data/queues.py", "components/**", True),
        ("tests/components/x.py", "components/**", False),
        ("docs/deploy.md", "docs/*.md", True),
        ("docs/decisions/001-x.md", "docs/*.md", False),
        ("tools/verify/a.py", "**/*.py", True),
        ("Pulumi.dev.yaml", "Pulumi*.yaml", True),
    ],
)
def test_patterns_of_paths_mean_what_they_say(path: str, pattern: str, *, is_meant: bool) -> None:
    assert matches(path, pattern) is is_meant
