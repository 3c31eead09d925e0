"""Takes out of an image's packages what it never uses, before bytecode is made: `python leave_out.py IMAGE PACKAGES`.

Standard library only: the stages that install packages run it. What goes is listed in `leave_out.toml`. Beside that,
libraries lose the symbols that only debuggers read: they lie behind all that is loaded, so the file is cut there; and
libraries that two packages bring, each for itself, become one, and those that are loaded and never called become
hollow, where the list says so.
"""

import os
import re
import shutil
import struct
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if __package__:
    from tools.images import hollow
else:  # beside it, in the stage of a build
    import hollow

LIST: Final = Path(__file__).with_suffix(".toml")
_MAGIC: Final = b"\x7fELF\x02\x01"
#: Of a 64-bit ELF file, by its specification: the header's size, and in it the places of the program headers' offset,
#: of the section headers' offset, and of the size and number of the program headers.
_HEADER: Final = 64
_PROGRAM_OFFSET: Final = 32
_SECTION_OFFSET: Final = 40
_PROGRAM_COUNTS: Final = 54
_SECTION_COUNTS: Final = 58


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Of these images, what matches `paths` below site-packages and not `but`."""

    images: tuple[str, ...]
    paths: tuple[str, ...]
    but: tuple[str, ...]
    why: str


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Of these images: each of `libraries` of a package's own folder (its name without hash and version) becomes a link
    to that of another package's folder, and whatever that one needs is found beside it."""

    images: tuple[str, ...]
    folder: str
    of: str
    libraries: tuple[str, ...]
    why: str


@dataclass(frozen=True, kw_only=True)
class Hollow:
    """Of these images: each of `libraries` of a package's own folder (its name without hash and version) becomes one
    that has the same functions and nothing in them. Whatever asks for it is loaded; whoever calls it ends at once, or
    is answered with a null pointer where that is what `answers` says."""

    images: tuple[str, ...]
    folder: str
    libraries: tuple[str, ...]
    answers: bool
    why: str


def hollow_libraries(file: Path = LIST) -> tuple[Hollow, ...]:
    return tuple(
        Hollow(
            images=tuple(entry["images"]),
            folder=entry["folder"],
            libraries=tuple(entry["libraries"]),
            answers=entry.get("answers", False),
            why=entry["why"],
        )
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["hollow"]
    )


def shared_libraries(file: Path = LIST) -> tuple[Shared, ...]:
    return tuple(
        Shared(
            images=tuple(entry["images"]),
            folder=entry["folder"],
            of=entry["of"],
            libraries=tuple(entry["libraries"]),
            why=entry["why"],
        )
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["shared"]
    )


def listed(file: Path = LIST) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(
            images=tuple(entry["images"]),
            paths=tuple(entry["paths"]),
            but=tuple(entry.get("but", ())),
            why=entry["why"],
        )
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["left_out"]
    )


def leave_out(image: str, packages: Path, entries: tuple[LeftOut, ...]) -> int:
    """Delete what the image does not use; the bytes that are gone. Raises `LookupError` for a path that is not there:
    a package that has moved its files would weigh again what it weighed before."""
    gone = 0
    for entry in (each for each in entries if image in each.images):
        kept = {path for pattern in entry.but for path in packages.glob(pattern)}
        for pattern in entry.paths:
            found = [path for path in packages.glob(pattern) if path not in kept]
            if not found:
                raise LookupError(f"{image}: {pattern} is left out and is not there")
            for path in found:
                gone += _delete(path)
    return gone


def share(image: str, packages: Path, entries: tuple[Shared, ...]) -> int:
    """Make one of what is there twice; the bytes that are gone. Raises `LookupError` where one of the two is missing,
    and where their versions differ in more than the last number: the one would not know what the other is asked for."""
    gone = 0
    for entry in (each for each in entries if image in each.images):
        folder, other = packages / entry.folder, packages / entry.of
        for name in entry.libraries:
            own, successor = _the_only(folder, name), _the_only(other, name)
            if _version(own)[:-1] != _version(successor)[:-1]:
                raise LookupError(
                    f"{image}: {own.name} is not of the version of {successor.name}: one cannot be the other"
                )
            gone += own.stat().st_size
            own.unlink()
            own.symlink_to(Path(os.path.relpath(successor, folder)))
        # A library looks for what it needs in the folder that it was found in, and links are not followed for that.
        for needed in (path for path in sorted(other.iterdir()) if not (folder / path.name).exists()):
            (folder / needed.name).symlink_to(Path(os.path.relpath(needed, folder)))
    return gone


