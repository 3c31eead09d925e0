"""Where is shot, and who works on the shoot: rows of a project that its call sheets are derived from."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from contracts.limits import CREW_A_PROJECT, LOCATIONS_A_PROJECT
from film_studio.engines.management import check_project, project_row, sees_project
from film_studio.engines.preproduction.callsheet import queries
from film_studio.engines.preproduction.callsheet.clocks import is_zone
from film_studio.engines.preproduction.callsheet.models import CrewMemberRow, LocationRow
from film_studio.engines.preproduction.callsheet.schemas import (
    Coordinates,
    CrewMember,
    CrewMemberEdit,
    Location,
    LocationEdit,
    Reader,
)
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition


async def list_locations(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[Location]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await queries.LOCATIONS.page(scope, page, location_of, project_id=project_id)


async def get_location(scope: ReadScope, location_id: uuid.UUID) -> Location:
    """Or a 404 problem."""
    for row in await scope.rows(queries.LOCATION, id=location_id):
        return location_of(row)
    raise not_found("location", location_id)


async def create_location(scope: Scope, project_id: uuid.UUID, body: LocationEdit) -> Location:
    """Raises problems: 404 for the project, 409 for too many, 422 for a time zone that there is not."""
    await project_row(scope, project_id, lock="change")
    if await _number(scope, LocationRow, project_id) >= LOCATIONS_A_PROJECT:
        told = f"a project has up to {LOCATIONS_A_PROJECT} locations; delete some"
        raise ProblemError(409, "project-full", told)
    row = LocationRow(organization_id=scope.organization_id, project_id=project_id)
    _set_location(row, body.model_dump())
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(queries.LOCATION_SUBJECT.type, row.id)
    scope.record("location.created", "location", row.id, project_id=project_id, after=_location_audited(row))
    return await get_location(scope, row.id)


async def update_location(scope: Scope, location_id: uuid.UUID, body: LocationEdit, seen: Precondition) -> Location:
    """Raises problems: 404, those of `seen`, 422 as `create_location`."""
    row = await _location_row(scope, location_id, seen)
    before = _location_audited(row)
    _set_location(row, body.model_dump())
    await scope.session.flush()
    await scope.announce(queries.LOCATION_SUBJECT.type, row.id)
    if (after := _location_audited(row)) != before:
        scope.record("location.updated", "location", row.id, project_id=row.project_id, before=before, after=after)
    return await get_location(scope, row.id)


async def delete_location(scope: Scope, location_id: uuid.UUID, seen: Precondition) -> None:
    """Drafts that name it go back to where their first scene is shot. Raises problems: 404 and those of `seen`."""
    row = await _location_row(scope, location_id, seen)
    await scope.announce(queries.LOCATION_SUBJECT.type, row.id)
    await scope.session.delete(row)
    await scope.session.flush()
    scope.record("location.deleted", "location", row.id, project_id=row.project_id, before=_location_audited(row))


async def list_crew_members(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[CrewMember]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await queries.CREW.page(scope, page, crew_member_of, project_id=project_id)


async def get_crew_member(scope: ReadScope, crew_member_id: uuid.UUID) -> CrewMember:
    """Or a 404 problem."""
    for row in await scope.rows(queries.CREW_MEMBER, id=crew_member_id):
        return crew_member_of(row)
    raise not_found("member of the crew", crew_member_id)


async def create_crew_member(scope: Scope, project_id: uuid.UUID, body: CrewMemberEdit) -> CrewMember:
    """Raises problems: 404 for the project, 409 for too many, 422 for a member who does not see it."""
    await project_row(scope, project_id, lock="change")
    if await _number(scope, CrewMemberRow, project_id) >= CREW_A_PROJECT:
        told = f"a project has up to {CREW_A_PROJECT} people in its crew; delete some"
        raise ProblemError(409, "project-full", told)
    row = CrewMemberRow(organization_id=scope.organization_id, project_id=project_id)
    await _set_crew_member(scope, row, body.model_dump())
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(queries.CREW_SUBJECT.type, row.id)
    scope.record("crew_member.created", "crew_member", row.id, project_id=project_id, after=_crew_audited(row))
    return await get_crew_member(scope, row.id)


async def update_crew_member(
    scope: Scope, crew_member_id: uuid.UUID, body: CrewMemberEdit, seen: Precondition
) -> CrewMember:
    """Raises problems: 404, those of `seen`, 422 as `create_crew_member`."""
    row = await _crew_row(scope, crew_member_id, seen)
    before = _crew_audited(row)
    await _set_crew_member(scope, row, body.model_dump())
    await scope.session.flush()
    await scope.announce(queries.CREW_SUBJECT.type, row.id)
    if (after := _crew_audited(row)) != before:
        scope.record(
            "crew_member.updated", "crew_member", row.id, project_id=row.project_id, before=before, after=after
        )
    return await get_crew_member(scope, row.id)


async def delete_crew_member(scope: Scope, crew_member_id: uuid.UUID, seen: Precondition) -> None:
    """Raises problems: 404 and those of `seen`."""
    row = await _crew_row(scope, crew_member_id, seen)
    await scope.announce(queries.CREW_SUBJECT.type, row.id)
    await scope.session.delete(row)
    await scope.session.flush()
    scope.record("crew_member.deleted", "crew_member", row.id, project_id=row.project_id, before=_crew_audited(row))


def location_of(row: Mapping[str, Any]) -> Location:
    latitude, longitude = row["latitude"], row["longitude"]
    return Location(
        **{name: row[name] for name in Location.model_fields if name != "coordinates"},
        coordinates=None if latitude is None else Coordinates(latitude=latitude, longitude=longitude),
    )


def crew_member_of(row: Mapping[str, Any]) -> CrewMember:
    member = row["member_id"]
    return CrewMember(
        **{name: row[name] for name in CrewMember.model_fields if name != "member"},
        member=None if member is None else Reader(id=member, name=row["member_name"]),
    )


def _set_location(row: LocationRow, values: Mapping[str, Any]) -> None:
    if not is_zone(values["time_zone"]):
        raise ProblemError(
            422,
            "no-such-time-zone",
            "body.time_zone: this is not a name of the IANA's list of time zones; send one such as Europe/Oslo",
        )
    for name, value in values.items():
        if name == "coordinates":
            row.latitude, row.longitude = (None, None) if value is None else (value["latitude"], value["longitude"])
        else:
            setattr(row, name, value)


async def _set_crew_member(scope: Scope, row: CrewMemberRow, values: Mapping[str, Any]) -> None:
    member_id = values.get("member_id")
    if member_id is not None and member_id != row.member_id:
        project = await project_row(scope, row.project_id)
        if not await sees_project(scope, project, member_id):
            raise ProblemError(
                422,
                "not-in-the-project",
                "body.member_id: no member of this id sees the project; let them into its team",
            )
    for name, value in values.items():
        setattr(row, name, value)


async def _number(scope: Scope, table: type[LocationRow | CrewMemberRow], project_id: uuid.UUID) -> int:
    """The project is locked, so that no two who add one at once both find room."""
    count = select(func.count()).select_from(table).where(table.project_id == project_id)
    return (await scope.session.execute(count)).scalar_one()


async def _location_row(scope: Scope, location_id: uuid.UUID, seen: Precondition) -> LocationRow:
    """The row to change, locked."""
    row = await scope.session.get(LocationRow, location_id, with_for_update=True, populate_existing=True)
    present = await get_location(scope, location_id)
    if row is None:
        raise not_found("location", location_id)
    seen.check(row, present)
    return row


async def _crew_row(scope: Scope, crew_member_id: uuid.UUID, seen: Precondition) -> CrewMemberRow:
    row = await scope.session.get(CrewMemberRow, crew_member_id, with_for_update=True, populate_existing=True)
    present = await get_crew_member(scope, crew_member_id)
    if row is None:
        raise not_found("member of the crew", crew_member_id)
    seen.check(row, present)
    return row


def _location_audited(row: LocationRow) -> dict[str, Any]:
    names = ("name", "address", "parking", "hospital", "latitude", "longitude", "time_zone", "sets")
    return {name: getattr(row, name) for name in names}


def _crew_audited(row: CrewMemberRow) -> dict[str, Any]:
    """Without how they are reached: the trail is read by more people than that is for."""
    return {name: getattr(row, name) for name in ("name", "department", "role", "call_offset")}
