"""`./studio dev`: everything on this machine, and started again whenever its code is saved."""

import argparse
import contextlib
import time
from pathlib import Path
from typing import Final

from tools import environments
from tools.command.session import add_state, ended_in_order
from tools.command.up import say_where, serve_site
from tools.environments import ENVIRONMENTS, ROOT
from tools.errors import StudioError
from tools.interface import Command
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.reload import Reloaded, Reloader, Saves
from tools.local_cloud.services import Debugger
from tools.local_cloud.site import SiteInDevelopment

#: Word in a service's name → the folders whose saves start it again.
CODE: Final = {
    "api": ("backend", "contracts", "runtime"),
    "worker": ("workers", "contracts", "runtime"),
}
#: What the program is made of: a save there changes what runs, which takes a new start of the command.
PROGRAM: Final = ("components", "__main__.py", "Pulumi.local.yaml")
_PORT: Final = 5678
_LOOKS_A_SECOND: Final = 8


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="port of the API (default: a free one, the same as last time)")
    parser.add_argument("--debug", choices=tuple(CODE), help="run it once, and under a debugger that an editor reaches")
    parser.add_argument("--debug-port", type=int, default=_PORT, metavar="PORT", help=f"default: {_PORT}")
    add_state(parser)


def run(options: argparse.Namespace) -> int:
    debugger = None if options.debug is None else _debugger(options.debug, options.debug_port)
    with (
        ended_in_order(),
        LocalCloud(options.state, api_port=options.port, debugger=debugger, has_site=True) as cloud,
        contextlib.ExitStack() as stack,
    ):
        say_where(cloud)
        tend_site = serve_site(cloud, stack, SiteInDevelopment)
        if debugger is not None:
            print(f"  debugger 127.0.0.1:{debugger.port} ({debugger.word})")
        print("\nA save starts again what imports it. ./studio logs --follow shows what they write. Ctrl-C ends it.")
        reloader = Reloader(_reloaded(cloud), say=_say, before=lambda saved: _migrate(cloud, saved))
        program = Saves([ROOT / name for name in PROGRAM])
        while True:
            reloader.step()
            cloud.tend()
            tend_site()
            if changed := program.since():
                names = ", ".join(sorted(str(path.relative_to(ROOT)) for path in changed))
                _say(f"{names}: the program changed. End this with Ctrl-C and start it again to see it.")
            time.sleep(1 / _LOOKS_A_SECOND)


def _debugger(word: str, port: int) -> Debugger:
    environments.ensure("test")
    test = ENVIRONMENTS["test"]
    if not any((test.path / "lib").glob("python3*/site-packages/debugpy")):
        raise StudioError("debugpy is not in the environment of the tests; start ./studio dev without --debug.")
    return Debugger(word=word, port=port, python=test.python)


def _reloaded(cloud: LocalCloud) -> list[Reloaded]:
    return [
        Reloaded(
            service=service,
            folders=[ROOT / folder for folder in folders],
            is_ready=cloud.api_is_ready if word == "api" else None,
            # Somebody waits for the API; a worker hands its message back, or its job would rest a while.
            stop_seconds=0.3 if word == "api" else 2.0,
        )
        for word, folders in CODE.items()
        for service in cloud.services
        if word in service.task.name
    ]


def _migrate(cloud: LocalCloud, saved: set[Path]) -> None:
    """A migration that is new or changed runs before the API meets its tables."""
    if any("migrations" in path.parts and path.suffix == ".py" for path in saved):
        cloud.migrate()


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


COMMAND: Final = Command(
    description="Start everything on this machine, and start again what imports the code that is saved.",
    arguments=arguments,
    run=run,
)
