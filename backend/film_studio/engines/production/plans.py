"""Plans as they are stored: written once with their revision, read by whoever composes what comes after."""

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.character import Part
from film_studio.engines.engine import DerivedRows
from film_studio.engines.production.models import ShotPlanRow, ShotRow
from film_studio.engines.production.planning.shotlist import Plan, PlannedShot

#: What was chosen for people, by their names, as a production keeps it.
CASTING: Final = TypeAdapter(dict[str, Part])
# A plan never changes, so what was read may be kept; a feature's plan takes some megabytes and tens of milliseconds.
_KEPT: Final = 8
_plans: Final[OrderedDict[tuple[uuid.UUID, str, bytes], Plan]] = OrderedDict()


class PlanMissingError(LookupError):
    """The revision has no plan that this version of the planner's model can read."""


def rows_of(plan: Plan) -> DerivedRows:
    """The plan as JSON, and the columns of its shots."""
    stored = plan.model_dump(mode="json")
    shots = [_columns(shot, spec) for shot, spec in zip(plan.shots, stored["shots"], strict=True)]
    return {ShotPlanRow: [{"plan": stored}], ShotRow: shots}


async def load_plan(
    session: AsyncSession, revision_id: uuid.UUID, voice_renderer: str, casting: Mapping[str, Part]
) -> Plan:
    """The plan of a revision that the session's organisation may see, its people as chosen (by their names), its lines
    for this renderer wherever it speaks them. Raises `PlanMissingError`."""
    wanted = revision_id, voice_renderer, CASTING.dump_json(dict(sorted(casting.items())))
    if (kept := _plans.get(wanted)) is not None:
        _plans.move_to_end(wanted)
        return kept
    stored = (
        await session.execute(select(ShotPlanRow.plan).where(ShotPlanRow.revision_id == revision_id))
    ).scalar_one_or_none()
    if stored is None:
        raise PlanMissingError(f"revision {revision_id} has no shot plan; upload the screenplay again")
    try:
        plan = await asyncio.to_thread(_read, stored, voice_renderer, casting)
    except ValueError as error:
        raise PlanMissingError(
            f"the shot plan of revision {revision_id} was made by another version; upload the screenplay again"
        ) from error
    _plans[wanted] = plan
    while len(_plans) > _KEPT:
        _plans.popitem(last=False)
    return plan


def _read(stored: dict[str, Any], voice_renderer: str, casting: Mapping[str, Part]) -> Plan:
    return Plan.model_validate(stored).cast_as(casting).spoken_by(voice_renderer)


def _columns(shot: PlannedShot, spec: dict[str, Any]) -> dict[str, Any]:
    view = shot.picture if shot.picture.kind == "view" else None
    return {
        "index": shot.index,
        "scene": shot.scene,
        "size": view and view.size,
        "move": view and view.move,
        "angle": view and view.angle,
        "subjects": list(view.subjects) if view else [],
        "lines": [{name: line[name] for name in _LINE_FIELDS} for line in spec["lines"]],
        "seconds": shot.seconds,
        "transition": shot.transition,
        "spec": spec,
    }


_LINE_FIELDS: Final = ("index", "character", "text", "on_screen")
