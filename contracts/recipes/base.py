"""What every kind of job has: a recipe that is its complete input, a result, the files it makes, and its queue."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar, NewType, cast

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

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
    """What a job says when it is done; the files that it made lie beside it.

    It is stored for as long as what it made, so whoever changes its fields adds to `STEPS` what turns the fields of the
    version before into those of the next: results of every version are read, and come out as the present one.
    """

    STEPS: ClassVar[Sequence[Callable[[dict[str, Any]], dict[str, Any]]]] = ()

    version: int = Field(default=1, description="Of the fields: 1, and one more with each change of them")

    @model_validator(mode="before")
    @classmethod
    def _brought_up_to_date(cls, stored: Any) -> Any:
        present = len(cls.STEPS) + 1
        if not isinstance(stored, Mapping):
            return stored
        fields = {"version": present, **cast("Mapping[str, Any]", stored)}
        version = fields["version"]
        if not isinstance(version, int) or not 1 <= version <= present:
            raise ValueError(f"version {version!r} is none of 1 to {present}: a later release of the studio wrote it")
        for step in cls.STEPS[version - 1 :]:
            fields = step(fields)
        return {**fields, "version": present}


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """One kind of job. `files`: name → media type of each file that it makes, its result aside. `since`: of a file that
    former results lack, the field of the result that is 0, or not there, where it was not made. `counted_by`: the field
    of the result that says how many of the files behind the first were made. `called_by`: the field of the result that
    says what its first file is, for those who save it."""

    name: Kind
    queue: QueueName
    recipe: type[RecipeBase]
    result: type[ResultBase]
    files: Mapping[str, str]
    since: Mapping[str, str] = field(default_factory=dict[str, str])
    counted_by: str | None = None
    called_by: str | None = None

    def files_of(self, result: Mapping[str, Any]) -> dict[str, str]:
        """The files that lie beside a stored result, whichever release made it: name → media type."""
        made = {
            name: media_type
            for name, media_type in self.files.items()
            if name not in self.since or result.get(self.since[name])
        }
        if self.counted_by is None:
            return made
        return dict(list(made.items())[: 1 + (result.get(self.counted_by) or 0)])

    def saved_as(self, name: str, result: Mapping[str, Any]) -> str:
        """What a file of a stored result is called by who saves it: one-line-schedule.pdf instead of document.pdf, and
        call-sheet-page-1.png."""
        said = result.get(self.called_by) if self.called_by else None
        if not said:
            return name
        called = str(said).replace("_", "-")
        return f"{called}{PurePosixPath(name).suffix}" if name == next(iter(self.files)) else f"{called}-{name}"