def hollow_out(image: str, packages: Path, entries: tuple[Hollow, ...]) -> int:
    """Leave of libraries that are never called what loading asks for; the bytes that are gone. Raises `LookupError`
    where one is missing."""
    chosen = {
        _the_only(packages / entry.folder, name): entry.answers
        for entry in entries
        if image in entry.images
        for name in entry.libraries
    }
    others = (path for path in (libraries(packages) if chosen else ()) if path not in chosen)
    asked = {name for path in others for name in hollow.asked(path.read_bytes())}
    gone = 0
    for library, answers in chosen.items():
        content = library.read_bytes()
        kept = hollow.hollow(content, asked, answers=answers)
        _write_anew(library, kept)
        gone += len(content) - len(kept)
    return gone


def _the_only(folder: Path, name: str) -> Path:
    """Wheels call a library `NAME-HASH.so.VERSION`, and some `NAME.so.VERSION`. Raises `LookupError`."""
    called = re.compile(rf"{re.escape(name)}(-[0-9a-f]{{4,}})?[\d.]*\.so\b")
    found = [path for path in folder.iterdir() if called.match(path.name) and not path.is_symlink()]
    if len(found) != 1:
        raise LookupError(f"{folder.name} has {len(found)} libraries called {name}, not one")
    return found[0]


def _version(library: Path) -> list[str]:
    return library.name.partition(".so.")[2].split(".")


def strip(library: Path) -> int:
    """Cut a library behind what is loaded of it; the bytes that are gone. Files of other kinds stay as they are."""
    content = library.read_bytes()
    end = _end(content)
    if end >= len(content):
        return 0
    kept = bytearray(content[:end])
    # The section headers lay behind it, too: nothing that loads a library reads them.
    struct.pack_into("<Q", kept, _SECTION_OFFSET, 0)
    struct.pack_into("<HHH", kept, _SECTION_COUNTS, 0, 0, 0)
    _write_anew(library, kept)
    return len(content) - end


def _write_anew(library: Path, content: bytes | bytearray) -> None:
    """So that another file that shares its bytes keeps them."""
    mode = library.stat().st_mode
    library.unlink()
    library.write_bytes(content)
    library.chmod(mode)


def libraries(packages: Path) -> Iterator[Path]:
    yield from (path for path in sorted(packages.rglob("*.so*")) if path.is_file() and not path.is_symlink())


def _end(content: bytes) -> int:
    """Where the last part ends that is loaded."""
    if content[: len(_MAGIC)] != _MAGIC:
        return len(content)
    (offset,) = struct.unpack_from("<Q", content, _PROGRAM_OFFSET)
    size, count = struct.unpack_from("<HH", content, _PROGRAM_COUNTS)
    ends = [_HEADER, offset + size * count]
    for number in range(count):
        start, _address, _physical, length = struct.unpack_from("<QQQQ", content, offset + number * size + 8)
        ends.append(start + length)
    return max(ends)


def _delete(path: Path) -> int:
    if not path.is_dir() or path.is_symlink():
        size = path.lstat().st_size
        path.unlink(missing_ok=True)
        return size
    size = sum(each.lstat().st_size for each in path.rglob("*") if not each.is_dir())
    shutil.rmtree(path)
    return size


def main(words: list[str]) -> int:
    image, packages = words[0], Path(words[1])
    gone = leave_out(image, packages, listed()) + share(image, packages, shared_libraries())
    gone += hollow_out(image, packages, hollow_libraries())
    symbols = sum(strip(library) for library in libraries(packages))
    print(f"left out of {image}: {gone / 1e6:.1f} MB of files, {symbols / 1e6:.1f} MB of symbols")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
