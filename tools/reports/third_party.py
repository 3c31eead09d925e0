"""Writes the table of THIRD_PARTY.md from the locks and from what the installed packages say of themselves."""

import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.environments import ENVIRONMENTS, ROOT, ensure

DOCUMENT: Final = ROOT / "THIRD_PARTY.md"
MARK: Final = "<!-- table: python -m tools.reports.third_party -->"
#: Lock → where its packages end up.
LOCKS: Final = {
    "backend/requirements.lock": "API image",
    "workers/requirements.lock": "worker image",
    "requirements.txt": "infrastructure program",
    "tools/requirements.lock": "tools",
    "tools/local_cloud/emulator.lock": "emulator",
    "tests/requirements.lock": "tests",
    "tests/bench.lock": "benchmarks",
}
#: What a package's metadata leaves open; read in its repository.
_SAID_ELSEWHERE: Final = {
    "colorama": "BSD-3-Clause",
    "espeakng-loader": "GPL-3.0-or-later (espeak-ng)",
    "tzdata": "Apache-2.0",
}


def locked(lock: str) -> Iterator[str]:
    """Names of the packages in a lock, normalised."""
    for line in (ROOT / lock).read_text().splitlines():
        found = re.match(r"([A-Za-z0-9._-]+)==", line)
        if found:
            yield normal(found[1])


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


def table() -> str:
    """Markdown: package, licence, where it ends up. Raises `LookupError` for a package whose licence nobody knows."""
    ensure("test", "emulator", "bench")
    known: dict[str, str] = dict(_SAID_ELSEWHERE)
    for name in ("test", "emulator", "bench"):
        folder = next((ENVIRONMENTS[name].path / "lib").glob("python3*/site-packages"))
        for package, licence in _licences(folder):
            known.setdefault(package, licence)
    places: dict[str, list[str]] = {}
    for lock, place in LOCKS.items():
        for package in locked(lock):
            places.setdefault(package, []).append(place)
    rows = ["| package | licence | used by |", "|---|---|---|"]
    for package in sorted(places):
        licence = known.get(package) or "(not installed on this platform)"
        rows.append(f"| {package} | {licence} | {', '.join(places[package])} |")
    return "\n".join(rows)


def main(_: list[str]) -> int:
    head = DOCUMENT.read_text().split(MARK)[0]
    DOCUMENT.write_text(f"{head}{MARK}\n\n{table()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
