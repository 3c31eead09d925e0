"""What the production engine does: it plans a revision's shots, and starts, stops and retries productions."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.character.cast import CastMember
from film_studio.engines.production import planner
from film_studio.engines.production.plans import store_plan
from film_studio.engines.production.shotlist import Plan
from film_studio.engines.writing.fountain.elements import Screenplay
from film_studio.engines.writing.models import Revision


async def plan_revision(
    session: AsyncSession, revision: Revision, screenplay: Screenplay, cast: tuple[CastMember, ...]
) -> Plan:
    """Plan the shots of a new revision and store them in the session's transaction."""
    plan = await asyncio.to_thread(planner.plan, screenplay, cast)
    await store_plan(session, revision.organization_id, revision.id, plan)
    return plan
