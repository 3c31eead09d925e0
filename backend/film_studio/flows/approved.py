"""Starts productions, and keeps what is approved from being made anew by accident."""

import uuid

from contracts.recipes.film import FilmFormat
from film_studio.engines.character import parts_of
from film_studio.engines.production import Production, newest_format
from film_studio.engines.tracking import ApprovedAnew, has_approvals
from film_studio.engines.writing import revision_row
from film_studio.flows import estimates, productions
from film_studio.identity.scope import Scope
from film_studio.kit.problems import ProblemError

#: So many are named in one sentence.
_NAMED = 5


async def start_production(
    scope: Scope,
    revision_id: uuid.UUID,
    *,
    voice_renderer: str,
    score_renderer: str,
    film_format: FilmFormat | None,
    again: bool,
) -> Production:
    """Raises problems as `create_production`, and, unless it shall be done `again`, 409 where it would make anew what
    is approved."""
    if not again:
        revision = await revision_row(scope, revision_id)
        if await has_approvals(scope, revision.project_id):
            plan = await productions.plan_of(scope, revision_id, voice_renderer, await parts_of(scope, revision_id))
            wanted = film_format or await newest_format(scope, revision.project_id)
            foreseen = await estimates.foresee_jobs(scope, plan, score_renderer, wanted)
            if anew := await estimates.approved_of(scope, revision.project_id, revision_id, foreseen):
                raise ProblemError(409, "approved-shots", _words(anew))
    return await productions.create_production(
        scope,
        revision_id,
        voice_renderer=voice_renderer,
        score_renderer=score_renderer,
        film_format=film_format,
    )


def _words(anew: list[ApprovedAnew]) -> str:
    named = ", ".join(f"{each.shot + 1} (by {each.approved_by})" for each in anew[:_NAMED])
    more = f" and {len(anew) - _NAMED} more" if len(anew) > _NAMED else ""
    return (
        f"this would make approved shots anew: {named}{more}. Nothing was started; send again=true to make them anew, "
        "or withdraw the approvals"
    )
