"""The rooms of the tools: commands on top, what they do below, the program under it, and the ground under all."""

from tests.contracts.test_house import ROOMS, ROOT
from tools.reports.house import imports

TOOLS = ROOMS["tools"]
#: Room → the other rooms that it may import; modules beside the rooms are the ground of all.
BELOW = {
    "program": set[str](),
    "material": set[str](),
    "local_cloud": {"program", "material"},
    "reports": {"program"},
    "verify": {"program"},
    "rehearsal": {"program", "local_cloud"},
    "bench": {"program", "local_cloud"},
    "images": {"program", "local_cloud", "material"},
    "command": {"program", "material", "local_cloud", "reports", "verify", "rehearsal", "bench", "images"},
}


def arrows_up(source: str, room: str) -> set[str]:
    """What a file of a room imports of rooms that do not lie below it."""
    others = set(BELOW) - BELOW.get(room, set[str]()) - {room}
    return {module for module in imports(source) if module.startswith("tools.") and module.split(".")[1] in others}


def test_every_room_has_its_place() -> None:
    assert {path.name for path in TOOLS.iterdir() if any(path.glob("*.py"))} == set(BELOW)


def test_a_room_imports_only_what_lies_below_it() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {module}"
        for path in sorted(TOOLS.rglob("*.py"))
        for module in arrows_up(path.read_text(encoding="utf-8"), path.relative_to(TOOLS).parts[0])
    }
    assert found == set()


def test_an_arrow_up_is_found_however_it_is_written() -> None:
    assert "tools.command.session" in arrows_up("from tools.command.session import add_state", "reports")
    assert arrows_up("from tools import command", "reports") == {"tools.command"}
    assert arrows_up("from tools.program.evaluate import evaluate_stack", "reports") == set()
    assert arrows_up("from tools import environments, errors", "reports") == set()
    assert arrows_up("from tools import verify", "bench") == {"tools.verify"}
    assert arrows_up("def late():\n    import tools.reports.quotas", "environments.py") == {"tools.reports.quotas"}
