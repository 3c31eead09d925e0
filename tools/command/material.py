"""`./studio material`: voices and an orchestra for films, fetched, checked and made ready."""

import argparse

from tools.errors import DONE, FAILED
from tools.interface import Command
from tools.local_cloud import material
from tools.material import make
from tools.material.listing import read


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="say whether it is there, whole and unchanged; make nothing"
    )


def run(options: argparse.Namespace) -> int:
    folder = make.folder_of()
    if options.check:
        wrong = make.wrong_with(folder, read())
        print(
            f"The material: {wrong}. Make it with ./studio material." if wrong else f"The material is whole: {folder}"
        )
        return FAILED if wrong else DONE
    print(f"The material is whole: {material.ensure()}")
    return DONE


COMMAND = Command(
    description="Fetch what films are made with beside code, check it, and make it ready: voices, an orchestra.",
    arguments=arguments,
    run=run,
)
