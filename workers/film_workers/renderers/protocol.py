"""What a renderer is to the worker: a name of the table of renderers, and a function that makes a job's files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar, runtime_checkable

from contracts.recipes.base import RecipeBase, ResultBase
from contracts.recipes.schedule import FoundOrder
from film_workers.store import Inputs

#: Told how much of a job is done, 0 to 1. What it raises ends the job: nobody but the consumer handles it.
Progress = Callable[[float], None]


@runtime_checkable
class TellsFound(Protocol):
    """A progress callback that also takes the best so far of a job that looks for one."""

    def tell(self, found: FoundOrder) -> None: ...


RecipeT_contra = TypeVar("RecipeT_contra", bound=RecipeBase, contravariant=True)
ResultT_co = TypeVar("ResultT_co", bound=ResultBase, covariant=True)


class Render(Protocol[RecipeT_contra, ResultT_co]):
    """Makes the files of a recipe's kind (`contracts.recipes.KINDS`) in `scratch` and says what was made.

    Equal recipes give equal bytes on one kind of CPU. Raises `RefusedError` for what cannot succeed however often it is
    tried, and whatever `progress` raises.
    """

    def __call__(self, recipe: RecipeT_contra, inputs: Inputs, scratch: Path, progress: Progress, /) -> ResultT_co: ...


@dataclass(frozen=True, kw_only=True)
class Renderer(Generic[RecipeT_contra, ResultT_co]):
    """What `film_workers/renderers/NAME/__init__.py` exports as `RENDERER`."""

    name: str
    render: Render[RecipeT_contra, ResultT_co]
