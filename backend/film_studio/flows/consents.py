"""Keeps what nobody has agreed to from being made: asked before a job's message is sent, also long after its start."""

import datetime
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.character import (
    AGREED_BY,
    AGREEING,
    CastMemberRow,
    ChoiceRow,
    in_words,
    lacking_of,
)
from film_studio.engines.character import SUBJECT as CHARACTER
from film_studio.engines.production import CASTING, Plan, PlanMissingError, ProductionRow, load_plan
from film_studio.engines.writing import RevisionRow
from film_studio.jobs.models import JobOwnerRow, JobRow

_REVISION: Final = func.coalesce(ProductionRow.revision_id, CastMemberRow.revision_id)
#: Of jobs' owners those for films and characters of projects in which somebody has to agree.
_OWNERS: Final = (
    select(
        JobOwnerRow.id,
        JobOwnerRow.organization_id,
        _REVISION.label("revision_id"),
        CastMemberRow.name,
        ProductionRow.voice_renderer,
        ProductionRow.casting,
    )
    .outerjoin(ProductionRow, ProductionRow.id == JobOwnerRow.id)
    .outerjoin(
        CastMemberRow, and_(JobOwnerRow.subject_type == CHARACTER.type, CastMemberRow.id == JobOwnerRow.subject_id)
    )
    .join(RevisionRow, RevisionRow.id == _REVISION)
    .where(
        select(ChoiceRow.id)
        .where(
            ChoiceRow.organization_id == JobOwnerRow.organization_id,
            ChoiceRow.project_id == RevisionRow.project_id,
            ChoiceRow.mode != "avatar",
        )
        .exists()
    )
)


async def barred(session: AsyncSession, jobs: Sequence[JobRow], on: datetime.date) -> dict[uuid.UUID, str]:
    """By the ids of those of the jobs that must not begin on this day, why. The session is the system's."""
    found: dict[uuid.UUID, str] = {}
    owners = await session.execute(_OWNERS.where(JobOwnerRow.id.in_({job.owner_id for job in jobs})))
    for owner in list(owners):
        lacking = await _lacking(session, owner.organization_id, owner.revision_id, on)
        if not lacking:
            continue
        plan = None if owner.casting is None else await _plan(session, owner)
        for job in jobs:
            if job.owner_id != owner.id:
                continue
            shown = {owner.name} if owner.casting is None else _of_film(job, plan)
            if missing := {name: each for name, each in lacking.items() if shown is None or name in shown}:
                found[job.id] = (
                    f"{in_words(missing)}. Add or renew the consent on the character's sheet, then retry; what was "
                    "made is kept"
                )
    return found


async def _lacking(
    session: AsyncSession, organization_id: uuid.UUID, revision_id: uuid.UUID, on: datetime.date
) -> Mapping[str, Collection[str]]:
    values = {"organization_id": organization_id, "revision_id": revision_id}
    agreeing = [dict(row) for row in (await session.execute(AGREEING, values)).mappings()]
    if not agreeing:
        return {}
    agreed = [dict(row) for row in (await session.execute(AGREED_BY, values)).mappings()]
    return lacking_of(agreeing, agreed, "film", on)


async def _plan(session: AsyncSession, production: Any) -> Plan | None:
    casting = CASTING.validate_python(production.casting)
    try:
        return await load_plan(session, production.revision_id, production.voice_renderer, casting)
    except PlanMissingError:
        return None


def _of_film(job: JobRow, plan: Plan | None) -> Collection[str] | None:
    """Who is seen or heard in what a job of a film makes; None for everybody, also where nobody can tell."""
    if job.kind in ("score", "effects"):
        return ()
    if plan is None or job.kind == "assembly":
        return None
    if job.kind == "line":
        return (plan.lines[job.ordinal].character,)
    shot = plan.shots[job.ordinal]
    into = plan.shots[job.ordinal + 1 :][:1] if shot.transition == "dissolve" else ()
    return {
        name
        for each in (shot, *into)
        for name in (*(each.drawn.looks if each.drawn else ()), *(line.character for line in shot.lines))
    }
