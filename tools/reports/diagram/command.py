"""`./studio diagram STACK`."""

import argparse
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from tools.errors import DONE, StudioError
from tools.interface import Command
from tools.program.stacks import registered
from tools.reports.diagram.architecture import Architecture, architecture
from tools.reports.diagram.layout import draw
from tools.reports.diagram.picture import svg


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Where the picture is, and what it shows."""

    file: Path
    shown: Architecture

    @property
    def exit_code(self) -> int:
        return DONE

    def text(self) -> str:
        return f"Drew {self.file}."

    def document(self) -> dict[str, Any]:
        """`file`, and the `architecture` that it shows: machines, stores, links."""
        shown = asdict(self.shown)
        for machine in shown["machines"]:
            machine["firewalls"] = sorted(machine["firewalls"])
        return {"file": str(self.file), "architecture": shown}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", help="local, dev, production, …")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.svg", help="default: STACK.svg here")


def run(options: argparse.Namespace) -> Drawn:
    target: Path = options.output or Path(f"{options.stack}.svg")
    if target.suffix != ".svg":
        raise StudioError(f"The picture is an SVG: name it {target.with_suffix('.svg')} instead of {target}.")
    shown = architecture(registered(options.stack))
    try:
        target.write_text(svg(draw(shown)), encoding="utf-8")
    except OSError as error:
        raise StudioError(
            f"{target} cannot be written: {error.strerror}. Name a file in a folder that exists."
        ) from error
    return Drawn(file=target, shown=shown)


COMMAND: Final = Command(
    description="Draw a stack: network, services, data, and who may do what.",
    arguments=arguments,
    run=run,
    reports=True,
)
