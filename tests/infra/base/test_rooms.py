"""The rooms of the components stand in an order, and their words are everybody's."""

import ast
from typing import get_args

import pytest

from policy.rules.model import Word
from tools.program.evaluate import ROOT

#: Each may import those before it.
ROOMS = ("base", "network", "identity", "data", "edge", "compute", "operation")


def imported(source: str) -> set[str]:
    """Rooms that a file imports."""
    modules = [node.module or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return {module.split(".")[1] for module in modules if module.startswith("components.")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_before_it(room: str) -> None:
    allowed = set(ROOMS[: ROOMS.index(room) + 1])
    strays = {
        path.name: sorted(imported(path.read_text(encoding="utf-8")) - allowed)
        for path in (ROOT / "components" / room).rglob("*.py")
    }
    assert {name: rooms for name, rooms in strays.items() if rooms} == {}


def test_an_import_that_runs_up_is_seen() -> None:
    assert imported("from components.compute.api import Api") - {"base", "data"} == {"compute"}


@pytest.mark.parametrize("of", ["policy/rules", "tools/verify/proofs", "tools/verify/mutations"])
def test_rules_proofs_and_mistakes_have_a_file_for_each_room(of: str) -> None:
    files = {path.stem for path in (ROOT / of).glob("*.py")}
    assert set(ROOMS) <= files
    assert set(get_args(Word)) == {path.name for path in (ROOT / "components").iterdir() if path.is_dir()} - {
        "__pycache__"
    }
