"""`./studio drill`: takes the data of the studio here out, restores it into an empty PostgreSQL and empty buckets, and
compares everything. The studio may run meanwhile; nothing of it is changed."""

import argparse
import contextlib
import json
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar, cast
from uuid import UUID

import psycopg

from contracts import storage_keys
from contracts.environment import DATABASE_NAME
from contracts.recipes import KINDS
from contracts.recipes.base import RecipeHash
from tools import environments
from tools.command.session import add_state, ended_in_order
from tools.environments import ENVIRONMENTS, ROOT
from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.local_cloud import copies, processes
from tools.local_cloud.copies import Database, Objects, Place
from tools.local_cloud.emulator import Emulator
from tools.local_cloud.machine import Machine, running
from tools.local_cloud.postgres import Postgres, temporary_state

Result = TypeVar("Result")

#: Of a bucket's name: the one whose objects the database names.
_ASSETS: Final = "-assets-"
_MIB: Final = 1024**2


@dataclass(kw_only=True)
class Drill:
    """What came back. `seconds`: step → how long it took; `differences` is empty where all is as it was."""

    at: str
    tables: int = 0
    rows: int = 0
    objects: int = 0
    bytes: int = 0
    named: int = 0
    """Objects that rows of the database name."""
    trails: int = 0
    entries: int = 0
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    differences: list[str] = field(default_factory=list[str])

    @property
    def exit_code(self) -> int:
        return FAILED if self.differences else DONE

    def text(self) -> str:
        lines = [
            (
                f"What was here at {self.at}: {self.tables} tables with {self.rows:,} rows, "
                f"{self.objects:,} objects with {self.bytes / _MIB:,.1f} MiB."
            ),
            *(f"  {step:<34}{taken:8.1f} s" for step, taken in self.seconds.items()),
            f"  {'together':<34}{sum(self.seconds.values()):8.1f} s",
        ]
        if self.differences:
            lines.append(f"It did not come back as it was; {len(self.differences)} differences:")
            return "\n".join([*lines, *(f"  {each}" for each in self.differences)])
        lines += [
            (
                "Everything came back: each table with its rows, policies and grants, each object with its bytes, "
                f"{self.named:,} objects that the database names, and {self.trails} audit trails with "
                f"{self.entries:,} entries, unbroken."
            ),
            "Lost: nothing of that moment. Later writes are in the next backup; former versions stay where they are.",
        ]
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "seconds": {step: round(taken, 3) for step, taken in self.seconds.items()}}


def rehearse(
    source: Place, target: Place, folder: Path, *, before_comparing: Callable[[], None] = lambda: None
) -> Drill:
    """Restore the source into the target, which is empty and has no database yet, by way of the folder, and compare.

    Raises `StudioError` where one of PostgreSQL's tools fails.
    """
    dump, files = folder / "database.dump", folder / "objects"
    drill = Drill(at=datetime.now(UTC).isoformat(timespec="seconds"))

    def timed(step: str, work: Callable[[], Result]) -> Result:
        begun = time.monotonic()
        try:
            return work()
        finally:
            drill.seconds[step] = time.monotonic() - begun

    with copies.snapshot(source) as (connection, snapshot):
        kept = timed("the database, read", lambda: copies.look_at_database(source, connection))
        timed("the database, out", lambda: source.postgres.dump(source.database, dump, snapshot=snapshot))
    stored = timed("the objects, out", lambda: copies.copy_out(source.emulator, files))
    timed("the database, restored", lambda: _restore(source, target, dump))
    timed("the objects, restored", lambda: copies.copy_in(target.emulator, stored, files))
    before_comparing()
    with copies.snapshot(target) as (connection, _):
        back = timed("the restored database, read", lambda: copies.look_at_database(target, connection))
        named = list(_named(connection, back))
    returned = timed("the restored objects, read", lambda: copies.look_at_objects(target.emulator))
    drill.tables, drill.rows = len(kept.tables), sum(table.rows for table in kept.tables.values())
    drill.objects, drill.bytes = len(stored), sum(each.size for each in stored.values())
    drill.named = len(named)
    drill.differences += [*_compared(kept, back), *copies.differences(stored, returned, "object")]
    drill.differences += _unnamed(named, returned)
    trails = timed("the audit trails, checked", lambda: _trails(target, back))
    drill.trails, drill.entries = trails["organizations"], trails["entries"]
    drill.differences += [f"the audit trail of {each}" for each in trails["broken"]]
    return drill


