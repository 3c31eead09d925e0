"""The backend's floors: no arrow runs up, and an engine uses of others what they publish.

app … migrations      serves and migrates everything
flows                 what crosses engines
engines/*             in the order of ENGINES; each uses only earlier ones
jobs   identity       long work; who is calling
kit    screenplay     the ground
"""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from film_studio.kit.settings import ApiSettings
from film_studio.migrations.tables import TABLES, Base

from tests.backend.conftest import Template
from tools.local_cloud.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
BACKEND = ROOT / "backend" / "film_studio"
HERE = Path(__file__).parent
#: The floors from the ground up; rooms of one floor do not use one another. What is not here stands on top.
FLOORS = (("kit", "screenplay"), ("jobs", "identity"), ("engines",), ("flows",))
HEIGHT = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
TOP = len(FLOORS)


@dataclass(frozen=True)
class Import:
    """`names` of `module`; without names, the module itself."""

    line: int
    module: tuple[str, ...]  # below film_studio
    names: tuple[str, ...]


def imports(source: str) -> Iterator[Import]:
    """What a file imports of the backend, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found = [(alias.name, ()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            found = [(f"{'.' * node.level}{node.module or ''}", names)]
        else:
            continue
        for module, names in found:
            package, *below = module.split(".")
            if package == "film_studio":
                yield Import(node.lineno, tuple(below), names)
            elif module.startswith("."):
                yield Import(node.lineno, (".",), names)


def order(package: Path) -> list[str]:
    """The engines' packages, as `engines/__init__.py` lists them."""
    for node in ast.parse((package / "engines" / "__init__.py").read_text()).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_ORDER" and node.value is not None:
            return list(ast.literal_eval(node.value))
    raise AssertionError("engines/__init__.py has no _ORDER any more: teach this test where the order is")


def published(package: Path, engine: str) -> set[str]:
    """What the engine's `__init__` names for others."""
    for node in ast.parse((package / "engines" / engine / "__init__.py").read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def faults(package: Path) -> list[str]:
    """Every import that runs up or into another engine's rooms, each with what to do about it."""
    engines = order(package)
    found: list[str] = []
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package)
        for each in imports(path.read_text(encoding="utf-8")):
            told = (_up(place, each), _into_an_engine(place, each, package, engines))
            found += [f"film_studio/{place}, line {each.line}: {fault}" for fault in told if fault]
    return found


def _room(parts: tuple[str, ...]) -> str:
    return parts[0].removesuffix(".py") if parts else ""


def _up(place: Path, each: Import) -> str:
    if each.module == (".",):
        return "is a relative import; write it in full, so that its floor can be seen"
    here = _room(place.parts)
    # `from film_studio import health` imports a room by its name.
    for there in [_room(each.module)] if each.module else [_room((name,)) for name in each.names]:
        low, high = HEIGHT.get(here, TOP), HEIGHT.get(there, TOP)
        if here != there and (high > low or (high == low < TOP)):
            return (
                f"{here} uses {there}, which does not stand below it; move what both need to a floor below both, or "
                f"call it from a floor above both ({' < '.join('/'.join(rooms) for rooms in FLOORS)} < app)"
            )
    return ""


def _into_an_engine(place: Path, each: Import, package: Path, engines: list[str]) -> str:
    if each.module[:1] != ("engines",):
        return ""
    own = place.parts[1] if place.parts[0] == "engines" and len(place.parts) > 2 else None
    if len(each.module) == 1:
        wanted = set(each.names) & {*engines, "ENGINES", "JOB_TYPES"}
        if own is not None and wanted:
            return f"an engine does not use the list of engines ({', '.join(sorted(wanted))}); what needs it is a flow"
        return ""
    theirs = each.module[1]
    if theirs in {own, "engine"}:
        return ""
    if own is not None and engines.index(theirs) > engines.index(own):
        return (
            f"{own} uses {theirs}, which comes after it in engines/__init__.py; let {theirs} call {own}, do it in a "
            "flow, or change the order if no engine between them minds"
        )
    stray = [] if len(each.module) == 2 else ["/".join(each.module[2:])]
    stray += [name for name in each.names if len(each.module) == 2 and name not in published(package, theirs)]
    if stray:
        return (
            f"{', '.join(stray)} is not published by {theirs}; name it in __all__ of engines/{theirs}/__init__.py and "
            f"import it from film_studio.engines.{theirs}, or use what is published there"
        )
    return ""


