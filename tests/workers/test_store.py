"""What the worker reads and writes: the right object or a clear answer, within its disk, gone with the process."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from film_workers.errors import RefusedError, StoppedError
from film_workers.process.scratch import Scratch
from film_workers.store import Inputs, Store

from contracts import storage_keys
from contracts.recipes import canonical_json, recipe_hash
from contracts.recipes.base import RecipeHash
from contracts.recipes.line import LineResult, LineTiming
from tests.workers.worker_cloud import WorkerCloud, line
from tools.local_cloud.emulator import Emulator

NAME = recipe_hash(line())


@pytest.fixture(scope="module")
def bucket(emulator: Emulator) -> WorkerCloud:
    return WorkerCloud(emulator)


@pytest.fixture
def cloud(bucket: WorkerCloud) -> WorkerCloud:
    bucket.organization = uuid4()
    return bucket


def go_on() -> None:
    """A check that stops nothing."""


def put(cloud: WorkerCloud, file: str, body: bytes, *, name: RecipeHash = NAME) -> None:
    cloud.s3.put_object(Bucket=cloud.name, Key=storage_keys.artifact(cloud.organization, name, file), Body=body)


def inputs(cloud: WorkerCloud, directory: Path, *, cache_bytes: int = 1000, job: str = "job") -> Inputs:
    store = Store(cloud.s3, cloud.name, directory / "cache", cache_bytes=cache_bytes)
    return Inputs(store, cloud.organization, directory / job, go_on)


def test_a_missing_input_says_which_job_to_start_again(cloud: WorkerCloud, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=rf"input assets/{cloud.organization}/{NAME}/speech.wav is not in storage"):
        inputs(cloud, tmp_path).file(NAME, "speech.wav")
    with pytest.raises(RefusedError, match="has no result in storage"):
        inputs(cloud, tmp_path).result(NAME)


def test_a_timing_that_cannot_be_read_says_where(cloud: WorkerCloud, tmp_path: Path) -> None:
    put(cloud, "timing.json", b'{"version": 1}')
    with pytest.raises(RefusedError, match=r"timing.json is not the timing of a line \(duration_ms: Field required\)"):
        inputs(cloud, tmp_path).timing(NAME)


def test_a_timing_is_read(cloud: WorkerCloud, tmp_path: Path) -> None:
    timing = LineTiming(duration_ms=900, words=(), phonemes=())
    put(cloud, "timing.json", canonical_json(timing))
    assert inputs(cloud, tmp_path).timing(NAME) == timing


def test_an_unreadable_result_counts_as_none_so_the_work_is_done_again(cloud: WorkerCloud, tmp_path: Path) -> None:
    put(cloud, storage_keys.RESULT_NAME, b"half a resu")
    assert Store(cloud.s3, cloud.name, tmp_path).result(cloud.organization, NAME) is None


def test_a_result_comes_back_as_it_was_written(cloud: WorkerCloud, tmp_path: Path) -> None:
    store = Store(cloud.s3, cloud.name, tmp_path)
    store.put_result(cloud.organization, NAME, LineResult(duration_ms=1234))
    assert store.result(cloud.organization, NAME) == LineResult(duration_ms=1234)
    assert store.result(uuid4(), NAME) is None


def test_an_input_that_was_used_lately_is_not_fetched_again(cloud: WorkerCloud, tmp_path: Path) -> None:
    put(cloud, "speech.wav", b"sound")
    store = Store(cloud.s3, cloud.name, tmp_path / "cache")
    Inputs(store, cloud.organization, tmp_path / "one", go_on).file(NAME, "speech.wav")
    cloud.s3.delete_object(Bucket=cloud.name, Key=storage_keys.artifact(cloud.organization, NAME, "speech.wav"))

    again = Inputs(store, cloud.organization, tmp_path / "two", go_on).file(NAME, "speech.wav")
    assert again.read_bytes() == b"sound"
    with pytest.raises(RefusedError):
        Inputs(store, uuid4(), tmp_path / "three", go_on).file(NAME, "speech.wav")


def test_the_cache_stays_within_its_bytes_and_a_job_keeps_its_inputs(cloud: WorkerCloud, tmp_path: Path) -> None:
    names = [recipe_hash(line(f"Line {number}")) for number in range(5)]
    for name in names:
        put(cloud, "speech.wav", name.encode() * 5, name=name)

    mine = inputs(cloud, tmp_path, cache_bytes=700)
    fetched = [mine.file(name, "speech.wav") for name in names]

    assert [path.read_bytes() for path in fetched] == [name.encode() * 5 for name in names]
    assert sum(path.stat().st_size for path in (tmp_path / "cache").iterdir()) <= 700


def test_an_input_that_is_read_once_takes_no_room_in_the_cache(cloud: WorkerCloud, tmp_path: Path) -> None:
    put(cloud, "picture.mp4", b"pictures")
    mine = inputs(cloud, tmp_path)
    mine.temporary(NAME, "picture.mp4", "segment-0").unlink()
    assert list((tmp_path / "cache").iterdir()) == []
    assert mine.temporary(NAME, "picture.mp4", "segment-1").read_bytes() == b"pictures"


def test_an_upload_stops_when_the_worker_drains(cloud: WorkerCloud, tmp_path: Path) -> None:
    def stop() -> None:
        raise StoppedError

    (tmp_path / "speech.wav").write_bytes(bytes(20_000_000))  # long enough for S3 to take it in parts
    with pytest.raises(StoppedError):
        Store(cloud.s3, cloud.name, tmp_path / "cache").put(
            cloud.organization, NAME, tmp_path / "speech.wav", "audio/wav", check=stop
        )
    assert cloud.artifacts(line()) == {}


def test_what_a_killed_worker_left_on_disk_goes_at_the_next_start(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    base = Scratch(tmp_path).root.parent
    dead, alive = base / str(ended.pid), base / str(os.getppid())
    dead.mkdir()
    alive.mkdir()

    mine = Scratch(tmp_path)

    assert sorted(base.iterdir()) == sorted([alive, mine.root])
    mine.remove()
    assert list(base.iterdir()) == [alive]
