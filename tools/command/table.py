"""Every command of `./studio`, in the order of its help. A command's module is loaded when it is called."""

from dataclasses import dataclass
from importlib import import_module
from typing import Final

from tools.interface import Command


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A command's name, its line in `./studio --help`, and the module whose `COMMAND` it is."""

    name: str
    help: str
    module: str

    def load(self) -> Command:
        return import_module(self.module).COMMAND


COMMANDS: Final = (
    Entry(
        name="up",
        help="start everything here; the first time, make the sample film",
        module="tools.command.up",
    ),
    Entry(
        name="sign-in",
        help="a link that signs you in to what runs here",
        module="tools.command.sign_in",
    ),
    Entry(
        name="audit-trail",
        help="check that nobody has changed who has done what in a studio",
        module="tools.command.audit_trail",
    ),
    Entry(
        name="drill",
        help="restores what is here into an empty place, and compares all of it",
        module="tools.command.drill",
    ),
    Entry(
        name="dev",
        help="start everything here, and start again what imports the code that is saved",
        module="tools.command.dev",
    ),
    Entry(
        name="logs",
        help="what every process here writes, in one place",
        module="tools.command.logs",
    ),
    Entry(
        name="material",
        help="fetch what films are made with beside code: voices",
        module="tools.command.material",
    ),
    Entry(
        name="film",
        help="make a film from a screenplay",
        module="tools.command.film",
    ),
    Entry(
        name="test",
        help="tests, types and style, whole or by tier",
        module="tools.command.test",
    ),
    Entry(
        name="images",
        help="build the container images, weigh them, and make a film in them",
        module="tools.command.images",
    ),
    Entry(
        name="fix",
        help="lay out the code, and make again what is made from something else",
        module="tools.command.fix",
    ),
    Entry(
        name="bench",
        help="benchmarks: render, api, program, web, voices, schedule (default: all)",
        module="tools.bench.command",
    ),
    Entry(
        name="load",
        help="the API under load: requests a second, times, memory, what streams cost",
        module="tools.bench.load.command",
    ),
    Entry(
        name="chaos",
        help="ends, stops and hangs what films are made with, and counts what it cost them",
        module="tools.bench.chaos.command",
    ),
    Entry(
        name="cost",
        help="what a stack costs a month, line by line",
        module="tools.reports.cost.command",
    ),
    Entry(
        name="preview",
        help="what a change to the program does, in words",
        module="tools.reports.preview.command",
    ),
    Entry(
        name="rehearse",
        help="what `pulumi up` would do, on the real Pulumi against stand-ins",
        module="tools.rehearsal.command",
    ),
    Entry(
        name="engine",
        help="a shell in which `pulumi` works against stand-ins",
        module="tools.rehearsal.shell",
    ),
    Entry(
        name="api-changes",
        help="what a change does to the API's clients",
        module="tools.reports.api_changes",
    ),
    Entry(
        name="diagram",
        help="a stack as a picture",
        module="tools.reports.diagram.command",
    ),
    Entry(
        name="simulate",
        help="a stack's workers under load, with the very policies that are deployed",
        module="tools.reports.simulate.command",
    ),
    Entry(
        name="quotas",
        help="whether the account may start a stack's GPU instances",
        module="tools.reports.quotas",
    ),
    Entry(
        name="drift",
        help="what changed in the cloud behind our back, from a refreshed preview",
        module="tools.reports.drift",
    ),
    Entry(
        name="recover",
        help="what an update that broke off had half made",
        module="tools.command.recover",
    ),
    Entry(
        name="expired-stacks",
        help="which pull-request stacks are to be removed",
        module="tools.reports.expired_stacks",
    ),
    Entry(
        name="mutate",
        help="plant mistakes in the program and see each one found",
        module="tools.verify.mutations.command",
    ),
    Entry(
        name="audit",
        help="hold a stack against Checkov",
        module="tools.verify.audit.command",
    ),
)
