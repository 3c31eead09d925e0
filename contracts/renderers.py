"""Every renderer: which kinds of job it does, its version, its queue, and what it needs to run.

Stack settings choose from this table, the API stamps recipes from it, and workers carry what it lists. A GPU renderer
arrives here first; chosen, it moves its queue to the GPU groups of the smallest class in which it fits.

Standard library only: the infrastructure program imports it, and its evaluation has to stay fast.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from contracts.queues import QueueName

Kind = Literal[
    "line",
    "shot",
    "score",
    "effects",
    "assembly",
    "contact_sheet",
    "screenplay",
    "schedule",
    "plates",
    "casting_sheet",
    "document",
]
#: Half a minute for a minute of film, speech, score, effects, mix and assembly included: the measurement beside
#: `cpu_seconds_a_finished_minute` in components/base/prices.json.
_CPU_SECONDS_A_FRAME: Final = 30 / (60 * 24)


@dataclass(frozen=True, kw_only=True)
class Renderer:
    """Something that does jobs. Where its output changes, its version goes up: what an earlier one made is then left
    alone."""

    name: str
    kinds: tuple[Kind, ...]
    version: int
    queue: QueueName
    video_memory_gib: int = 0
    """What it takes on a GPU: weights and work together; 0 for one that a CPU runs."""
    seconds_a_frame: float = _CPU_SECONDS_A_FRAME
    """Seconds of one worker for each frame of the film, or of work that a job's weight says is as much: what a start is
    said to take until workers have measured it."""

    @property
    def needs_gpu(self) -> bool:
        return self.video_memory_gib > 0

    @property
    def stamp(self) -> str:
        """As a recipe names it: animatic/1."""
        return f"{self.name}/{self.version}"


def _by_name(*renderers: Renderer) -> Mapping[str, Renderer]:
    return {renderer.name: renderer for renderer in renderers}


RENDERERS: Final = _by_name(
    Renderer(name="animatic", kinds=("shot",), version=7, queue="video"),
    Renderer(name="formant", kinds=("line",), version=3, queue="voice"),
    Renderer(name="kokoro", kinds=("line",), version=3, queue="voice"),
    Renderer(name="score", kinds=("score",), version=3, queue="jobs"),
    Renderer(name="orchestra", kinds=("score",), version=2, queue="jobs"),
    Renderer(name="effects", kinds=("effects",), version=2, queue="jobs"),
    Renderer(name="assembly", kinds=("assembly",), version=5, queue="jobs"),
    Renderer(name="cp_sat", kinds=("schedule",), version=2, queue="jobs"),
    Renderer(name="plates", kinds=("plates",), version=1, queue="jobs"),
    Renderer(name="typst", kinds=("contact_sheet", "screenplay", "casting_sheet", "document"), version=2, queue="jobs"),
)


def stamped_name(stamp: str) -> str:
    """The name of the renderer that a recipe's stamp names."""
    return stamp.partition("/")[0]
