"""Copies a studio's data out and into another place, and says what is in a place: for a restore that is tried.

A place is a database and the buckets beside it. What is compared is all that a program could read: the schema with its
policies and grants, the rows of every table, sequences, and every object with its bytes and its media type.
"""

import hashlib
import re
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql

from tools.local_cloud.emulator import Emulator
from tools.local_cloud.postgres import Postgres

if TYPE_CHECKING:
    from collections.abc import Generator

_BLOCK: Final = 1 << 20
_TABLES: Final = (
    "SELECT schemaname, tablename FROM pg_tables "
    "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY schemaname, tablename"
)
#: The same for the same rows in any order; 32 bytes a row.
_DIGEST: Final = (
    "SELECT count(*), encode(sha256(coalesce(string_agg(row, ''::bytea ORDER BY row), ''::bytea)), 'hex') "
    "FROM (SELECT sha256(convert_to(each::text, 'UTF8')) AS row FROM {} AS each) AS rows"
)

#: What PostgreSQL spells otherwise each time it reads a condition that it has written itself: casts of texts, and
#: parentheses around them.
_RESPELLED: Final = re.compile(r"::(?:character varying|text)(?:\[\])?|[()\s]")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A database, and the buckets that an emulator holds."""

    postgres: Postgres
    database: str
    emulator: Emulator


@dataclass(frozen=True, kw_only=True)
class Table:
    rows: int
    sha256: str
    """Over its rows, whatever their order."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """An object: its size in bytes, what is in it, and what it calls itself."""

    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Database:
    """`tables` by `schema.name`; `sequences` by the same, with their last value."""

    schema_sha256: str
    tables: Mapping[str, Table]
    sequences: Mapping[str, int | None]


#: Bucket and key → what is there.
Objects = Mapping[tuple[str, str], Stored]


@contextmanager
def snapshot(place: Place) -> "Generator[tuple[psycopg.Connection[tuple[Any, ...]], str]]":
    """A transaction in which the database stands still, and the name by which pg_dump sees the same."""
    with psycopg.connect(place.postgres.url(place.database)) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (name,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield connection, str(name)


def look_at_database(place: Place, connection: psycopg.Connection[tuple[Any, ...]]) -> Database:
    """Everything in it, as the connection's transaction sees it."""
    tables: dict[str, Table] = {}
    for schema, name in connection.execute(_TABLES).fetchall():
        counted = connection.execute(sql.SQL(_DIGEST).format(sql.Identifier(schema, name))).fetchone()
        rows, sha256 = counted or (0, "")
        tables[f"{schema}.{name}"] = Table(rows=rows, sha256=sha256)
    sequences = connection.execute("SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences").fetchall()
    return Database(
        schema_sha256=hashlib.sha256(_RESPELLED.sub("", place.postgres.schema(place.database)).encode()).hexdigest(),
        tables=tables,
        sequences=dict(sequences),
    )


def look_at_objects(emulator: Emulator) -> Objects:
    """Every object's bytes are read."""
    return dict(_read(emulator, into=None))


def copy_out(emulator: Emulator, folder: Path) -> Objects:
    """Write every object into a file of the folder, under the hash of its bucket and key, and say what it was."""
    folder.mkdir(parents=True, exist_ok=True)
    return dict(_read(emulator, into=folder))


def copy_in(emulator: Emulator, objects: Objects, folder: Path) -> None:
    """Make the buckets, and the objects from the files of `copy_out`."""
    s3 = emulator.client("s3")
    for bucket in sorted({bucket for bucket, _ in objects}):
        s3.create_bucket(Bucket=bucket)
    for (bucket, key), stored in objects.items():
        with _file(folder, bucket, key).open("rb") as body:
            s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=stored.media_type)


def differences(before: Any, after: Any, what: str) -> list[str]:
    """What a mapping has lost, gained or changed, a sentence each."""
    said = [f"{what} {_spelled(key)} is missing" for key in before if key not in after]
    said += [f"{what} {_spelled(key)} has come from nowhere" for key in after if key not in before]
    return said + [
        f"{what} {_spelled(key)} is not what it was: {_told(before[key])}, and now {_told(after[key])}"
        for key in before
        if key in after and before[key] != after[key]
    ]


def _read(emulator: Emulator, *, into: Path | None) -> "Generator[tuple[tuple[str, str], Stored]]":
    s3 = emulator.client("s3")
    for bucket in sorted(str(each.get("Name")) for each in s3.list_buckets()["Buckets"]):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for each in page.get("Contents", ()):
                key = str(each.get("Key"))
                answer = s3.get_object(Bucket=bucket, Key=key)
                blocks = answer["Body"].iter_chunks(_BLOCK)
                size, sha256 = _hashed(blocks, None if into is None else _file(into, bucket, key))
                yield (bucket, key), Stored(size=size, sha256=sha256, media_type=answer["ContentType"])


def _hashed(blocks: Any, file: Path | None) -> tuple[int, str]:
    hashed, size = hashlib.sha256(), 0
    out = file.open("wb") if file is not None else None
    try:
        for block in blocks:
            hashed.update(block)
            size += len(block)
            if out is not None:
                out.write(block)
    finally:
        if out is not None:
            out.close()
    return size, hashed.hexdigest()


def _file(folder: Path, bucket: str, key: str) -> Path:
    return folder / hashlib.sha256(f"{bucket}\n{key}".encode()).hexdigest()


def _spelled(key: str | tuple[str, str]) -> str:
    return key if isinstance(key, str) else "/".join(key)


def _told(value: Any) -> str:
    if isinstance(value, Table):
        return f"{value.rows} rows ({value.sha256[:12]})"
    if isinstance(value, Stored):
        return f"{value.size} bytes ({value.sha256[:12]}, {value.media_type})"
    return str(value)
