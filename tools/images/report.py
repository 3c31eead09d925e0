"""What was built, as a table: parts and the heaviest packages of each image, and the limits that it keeps or breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from tools.errors import DONE, FAILED
from tools.images.catalogue import Image
from tools.images.contents import PARTS, Contents

_MEGABYTE: Final = 1_000_000
#: Packages below it are one line.
_SHOWN: Final = 2 * _MEGABYTE


@dataclass(frozen=True, kw_only=True)
class Limit:
    parts: tuple[str, ...]
    bytes: int
    most: int

    @property
    def kept(self) -> bool:
        return self.bytes < self.most


@dataclass(frozen=True, kw_only=True)
class Built:
    """One image. `different` says what a second build made otherwise, a line each; None where none was made."""

    name: str
    digest: str
    parts: Mapping[str, int]
    packages: Mapping[str, int]
    limits: tuple[Limit, ...]
    different: tuple[str, ...] | None = None

    def text(self) -> str:
        lines = [f"{self.name}  {self.digest}"]
        for part in PARTS:
            lines += [_line(part, self.parts[part])] if self.parts[part] else []
            lines += self._packages() if part == "packages" else []
        for limit in self.limits:
            said = "less than" if limit.kept else "MORE THAN"
            lines.append(f"{_line(' + '.join(limit.parts), limit.bytes)}  {said} {limit.most // _MEGABYTE} MB")
        return "\n".join([*lines, *self._second()])

    def _packages(self) -> list[str]:
        shown = {name: size for name, size in self.packages.items() if size >= _SHOWN}
        small = [size for size in self.packages.values() if size < _SHOWN]
        lines = [_line(f"  {name}", size) for name, size in shown.items()]
        return lines + ([_line(f"  {len(small)} smaller ones", sum(small))] if small else [])

    def _second(self) -> list[str]:
        if self.different is None:
            return []
        if not self.different:
            return ["  a second build is the same, byte by byte"]
        return [f"  a second build differs in {len(self.different)}:", *(f"    {line}" for line in self.different[:40])]


@dataclass(frozen=True, kw_only=True)
class ImagesReport:
    """What one call has built. `notes` say what stood for what; `film` what the images made, if they were run."""

    builder: str
    images: Sequence[Built]
    notes: Sequence[str] = ()
    film: str = ""

    @property
    def exit_code(self) -> int:
        well = all(limit.kept for image in self.images for limit in image.limits)
        return DONE if well and not any(image.different for image in self.images) else FAILED

    def text(self) -> str:
        parts = [f"Built with {self.builder}.", *self.notes, *(f"\n{image.text()}" for image in self.images)]
        return "\n".join([*parts, f"\n{self.film}"] if self.film else parts)

    def document(self) -> Any:
        return asdict(self)


def built(image: Image, digest: str, contents: Contents, different: Sequence[str] | None = None) -> Built:
    parts = contents.bytes_of_parts()
    return Built(
        name=image.name,
        digest=digest,
        parts=parts,
        packages=contents.bytes_of_packages(),
        limits=tuple(
            Limit(parts=names, bytes=sum(parts[name] for name in names), most=most * _MEGABYTE)
            for names, most in image.limits.items()
        ),
        different=None if different is None else tuple(different),
    )


def _line(name: str, size: int) -> str:
    return f"  {name:<44}{size / _MEGABYTE:8.1f} MB"
