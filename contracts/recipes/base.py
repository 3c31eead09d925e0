"""What every kind of job has: a recipe that is its complete input, a result, the files it makes, and its queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, NewType

from pydantic import BaseModel, ConfigDict, Field, field_validator

from contracts.queues import QueueName
from contracts.renderers import RENDERERS, Kind

#: A recipe's name in storage and in messages: sha256 of its canonical JSON, 64 hexadecimal digits.
RecipeHash = NewType("RecipeHash", str)
RecipeHashField = Annotated[RecipeHash, Field(pattern=r"^[0-9a-f]{64}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Fraction = Annotated[float, Field(ge=0, le=1)]


class Contract(BaseModel):
    """Base of everything that crosses a process: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RecipeBase(Contract):
    """A job's complete input.

    It holds nothing that does not change the result, and everything that does, down to the version of the renderer
    that reads it: two equal recipes are one piece of work. Times are in frames of the film or in milliseconds, as their
    names say; positions are fractions of the set or of the picture.
    """

    renderer: str = Field(description="Name and version of what makes it, from the table of renderers: animatic/1")

    @field_validator("renderer")
    @classmethod
    def _is_in_the_table(cls, value: str) -> str:
        kind = cls.model_fields["kind"].default
        stamps = [renderer.stamp for renderer in RENDERERS.values() if kind in renderer.kinds]
        if value not in stamps:
            raise ValueError(f"{value!r} does not render a {kind}; choose among {', '.join(stamps)}")
        return value


class ResultBase(Contract):
    """What a job says when it is done; the files that it made lie beside it."""


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """One kind of job. `files`: name → media type of each file that it makes, its result aside."""

    name: Kind
    queue: QueueName
    recipe: type[RecipeBase]
    result: type[ResultBase]
    files: Mapping[str, str]
