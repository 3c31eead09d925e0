"""What builds images and runs them here: Docker where its daemon answers, else buildah with runc."""

import itertools
import os
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, Final

from tools.environments import ROOT
from tools.errors import FAILED, StudioError
from tools.images.catalogue import Image
from tools.images.contents import Contents, read
from tools.local_cloud.services import Container

#: Of a build, what its last words are.
_LINES: Final = 25
_ASKED: Final = ("docker", "version")


@dataclass(frozen=True, kw_only=True)
class Build:
    """What a build is given beside the repository. `contexts` stand for a base image or a stage of the Dockerfile."""

    secrets: Mapping[str, Path] = field(default_factory=dict[str, Path])
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    contexts: Mapping[str, str] = field(default_factory=dict[str, str])
    fresh: bool = False
    """Whether nothing of an earlier build may be used again."""

    def anew(self) -> "Build":
        return replace(self, fresh=True)

    def options(self, image: Image) -> list[str]:
        """As Docker and buildah both take them."""
        words = ["--file", str(image.dockerfile), "--tag", image.reference]
        words += ["--target", image.target] if image.target else []
        for flag, given in (("--build-arg", self.arguments), ("--build-context", self.contexts)):
            words += [word for name, value in given.items() for word in (flag, f"{name}={value}")]
        words += [word for name, path in self.secrets.items() for word in ("--secret", f"id={name},src={path}")]
        return [*words, "--no-cache"] if self.fresh else words


class Builder(ABC):
    """Builds images of the catalogue and runs them as ECS does: as their user, with a root that cannot be written."""

    name: ClassVar[str]
    #: How an image of this builder's own is named where it stands for a base image.
    scheme: ClassVar[str]
    #: Whether it gives every file the same day.
    sets_times: ClassVar[bool]

    @abstractmethod
    def build(self, image: Image, build: Build) -> str:
        """Build it and give its digest. Raises `StudioError` with the build's last words."""

    @abstractmethod
    def make_base(self, reference: str, folder: Path) -> None:
        """An image of a folder with a Dockerfile that needs no registry."""

    @abstractmethod
    def contents(self, reference: str) -> Contents: ...

    @abstractmethod
    def opened(self, reference: str, scratch: Path) -> AbstractContextManager[Container]:
        """How tasks start in an image, for as long as the `with` lasts; `scratch` is a folder for that time."""


class Docker(Builder):
    """The daemon of this machine. Files keep the days on which the build made them."""

    name = "Docker"
    scheme = "docker-image"
    sets_times = False
    _numbers = itertools.count()

    def build(self, image: Image, build: Build) -> str:
        run(["docker", "build", *build.options(image), str(ROOT)])
        return said(["docker", "image", "inspect", "--format", "{{.Id}}", image.reference])

    def make_base(self, reference: str, folder: Path) -> None:
        run(["docker", "build", "--tag", reference, str(folder)])

    def contents(self, reference: str) -> Contents:
        container = said(["docker", "create", reference])
        try:
            return of_export(["docker", "export", container])
        finally:
            said(["docker", "rm", container])

    @contextmanager
    def opened(self, reference: str, scratch: Path) -> Generator[Container]:  # noqa: ARG002 - Docker keeps its own
        def command(name: str, words: Sequence[str], variables: Mapping[str, str]) -> list[str]:
            # Values come from the environment that it is started with: a command line can be read by everybody.
            given = [word for variable in variables for word in ("--env", variable)]
            called = f"film-studio-{os.getpid()}-{next(self._numbers)}-{name}"
            return [
                "docker", "run", "--rm", "--name", called, "--network", "host", "--read-only",
                "--tmpfs", "/tmp:rw,nosuid,nodev,mode=1777",  # noqa: S108 - inside the container
                "--cap-drop", "ALL", "--security-opt", "no-new-privileges", *given, reference, *words,
            ]  # fmt: skip

        yield command


def of_export(command: Sequence[str]) -> Contents:
    """The contents of the archive that a command writes. Raises `StudioError`."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        found = read(process.stdout)
        # An archive ends with padding, which nobody has read yet.
        while process.stdout.read(1 << 20):
            pass
    if process.returncode != 0:
        raise StudioError(f"`{' '.join(command)}` ended with {process.returncode}", exit_code=FAILED)
    return found


def run(command: Sequence[str]) -> None:
    """Run a build; what it says is shown as it comes on a terminal, and at its end where it fails."""
    shown = sys.stderr.isatty()
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        last = "" if shown else "\n" + "\n".join(done.stdout.splitlines()[-_LINES:])
        raise StudioError(f"`{' '.join(command[:4])} …` ended with {done.returncode}{last}", exit_code=FAILED)


def said(command: Sequence[str]) -> str:
    """What a command prints. Raises `StudioError` with its last words."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise StudioError(f"`{' '.join(command)}` failed:\n{done.stderr.strip()}", exit_code=FAILED)
    return done.stdout.strip()


def docker_answers() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(_ASKED, check=False, capture_output=True).returncode == 0
