"""From a screenplay to a film beside it, through the API, with a progress bar."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from tools.errors import FAILED, StudioError
from tools.local_cloud.client import Json, StudioClient

#: Deliverable → suffix of the file that it becomes.
SUFFIXES: Final = {
    "film.mp4": ".mp4",
    "film.srt": ".srt",
    "film.vtt": ".vtt",
    "poster.jpg": ".jpg",
    "report.json": ".json",
}
_KINDS: Final = {
    "line": "lines spoken",
    "shot": "shots drawn",
    "score": "score",
    "effects": "effects",
    "assembly": "film assembled",
}


@dataclass(frozen=True, kw_only=True)
class Film:
    """A finished film on disk."""

    path: Path
    report: Json


def title_of(screenplay: Path) -> str:
    """What a screenplay's project is called: its file's name."""
    return screenplay.stem.replace("-", " ").replace("_", " ").strip().title()[:200] or "Film"


def make(client: StudioClient, screenplay: Path, target: Path) -> Film:
    """Upload, produce, follow, fetch. Raises `StudioError` for a bad screenplay and where no film comes of it."""
    project = client.create_project(title_of(screenplay))
    revision = client.upload_screenplay(project["id"], screenplay.read_bytes(), screenplay.name)
    production = client.start_production(revision["id"])
    return follow(client, production["id"], target)


def follow(client: StudioClient, production_id: str, target: Path) -> Film:
    """Show a production's progress until it ends, then fetch what it made."""
    with Bars() as bars:
        for state in client.progress(production_id):
            bars.show(state)
    production = client.production(production_id)
    if production["status"] != "succeeded":
        reason = production.get("error") or "no reason given"
        raise StudioError(f"The production {production['status']}: {reason}", exit_code=FAILED)
    return fetch(client, production_id, target)


def fetch(client: StudioClient, production_id: str, target: Path) -> Film:
    """Download the files of a finished production; the film last, so that where it is, all is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    deliverables = {item.name: item for item in client.deliverables(production_id)}
    if missing := SUFFIXES.keys() - deliverables.keys():
        raise StudioError(f"The production succeeded without {', '.join(sorted(missing))}.", exit_code=FAILED)
    for name in sorted(SUFFIXES, key=lambda name: name == "film.mp4"):
        client.download(deliverables[name], target.with_suffix(SUFFIXES[name]))
    return Film(path=target, report=json.loads(target.with_suffix(".json").read_text()))


def measures(film: Film) -> str:
    """Two lines about a film: how long, drawn by what, how loud; and what is heard beside speech and music."""
    report = film.report
    return (
        f"  made     {report['duration_ms'] / 1000:.1f} s, {report['frames']} frames, "
        f"drawn by {', '.join(report['renderers'])}, played by {report['score_renderer']}, "
        f"{report['integrated_lufs']:.1f} LUFS, true peak {report['true_peak_dbtp']:.1f} dBTP, "
        f"{report['captions']} subtitles\n"
        f"  heard    {', '.join(sound.replace('_', ' ') for sound in report['sounds']) or 'speech and music alone'}"
    )


class Bars:
    """One bar a kind of job on a terminal; a line each tenth of the way elsewhere."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stderr)
        self._tenth = -1
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<16}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, state: Json) -> None:
        if self._console.is_terminal:
            for kind, label in _KINDS.items():
                counts = state["jobs"].get(kind)
                if counts is None or counts["total"] == 0:
                    continue
                if kind not in self._tasks:
                    self._tasks[kind] = self._progress.add_task(label, total=counts["total"])
                self._progress.update(self._tasks[kind], completed=counts["done"])
            return
        tenth = int(state["fraction"] * 10)
        if tenth > self._tenth:
            self._tenth = tenth
            done = ", ".join(
                f"{label} {counts['done']}/{counts['total']}"
                for kind, label in _KINDS.items()
                if (counts := state["jobs"].get(kind))
            )
            self._console.print(f"{state['fraction']:4.0%}  {done}", highlight=False)
