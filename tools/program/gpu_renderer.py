"""A renderer that needs a GPU, offered to an evaluation: shows the GPU groups at work while none of ours needs one."""

from collections.abc import Mapping
from typing import Final

from contracts.renderers import RENDERERS, Renderer
from tools.program.evaluate import Evaluation, evaluate_stack

#: It fits the smallest class, and with it the one that costs least.
STAND_IN: Final = Renderer(name="stand-in", kinds=("shot",), version=1, queue="video", video_memory_gib=20)


def evaluate_with(
    stack: str, renderer: Renderer = STAND_IN, *, overrides: Mapping[str, str] | None = None
) -> Evaluation:
    """A stack as it would be if this renderer were on offer and rendered its shots. Raises what the evaluation does."""
    chosen = {"film-studio:videoRenderer": renderer.name, **(overrides or {})}
    return evaluate_stack(stack, overrides=chosen, renderers={**RENDERERS, renderer.name: renderer})
