"""The studio's material on a laptop: made by this machine's clients, before anybody needs it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tools import environments
from tools.environments import ENVIRONMENTS
from tools.local_cloud.site_build import node_environment
from tools.material import make
from tools.material.clients import Clients, npm_in


def ensure(say: Callable[[str], None] = print) -> Path:
    """The material's folder. Raises `StudioError` where it cannot be made."""
    return make.ensure(_clients, say=say)


def begun(say: Callable[[str], None]) -> Future[Path]:
    """`ensure`, beside whatever else is done meanwhile: it waits for registries most of the time."""
    threads = ThreadPoolExecutor(1, "material")
    future = threads.submit(ensure, say)
    threads.shutdown(wait=False)
    return future


def _clients() -> Clients:
    """pip of the environment that has one, npm of the site's Node."""
    environments.ensure("uv", "web")
    packages = next((ENVIRONMENTS["web"].path / "lib").glob("python3*/site-packages"))
    return Clients(
        pip=(str(ENVIRONMENTS["uv"].python), "-m", "pip"), npm=npm_in(packages), environment=node_environment()
    )
