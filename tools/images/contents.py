"""What lies in an image: by part and package, in bytes; and what differs between two of them."""

import hashlib
import tarfile  # noqa: TID251 - what a builder exports is read; nothing is unpacked
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import PurePosixPath
from typing import IO, Final

_PACKAGES: Final = ("venv", "lib")
_CODE: Final = ("app",)
_MATERIAL: Final = ("app", ".studio", "material")
#: The parts of an image; all but the base are ours.
PARTS: Final = ("base", "packages", "code", "material")
_INFO: Final = ".dist-info"
_STATUS: Final = "var/lib/dpkg/status"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file, folder or link. `digest` is of a file's content, `target` where a link leads."""

    kind: str
    mode: int
    owner: tuple[int, int]
    size: int
    seconds: int
    digest: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Path → entry; for each package of Python (`name-version`) the names in site-packages that it brought; and
    Debian's packages with their versions."""

    entries: Mapping[str, Entry]
    packages: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    debian: Mapping[str, str] = field(default_factory=dict[str, str])

    def bytes_of_parts(self) -> dict[str, int]:
        """Part → bytes of its files."""
        sizes: Counter[str] = Counter(dict.fromkeys(PARTS, 0))
        for path, entry in self.entries.items():
            sizes[part_of(path)] += entry.size
        return dict(sizes)

    def bytes_of_packages(self) -> dict[str, int]:
        """Package → bytes of what it brought, bytecode included, the heaviest first."""
        brought = {name: package for package, names in self.packages.items() for name in names}
        sizes: Counter[str] = Counter()
        for path, entry in self.entries.items():
            inside = _in_packages(path)
            if inside is not None:
                sizes[brought.get(inside[0]) or brought.get(_module(inside), "(of no package)")] += entry.size
        return dict(sizes.most_common())


def part_of(path: str) -> str:
    parts = PurePosixPath(path).parts
    if parts[: len(_MATERIAL)] == _MATERIAL:
        return "material"
    if parts[:1] == _CODE:
        return "code"
    return "packages" if parts[:1] == _PACKAGES[:1] else "base"


def read(stream: IO[bytes]) -> Contents:
    """Everything in a tar archive of an image's root. A file that is linked twice counts once."""
    entries: dict[str, Entry] = {}
    packages: dict[str, frozenset[str]] = {}
    debian: dict[str, str] = {}
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            path = member.name.removeprefix("./").strip("/")
            if path in {"", "."}:
                continue
            digest = ""
            if member.isreg() and (file := archive.extractfile(member)) is not None:
                content = file.read()
                digest = hashlib.sha256(content).hexdigest()
                inside = _in_packages(path)
                if inside is not None and len(inside) == 2 and inside[0].endswith(_INFO) and inside[1] == "RECORD":
                    packages[inside[0].removesuffix(_INFO)] = _brought(content.decode(), inside[0])
                if path == _STATUS:
                    debian = _installed(content.decode())
            entries[path] = Entry(
                kind=_kind(member),
                mode=member.mode,
                owner=(member.uid, member.gid),
                size=member.size if member.isreg() else 0,
                seconds=int(member.mtime),
                digest=digest,
                target=member.linkname,
            )
    return Contents(entries=entries, packages=packages, debian=debian)


def differences(first: Contents, second: Contents, *, times: bool) -> list[str]:
    """What differs, a line a path. `times`: whether days of change count."""
    return list(_differences(first, second, {each.name for each in fields(Entry)} - (set() if times else {"seconds"})))


def _differences(first: Contents, second: Contents, compared: set[str]) -> Iterator[str]:
    for path in sorted({*first.entries, *second.entries}):
        one, other = first.entries.get(path), second.entries.get(path)
        if one is None or other is None:
            yield f"/{path}: only in the {'second' if one is None else 'first'}"
        elif changed := [name for name in sorted(compared) if getattr(one, name) != getattr(other, name)]:
            said = (f"{name} {getattr(one, name)} and {getattr(other, name)}" for name in changed)
            yield f"/{path}: {', '.join(said)}"


def _kind(member: tarfile.TarInfo) -> str:
    for kind, holds in (("folder", member.isdir()), ("link", member.issym()), ("same file", member.islnk())):
        if holds:
            return kind
    return "file" if member.isreg() else "other"


def _in_packages(path: str) -> tuple[str, ...] | None:
    """The parts of a path below site-packages; None where it lies elsewhere."""
    parts = PurePosixPath(path).parts
    below = parts[4:]
    return below if parts[:2] == _PACKAGES and parts[3:4] == ("site-packages",) and below else None


def _module(inside: tuple[str, ...]) -> str:
    """The module of one file whose bytecode lies beside it: `__pycache__/six.cpython-311.pyc` is of `six.py`."""
    return inside[-1].split(".")[0] + ".py" if inside[0] == "__pycache__" else inside[0]


def _installed(status: str) -> dict[str, str]:
    """Of dpkg's database, what is installed: package → version."""
    found: dict[str, str] = {}
    for paragraph in status.split("\n\n"):
        said = dict(line.split(": ", 1) for line in paragraph.splitlines() if line[:1].strip() and ": " in line)
        if said.get("Status", "").endswith(" installed"):
            found[said["Package"]] = said["Version"]
    return found


def _brought(record: str, own: str) -> frozenset[str]:
    """The first names of a package's files. A folder that several packages share belongs to the last of them."""
    names = {PurePosixPath(line.split(",")[0]).parts[0] for line in record.splitlines() if line}
    return frozenset({*names, own} - {"..", "__pycache__"})
