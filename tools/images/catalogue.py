"""The images that stacks run, and what each may weigh."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from tools.environments import ROOT

#: Everything in an image is of this day: seconds since 1970. Code of another day would make every layer another.
EPOCH: Final = 86_400
_FROM: Final = re.compile(r"^FROM (\S+@sha256:[0-9a-f]{64})", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Image:
    """An image. `limits`: MB that it may weigh on its base, by `contents.PARTS` added up, as ("packages", "code").

    `environment` stands for it on a laptop, and has the same lock.
    """

    name: str
    room: str
    environment: str
    limits: Mapping[tuple[str, ...], int]
    target: str | None = None

    @property
    def reference(self) -> str:
        return f"localhost/film-studio/{self.name}"

    @property
    def dockerfile(self) -> Path:
        return ROOT / self.room / "Dockerfile"

    @cached_property
    def base(self) -> str:
        """What it stands on, by digest."""
        (base,) = set(_FROM.findall(self.dockerfile.read_text(encoding="utf-8")))
        return base


_WORKER: Final = {("packages", "code"): 450, ("packages", "code", "material"): 650}

#: Name → image.
IMAGES: Final[Mapping[str, Image]] = {
    image.name: image
    for image in (
        Image(name="api", room="backend", environment="api", limits={("packages",): 115}),
        Image(name="worker", room="workers", environment="worker", limits=_WORKER, target="cpu"),
        # CUDA's libraries come with the lock of a renderer that needs them; without one it weighs what the other does.
        Image(name="worker-gpu", room="workers", environment="worker", limits=_WORKER, target="gpu"),
    )
}
