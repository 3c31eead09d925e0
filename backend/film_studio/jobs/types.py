"""The kinds of jobs that there are, as engines declare them: this floor does not know the recipe of any."""

import uuid
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.queues import QueueName
from contracts.recipes import Recipe, canonical_json, hash_of
from contracts.recipes.base import JobKind, RecipeHash
from contracts.renderers import Kind
from film_studio.jobs.models import JobRow, JobStatus

#: Composes the recipes of jobs of one kind and one owner (its id), with `set_recipe`, when all that they await has
#: succeeded. The session may be the system's. Raises `ComposeError`.
Compose = Callable[[AsyncSession, uuid.UUID, Sequence[JobRow]], Awaitable[None]]
_IN_WORDS: Final[Mapping[JobStatus, str]] = {
    "waiting": "waits for others",
    "queued": "waits for a worker",
    "succeeded": "done",
    "failed": "failed",
    "cancelled": "cancelled",
}


class ComposeError(ValueError):
    """A recipe cannot be composed; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class JobType:
    """A kind of job, as its engine declares it.

    `numbered`: an owner has many of them, which people call by their number (shot 3). `compose` is None where whoever
    submits such a job has its recipe already.
    """

    contract: JobKind
    numbered: bool = False
    compose: Compose | None = None

    @property
    def name(self) -> Kind:
        return self.contract.name

    @property
    def queue(self) -> QueueName:
        """The work queue of its messages."""
        return self.contract.queue

    @property
    def files(self) -> Collection[str]:
        """The names of what a worker stores besides the result."""
        return self.contract.files


class JobTypes:
    """All kinds of jobs, by name. Of jobs that become ready together, those of an earlier kind are composed first: a
    later kind's recipe may hold theirs."""

    def __init__(self, types: Iterable[JobType]) -> None:
        self._types: Final[Mapping[Kind, JobType]] = {each.name: each for each in types}

    def __getitem__(self, name: Kind) -> JobType:
        try:
            return self._types[name]
        except KeyError:
            raise LookupError(
                f"no engine declares jobs of kind {name!r}, only {', '.join(self._types)}; add it to an engine's `jobs`"
            ) from None

    def __iter__(self) -> Iterator[JobType]:
        return iter(self._types.values())

    def describe(self, kind: Kind, ordinal: int) -> str:
        """The job as people call it: line 12, shot 3, score, effects, assembly."""
        known = self._types.get(kind)
        return kind if known is not None and not known.numbered else f"{kind} {ordinal + 1}"

    def tell(self, kind: Kind, ordinal: int, status: JobStatus, progress: float) -> str:
        """Where the job stands, in words: shot 3: 40%."""
        return f"{self.describe(kind, ordinal)}: {f'{progress:.0%}' if status == 'running' else _IN_WORDS[status]}"


def set_recipe(job: JobRow, recipe: Recipe) -> RecipeHash:
    """Fix what the job is to make. Returns the recipe's hash."""
    spelled = canonical_json(recipe)
    job.recipe = spelled.decode()
    spelled_hash = job.recipe_hash = hash_of(spelled)
    return spelled_hash
