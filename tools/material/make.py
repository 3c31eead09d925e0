"""Makes the material, once for each list: whole, or not at all."""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Final

from tools.errors import FAILED, StudioError
from tools.material import orchestra, readings, things, voices
from tools.material.clients import Clients
from tools.material.listing import LIST, ROOT, Archive, Listing, Made, read

HOME: Final = ROOT / ".studio" / "material"
MANIFEST: Final = "manifest.json"
Maker = Callable[[Mapping[Archive, Path], Path, Made], None]
#: Who makes what is listed for a purpose.
MAKERS: Final[Mapping[str, Maker]] = {
    "voices": voices.make,
    "orchestra": orchestra.make,
    "things": things.make,
    "readings": readings.make,
}


def folder_of(home: Path = HOME, listed: Path = LIST) -> Path:
    """Where the material of this list lies: the workers look there (`film_workers.material`)."""
    return home / hashlib.sha256(listed.read_bytes()).hexdigest()[:20]


def wrong_with(folder: Path, listing: Listing) -> str:
    """What is wrong with made material, in words; empty where it is whole and unchanged."""
    if not folder.is_dir():
        return "it was not made yet"
    try:
        manifest: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "it is half made, or not ours"
    if set(manifest) != set(listing.files):
        return "it holds other files than the list"
    for name, digest in manifest.items():
        try:
            if _digest(folder / name) != digest:
                return f"{name} is damaged"
        except OSError:
            return f"{name} is gone"
    return ""


def ensure(
    clients: Callable[[], Clients],
    *,
    home: Path = HOME,
    listed: Path = LIST,
    makers: Mapping[str, Maker] = MAKERS,
    say: Callable[[str], None] = print,
) -> Path:
    """The folder of the material, made where it is missing, damaged or foreign. Safe when several do it at once.

    Raises `StudioError` where it cannot be made; what was there before is then as it was.
    """
    listing, folder = read(listed), folder_of(home, listed)
    with _alone(home):
        wrong = wrong_with(folder, listing)
        if not wrong:
            return folder
        say(f"Making the material ({wrong})" if folder.is_dir() else "Making the material, once")
        # Left by whoever was ended half-way: nobody else is here.
        for left in home.glob(".making-*"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            _make(clients(), listing, folder, makers)
        except OSError as error:
            full = " Make room on it, some 500 MB, and start again." if error.errno == errno.ENOSPC else ""
            raise StudioError(f"The material could not be made: {error}.{full}", exit_code=FAILED) from error
        return folder


def _make(clients: Clients, listing: Listing, folder: Path, makers: Mapping[str, Maker]) -> None:
    home = folder.parent
    with tempfile.TemporaryDirectory(prefix=".making-", dir=home, ignore_cleanup_errors=True) as scratch:
        fetched, target = Path(scratch) / "fetched", Path(scratch) / "made"
        fetched.mkdir()
        target.mkdir()
        archives = clients.fetch(listing.archives, fetched)
        for purpose, made in listing.made.items():
            own = {archive: archives[archive] for archive in listing.of(purpose)}
            makers[purpose](own, target, made)
            if missing := [name for name in made.files if not (target / name).is_file()]:
                raise StudioError(f"{purpose}: {missing[0]} is listed and was not made", exit_code=FAILED)
        manifest = {name: _digest(target / name) for name in listing.files}
        for name in manifest:
            _to_disk(target / name)
        (target / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _to_disk(target / MANIFEST)
        former = [each for each in home.iterdir() if each.is_dir() and not each.name.startswith(".")]
        for each in former:
            shutil.rmtree(each)
        # Last, and at once: where the folder is, all of it is.
        target.rename(folder)


@contextlib.contextmanager
def _alone(home: Path) -> Generator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
