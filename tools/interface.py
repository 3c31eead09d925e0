"""What a command of `./studio` is, and what a report is."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tools.errors import EXIT_CODES


class Report(Protocol):
    """What a report says: to people, to programs, and to whoever waits for its exit code."""

    @property
    def exit_code(self) -> int: ...

    def text(self) -> str:
        """For people; nothing is printed where it is empty."""
        ...

    def document(self) -> Any:
        """The same as what JSON can hold, for `--json`."""
        ...


def no_arguments(_: ArgumentParser) -> None:
    """The command takes none."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """One word after `./studio`. `run` does it and returns its exit code, or the report that the command line prints.

    A command that `reports` takes `--json`. One that is `open_ended` gets all its words in `options.rest` as they are,
    for another program's command line; its arguments show in --help only. `exit_codes` says what the command ends with
    beyond what every command does.
    """

    description: str
    run: Callable[[Namespace], "int | Report"]
    arguments: Callable[[ArgumentParser], None] = no_arguments
    reports: bool = False
    open_ended: bool = False
    exit_codes: Mapping[int, str] = field(default_factory=dict[int, str])

    def epilog(self) -> str:
        """The exit codes, as the end of `--help` lists them."""
        codes = {**EXIT_CODES, **self.exit_codes}
        return "exit codes: " + "; ".join(f"{code}: {meaning}" for code, meaning in sorted(codes.items()))
