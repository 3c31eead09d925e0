"""What a start would take, on the wire."""

from datetime import datetime

from pydantic import Field

from film_studio.kit.schemas import Wire


class KindEstimate(Wire):
    """The jobs of one kind."""

    total: int
    kept: int = Field(description="Made already, or made once for several: nothing to do")
    seconds: float = Field(description="Of one worker, for the rest")
    measured: bool = Field(description="By the organisation's last such jobs; false: what is usual")


class ApprovedShot(Wire):
    """A shot that is approved, and would be made anew."""

    shot: int = Field(description="From 0, in the film's order")
    approved_by: str
    approved_at: datetime


class ProductionEstimate(Wire):
    """What making the film of a revision would take. Where lines have to be spoken first, what depends on their length
    counts as to be made."""

    jobs: dict[str, KindEstimate]
    seconds: float = Field(description="Of workers, together; several at once are done sooner")
    usd: float | None = Field(description="Price of these seconds; null where nobody has told the API what they cost")
    approved: list[ApprovedShot] = Field(
        description="Approved shots that would be made anew: where there are any, a start needs again=true"
    )
