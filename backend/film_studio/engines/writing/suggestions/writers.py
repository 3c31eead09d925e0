"""The port to whatever writes suggestions, and the template behind it. The models behind it are in `model_writer`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from film_studio.engines.writing.suggestions import template
from film_studio.engines.writing.suggestions.asking import Asked
from film_studio.kit.processes import Processes

WriterName = Literal["template", "model"]


class UnwrittenError(Exception):
    """There is no suggestion, and asking again changes nothing; the text says why. What it cost all the same stands in
    `cost`."""

    def __init__(self, reason: str, cost: "Cost | None" = None) -> None:
        super().__init__(reason)
        self.cost = cost


class WriterAwayError(Exception):
    """The writer does not answer now; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What an answer took. `usd` is None where nobody has said what the model costs."""

    input_tokens: int
    output_tokens: int
    usd: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An answer: one or more texts to choose from, what made them, by name and version, and what that took."""

    texts: tuple[str, ...]
    made_by: str
    cost: Cost | None = None


class Writer(Protocol):
    """Whatever writes. Raises UnwrittenError and WriterAwayError."""

    async def write(self, asked: Asked) -> Written: ...


Writers = Mapping[WriterName, Writer]


class TemplateWriter:
    """Drafts from a logline, by rules, and does nothing else."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes

    async def write(self, asked: Asked) -> Written:
        work = partial(template.draft, title=asked.title, seed=asked.seed)
        try:
            text = await self._processes.run(work, asked.wish)
        except template.UntoldError as error:
            raise UnwrittenError(str(error)) from error
        return Written(texts=(text,), made_by=template.NAME)
