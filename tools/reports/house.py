"""Draws the house from its imports: the rooms, the floors of the backend, and which of them imports which.

An arrow goes from whoever imports to what is imported; one that follows from others is left out. The picture stands
between marks in the documents, and `write` brings it up to date.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tools.errors import StudioError

ROOT: Final = Path(__file__).resolve().parent.parent.parent
DOCUMENTS: Final = (ROOT / "README.md", ROOT / "CONTRIBUTING.md")
BEGIN: Final = "<!-- house: ./studio fix house -->"
END: Final = "<!-- /house -->"
#: What the program is called in the picture, and what its modules outside every floor are.
PROGRAM: Final = "__main__.py"
TOP: Final = "app"
#: The room whose floors are drawn, and the floor whose packages are named, each of which may import those before it.
FLOORED: Final = "backend"
ROW: Final = "engines"
#: Tests import everything; benchmarks measure the renderer's own functions, in an environment made for that.
LEFT_OUT: Final = ("tests", "tools/bench")

Arrow = tuple[str, str]


def imports(source: str) -> Iterator[str]:
    """Every module that a file imports, wherever in it, absolute ones in full; of `from a import b` both a and a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).split(".")[-1] == "import_module"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def packages(root: Path) -> dict[str, Path]:
    """Package → its folder: those at the top, and those one below it (`backend/film_studio`)."""
    found = sorted(root.glob("*/__init__.py")) + sorted(root.glob("*/*/__init__.py"))
    folders = [path.parent for path in found if not _is_left_out(path, root)]
    return {folder.name: folder for folder in folders if folder.parent == root or folder.parent not in folders}


def rooms(root: Path) -> set[Arrow]:
    """Arrows between rooms, by the names of their folders at the top, and from the program."""
    known = {package: folder.relative_to(root).parts[0] for package, folder in packages(root).items()}
    arrows = {
        (room, known[module.split(".")[0]])
        for package, room in known.items()
        for module in _imported_in(packages(root)[package], root)
        if module.split(".")[0] in known
    }
    program = (module.split(".")[0] for module in imports((root / PROGRAM).read_text(encoding="utf-8")))
    arrows |= {(PROGRAM, known[package]) for package in program if package in known}
    return {(upper, lower) for upper, lower in arrows if upper != lower}


def floors(package: Path) -> set[Arrow]:
    """Arrows between the floors of a package: its folders, and `app` for the modules above them all."""
    arrows: set[Arrow] = set()
    for path in package.rglob("*.py"):
        floor = _floor(package, path.relative_to(package).with_suffix("").parts)
        for module in imports(path.read_text(encoding="utf-8")):
            name, *parts = module.split(".")
            if name == package.name and parts:
                arrows.add((floor, _floor(package, parts)))
    return {(upper, lower) for upper, lower in arrows if upper != lower}


def reduced(arrows: Collection[Arrow]) -> list[Arrow]:
    """Without those that follow from others: who reaches whom stays the same."""
    kept = sorted(arrows)
    for arrow in sorted(arrows):
        others = [each for each in kept if each != arrow]
        if arrow[1] in _reached(arrow[0], others):
            kept = others
    return kept


def picture(root: Path = ROOT) -> str:
    """The house as a Mermaid flowchart."""
    package = next(folder for folder in packages(root).values() if folder.relative_to(root).parts[0] == FLOORED)
    outer, inner = rooms(root), floors(package)
    lines = ["flowchart TD"]
    lines += [_node(name) for name in _names(outer) if name != FLOORED]
    lines += [f'  subgraph {_id(FLOORED)}["{FLOORED}/"]']
    lines += [_node(name, inside=package) for name in _names(inner)]
    lines += [f"    {_id(upper, FLOORED)} --> {_id(lower, FLOORED)}" for upper, lower in reduced(inner)]
    lines += ["  end"]
    lines += [f"  {_id(upper)} --> {_id(lower)}" for upper, lower in reduced(outer)]
    return "\n".join(lines)


def stale(root: Path = ROOT, documents: Iterable[Path] = DOCUMENTS) -> list[Path]:
    """The documents whose picture is not the house as it is. Raises `StudioError` for one without the marks."""
    drawn = _between_marks(root)
    return [document for document in documents if _parts(document)[1] != drawn]


def write(root: Path = ROOT, documents: Iterable[Path] = DOCUMENTS) -> list[Path]:
    """Draw the picture anew where it is stale, and return these documents. Raises `StudioError`."""
    changed = stale(root, documents)
    for document in changed:
        before, _, after = _parts(document)
        document.write_text(f"{before}{BEGIN}{_between_marks(root)}{END}{after}", encoding="utf-8")
    return changed


def _between_marks(root: Path) -> str:
    return f"\n\n```mermaid\n{picture(root)}\n```\n\n"


def _parts(document: Path) -> tuple[str, str, str]:
    text = document.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise StudioError(f"{document.name} has no place for the picture: put '{BEGIN}' and '{END}' into it, once.")
    before, _, rest = text.partition(BEGIN)
    drawn, _, after = rest.partition(END)
    return before, drawn, after


def _imported_in(folder: Path, root: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        if not _is_left_out(path, root):
            yield from imports(path.read_text(encoding="utf-8"))


def _is_left_out(path: Path, root: Path) -> bool:
    relative = path.relative_to(root)
    return relative.parts[0].startswith(".") or any(relative.is_relative_to(each) for each in LEFT_OUT)


def _floor(package: Path, parts: Sequence[str]) -> str:
    return parts[0] if (package / parts[0]).is_dir() else TOP


def _reached(start: str, arrows: Collection[Arrow]) -> set[str]:
    lower: dict[str, list[str]] = {}
    for upper, below in arrows:
        lower.setdefault(upper, []).append(below)
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for below in lower.get(waiting.pop(), ()):
            if below not in found:
                found.add(below)
                waiting.append(below)
    return found


def _names(arrows: Collection[Arrow]) -> list[str]:
    return sorted({name for arrow in arrows for name in arrow})


def _node(name: str, *, inside: Path | None = None) -> str:
    label = name if "." in name or name == TOP else f"{name}/"
    if inside is None:
        return f'  {_id(name)}["{label}"]'
    if name == ROW:
        label += "<br/>" + " · ".join(_row(inside / name))
    return f'    {_id(name, FLOORED)}["{label}"]'


def _row(folder: Path) -> list[str]:
    """The packages in the row, in the order in which the floor's own module lists them in `_ORDER`."""
    for node in ast.parse((folder / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_ORDER" and node.value is not None:
            return list(ast.literal_eval(node.value))
    return sorted(path.parent.name for path in folder.glob("*/__init__.py"))


def _id(name: str, inside: str = "") -> str:
    """A name that Mermaid takes for one: no dots, and none of the words that it keeps for itself."""
    return f"{inside or 'house'}_{name.removesuffix('.py').strip('_')}"
