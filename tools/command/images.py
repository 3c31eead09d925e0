"""`./studio images`: the images built here, weighed, built twice to see the same bytes, and run to make a film."""

import argparse
import contextlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tools import environments
from tools.command.production import make, measures
from tools.command.session import ended_in_order, while_tending
from tools.environments import ENVIRONMENTS, ROOT
from tools.errors import FAILED, StudioError
from tools.images import base, registries
from tools.images.bill import bill
from tools.images.buildah import Buildah
from tools.images.builders import Build, Builder, Docker, docker_answers
from tools.images.catalogue import IMAGES, Image
from tools.images.contents import differences
from tools.images.report import Built, ImagesReport, built
from tools.interface import Command
from tools.local_cloud.client import StudioClient
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.postgres import temporary_state
from tools.local_cloud.services import Task

#: The exit code where this machine cannot build images.
SKIPPED: Final = 77
_HOME: Final = ROOT / ".studio" / "images"
_SAMPLE: Final = ROOT / "samples" / "the-last-ferry.fountain"
_HEADING: Final = re.compile(r"^(?:INT|EXT)\.", re.MULTILINE)
#: Run in an image: it ends with an error unless it is confined as ECS confines it.
_CONFINED: Final = """
import os, pathlib
assert os.getuid() == 10001, f"it runs as {os.getuid()}"
for place in ("/", "/app", "/venv", "/etc"):
    try:
        pathlib.Path(place, "written").touch()
    except OSError as error:
        assert error.errno == 30, f"{place} is not read-only: {error}"
    else:
        raise AssertionError(f"{place} can be written")
pathlib.Path("/tmp/written").touch()
"""
_BUILDERS: Final = ("docker", "buildah")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", nargs="*", metavar="IMAGE", help=f"{', '.join(IMAGES)}; default: api and worker")
    parser.add_argument(
        "--base", action="store_true", help="stand on a Debian made here: where base images cannot be pulled"
    )
    parser.add_argument("--twice", action="store_true", help="build again from nothing, and say which files differ")
    parser.add_argument("--try", action="store_true", dest="tried", help="run them until they have made a short film")
    parser.add_argument("--bill", type=Path, metavar="DIR", help="write what each is made of there, as CycloneDX JSON")
    parser.add_argument("--builder", choices=_BUILDERS, help="default: Docker where its daemon answers, else buildah")
    parser.add_argument("--home", type=Path, default=_HOME, metavar="DIR", help="where bases and buildah's images lie")


def run(options: argparse.Namespace) -> "int | ImagesReport":
    chosen = _chosen(options.image, tried=options.tried)
    builder = _builder(options.builder, options.home)
    if builder is None:
        print(
            "skipped: images are built by Docker, whose daemon does not answer, or by buildah, which is not here "
            "(on Debian: apt install buildah).",
            file=sys.stderr,
        )
        return SKIPPED
    options.home.mkdir(parents=True, exist_ok=True)
    notes: list[str] = []
    with ended_in_order(), tempfile.TemporaryDirectory() as scratch:
        environments.ensure("uv")
        secrets = registries.secrets(Path(scratch), (str(ENVIRONMENTS["uv"].python), "-m", "pip"))
        contexts: Mapping[str, str] = {}
        if options.base:
            contexts = base.stand_in(builder, chosen[0], options.home)
            notes.append(base.NOTE)
        build = Build(secrets=secrets, arguments=registries.proxies(), contexts=contexts)
        images = [_built(builder, image, build, twice=options.twice, bills=options.bill) for image in chosen]
        film = _film(builder, chosen, Path(scratch)) if options.tried else ""
    return ImagesReport(builder=builder.name, images=images, notes=notes, film=film)


def _chosen(names: Sequence[str], *, tried: bool) -> list[Image]:
    """Raises `StudioError` for a name of no image, and where those that make a film are not among them."""
    if unknown := [name for name in names if name not in IMAGES]:
        raise StudioError(f"There is no image {unknown[0]}: they are {', '.join(IMAGES)}.")
    chosen = [IMAGES[name] for name in dict.fromkeys(names or ("api", "worker"))]
    if tried and {image.environment for image in chosen} != {"api", "worker"}:
        raise StudioError("A film is made by the API and a worker: --try wants both images.")
    return chosen


