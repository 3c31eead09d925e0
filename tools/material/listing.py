"""The list of the material, as values."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from tools.errors import UNUSABLE, StudioError

ROOT: Final = Path(__file__).resolve().parents[2]
LIST: Final = ROOT / "workers" / "film_workers" / "material" / "list.toml"
Client = Literal["pip", "npm"]


@dataclass(frozen=True, kw_only=True)
class Archive:
    """What a package client fetches: one file, known by its hash."""

    client: Client
    package: str
    version: str
    sha256: str
    purpose: str
    what: str
    licence: str
    source: str
    files: tuple[str, ...]

    @property
    def called(self) -> str:
        return f"{self.package} {self.version} ({self.client})"


@dataclass(frozen=True, kw_only=True)
class Made:
    """What is made for one purpose. `whole`: sha256 of what is joined from parts, where something is."""

    version: int
    files: tuple[str, ...]
    whole: str = ""


@dataclass(frozen=True, kw_only=True)
class Listing:
    archives: tuple[Archive, ...]
    made: Mapping[str, Made]

    def of(self, purpose: str) -> tuple[Archive, ...]:
        return tuple(archive for archive in self.archives if archive.purpose == purpose)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is made."""
        return tuple(name for made in self.made.values() for name in made.files)


def read(path: Path = LIST) -> Listing:
    """The list in a file. Raises `StudioError` for one that is not as it has to be."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        archives = tuple(Archive(**_listed(each)) for each in data["archives"])
        made = {purpose: Made(**_listed(each)) for purpose, each in data["made"].items()}
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise StudioError(f"{path}: not a list of material: {error}", exit_code=UNUSABLE) from error
    if strange := [each.called for each in archives if each.purpose not in made or each.client not in CLIENTS]:
        raise StudioError(f"{path}: nothing is made of {strange[0]}, or no such client is known", exit_code=UNUSABLE)
    return Listing(archives=archives, made=made)


CLIENTS: Final[Sequence[Client]] = ("pip", "npm")


def _listed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "files": tuple[str, ...](values["files"])}
