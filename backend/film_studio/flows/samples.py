"""Lets somebody hear a character before a film is made: one of the character's own lines, as one job."""

import uuid
from typing import Final

from film_studio.engines import JOB_TYPES
from film_studio.engines.character import SUBJECT, ChosenVoice, Part, cast_member, check_consents, parts_of, spoken
from film_studio.engines.management import project_row
from film_studio.engines.production import LINE, LINE_WEIGHT
from film_studio.flows.job_schemas import Job
from film_studio.flows.jobs import get_job_begun
from film_studio.flows.productions import plan_of
from film_studio.identity.scope import Scope
from film_studio.jobs import submission
from film_studio.jobs.submission import Graph, new_job
from film_studio.jobs.types import set_recipe
from film_studio.kit.database.bulk import new_ids
from film_studio.kit.problems import ProblemError

#: So many words say what a voice is like, and not more than somebody wants to hear of it.
_BEST_WORDS: Final = 9


async def create_sample(scope: Scope, character_id: uuid.UUID, voice: ChosenVoice | None, voice_renderer: str) -> Job:
    """One job, for the character: a line of theirs in `voice`, or in the one in force, by the renderer that speaks
    films. It has the recipe that the line has in a film with that voice, so neither is made twice.

    Raises problems: 404, 422 for a voice that does not speak the film's language, 409 without a plan and for who never
    speaks."""
    member, project_id = await cast_member(scope, character_id)
    await project_row(scope, project_id, lock="keep")
    await check_consents(scope, member.revision_id, {member.name})
    casting = await parts_of(scope, member.revision_id)
    plan = await plan_of(scope, member.revision_id, voice_renderer, casting)
    own = [line for line in plan.lines if line.character == member.name]
    if not own:
        raise ProblemError(409, "nothing-said", f"{member.name} never speaks here; there is nothing to hear")
    line = min(own, key=lambda each: (abs(len(each.text.split()) - _BEST_WORDS), each.index))
    if voice is not None:
        line = line.voiced(Part(neural_voice=spoken(member.language, voice)), plan.language)
    owner = await submission.new_owner(scope.session, scope.organization_id, SUBJECT.type, character_id)
    (job_id,) = await new_ids(scope.session, 1)
    job = new_job(owner, job_id, LINE.contract.name, 0, weight=LINE_WEIGHT)
    set_recipe(job, line.spoken_by(voice_renderer).recipe)
    await submission.submit(scope.session, JOB_TYPES, owner, Graph(jobs=[job], gates={}))
    told = {"name": member.name, "text": line.text}
    scope.record("sample.started", SUBJECT.type, character_id, project_id=project_id, after=told)
    await scope.session.flush()
    return await get_job_begun(scope, job_id)
