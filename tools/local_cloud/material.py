"""The studio's material on a laptop: made by this machine's clients, before anybody needs it."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tools import environments
from tools.environments import ENVIRONMENTS
from tools.local_cloud.site_build import node_environment
from tools.material import make, orchestra
from tools.material.clients import Clients, npm_in


def ensure(say: Callable[[str], None] = print) -> Path:
    """The material's folder. Raises `StudioError` where it cannot be made."""
    return make.ensure(_clients, makers=_makers(), say=say)


def begun(say: Callable[[str], None]) -> Future[Path]:
    """`ensure`, beside whatever else is done meanwhile: it waits for registries most of the time."""
    threads = ThreadPoolExecutor(1, "material")
    future = threads.submit(ensure, say)
    threads.shutdown(wait=False)
    return future


def _makers() -> Mapping[str, make.Maker]:
    """Recordings are decoded in an environment of their own: the commands' own has no decoder."""
    return {**make.MAKERS, "orchestra": partial(orchestra.make, python=ENVIRONMENTS["decoding"].python)}


def _clients() -> Clients:
    """pip of the environment that has one, npm of the site's Node."""
    environments.ensure("uv", "web", "decoding")
    packages = next((ENVIRONMENTS["web"].path / "lib").glob("python3*/site-packages"))
    return Clients(
        pip=(str(ENVIRONMENTS["uv"].python), "-m", "pip"), npm=npm_in(packages), environment=node_environment()
    )
