"""`./studio film`: one screenplay to one film, in the cloud that runs here or in one for as long as it takes."""

import argparse
from pathlib import Path
from typing import Final

from tools.command.production import Film, make, measures
from tools.command.session import add_state, ended_in_order, while_tending
from tools.errors import DONE, StudioError
from tools.interface import Command
from tools.local_cloud.client import StudioClient
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.machine import running


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("script", type=Path, metavar="SCRIPT.fountain")
    parser.add_argument("-o", "--output", type=Path, metavar="FILM.mp4", help="default: beside the screenplay")
    add_state(parser)


def run(options: argparse.Namespace) -> int:
    script: Path = options.script
    target: Path = options.output or script.with_suffix(".mp4")
    if not script.is_file():
        raise StudioError(f"There is no screenplay at {script}.")
    if target.suffix != ".mp4":
        raise StudioError(f"The film is an MP4: name it {target.with_suffix('.mp4')} instead of {target}.")
    with ended_in_order():
        made = _made(options.state, script, target)
    print(measures(made))
    print(f"  film     {made.path}")
    return DONE


def _made(state: Path, script: Path, target: Path) -> Film:
    access = running(state)
    if access is not None:
        with StudioClient(access.api_url, access.api_key) as client:
            return make(client, script, target)
    with LocalCloud(state, say=_silent) as cloud, StudioClient(cloud.api_url, cloud.api_key) as client:
        return while_tending(cloud, lambda: make(client, script, target))


def _silent(_: str) -> None:
    """`./studio film` shows its progress and its result, nothing else."""


COMMAND: Final = Command(description="Make a film from a screenplay.", arguments=arguments, run=run)