def _restore(source: Place, target: Place, dump: Path) -> None:
    with psycopg.connect(target.postgres.url("postgres"), autocommit=True) as connection:
        there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for statement in source.postgres.roles().splitlines():
            # A cluster that others use too has its roles already.
            if not (statement.startswith("CREATE ROLE ") and statement.split()[2].rstrip(";") in there):
                connection.execute(statement.encode())
    target.postgres.create_database(target.database)
    target.postgres.restore(target.database, dump)


def _compared(before: Database, after: Database) -> list[str]:
    found = copies.differences(before.tables, after.tables, "table")
    # Sequences go on while a studio runs, whatever a transaction sees: they may only never fall back.
    fallen = [name for name, last in before.sequences.items() if (after.sequences.get(name) or 0) < (last or 0)]
    found += [f"sequence {name} has fallen back: it would give ids out twice" for name in fallen]
    if before.schema_sha256 != after.schema_sha256:
        found.append("the schema is not what it was: a constraint, an index, a policy or a grant differs")
    return found


def _named(connection: psycopg.Connection[tuple[Any, ...]], database: Database) -> Generator[tuple[str, str | None]]:
    """Keys of the assets' bucket that rows name, with the hash of what lies there where a row has that, too."""
    if "public.revision" in database.tables:
        rows = connection.execute("SELECT organization_id, id, sha256 FROM revision").fetchall()
        for organization, revision, sha256 in cast("list[tuple[UUID, UUID, str]]", rows):
            yield storage_keys.screenplay(organization, revision), sha256
    if "public.artifact" in database.tables:
        rows = connection.execute("SELECT organization_id, recipe_hash, kind, result FROM artifact").fetchall()
        for organization, recipe, kind, result in cast("list[tuple[UUID, RecipeHash, str, dict[str, Any]]]", rows):
            yield storage_keys.result(organization, recipe), None
            for name in KINDS[cast("Any", kind)].files_of(result):
                yield storage_keys.artifact(organization, recipe, name), None


def _unnamed(named: Sequence[tuple[str, str | None]], objects: Objects) -> list[str]:
    """What rows name, and is not there or is something else."""
    assets = {key: stored for (bucket, key), stored in objects.items() if _ASSETS in bucket}
    found = [f"the database names object {key}, which is not there" for key, _ in named if key not in assets]
    return found + [
        f"the database says that {key} has the hash {sha256[:12]}, and it has {assets[key].sha256[:12]}"
        for key, sha256 in named
        if sha256 is not None and key in assets and assets[key].sha256 != sha256
    ]


def _trails(place: Place, database: Database) -> Mapping[str, Any]:
    """What the API's own check says of the chains of entries."""
    if "public.audit_head" not in database.tables:
        return {"organizations": 0, "entries": 0, "broken": []}
    done = subprocess.run(
        [ENVIRONMENTS["api"].python, "-m", "film_studio.identity.audit"],
        env={
            **processes.base_environment(),
            "PYTHONPATH": f"{ROOT / 'backend'}:{ROOT}",
            "DATABASE_OWNER_URL": place.postgres.url(place.database),
        },
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise StudioError(
            f"The audit trails could not be checked: {done.stderr.strip()[-2000:]}", exit_code=FAILED
        ) from error


@contextlib.contextmanager
def _source(state: Path) -> Generator[Place]:
    """The database and the buckets of a state: of the studio that runs on it, or started for as long as this takes."""
    ports = state.resolve() / "ports.json"
    if not ports.exists():
        raise StudioError(f"There is no studio in {state}: ./studio up makes one, or name another folder with --state.")
    if running(state) is not None:
        known: dict[str, int] = json.loads(ports.read_text())
        yield Place(
            postgres=Postgres(state.resolve() / "postgres", port=known["postgres"]),
            database=DATABASE_NAME,
            emulator=Emulator(state.resolve() / "aws", port=known["emulator"]),
        )
        return
    with Machine(state, say=lambda _: None) as machine:
        if DATABASE_NAME not in machine.postgres.databases():
            raise StudioError(f"The studio in {state} has no database yet: ./studio up makes it.")
        yield Place(postgres=machine.postgres, database=DATABASE_NAME, emulator=machine.emulator)


def run(options: argparse.Namespace) -> Drill:
    environments.ensure("api", "emulator")
    with (
        ended_in_order(),
        _source(options.state) as source,
        temporary_state() as folder,
        Postgres(folder / "postgres", durable=False) as postgres,
        Emulator(folder / "aws") as emulator,
    ):
        return rehearse(source, Place(postgres=postgres, database=DATABASE_NAME, emulator=emulator), folder)


COMMAND: Final = Command(
    description="Restore this studio's data into an empty place, compare all of it, and say how long each part took.",
    arguments=add_state,
    run=run,
    reports=True,
    exit_codes={FAILED: "something did not come back as it was, or could not be taken out"},
)
