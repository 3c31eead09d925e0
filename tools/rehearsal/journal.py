"""What happened in a rehearsal, in its order, and what is to go wrong in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

from tools.rehearsal.cloud import parts

Kind = Literal["create", "update", "delete", "hook"]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One operation of a provider, or one step of a hook; `urn` is empty for a hook. `error` is why it was not done."""

    kind: Kind
    urn: str = ""
    text: str = ""
    error: str = ""


@dataclass(kw_only=True)
class Trouble:
    """What goes wrong on demand. Types are given whole (`aws:rds/instance:Instance`), by their last word (`Instance`),
    or with a resource's name (`Service api`)."""

    #: AWS refuses to make, change or delete these: nothing happens to them.
    refuse: set[str] = field(default_factory=set[str])
    #: These are made or changed, but never get ready.
    fail: set[str] = field(default_factory=set[str])
    #: Seconds that each operation of a type takes.
    delay: dict[str, float] = field(default_factory=dict[str, float])
    #: What may not be read, so that a refresh stops.
    unreadable: set[str] = field(default_factory=set[str])
    #: What the program asks for and AWS does not have, by the call's last word (`getPolicy`).
    lacking: set[str] = field(default_factory=set[str])
    #: Services (their names in AWS) whose new deployment ECS takes back.
    rolled_back: set[str] = field(default_factory=set[str])
    #: Capacity providers (their names in AWS) that have no host to give.
    hostless: set[str] = field(default_factory=set[str])
    migration_exit_code: int = 0
    #: Of the task in which new workers check themselves.
    worker_exit_code: int = 0
    #: The last log lines of a task that failed.
    last_words: str = 'relation "films" does not exist'

    @staticmethod
    def meets(urn: str, asked: set[str] | dict[str, float]) -> str | None:
        """Which of the asked types the resource is; None where it is none of them."""
        type_, name = parts(urn)
        word = type_.split(":")[-1]
        return next((each for each in (type_, word, f"{word} {name}") if each in asked), None)


class Journal:
    """Entries in the order in which they happened. `listen` is called with how many there are, after each."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.entries: list[Entry] = []
        self.listen: Callable[[int], None] = lambda _: None

    def note(self, entry: Entry) -> None:
        with self._lock:
            self.entries.append(entry)
            number = len(self.entries)
        self.listen(number)

    def since(self, mark: int) -> list[Entry]:
        with self._lock:
            return self.entries[mark:]

    def mark(self) -> int:
        with self._lock:
            return len(self.entries)
