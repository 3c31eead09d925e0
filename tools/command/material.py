"""`./studio material`: the voices that films are spoken with, fetched, checked and made ready."""

import argparse
from collections.abc import Callable
from pathlib import Path

from tools import environments
from tools.environments import ENVIRONMENTS
from tools.errors import DONE, FAILED
from tools.interface import Command
from tools.local_cloud.site_build import node_environment
from tools.material import make
from tools.material.clients import Clients, npm_in
from tools.material.listing import read


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="say whether it is there, whole and unchanged; make nothing")


def run(options: argparse.Namespace) -> int:
    folder = make.folder_of()
    if options.check:
        wrong = make.wrong_with(folder, read())
        print(f"The material: {wrong}. Make it with ./studio material." if wrong else f"The material is whole: {folder}")
        return FAILED if wrong else DONE
    print(f"The material is whole: {ensure()}")
    return DONE


def ensure(say: Callable[[str], None] = print) -> Path:
    """The material's folder, made by this laptop's clients. Raises `StudioError`."""
    return make.ensure(clients, say=say)


def clients() -> Clients:
    """pip of the environment that has one, npm of the site's Node."""
    environments.ensure("uv", "web")
    packages = next((ENVIRONMENTS["web"].path / "lib").glob("python3*/site-packages"))
    return Clients(
        pip=(str(ENVIRONMENTS["uv"].python), "-m", "pip"), npm=npm_in(packages), environment=node_environment()
    )


COMMAND = Command(
    description="Fetch what films are made with beside code, check it by hash, and make it ready: voices.",
    arguments=arguments,
    run=run,
)
