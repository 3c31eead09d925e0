"""`./studio up`: everything on this machine, and the first time the sample's film."""

import argparse
import contextlib
import os
import sys
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tools.command.production import Film, fetch, follow, make, measures, title_of
from tools.command.session import add_state, ended_in_order, while_tending
from tools.command.sign_in import link_of_owner
from tools.environments import ROOT
from tools.errors import DONE
from tools.interface import Command
from tools.local_cloud.client import StudioClient
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.site import Site

SAMPLE: Final = ROOT / "samples" / "the-last-ferry.fountain"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="stop when the film is there")
    parser.add_argument("--port", type=int, help="port of the API (default: a free one, the same as last time)")
    add_state(parser)


def run(options: argparse.Namespace) -> int:
    film: Path = options.state / "films" / f"{SAMPLE.stem}.mp4"
    with (
        ended_in_order(),
        LocalCloud(options.state, api_port=options.port, has_site=not options.once) as cloud,
        contextlib.ExitStack() as stack,
    ):
        say_where(cloud)
        tend_site = _nothing
        if options.once:
            # It ends before anybody could look at a page.
            _say_link(cloud, site_url=None)
        else:
            tend_site = serve_site(cloud, stack)
        if not film.exists():
            print(measures(while_tending(cloud, lambda: _sample_film(cloud, film), tend_site)))
        print(f"  film     {film}\n", flush=True)
        if options.once:
            return DONE
        print("Running. Ctrl-C ends it; everything is kept.", flush=True)
        while True:
            cloud.tend()
            tend_site()
            time.sleep(0.5)


def _nothing() -> None:
    pass


def serve_site(cloud: LocalCloud, stack: contextlib.ExitStack, kind: type[Site] = Site) -> Callable[[], None]:
    """Serve the site as long as the stack is open. Answers what has to be called about once a second: it says the link
    when the site is there, and how to go on when there will be none."""
    site = stack.enter_context(kind(api_url=cloud.api_url, port=cloud.site_port, log=cloud.logs / "site.log"))

    def say() -> None:
        if site.state == "served":
            cloud.publish_access(site_url=site.url)
            _open(_say_link(cloud, site_url=site.url))
        elif site.state == "failed":
            print(f"  site     could not be built, and all else works without it: {site.why_not()}", flush=True)
            _say_link(cloud, site_url=None)
        else:
            print(
                "  site     is being made, which takes a minute or two the first time; its link comes then", flush=True
            )

    say()

    def tend() -> None:
        if site.tend():
            say()

    return tend


def _say_link(cloud: LocalCloud, *, site_url: str | None) -> str:
    with StudioClient(cloud.api_url, cloud.api_key) as client:
        link = link_of_owner(client, cloud.api_url, site_url)
    print(f"  {'open    ' if site_url else 'sign in '} {link}   (once, for half an hour)", flush=True)
    return link


def _open(link: str) -> None:
    """Show the page, where somebody sits in front of a screen."""
    has_screen = sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if sys.stdout.isatty() and has_screen:
        webbrowser.open(link)


def say_where(cloud: LocalCloud) -> None:
    """Print how to reach a cloud that runs."""
    print(f"\n  API      {cloud.api_url}/api/v1   (documentation: {cloud.api_url}/api/v1/docs)")
    print(f"  API key  {cloud.api_key}")
    print(f"  logs     {cloud.logs}", flush=True)


def _sample_film(cloud: LocalCloud, target: Path) -> Film:
    """The sample's production, taken up where a former start left it."""
    with StudioClient(cloud.api_url, cloud.api_key) as client:
        for project in client.projects():
            if project["title"] != title_of(SAMPLE):
                continue
            for production in client.productions(project["id"]):
                if production["status"] == "succeeded":
                    return fetch(client, production["id"], target)
                if production["status"] == "running":
                    print("Going on with the sample film:", flush=True)
                    return follow(client, production["id"], target)
        print(f"Making the sample film from {SAMPLE.relative_to(ROOT)}:", flush=True)
        return make(client, SAMPLE, target)


COMMAND: Final = Command(
    description="Start everything on this machine, and make the sample film the first time.",
    arguments=arguments,
    run=run,
)
