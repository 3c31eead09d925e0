"""`./studio drill`: what comes back is compared with what was there, to the last byte and row."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tools.command.__main__ import main as studio
from tools.command.drill import rehearse
from tools.errors import DONE, FAILED
from tools.local_cloud.copies import Place
from tools.local_cloud.emulator import Emulator
from tools.local_cloud.postgres import Postgres, temporary_state

ORGANIZATION, REVISION = UUID(int=1), UUID(int=2)
SCREENPLAY = b"INT. DRILL - DAY\n"
KEY = f"screenplays/{ORGANIZATION}/{REVISION}.fountain"
ASSETS = "drill-assets-1"
SCHEMA = """
CREATE TABLE revision (organization_id uuid, id uuid PRIMARY KEY, sha256 text);
CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, said text,
    status varchar(16) DEFAULT 'open' CHECK (status IN ('open', 'done')));
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON note USING (true);
"""


@pytest.fixture(scope="module")
def places(database_server: Postgres) -> Iterator[tuple[Place, Callable[[str], Place], Path]]:
    """A small studio, empty places by name, and a folder. Its emulators are its own: each has all buckets compared."""
    with temporary_state() as folder, Emulator(folder / "one") as one, Emulator(folder / "two") as two:
        source = Place(postgres=database_server, database="drill_source", emulator=one)
        database_server.create_database(source.database)
        with psycopg.connect(database_server.url(source.database)) as connection:
            connection.execute(SCHEMA)
            sha256 = hashlib.sha256(SCREENPLAY).hexdigest()
            connection.execute("INSERT INTO revision VALUES (%s, %s, %s)", [ORGANIZATION, REVISION, sha256])
            connection.execute("INSERT INTO note (said) SELECT 'note ' || n FROM generate_series(1, 500) AS n")
        s3 = one.client("s3")
        s3.create_bucket(Bucket=ASSETS)
        s3.put_object(Bucket=ASSETS, Key=KEY, Body=SCREENPLAY, ContentType="text/x-fountain")
        s3.put_object(Bucket=ASSETS, Key="assets/film.mp4", Body=bytes(3_000_000), ContentType="video/mp4")

        def empty(name: str) -> Place:
            there = two.client("s3")
            for bucket in (str(each.get("Name")) for each in there.list_buckets()["Buckets"]):
                for each in there.list_objects_v2(Bucket=bucket).get("Contents", ()):
                    there.delete_object(Bucket=bucket, Key=str(each.get("Key")))
                there.delete_bucket(Bucket=bucket)
            return Place(postgres=database_server, database=name, emulator=two)

        yield source, empty, folder


def test_a_restore_brings_everything_back_and_says_how_long_each_part_took(
    places: tuple[Place, Callable[[str], Place], Path],
) -> None:
    source, empty, folder = places
    drill = rehearse(source, empty("drill_whole"), folder)
    assert (drill.differences, drill.exit_code) == ([], DONE)
    assert (drill.tables, drill.rows, drill.objects, drill.named) == (2, 501, 2, 1)
    assert drill.bytes == 3_000_000 + len(SCREENPLAY)
    assert [step for step in drill.seconds if "out" in step or "restored" in step][:4] == [
        "the database, out",
        "the objects, out",
        "the database, restored",
        "the objects, restored",
    ]
    assert "Lost: nothing" in drill.text()
    assert json.dumps(drill.document())


def test_one_flipped_byte_one_missing_row_and_one_missing_policy_are_each_named(
    places: tuple[Place, Callable[[str], Place], Path],
) -> None:
    source, empty, folder = places
    target = empty("drill_damaged")

    def damage() -> None:
        flipped = bytes([SCREENPLAY[0] ^ 1]) + SCREENPLAY[1:]
        target.emulator.client("s3").put_object(Bucket=ASSETS, Key=KEY, Body=flipped, ContentType="text/x-fountain")
        target.emulator.client("s3").delete_object(Bucket=ASSETS, Key="assets/film.mp4")
        with psycopg.connect(target.postgres.url(target.database)) as connection:
            connection.execute("DELETE FROM note WHERE id = 250")
            connection.execute("DROP POLICY everybody ON note")

    drill = rehearse(source, target, folder, before_comparing=damage)
    assert drill.exit_code == FAILED
    said = "\n".join(drill.differences)
    assert len(drill.differences) == 5, said
    assert "table public.note is not what it was: 500 rows" in said
    assert "and now 499 rows" in said
    assert "the schema is not what it was" in said
    assert f"object {ASSETS}/{KEY} is not what it was" in said
    assert f"object {ASSETS}/assets/film.mp4 is missing" in said
    assert f"the database says that {KEY} has the hash" in said


def test_without_a_studio_it_says_what_makes_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["drill", "--state", str(tmp_path)]) == 2
    assert "./studio up makes one" in capsys.readouterr().err
