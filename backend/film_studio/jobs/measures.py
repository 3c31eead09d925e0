"""What jobs took, and what has been made: for whoever says beforehand what a start would take. Nothing is locked."""

from collections.abc import Collection
from typing import Any, Final, Protocol

from sqlalchemy import String, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from contracts.recipes.base import RecipeHash
from contracts.renderers import Kind
from film_studio.jobs.models import ArtifactRow, JobRow
from film_studio.kit.database.reader import Query

#: So many of the last jobs of a kind say how long the next ones take.
_MEASURED: Final = 200
_LAST: Final = (
    select(JobRow.seconds, JobRow.weight)
    .where(
        JobRow.organization_id == bindparam("organization_id"),
        JobRow.kind == bindparam("kind"),
        JobRow.seconds.is_not(None),
    )
    .order_by(JobRow.id.desc())
    .limit(_MEASURED)
    .subquery("last")
)
_SECONDS: Final = Query(select(func.sum(_LAST.c.seconds).label("seconds"), func.sum(_LAST.c.weight).label("weight")))
_MADE: Final = Query(
    select(ArtifactRow.recipe_hash, ArtifactRow.result).where(
        ArtifactRow.organization_id == bindparam("organization_id"),
        ArtifactRow.recipe_hash == any_(bindparam("hashes", type_=ARRAY(String))),
    )
)


class Reader(Protocol):
    """What reads: a request's scope."""

    async def rows(self, query: Query, /, **parameters: Any) -> list[dict[str, Any]]: ...


async def seconds_a_weight(scope: Reader, kind: Kind) -> float | None:
    """Seconds of a worker for one unit of weight, as the organisation's last jobs of the kind took them; None when
    there are none."""
    (row,) = await scope.rows(_SECONDS, kind=kind)
    return row["seconds"] / row["weight"] if row["weight"] else None


async def results_of(scope: Reader, hashes: Collection[RecipeHash]) -> dict[RecipeHash, dict[str, Any]]:
    """The results that exist now, by the hash of their recipe."""
    rows = await scope.rows(_MADE, hashes=list(hashes)) if hashes else []
    return {row["recipe_hash"]: row["result"] for row in rows}
