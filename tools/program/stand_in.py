"""A renderer that needs a GPU, for tools that show the GPU groups at work while no renderer of ours needs them."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from tools.program.evaluate import Evaluation, evaluate_stack

NAME: Final = "stand-in"
#: It fits the smallest class, and with it the one that costs least.
VIDEO_MEMORY_GIB: Final = 20


def evaluate(
    stack: str, *, video_memory_gib: int = VIDEO_MEMORY_GIB, overrides: Mapping[str, str] | None = None
) -> Evaluation:
    """A stack as it would be if the stand-in rendered its shots. Raises what the evaluation raises."""

    def offer() -> None:  # in the modules of this evaluation alone
        table: Any = import_module("contracts.renderers")
        renderer = table.Renderer(
            name=NAME, kinds=("shot",), version=1, queue="video", video_memory_gib=video_memory_gib
        )
        table.RENDERERS = {**table.RENDERERS, NAME: renderer}

    chosen = {"film-studio:videoRenderer": NAME, **(overrides or {})}
    return evaluate_stack(stack, overrides=chosen, prepare=offer)
