"""Watches the build and the push of an image, for which Pulumi waits without an end.

With Docker Engine 29 the push of an image that is there already can stand still (pulumi/pulumi-docker#1789). The
provider cannot be given a limit, and a token for its login may not be an input, so this says what is known before the
build, and, once it takes too long, what to do: the update is then called failed, whenever it ends.
"""

import asyncio
import subprocess
from collections.abc import Callable

import pulumi

from components.base.hook_thread import in_hook_thread

#: The worker's image, built from nothing on a slow line, takes ten.
OVERDUE_MINUTES = 30
#: Versions of Docker Engine whose push can stand still.
_HANGING = "29"
_ASK_SECONDS = 10


def engine_version() -> str:
    """The version of the Docker Engine that builds; empty where it does not say, which the build itself explains."""
    try:
        asked = subprocess.run(
            ["docker", "version", "--format", "{{.Server.Version}}"],  # noqa: S607 - the operator's own Docker
            capture_output=True,
            text=True,
            timeout=_ASK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


class BuildWatch:
    """Of one image. Its hooks go around whatever builds it."""

    def __init__(
        self,
        image: str,
        *,
        minutes: float = OVERDUE_MINUTES,
        ask: Callable[[], str] = engine_version,
        warn: Callable[[str], object] = pulumi.log.warn,
        fail: Callable[[str], object] = pulumi.log.error,
    ) -> None:
        self._image = image
        self._minutes = minutes
        self._ask = ask
        self._warn = warn
        self._fail = fail
        self._overdue: asyncio.TimerHandle | None = None

    async def begins(self, _: pulumi.ResourceHookArgs) -> None:
        version = await in_hook_thread(self._ask)
        if version.split(".")[0] == _HANGING:
            self._warn(
                f"Docker Engine {version} builds the image {self._image}: its push can stand still "
                "(pulumi/pulumi-docker#1789). Docker Engine 28 pushes it."
            )
        self._overdue = asyncio.get_running_loop().call_later(60 * self._minutes, self._say_overdue, version)

    async def ended(self, _: pulumi.ResourceHookArgs) -> None:
        if self._overdue is not None:
            self._overdue.cancel()

    def _say_overdue(self, version: str) -> None:
        self._fail(
            f"The image {self._image} has been building and pushing for {self._minutes:g} minutes"
            f"{f' with Docker Engine {version}' if version else ''}. Where nothing moves, break off (Ctrl-C twice), "
            "run `docker builder prune` or use Docker Engine 28, then `./studio recover STACK --cancel`, and bring it "
            "up again: what exists is kept."
        )

    def hooks(self) -> pulumi.ResourceHookBinding:
        """For the options of the resource that builds."""
        begins = [pulumi.ResourceHook(f"{self._image}-build-begins", self.begins)]
        ended = [pulumi.ResourceHook(f"{self._image}-build-ended", self.ended)]
        return pulumi.ResourceHookBinding(
            before_create=begins, before_update=begins, after_create=ended, after_update=ended
        )
