"""Who may import whom: the rooms stay apart, so that an image holds no more than its own."""

from pathlib import Path

import pytest

from tools.reports.house import imports

ROOT = Path(__file__).resolve().parent.parent.parent

#: Top-level package → where its room is.
ROOMS = {
    "contracts": ROOT / "contracts",
    "runtime": ROOT / "runtime",
    "components": ROOT / "components",
    "film_studio": ROOT / "backend" / "film_studio",
    "film_workers": ROOT / "workers" / "film_workers",
    "policy": ROOT / "policy",
    "tools": ROOT / "tools",
    "tests": ROOT / "tests",
}
MAY_IMPORT = {
    "contracts": {"contracts"},
    "components": {"components", "contracts"},
    "runtime": {"runtime", "contracts"},
    "film_studio": {"film_studio", "contracts", "runtime"},
    "film_workers": {"film_workers", "contracts", "runtime"},
    # Cost and preview read what the components know; they start backend and workers as processes only.
    "policy": set[str](),
    "tools": {"tools", "components", "contracts", "policy"},
}


def strays(source: str, allowed: set[str]) -> set[str]:
    return {module for module in imports(source) if module.split(".")[0] in set(ROOMS) - allowed}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_the_house_allows(room: str) -> None:
    files = sorted(ROOMS[room].rglob("*.py"))
    assert files, f"nothing in {room}"
    found = {
        f"{path.relative_to(ROOT)}: {module}"
        for path in files
        # Benchmarks measure the renderer's own functions, in an environment made for that.
        if not path.is_relative_to(ROOMS["tools"] / "bench")
        for module in strays(path.read_text(encoding="utf-8"), MAY_IMPORT[room])
    }
    assert found == set()


def test_the_program_imports_components_and_contracts_only() -> None:
    assert strays((ROOT / "__main__.py").read_text(), {"components", "contracts"}) == set()


def test_the_rule_finds_an_import_however_it_is_written() -> None:
    source = """
import film_workers.sound.mix
def late():
    from tools import evaluate
    importlib.import_module('components.compute.api')
"""
    assert strays(source, {"film_studio", "contracts"}) == {
        "film_workers.sound.mix",
        "tools",
        "tools.evaluate",
        "components.compute.api",
    }