def test_no_arrow_runs_up_and_engines_use_what_others_publish() -> None:
    assert faults(BACKEND) == []


def test_every_engine_and_every_room_has_its_place() -> None:
    packages = {path.name for path in (BACKEND / "engines").iterdir() if (path / "__init__.py").exists()}
    assert packages == set(order(BACKEND)), "an engine that engines/__init__.py does not list is not there for anybody"
    rooms = {path.parent.name for path in BACKEND.glob("*/__init__.py")}
    assert rooms == {*HEIGHT, "migrations"}, "a new room needs its floor in FLOORS"


def test_every_table_belongs_to_one_floor_or_engine() -> None:
    assert sorted(table.__tablename__ for table in TABLES) == sorted(Base.metadata.tables)


@pytest.mark.parametrize(
    ("file", "line", "says"),
    [
        ("kit/clock.py", "import film_studio.jobs.models", "kit uses jobs"),
        ("screenplay/text.py", "from film_studio.kit import clock", "screenplay uses kit"),
        ("jobs/queues.py", "from film_studio.identity.keys import make_key", "jobs uses identity"),
        ("identity/keys.py", "from film_studio.engines.management import ProjectRow", "identity uses engines"),
        ("engines/writing/service.py", "from film_studio.flows import erasure", "engines uses flows"),
        ("flows/erasure.py", "from film_studio import app", "flows uses app"),
        ("kit/storage.py", "from . import clock", "relative"),
        ("engines/writing/service.py", "from film_studio.engines.character import CastMember", "comes after it"),
        ("engines/writing/queries.py", "from film_studio.engines import ENGINES", "what needs it is a flow"),
        ("engines/writing/models.py", "import film_studio.engines.management.models", "models is not published"),
        (
            "engines/production/plans.py",
            "from film_studio.engines.writing import Paragraph",
            "Paragraph is not published",
        ),
        ("flows/erasure.py", "from film_studio.engines.writing.models import Scene", "models is not published"),
    ],
)
def test_a_planted_import_is_refused_with_what_to_do(tmp_path: Path, file: str, line: str, says: str) -> None:
    copy = shutil.copytree(BACKEND, tmp_path / "film_studio", ignore=shutil.ignore_patterns("__pycache__"))
    source = (copy / file).read_text()
    (copy / file).write_text(f"{source}\n\ndef late() -> None:\n    {line}\n")
    (found,) = faults(copy)
    assert says in found
    assert found.startswith(f"film_studio/{file}, line {len(source.splitlines()) + 4}")


def test_a_ninth_engine_needs_its_folder_and_one_line(
    tmp_path: Path, settings: ApiSettings, database_server: Postgres, database_name: str, template: Template
) -> None:
    """Served, its table known, followed by uploads, its rows erased: driven in a process that imports the copy."""
    copy = shutil.copytree(BACKEND, tmp_path / "film_studio", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "engines" / "wardrobe").mkdir()
    shutil.copy(HERE / "wardrobe.py", copy / "engines" / "wardrobe" / "__init__.py")
    listed = (copy / "engines" / "__init__.py").read_text()
    one_more = listed.replace('    "postproduction",\n', '    "postproduction",\n    "wardrobe",\n')
    (copy / "engines" / "__init__.py").write_text(one_more)
    assert faults(copy) == []
    owner_url = database_server.url(database_name)
    done = subprocess.run(
        [sys.executable, "-P", HERE / "drive_wardrobe.py", settings.model_dump_json(), owner_url, template.api_key],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "served, known, followed, erased"
