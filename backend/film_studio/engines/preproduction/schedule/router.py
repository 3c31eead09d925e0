"""HTTP of schedules."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from film_studio.engines.preproduction.schedule import service
from film_studio.engines.preproduction.schedule.board import Edit
from film_studio.engines.preproduction.schedule.documents import days_out_of_days_csv, one_line_schedule_csv
from film_studio.engines.preproduction.schedule.queries import SCENARIOS
from film_studio.engines.preproduction.schedule.schemas import (
    CastChanges,
    DaysOutOfDays,
    OneLineSchedule,
    Scenario,
    ScenarioCreate,
    ScenarioSummary,
    ScenarioUpdate,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.storage import content_disposition
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()
_ScenariosPage = Annotated[PageRequest, Depends(SCENARIOS.request)]


@router.post("/projects/{project_id}/scenarios", status_code=201, summary="Schedule a project's film, in a new way")
@needs("preproduction:write")
@raises("no-screenplay")
async def create_scenario(
    *,
    project_id: uuid.UUID,
    body: ScenarioCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Scenario:
    """All scenes of the newest revision in the script's order, with day breaks where a day is full; or a copy."""
    made = await idempotency.once(scope.session, Scenario, lambda: service.create_scenario(scope, project_id, body))
    response.headers["Location"] = request.url_for("get_scenario", scenario_id=str(made.id)).path
    return tag.edited(made)


@router.get("/projects/{project_id}/scenarios", summary="A project's scenarios beside each other, the first ones first")
@needs("scripts:read")
async def list_scenarios(project_id: uuid.UUID, scope: RequestReadScope, page: _ScenariosPage) -> Page[ScenarioSummary]:
    return await service.list_scenarios(scope, project_id, page)


@router.get("/scenarios/{scenario_id}", summary="A scenario: its board, what it costs, what clashes")
@needs("scripts:read")
async def get_scenario(scenario_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Scenario:
    return tag.edited(await service.get_scenario(scope, scenario_id))


@router.patch("/scenarios/{scenario_id}", summary="Rename or lock a scenario, or change its settings")
@needs("preproduction:write")
@raises("scenario-locked")
async def update_scenario(
    scenario_id: uuid.UUID, body: ScenarioUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Scenario:
    return tag.edited(await service.update_scenario(scope, scenario_id, body, seen))


@router.delete("/scenarios/{scenario_id}", status_code=204, summary="Delete a scenario")
@needs("preproduction:write")
@raises("scenario-locked")
async def delete_scenario(scenario_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    await service.delete_scenario(scope, scenario_id, seen)


@router.patch("/scenarios/{scenario_id}/board", summary="Change a scenario's board")
@needs("preproduction:write")
@raises("scenario-locked", "board-does-not-fit")
async def edit_board(
    scenario_id: uuid.UUID, body: Edit, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Scenario:
    """One edit: move strips, lock them, break or join days, set a date, add or remove a banner. It can be undone."""
    return tag.edited(await service.edit_board(scope, scenario_id, body, seen))


@router.get("/scenarios/{scenario_id}/cast-changes", summary="What of the cast has changed since a board was made")
@needs("scripts:read")
async def get_cast_changes(scenario_id: uuid.UUID, scope: RequestReadScope) -> CastChanges:
    """Names that were merged or split under the cast, and who plays without a line, by the breakdown. Of the revision
    that the board has."""
    return await service.get_cast_changes(scope, scenario_id)


@router.post("/scenarios/{scenario_id}/undo", summary="Undo the last change of a board")
@needs("preproduction:write")
@raises("scenario-locked", "nothing-to-undo")
async def undo_edit(
    *, scenario_id: uuid.UUID, scope: RequestScope, seen: IfMatch, idempotency: IdempotencyKey, tag: EntityTag
) -> Scenario:
    """The last hundred can be undone, one after the other, whoever made them."""
    return tag.edited(
        await idempotency.once(scope.session, Scenario, lambda: service.step(scope, scenario_id, seen, "before"))
    )


@router.post("/scenarios/{scenario_id}/redo", summary="Redo what was undone")
@needs("preproduction:write")
@raises("scenario-locked", "nothing-to-undo")
async def redo_edit(
    *, scenario_id: uuid.UUID, scope: RequestScope, seen: IfMatch, idempotency: IdempotencyKey, tag: EntityTag
) -> Scenario:
    return tag.edited(
        await idempotency.once(scope.session, Scenario, lambda: service.step(scope, scenario_id, seen, "after"))
    )


@router.post("/scenarios/{scenario_id}/revise", summary="Bring a scenario to the newest revision")
@needs("preproduction:write")
@raises("scenario-locked")
async def revise_scenario(
    *, scenario_id: uuid.UUID, scope: RequestScope, seen: IfMatch, idempotency: IdempotencyKey, tag: EntityTag
) -> Scenario:
    """Scenes that are the same stay in their day and place. New ones lie in the boneyard; these and omitted ones are
    listed on the board until somebody has seen them."""
    return tag.edited(
        await idempotency.once(scope.session, Scenario, lambda: service.revise_scenario(scope, scenario_id, seen))
    )


@router.get("/scenarios/{scenario_id}/day-out-of-days", summary="Who works on which days of a scenario")
@needs("scripts:read")
async def get_days_out_of_days(scenario_id: uuid.UUID, scope: RequestReadScope) -> DaysOutOfDays:
    return await service.get_days_out_of_days(scope, scenario_id)


@router.get(
    "/scenarios/{scenario_id}/day-out-of-days.csv",
    summary="Who works on which days of a scenario, as CSV",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
@needs("scripts:read")
async def get_days_out_of_days_csv(scenario_id: uuid.UUID, scope: RequestReadScope) -> Response:
    report = await service.get_days_out_of_days(scope, scenario_id)
    return _csv(days_out_of_days_csv(report), "day-out-of-days.csv")


@router.get("/scenarios/{scenario_id}/one-line-schedule", summary="A scenario with a line for each scene")
@needs("scripts:read")
async def get_one_line_schedule(scenario_id: uuid.UUID, scope: RequestReadScope) -> OneLineSchedule:
    return await service.get_one_line_schedule(scope, scenario_id)


@router.get(
    "/scenarios/{scenario_id}/one-line-schedule.csv",
    summary="A scenario with a line for each scene, as CSV",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
@needs("scripts:read")
async def get_one_line_schedule_csv(scenario_id: uuid.UUID, scope: RequestReadScope) -> Response:
    schedule = await service.get_one_line_schedule(scope, scenario_id)
    return _csv(one_line_schedule_csv(schedule), "one-line-schedule.csv")


def _csv(text: str, filename: str) -> Response:
    headers = {"Content-Disposition": content_disposition(filename)}
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)
