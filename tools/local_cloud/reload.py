"""Starts services again when their code is saved. A save that cannot run is said, and the next one is waited for."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.errors import StudioError
from tools.local_cloud import processes
from tools.local_cloud.services import Service

#: A service that does not answer by then is left to its log.
_READY_SECONDS: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class Reloaded:
    """A service, the folders that it imports from, and how to tell that it serves; None where it serves nobody."""

    service: Service
    folders: Sequence[Path]
    is_ready: Callable[[], bool] | None = None
    stop_seconds: float = 1.0
    """How long a process may take to make room for the next one; then it is killed."""

    @property
    def name(self) -> str:
        return self.service.task.name


class Saves:
    """What was saved, made or removed below some folders since the last look."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._seen = self._look()

    def since(self) -> set[Path]:
        now = self._look()
        changed = {path for path in self._seen.keys() | now.keys() if self._seen.get(path) != now.get(path)}
        self._seen = now
        return changed

    def _look(self) -> Mapping[Path, tuple[int, int]]:
        """Path → time and size; they change with every save."""
        found: dict[Path, tuple[int, int]] = {}
        for folder in self._folders:
            for path in _files(folder):
                try:
                    state = path.stat()
                except FileNotFoundError:  # an editor's own, gone already
                    continue
                found[path] = (state.st_mtime_ns, state.st_size)
        return found


def _files(folder: Path) -> Iterator[Path]:
    """Files that people save; not bytecode, nor what editors keep for themselves."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.startswith((".", "__pycache__")) or path.name.endswith(("~", ".pyc")):
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


class Reloader:
    """Call `step` from the main thread, some times a second. `before` sees what was saved before anything is started
    again, and raises `StudioError` where that must not be."""

    def __init__(
        self,
        reloaded: Sequence[Reloaded],
        *,
        say: Callable[[str], None],
        before: Callable[[set[Path]], None] | None = None,
    ) -> None:
        self._reloaded = reloaded
        self._say = say
        self._before = before
        self._saves = Saves(list(dict.fromkeys(folder for each in reloaded for folder in each.folders)))

    def step(self) -> None:
        self._say_what_ended()
        saved = self._saves.since()
        if not saved:
            return
        if broken := list(_broken(saved)):
            self._say("\n".join([*broken, "Nothing was started again; the next save is tried."]))
            return
        try:
            if self._before is not None:
                self._before(saved)
        except StudioError as error:
            self._say(f"{error}\nNothing was started again; the next save is tried.")
            return
        began = _time_of(saved)
        touched = [each for each in self._reloaded if any(_lies_in(path, each.folders) for path in saved)]
        for each in touched:
            each.service.restart(seconds=each.stop_seconds)
        for each in touched:
            self._wait(each, began)

    def _wait(self, each: Reloaded, began: float) -> None:
        """Until it serves, has ended, or is too slow."""
        deadline = time.monotonic() + _READY_SECONDS
        while each.is_ready is not None and not each.is_ready():
            if each.service.ended() is not None:
                return
            if time.monotonic() > deadline:
                self._say(f"{each.name} does not serve after {_READY_SECONDS:.0f} s: ./studio logs {each.name}")
                return
            time.sleep(0.02)
        verb = "started" if each.is_ready is None else "serves"
        self._say(f"{each.name} {verb} again, {time.time() - began:.1f} s after the save")

    def _say_what_ended(self) -> None:
        for each in self._reloaded:
            log = None if each.service.held else each.service.ended()
            if log is not None:
                each.service.held = True
                self._say(f"{each.name} ended:\n{processes.tail(log)}\nIt is started again at the next save.")


def _lies_in(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _time_of(saved: set[Path]) -> float:
    """When the last of them was saved, in seconds since the epoch; now, where all are gone."""
    return max((path.stat().st_mtime for path in saved if path.exists()), default=time.time())


def _broken(saved: set[Path]) -> Iterator[str]:
    """What no Python would load: file, line and fault."""
    for path in sorted(saved):
        if path.suffix != ".py" or not path.is_file():
            continue
        try:
            compile(path.read_bytes(), str(path), "exec")
        except SyntaxError as error:
            yield f"{path}:{error.lineno}: {error.msg}"
        except ValueError as error:
            yield f"{path}: {error}"
