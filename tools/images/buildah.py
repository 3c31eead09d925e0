"""Images without a daemon: buildah builds them in a chroot, runc runs what is in them."""

import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tools.environments import ROOT
from tools.errors import StudioError
from tools.images.builders import Build, Builder, of_export, run, said
from tools.images.catalogue import EPOCH, Image
from tools.images.contents import Contents
from tools.local_cloud.services import Container

#: A process of a container gets what ECS gives: its own processes and mounts. The network is this machine's, where the
#: emulator and PostgreSQL are.
_NAMESPACES: Final = ("pid", "mount", "ipc", "uts")
_READ_ONLY: Final = ("nosuid", "noexec", "nodev", "ro")


class Buildah(Builder):
    """Its images lie in `home`, apart from those of whoever uses buildah here."""

    name = "buildah"
    scheme = "container-image"
    sets_times = True

    def __init__(self, home: Path) -> None:
        self._home = home / "storage"
        self._numbers = itertools.count()
        self._driver = ""

    def build(self, image: Image, build: Build) -> str:
        ignored = f"{image.dockerfile}.dockerignore"
        run(self._build(*build.options(image), "--layers", "--ignorefile", ignored, str(ROOT)))
        return str(self._inspected(image.reference)["FromImageDigest"])

    def make_base(self, reference: str, folder: Path) -> None:
        run(self._build("--tag", reference, str(folder)))

    def contents(self, reference: str) -> Contents:
        with self._mounted(reference) as root:
            return of_export(["tar", "--create", "--numeric-owner", "--sort=name", "--directory", str(root), "."])

    @contextmanager
    def opened(self, reference: str, scratch: Path) -> Generator[Container]:
        if os.geteuid() != 0:
            raise StudioError("Without Docker, images are run as root, who may become their user.")
        if shutil.which("runc") is None:
            raise StudioError("Without Docker, images are run with runc: on Debian, apt install runc.")
        settings: dict[str, Any] = self._inspected(reference)["OCIv1"]["config"]
        with self._mounted(reference) as root:

            def command(name: str, words: Sequence[str], variables: Mapping[str, str]) -> list[str]:
                called = f"film-studio-{os.getpid()}-{next(self._numbers)}-{name}"
                bundle = scratch / called
                bundle.mkdir(parents=True)
                configuration = bundle / "config.json"
                configuration.touch(mode=0o600)
                configuration.write_text(json.dumps(container_of(root, settings, words, variables)), encoding="utf-8")
                return ["runc", "--root", str(scratch / "runc"), "run", "--bundle", str(bundle), called]

            yield command

    def _build(self, *words: str) -> list[str]:
        # Docker's format holds the number of the container that the build ran in, another each time. The OCI's has no
        # health check, which is for whoever runs an image of Docker's by hand.
        return self._buildah("build", "--isolation", "chroot", "--format", "oci", "--timestamp", str(EPOCH), *words)

    def _inspected(self, reference: str) -> dict[str, Any]:
        return json.loads(said(self._buildah("inspect", "--type", "image", reference)))

    @contextmanager
    def _mounted(self, reference: str) -> Generator[Path]:
        container = said(self._buildah("from", "--pull-never", reference))
        try:
            yield Path(said(self._buildah("mount", container)))
        finally:
            said(self._buildah("rm", container))

    def _buildah(self, *words: str) -> list[str]:
        self._driver = self._driver or self._works()
        return [*self._with(self._driver), *words]

    def _with(self, driver: str) -> list[str]:
        places = ("--root", str(self._home / "images"), "--runroot", str(self._home / "run"))
        return ["buildah", *places, "--storage-driver", driver]

    def _works(self) -> str:
        """The storage that works here: layers over one another, else copies of them, which take time and room."""
        tried = subprocess.run([*self._with("overlay"), "info"], check=False, capture_output=True)
        return "overlay" if tried.returncode == 0 else "vfs"


def container_of(
    root: Path, settings: Mapping[str, Any], words: Sequence[str], variables: Mapping[str, str]
) -> dict[str, Any]:
    """A container by the OCI's runtime specification: the image's user, no rights, a root that cannot be written."""
    user, group = _user(root, str(settings["User"]))
    own = dict(entry.split("=", 1) for entry in settings.get("Env", ()))
    return {
        "ociVersion": "1.0.2",
        "process": {
            "terminal": False,
            "user": {"uid": user, "gid": group},
            "args": list(words),
            "env": [f"{name}={value}" for name, value in {**own, **variables}.items()],
            "cwd": settings.get("WorkingDir") or "/",
            "noNewPrivileges": True,
        },
        "root": {"path": str(root), "readonly": True},
        "mounts": [
            _mount("/proc", "proc"),
            _mount("/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            _mount("/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),  # noqa: S108
            _mount("/sys", "none", "rbind", *_READ_ONLY, source="/sys"),
            *(_mount(volume, "tmpfs", "nosuid", "nodev", "mode=1777") for volume in settings.get("Volumes") or ()),
        ],
        "linux": {"namespaces": [{"type": each} for each in _NAMESPACES]},
    }


def _mount(place: str, kind: str, *options: str, source: str = "") -> dict[str, Any]:
    return {"destination": place, "type": kind, "source": source or kind, "options": list(options)}


def _user(root: Path, name: str) -> tuple[int, int]:
    """Of an account of the image, by its number or its name: its number and its group's. Raises `StudioError`."""
    for line in (root / "etc" / "passwd").read_text(encoding="utf-8").splitlines():
        called, _, user, group, *_ = line.split(":")
        if name in {called, user}:
            return int(user), int(group)
    raise StudioError(f"The image runs as {name}, which is not an account of it.")
