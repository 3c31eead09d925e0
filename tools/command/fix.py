"""`./studio fix`: lays out the code and makes everything again that is made from something else."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools import environments
from tools.command import locks
from tools.environments import ENVIRONMENTS, ROOT
from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.program import stack_files


@dataclass(frozen=True, kw_only=True)
class Made:
    """Something that is made from something else: `stale` names the files that are not as they would be made."""

    name: str
    of: str
    stale: Callable[[], Sequence[Path]]
    make: Callable[[], None]


def texts_made(name: str, of: str, texts: Callable[[], Mapping[Path, str]]) -> Made:
    """Files whose whole texts are known."""

    def stale() -> list[Path]:
        return [path for path, text in texts().items() if not path.is_file() or path.read_text("utf-8") != text]

    def make() -> None:
        for path, text in texts().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    return Made(name=name, of=of, stale=stale, make=make)


# --- what there is to make ------------------------------------------------------------------------------------


def _ruff(*arguments: str) -> "subprocess.CompletedProcess[str]":
    environments.ensure("test")
    program = ENVIRONMENTS["test"].path / "bin" / "ruff"
    return subprocess.run([program, *arguments], cwd=ROOT, check=False, capture_output=True, text=True)


def _unlovely() -> list[Path]:
    """Files that are not laid out, or whose imports are not sorted."""
    layout = _ruff("format", "--check", ".").stdout.splitlines()
    names = [line.removeprefix("Would reformat: ") for line in layout if line.startswith("Would reformat: ")]
    names += _ruff("check", "--select", "I", "--quiet", "--output-format", "concise", ".").stdout.splitlines()
    return [ROOT / name for name in dict.fromkeys(name.partition(":")[0] for name in names if name)]


def _lay_out() -> None:
    _ruff("check", "--fix", "--quiet", ".")
    _ruff("format", "--quiet", ".")


def _openapi() -> Mapping[Path, str]:
    """What the API says of itself, asked of the code in the API's own environment."""
    environments.ensure("api")
    command = [ENVIRONMENTS["api"].python, "-P", "-m", "film_studio.openapi_document"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise StudioError(f"The API cannot describe itself:\n{done.stderr}", exit_code=FAILED)
    return {ROOT / "backend" / "openapi.json": done.stdout}


def _client() -> Mapping[Path, str]:
    """The types of the API's client, as the site's own generator makes them of the document."""
    from tools.local_cloud import site_build  # noqa: PLC0415 - only where the client is asked for

    with site_build.alone(), tempfile.TemporaryDirectory() as folder:
        site_build.install()
        made = Path(folder) / "schema.d.ts"
        site_build.write_client(made)
        return {site_build.FRONTEND / "src" / "api" / "schema.d.ts": made.read_text(encoding="utf-8")}


def _stacks() -> list[str]:
    return sorted(path.name.split(".")[1] for path in (ROOT / stack_files.OF_TESTS).glob("Pulumi.*.yaml"))


def _changed_goldens() -> list[Path]:
    from tools.program.stacks import registered  # noqa: PLC0415 - seconds of loading that most fixes do not need
    from tools.reports.preview import golden  # noqa: PLC0415

    with stack_files.of_tests():
        return [golden.folder_of(stack) for stack in _stacks() if golden.kept(stack) != golden.graph(registered(stack))]


def _write_goldens() -> None:
    from tools.program.stacks import registered  # noqa: PLC0415
    from tools.reports.preview import golden  # noqa: PLC0415

    with stack_files.of_tests():
        for stack in _stacks():
            golden.write(stack, registered(stack))


def _diagram() -> Mapping[Path, str]:
    from tools.program.stacks import registered  # noqa: PLC0415
    from tools.reports.diagram.architecture import architecture  # noqa: PLC0415
    from tools.reports.diagram.layout import draw  # noqa: PLC0415
    from tools.reports.diagram.picture import svg  # noqa: PLC0415

    with stack_files.of_tests():
        return {ROOT / "docs" / "production.svg": svg(draw(architecture(registered("production"))))}


def _undrawn() -> list[Path]:
    from tools.reports import house  # noqa: PLC0415

    return house.stale()


def _draw_house() -> None:
    from tools.reports import house  # noqa: PLC0415

    house.write()


def _unlisted() -> list[Path]:
    from tools.reports import third_party  # noqa: PLC0415

    return [] if third_party.is_current() else [third_party.DOCUMENT]


def _list_licences() -> None:
    from tools.reports import third_party  # noqa: PLC0415

    third_party.DOCUMENT.write_text(third_party.document(), encoding="utf-8")


#: Everything that is made, locks first: what comes after is made with what they install.
MADE: Final = (
    Made(name="locks", of="the groups of pyproject.toml", stale=locks.stale, make=locks.compile_stale),
    Made(name="licences", of="the locks", stale=_unlisted, make=_list_licences),
    Made(name="style", of="the rules of pyproject.toml", stale=_unlovely, make=_lay_out),
    Made(name="house", of="the imports of the code", stale=_undrawn, make=_draw_house),
    texts_made("openapi", "the API's routes", _openapi),
    texts_made("client", "backend/openapi.json", _client),
    Made(name="goldens", of="what the stacks register", stale=_changed_goldens, make=_write_goldens),
    texts_made("diagram", "what the stack production registers", _diagram),
)


# --- the command ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class StaleReport:
    """What is not as it would be made: each kind with its files."""

    stale: Mapping[str, Sequence[Path]]

    @property
    def exit_code(self) -> int:
        return FAILED if self.stale else DONE

    def text(self) -> str:
        if not self.stale:
            return "Nothing is stale."
        kinds = {made.name: made for made in MADE}
        return "\n".join(
            f"{path.relative_to(ROOT)} is stale; it is made from {kinds[name].of}. Run ./studio fix {name}."
            for name, paths in self.stale.items()
            for path in paths
        )

    def document(self) -> dict[str, Any]:
        return {name: [str(path.relative_to(ROOT)) for path in paths] for name, paths in self.stale.items()}


def run(options: argparse.Namespace) -> int | StaleReport:
    chosen = [made for made in MADE if not options.names or made.name in options.names]
    if options.check:
        found = {made.name: made.stale() for made in chosen}
        return StaleReport(stale={name: paths for name, paths in found.items() if paths})
    for made in chosen:
        paths = made.stale()
        if paths:
            made.make()
            names = ", ".join(str(path.relative_to(ROOT)) for path in paths[:5])
            more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
            print(f"{made.name}: made {names}{more} again", file=sys.stderr, flush=True)
    return DONE


def _known(name: str) -> str:
    names = [made.name for made in MADE]
    if name not in names:
        raise argparse.ArgumentTypeError(f"{name!r} is not made from anything; there are {', '.join(names)}")
    return name


def arguments(parser: argparse.ArgumentParser) -> None:
    names = [made.name for made in MADE]
    parser.add_argument("names", nargs="*", type=_known, metavar="NAME", help=f"{', '.join(names)} (default: all)")
    parser.add_argument("--check", action="store_true", help="change nothing; say what is stale, and what mends it")


COMMAND: Final = Command(
    description="Lay out the code, and make everything again that is made from something else.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "with --check: something is stale"},
)