def _builder(name: str | None, home: Path) -> Builder | None:
    """The builder that was asked for, or one that works here; None where it does not."""
    if name != "buildah" and docker_answers():
        return Docker()
    return Buildah(home) if name != "docker" and shutil.which("buildah") else None


def _built(builder: Builder, image: Image, build: Build, *, twice: bool, bills: Path | None) -> Built:
    print(f"Building {image.name}", file=sys.stderr, flush=True)
    digest = _build(builder, image, build)
    contents = builder.contents(image.reference)
    if bills is not None:
        bills.mkdir(parents=True, exist_ok=True)
        text = json.dumps(bill(image, digest, contents), indent=1)
        (bills / f"{image.name}.cdx.json").write_text(text, encoding="utf-8")
    if not twice:
        return built(image, digest, contents)
    print(f"Building {image.name} again, from nothing", file=sys.stderr, flush=True)
    again = _build(builder, image, build.anew())
    different = differences(contents, builder.contents(image.reference), times=builder.sets_times)
    if builder.sets_times and digest != again and not different:
        different = [f"the image itself: {digest} and {again}"]
    return built(image, digest, contents, different)


def _build(builder: Builder, image: Image, build: Build) -> str:
    try:
        return builder.build(image, build)
    except StudioError as error:
        if build.contexts:
            raise
        hint = "Where its base image cannot be pulled, --base makes one that stands for it."
        raise StudioError(f"{image.name} could not be built. {hint}\n{error}", exit_code=FAILED) from error


def first_scene(screenplay: str) -> str:
    """A screenplay up to its second scene."""
    headings = [found.start() for found in _HEADING.finditer(screenplay)]
    return screenplay[: headings[1]] if len(headings) > 1 else screenplay


def _film(builder: Builder, images: Sequence[Image], scratch: Path) -> str:
    """Run the laptop's cloud in the images, and make the first scene of the sample there. Raises `StudioError`."""
    script, target = scratch / "first-scene.fountain", scratch / "first-scene.mp4"
    script.write_text(first_scene(_SAMPLE.read_text(encoding="utf-8")), encoding="utf-8")
    run_as = {image.environment: image for image in reversed(images)}
    with contextlib.ExitStack() as stack:
        containers = {
            environment: stack.enter_context(builder.opened(image.reference, scratch / image.name))
            for environment, image in run_as.items()
        }
        for environment, container in containers.items():
            confined = Task(
                name=f"{environment}-confined",
                command=("python", "-c", _CONFINED),
                python=ENVIRONMENTS[environment].python,
                environment={},
                container=container,
            )
            confined.run({}, scratch / f"{environment}.log")
        state = stack.enter_context(temporary_state())
        cloud = stack.enter_context(LocalCloud(state, say=_silent, containers=containers))
        client = stack.enter_context(StudioClient(cloud.api_url, cloud.api_key))
        made = while_tending(cloud, lambda: make(client, script, target))
    return f"A film came out of them, each as its own user with a root that cannot be written:\n{measures(made)}"


def _silent(_: str) -> None:
    """What the cloud is made of is the same as for `./studio film`."""


def main(words: Sequence[str]) -> int:
    """`./studio test images`: everything that can be held of them. Raises `StudioError`."""
    parser = argparse.ArgumentParser(prog="./studio test images")
    arguments(parser)
    answer = run(parser.parse_args(["--twice", "--try", *words]))
    if isinstance(answer, int):
        return answer
    print(answer.text())
    return answer.exit_code


COMMAND: Final = Command(
    description="Build the container images, weigh them, and see that they work: with Docker, or with buildah.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={
        FAILED: "a build failed, an image is too heavy, two builds differ, or no film came out",
        SKIPPED: "skipped: neither Docker nor buildah is here",
    },
)
