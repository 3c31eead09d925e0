"""HTTP of call sheets, and of the locations and the crew that they are derived from."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from film_studio.engines.preproduction.callsheet import places, queries, service
from film_studio.engines.preproduction.callsheet.schemas import (
    CallSheet,
    CallSheetCreate,
    CallSheetUpdate,
    CrewMember,
    CrewMemberEdit,
    Location,
    LocationEdit,
    PublishedSheet,
    PublishedSheetSummary,
    Sheet,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.schemas import Name
from film_studio.kit.storage import content_disposition
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()
_SheetsPage = Annotated[PageRequest, Depends(queries.CALL_SHEETS.request)]
_LocationsPage = Annotated[PageRequest, Depends(queries.LOCATIONS.request)]
_CrewPage = Annotated[PageRequest, Depends(queries.CREW.request)]


@router.get("/projects/{project_id}/call-sheets", summary="A project's call sheets, the first ones first or as asked")
@needs("scripts:read")
async def list_call_sheets(
    *,
    project_id: uuid.UUID,
    scope: RequestReadScope,
    page: _SheetsPage,
    scenario_id: Annotated[uuid.UUID | None, Query(description="Only of days of this scenario")] = None,
) -> Page[CallSheet]:
    return await service.list_call_sheets(scope, project_id, page, scenario_id=scenario_id)


@router.post("/projects/{project_id}/call-sheets", status_code=201, summary="Begin the call sheet of a day")
@needs("preproduction:write")
@raises("no-such-day", "call-sheet-exists")
async def create_call_sheet(
    *,
    project_id: uuid.UUID,
    body: CallSheetCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> CallSheet:
    made = await idempotency.once(scope.session, CallSheet, lambda: service.create_call_sheet(scope, project_id, body))
    response.headers["Location"] = request.url_for("get_call_sheet", call_sheet_id=str(made.id)).path
    return tag.edited(made)


@router.get("/call-sheets/{call_sheet_id}", summary="What people say of a day")
@needs("scripts:read")
async def get_call_sheet(call_sheet_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> CallSheet:
    return tag.edited(await service.get_call_sheet(scope, call_sheet_id))


@router.patch("/call-sheets/{call_sheet_id}", summary="Say something else of a day")
@needs("preproduction:write")
async def update_call_sheet(
    call_sheet_id: uuid.UUID, body: CallSheetUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> CallSheet:
    """Versions that were given out stay as they are."""
    return tag.edited(await service.update_call_sheet(scope, call_sheet_id, body, seen))


@router.get("/call-sheets/{call_sheet_id}/sheet", summary="A call sheet as it would be given out now")
@needs("scripts:read")
@raises("no-such-day")
async def get_drafted_sheet(call_sheet_id: uuid.UUID, scope: RequestReadScope) -> Sheet:
    """Of the schedule, the locations and the crew as they are, and what people say of the day."""
    return await service.get_drafted_sheet(scope, call_sheet_id)


@router.post("/call-sheets/{call_sheet_id}/versions", status_code=201, summary="Give out a call sheet as it is now")
@needs("preproduction:write")
@raises("no-such-day", "nothing-changed")
async def publish_call_sheet(
    *,
    call_sheet_id: uuid.UUID,
    request: Request,
    response: Response,
    scope: RequestScope,
    seen: IfMatch,
    idempotency: IdempotencyKey,
) -> PublishedSheet:
    """It is never changed again. Members who are called by it are told."""
    made = await idempotency.once(
        scope.session, PublishedSheet, lambda: service.publish_call_sheet(scope, call_sheet_id, seen)
    )
    path = request.url_for("get_published_sheet", published_sheet_id=str(made.id)).path
    response.headers["Location"] = path
    return made


@router.get("/call-sheets/{call_sheet_id}/versions", summary="What was given out of a call sheet, the newest first")
@needs("scripts:read")
async def list_call_sheet_versions(
    call_sheet_id: uuid.UUID, scope: RequestReadScope, page: PageOf
) -> Page[PublishedSheetSummary]:
    """Each with what had changed, who is called by it, and who has seen it."""
    return await service.list_versions(scope, call_sheet_id, page)


@router.get("/published-sheets/{published_sheet_id}", summary="A call sheet as it was given out")
@needs("scripts:read")
async def get_published_sheet(published_sheet_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> PublishedSheet:
    return tag.lasting(await service.get_published(scope, published_sheet_id))


@router.post("/published-sheets/{published_sheet_id}/receipts", summary="Say that you have seen a call sheet")
@needs("scripts:read")
@raises("no-person")
async def acknowledge_call_sheet(
    published_sheet_id: uuid.UUID, scope: RequestScope, idempotency: IdempotencyKey
) -> PublishedSheetSummary:
    return await idempotency.once(
        scope.session, PublishedSheetSummary, lambda: service.acknowledge(scope, published_sheet_id)
    )


@router.get(
    "/published-sheets/{published_sheet_id}/calendar.ics",
    summary="A call sheet for a calendar",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}},
)
@needs("scripts:read")
async def get_call_sheet_calendar(
    published_sheet_id: uuid.UUID,
    scope: RequestReadScope,
    person: Annotated[
        Name | None, Query(description="Of the crew, an artist or a character: their call; without, the unit's")
    ] = None,
) -> Response:
    """One event, whose UID stays through all versions and whose SEQUENCE grows."""
    text = await service.get_calendar(scope, published_sheet_id, person)
    headers = {"Content-Disposition": content_disposition("call-sheet.ics")}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/projects/{project_id}/locations", summary="Where a project is shot, the first ones first or as asked")
@needs("scripts:read")
async def list_locations(project_id: uuid.UUID, scope: RequestReadScope, page: _LocationsPage) -> Page[Location]:
    return await places.list_locations(scope, project_id, page)


@router.post("/projects/{project_id}/locations", status_code=201, summary="Add a location")
@needs("preproduction:write")
@raises("no-such-time-zone", "project-full")
async def create_location(
    project_id: uuid.UUID, body: LocationEdit, scope: RequestScope, idempotency: IdempotencyKey, tag: EntityTag
) -> Location:
    made = await idempotency.once(scope.session, Location, lambda: places.create_location(scope, project_id, body))
    return tag.edited(made)


@router.patch("/locations/{location_id}", summary="Change a location")
@needs("preproduction:write")
@raises("no-such-time-zone")
async def update_location(
    location_id: uuid.UUID, body: LocationEdit, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Location:
    return tag.edited(await places.update_location(scope, location_id, body, seen))


@router.delete("/locations/{location_id}", status_code=204, summary="Delete a location")
@needs("preproduction:write")
async def delete_location(location_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    await places.delete_location(scope, location_id, seen)


@router.get("/projects/{project_id}/crew-members", summary="A project's crew, the first ones first or as asked")
@needs("preproduction:write")
async def list_crew_members(project_id: uuid.UUID, scope: RequestReadScope, page: _CrewPage) -> Page[CrewMember]:
    """For those who write call sheets alone: how people are reached is nobody else's business."""
    return await places.list_crew_members(scope, project_id, page)


@router.post("/projects/{project_id}/crew-members", status_code=201, summary="Add somebody to the crew or the cast")
@needs("preproduction:write")
@raises("not-in-the-project", "project-full")
async def create_crew_member(
    project_id: uuid.UUID, body: CrewMemberEdit, scope: RequestScope, idempotency: IdempotencyKey, tag: EntityTag
) -> CrewMember:
    made = await idempotency.once(scope.session, CrewMember, lambda: places.create_crew_member(scope, project_id, body))
    return tag.edited(made)


@router.patch("/crew-members/{crew_member_id}", summary="Change what is known of somebody of the crew")
@needs("preproduction:write")
@raises("not-in-the-project")
async def update_crew_member(
    crew_member_id: uuid.UUID, body: CrewMemberEdit, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> CrewMember:
    return tag.edited(await places.update_crew_member(scope, crew_member_id, body, seen))


@router.delete("/crew-members/{crew_member_id}", status_code=204, summary="Take somebody out of the crew")
@needs("preproduction:write")
async def delete_crew_member(crew_member_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    await places.delete_crew_member(scope, crew_member_id, seen)
