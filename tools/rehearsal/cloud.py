"""The account that the stand-ins keep: what was made in it, in a file, so that a stack outlives the process."""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock
from typing import Any, Self

from tools.program.replacement import name_property


def parts(urn: str) -> tuple[str, str]:
    """(type, name in the program) of a URN."""
    _, _, qualified, name = urn.split("::", 3)
    return qualified.split("$")[-1], name


def stack_of(urn: str) -> str:
    return urn.split("::", maxsplit=1)[0].rsplit(":", 1)[-1]


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One thing in the account. `properties` are inputs and outputs together, secrets unwrapped, in wire names."""

    id: str
    urn: str
    properties: Mapping[str, Any]
    #: Properties that somebody changed behind the program's back.
    drifted: Mapping[str, Any] = field(default_factory=dict[str, Any])
    #: What it holds that keeps AWS from deleting it: images, objects.
    content: int = 0

    @property
    def type(self) -> str:
        return parts(self.urn)[0]

    @property
    def name(self) -> str:
        """Its name in the program."""
        return parts(self.urn)[1]

    @property
    def physical_name(self) -> str:
        return str(self.now.get(name_property(self.type), ""))

    @property
    def now(self) -> Mapping[str, Any]:
        return {**self.properties, **self.drifted}


class Cloud:
    """Every thing of every stack. Safe for many threads; written through, readable by its owner alone."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = RLock()
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._file = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._file.execute("PRAGMA synchronous = OFF")  # a rehearsal: a power cut may lose it
        self._file.execute("CREATE TABLE IF NOT EXISTS thing (urn TEXT, id TEXT, body TEXT, PRIMARY KEY (urn, id))")
        self._file.execute("CREATE TABLE IF NOT EXISTS count (name TEXT PRIMARY KEY, value INTEGER)")
        self._things = {
            (urn, id_): Thing(urn=urn, id=id_, **json.loads(body))
            for urn, id_, body in self._file.execute("SELECT urn, id, body FROM thing ORDER BY rowid")
        }
        self._counts: dict[str, int] = dict(self._file.execute("SELECT name, value FROM count"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def things(self, type_: str | None = None, stack: str | None = None) -> list[Thing]:
        with self._lock:
            found = list(self._things.values())
        return [each for each in found if type_ in (None, each.type) and (stack is None or stack_of(each.urn) == stack)]

    def find(self, type_: str, name: str, stack: str | None = None) -> Thing:
        """By its name in the program. Raises `LookupError`."""
        found = [each for each in self.things(type_, stack) if each.name == name]
        if not found:
            raise LookupError(f"The account has no {type_} '{name}'.")
        return found[-1]

    def get(self, urn: str, id_: str) -> Thing | None:
        with self._lock:
            return self._things.get((urn, id_))

    def called(self, urn: str, name: str) -> Thing | None:
        """What an import means by a name instead of an id."""
        return next((each for each in self.things() if each.urn == urn and each.physical_name == name), None)

    def put(self, thing: Thing) -> None:
        with self._lock:
            self._things[thing.urn, thing.id] = thing
            body = {"properties": thing.properties, "drifted": thing.drifted, "content": thing.content}
            self._file.execute(
                "INSERT INTO thing VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
                (thing.urn, thing.id, json.dumps(body, default=repr)),
            )

    def remove(self, urn: str, id_: str) -> None:
        with self._lock:
            self._things.pop((urn, id_), None)
            self._file.execute("DELETE FROM thing WHERE urn = ? AND id = ?", (urn, id_))

    def drift(self, type_: str, name: str, **properties: Any) -> None:
        """Change a thing behind the program's back."""
        thing = self.find(type_, name)
        self.put(replace(thing, drifted={**thing.drifted, **properties}))

    def count(self, name: str) -> int:
        """How often `counted` was called for a name."""
        with self._lock:
            return self._counts.get(name, 0)

    def counted(self, name: str) -> int:
        """One more; returns how many it is then. Revisions and generations are counted, so they survive deletions."""
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + 1
            self._file.execute(
                "INSERT INTO count VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (name, self._counts[name]),
            )
            return self._counts[name]

    def users(self, thing: Thing, *where: tuple[str, str]) -> Iterator[Thing]:
        """What of the given (type, property) pairs names the thing by id, ARN or name."""
        names = {str(thing.now[key]) for key in ("arn", "name", "id") if thing.now.get(key)} | {thing.id}
        for type_, name in where:
            for other in self.things(type_):
                if (other.urn, other.id) != (thing.urn, thing.id) and names & _texts(other.now.get(name)):
                    yield other


def _texts(value: Any) -> set[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, Mapping):
        items: Mapping[str, Any] = value  # pyright: ignore[reportUnknownVariableType] - from JSON
        return {text for item in items.values() for text in _texts(item)}
    if isinstance(value, list):
        entries: list[Any] = value  # pyright: ignore[reportUnknownVariableType] - from JSON
        return {text for item in entries for text in _texts(item)}
    return set()
