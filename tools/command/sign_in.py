"""`./studio sign-in`: a link that signs in to the studio that runs here, as its owner."""

import argparse
import secrets
from typing import Final

from tools.command.session import add_state
from tools.errors import DONE, StudioError
from tools.interface import Command
from tools.local_cloud.client import StudioClient
from tools.local_cloud.machine import running

#: Of whoever runs a studio on their own machine; an address that no mail reaches.
_EMAIL: Final = "owner@laptop.example.org"
_NAME: Final = "Owner"


def link_of_owner(client: StudioClient, api_url: str, site_url: str | None = None) -> str:
    """A link that signs the studio's owner in, once, within half an hour: to the site, or where there is none to the
    API's own page. Makes the owner where there is none. Raises `StudioError`."""
    owners = [member for member in client.members() if member["role"] == "owner"]
    if not owners:
        client.accept_invitation(
            client.invite(role="owner", email=_EMAIL)["token"],
            email=_EMAIL,
            name=_NAME,
            # Nobody has to know it: the link lets its holder choose another.
            password=secrets.token_urlsafe(32),
        )
        owners = [member for member in client.members() if member["role"] == "owner"]
    link = client.sign_in_link(owners[0]["id"])
    # Behind the #, which browsers send to no server and no log.
    return api_url + link["url"] if site_url is None else f"{site_url}#{link['token']}"


def run(options: argparse.Namespace) -> int:
    access = running(options.state)
    if access is None:
        raise StudioError("No studio runs here. Start one with ./studio up, which prints such a link too.")
    with StudioClient(access.api_url, access.api_key) as client:
        print(link_of_owner(client, access.api_url, access.site_url))
    return DONE


COMMAND: Final = Command(
    description="Print a link that signs you in to the studio that runs here. It works once, for half an hour.",
    arguments=add_state,
    run=run,
)
