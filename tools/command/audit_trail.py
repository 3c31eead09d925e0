"""`./studio audit-trail`: checks that nobody has changed who has done what in a studio."""

import argparse
import os
from typing import Final

from tools.command.session import add_state
from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.local_cloud.client import Json, StudioClient
from tools.local_cloud.machine import running

#: Of an organisation of another studio: never as an argument, which everybody on the machine can read.
_KEY_VARIABLE: Final = "FILM_STUDIO_API_KEY"


def check(client: StudioClient) -> int:
    """Check the trail to its end or its first break, and say what was found. Raises `StudioError` where it cannot be
    read."""
    entries = without_details = 0
    part: Json = {"next_sequence": 1}
    while part["next_sequence"] is not None:
        part = client.check_audit_trail(part["next_sequence"])
        entries += part["entries"]
        without_details += part["without_details"]
    taken_out = f", {without_details} of them without the words of people, which were taken out" * bool(without_details)
    if part["broken"] is not None:
        print(f"The trail is broken: {part['broken']['detail']} ({part['broken']['fault']}).")
        print(f"The {entries} entries before that hold{taken_out}.")
        return FAILED
    print(f"The trail holds: {entries} entries{taken_out}.")
    print(f"It ends with entry {part['last_sequence']}, {part['last_sha256']}.")
    print("Written down elsewhere, that line proves later that none before it was changed.")
    return DONE


def run(options: argparse.Namespace) -> int:
    key = os.environ.get(_KEY_VARIABLE)
    if options.api is not None:
        if not key:
            raise StudioError(f"Put a key of the organisation that may read its trail into {_KEY_VARIABLE}.")
        with StudioClient(options.api.rstrip("/").removesuffix("/api/v1"), key) as client:
            return check(client)
    access = running(options.state)
    if access is None:
        raise StudioError("No studio runs here. Start one with ./studio up, or name another with --api.")
    with StudioClient(access.api_url, access.api_key) as client:
        return check(client)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_state(parser)
    parser.add_argument(
        "--api",
        metavar="URL",
        help=f"another studio's API, such as a stack's output apiUrl; its key stands in {_KEY_VARIABLE}",
    )


COMMAND: Final = Command(
    description="Check that nobody has changed, added or taken away an entry of the audit trail.",
    arguments=add_arguments,
    run=run,
)
