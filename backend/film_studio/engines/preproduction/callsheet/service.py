"""What is done with call sheets: begun for a day, edited, given out in versions, and seen by those who are called."""

import asyncio
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from film_studio.engines.management import ProjectRow, check_project, get_project, project_row, sees_project
from film_studio.engines.preproduction.breakdown.categories import TITLES
from film_studio.engines.preproduction.callsheet import queries
from film_studio.engines.preproduction.callsheet.calendar import calendar_of
from film_studio.engines.preproduction.callsheet.changes import changes_between
from film_studio.engines.preproduction.callsheet.clocks import shown
from film_studio.engines.preproduction.callsheet.derived import Known, sheet_of
from film_studio.engines.preproduction.callsheet.models import CallSheetRow, PublishedSheetRow, SheetReceiptRow
from film_studio.engines.preproduction.callsheet.paper import call_sheet_paper
from film_studio.engines.preproduction.callsheet.places import crew_member_of, location_of
from film_studio.engines.preproduction.callsheet.rest import Released
from film_studio.engines.preproduction.callsheet.schemas import (
    CallSheet,
    CallSheetCreate,
    CallSheetUpdate,
    CrewMember,
    PublishedSheet,
    PublishedSheetSummary,
    Reader,
    Receipt,
    Sheet,
)
from film_studio.engines.preproduction.callsheet.settings import CallSheetSettings
from film_studio.engines.preproduction.papers.facts import element_text
from film_studio.engines.preproduction.papers.service import Printable, script_of
from film_studio.engines.preproduction.papers.words import dated
from film_studio.engines.preproduction.schedule.service import read_scenario
from film_studio.engines.preproduction.schedule.shoot import Shoot
from film_studio.engines.writing import get_revision
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

#: Of a frame of shot rendering: two pages.
_WEIGHT: Final = 1.0


async def list_call_sheets(
    scope: ReadScope, project_id: uuid.UUID, page: PageRequest, *, scenario_id: uuid.UUID | None
) -> Page[CallSheet]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await queries.CALL_SHEETS.page(scope, page, _shown, project_id=project_id, scenario_id=scenario_id)


async def get_call_sheet(scope: ReadScope, call_sheet_id: uuid.UUID) -> CallSheet:
    """Or a 404 problem."""
    for row in await scope.rows(queries.CALL_SHEET, id=call_sheet_id):
        return _shown(row)
    raise not_found("call sheet", call_sheet_id)


async def create_call_sheet(scope: Scope, project_id: uuid.UUID, body: CallSheetCreate) -> CallSheet:
    """Raises problems: 404 for the project and the scenario, 409 for a day that the scenario does not have, and for one
    that has a call sheet already."""
    await project_row(scope, project_id, lock="keep")
    scenario, shoot = await read_scenario(scope, body.scenario_id)
    if scenario["project_id"] != project_id:
        raise not_found("scenario", body.scenario_id)
    _check_day(shoot, body.day)
    settings = body.settings or CallSheetSettings()
    made = await scope.session.execute(
        insert(CallSheetRow)
        .values(
            organization_id=scope.organization_id,
            project_id=project_id,
            scenario_id=body.scenario_id,
            day=body.day,
            settings=settings.model_dump(mode="json"),
            published=0,
        )
        .on_conflict_do_nothing(index_elements=["scenario_id", "day"])
        .returning(CallSheetRow.id)
    )
    made_id = made.scalar_one_or_none()
    if made_id is None:
        raise ProblemError(409, "call-sheet-exists", f"body.day: day {body.day} has a call sheet already; edit that")
    await scope.announce(queries.SHEET_SUBJECT.type, made_id)
    after = {"day": body.day, "settings": settings.model_dump(mode="json")}
    scope.record("call_sheet.created", queries.SHEET_SUBJECT.type, made_id, project_id=project_id, after=after)
    return await get_call_sheet(scope, made_id)


async def update_call_sheet(
    scope: Scope, call_sheet_id: uuid.UUID, body: CallSheetUpdate, seen: Precondition
) -> CallSheet:
    """Raises problems: 404 and those of `seen`. What was given out stays as it is."""
    row, present = await _row(scope, call_sheet_id)
    seen.check(row, present)
    before = {"day": row.day, "settings": row.settings}
    row.settings = body.settings.model_dump(mode="json")
    await scope.session.flush()
    await scope.announce(queries.SHEET_SUBJECT.type, row.id)
    scope.record(
        "call_sheet.updated",
        queries.SHEET_SUBJECT.type,
        row.id,
        project_id=row.project_id,
        before=before,
        after={"day": row.day, "settings": row.settings},
    )
    return await get_call_sheet(scope, call_sheet_id)


async def get_drafted_sheet(scope: ReadScope, call_sheet_id: uuid.UUID) -> Sheet:
    """The sheet as it would be given out now. Raises problems: 404, and 409 where the scenario has lost the day."""
    call_sheet = await get_call_sheet(scope, call_sheet_id)
    known, before = await _known(scope, call_sheet)
    return await asyncio.to_thread(sheet_of, known, before)


async def publish_call_sheet(scope: Scope, call_sheet_id: uuid.UUID, seen: Precondition) -> PublishedSheet:
    """Give out the sheet as it is now, and tell those members who are called by it. Raises problems: 404, those of
    `seen`, 409 where the scenario has lost the day, and where nothing has changed since the last version."""
    row, call_sheet = await _row(scope, call_sheet_id)
    seen.check(row, call_sheet)
    known, before = await _known(scope, call_sheet)
    sheet = await asyncio.to_thread(sheet_of, known, before)
    changes: list[str] = []
    for last in await scope.rows(queries.LATEST, call_sheet_id=call_sheet_id):
        changes = changes_between(Sheet.model_validate(last["sheet"]), sheet)
        if not changes:
            raise ProblemError(
                409, "nothing-changed", f"nothing of it has changed since version {last['number']}; that one holds"
            )
    row.published += 1
    published = PublishedSheetRow(
        organization_id=scope.organization_id,
        call_sheet_id=row.id,
        number=row.published,
        sheet=sheet.model_dump(mode="json"),
        changes=changes,
    )
    scope.session.add(published)
    await scope.session.flush()
    await _call(scope, row.project_id, published.id, known.crew, sheet)
    await scope.announce(queries.SHEET_SUBJECT.type, row.id)
    await scope.announce(queries.PUBLISHED_SUBJECT.type, published.id)
    told = {"name": f"Day {sheet.day}, version {row.published}", "changes": changes}
    scope.record(
        "call_sheet.published", queries.PUBLISHED_SUBJECT.type, published.id, project_id=row.project_id, after=told
    )
    return await get_published(scope, published.id)


async def list_versions(scope: ReadScope, call_sheet_id: uuid.UUID, page: PageRequest) -> Page[PublishedSheetSummary]:
    """The newest first, each with who has seen it. Raises a 404 problem."""
    await get_call_sheet(scope, call_sheet_id)
    found = await queries.VERSIONS.page(scope, page, _summary, call_sheet_id=call_sheet_id)
    receipts = await _receipts(scope, [each.id for each in found.items])
    items = [each.model_copy(update={"receipts": receipts.get(each.id, [])}) for each in found.items]
    return found.model_copy(update={"items": items})


async def get_published(scope: ReadScope, published_sheet_id: uuid.UUID) -> PublishedSheet:
    """Or a 404 problem."""
    for row in await scope.rows(queries.PUBLISHED, id=published_sheet_id):
        return PublishedSheet.model_validate(row)
    raise not_found("published call sheet", published_sheet_id)


async def acknowledge(scope: Scope, published_sheet_id: uuid.UUID) -> PublishedSheetSummary:
    """The caller has seen it. A second time changes nothing. Raises problems: 404, and 409 for a program."""
    published = await get_published(scope, published_sheet_id)
    if scope.caller.kind != "member":
        raise ProblemError(409, "no-person", "a program has seen nothing; whoever is called says so themselves")
    one = (
        SheetReceiptRow.organization_id == scope.organization_id,
        SheetReceiptRow.sheet_id == published_sheet_id,
        SheetReceiptRow.member_id == scope.caller.id,
    )
    await _add_receipts(scope, published_sheet_id, [scope.caller.id])
    row = (await scope.session.scalars(select(SheetReceiptRow).where(*one).with_for_update())).one()
    if row.seen_at is None:
        row.seen_at = scope.clock()
        await scope.session.flush()
        sheet = await get_call_sheet(scope, published.call_sheet_id)
        await scope.announce(queries.SHEET_SUBJECT.type, published.call_sheet_id)
        await scope.announce(queries.PUBLISHED_SUBJECT.type, published_sheet_id)
        scope.record(
            "call_sheet.seen",
            queries.PUBLISHED_SUBJECT.type,
            published_sheet_id,
            project_id=sheet.project_id,
            after={"name": f"Day {sheet.day}, version {published.number}"},
        )
    receipts = await _receipts(scope, [published_sheet_id])
    return _summary({**published.model_dump(), "receipts": receipts[published_sheet_id]})


async def get_calendar(scope: ReadScope, published_sheet_id: uuid.UUID, person: str | None) -> bytes:
    """Raises 404 problems: for the sheet, and for somebody who is not called by it."""
    published = await get_published(scope, published_sheet_id)
    found = await asyncio.to_thread(calendar_of, published, person)
    if found is None:
        raise ProblemError(
            404, "not-found", f"query.person: nobody called {person} is on this call sheet; name somebody who is"
        )
    return found


async def call_sheet_printable(scope: ReadScope, call_sheet_id: uuid.UUID, number: int | None) -> Printable:
    """The version of this number, or the draft. Raises problems: 404 for either, and as `get_drafted_sheet`."""
    call_sheet = await get_call_sheet(scope, call_sheet_id)
    if number is None:
        return await _printable(
            call_sheet.project_id, await get_drafted_sheet(scope, call_sheet_id), [], "not given out yet"
        )
    for row in await scope.rows(queries.NUMBERED, call_sheet_id=call_sheet_id, number=number):
        published = PublishedSheet.model_validate(row)
        version = f"version {published.number}, {dated(published.created_at.date())}"
        return await _printable(call_sheet.project_id, published.sheet, published.changes, version)
    raise not_found("version of the call sheet", number)


async def _printable(project_id: uuid.UUID, sheet: Sheet, changes: Sequence[str], version: str) -> Printable:
    return Printable(
        project_id=project_id,
        body=await asyncio.to_thread(call_sheet_paper, sheet, changes),
        script=sheet.script,
        version=f"Call sheet: {version}; schedule: {sheet.schedule}",
        weight=_WEIGHT,
    )


def call_in_words(sheet: Sheet) -> str:
    """What somebody is told of it: when to come."""
    return f"Day {sheet.day}, {sheet.date:%a %d %b}: crew call {shown(sheet.crew_call.at, sheet.date, sheet.clock)}"


async def who_is_called(
    scope: Scope, published_sheet_id: uuid.UUID
) -> tuple[str, uuid.UUID, Sequence[uuid.UUID]] | None:
    """Of a version: when to come, in words; its call sheet; and the members who are called. None for one that is gone
    with its project."""
    for row in await scope.rows(queries.PUBLISHED, id=published_sheet_id):
        receipts = await scope.rows(queries.RECEIPTS, ids=[published_sheet_id])
        words = call_in_words(Sheet.model_validate(row["sheet"]))
        return words, row["call_sheet_id"], [each["member_id"] for each in receipts]
    return None


async def _call(
    scope: Scope, project_id: uuid.UUID, published_id: uuid.UUID, crew: Sequence[CrewMember], sheet: Sheet
) -> None:
    """Note whom it calls: the crew, and of the cast those who work. Who does not see the project any more is not."""
    working = {" ".join(each.character.casefold().split()) for each in sheet.cast if each.call is not None}
    called = {
        each.member.id
        for each in crew
        if each.member is not None and (each.department != "cast" or " ".join(each.role.casefold().split()) in working)
    }
    project: ProjectRow = await project_row(scope, project_id)
    seeing = [each for each in sorted(called) if await sees_project(scope, project, each)]
    await _add_receipts(scope, published_id, seeing)


async def _add_receipts(scope: Scope, published_id: uuid.UUID, members: Iterable[uuid.UUID]) -> None:
    rows = [
        {"organization_id": scope.organization_id, "sheet_id": published_id, "member_id": member} for member in members
    ]
    if rows:
        await scope.session.execute(insert(SheetReceiptRow).on_conflict_do_nothing(), rows)


async def _known(scope: ReadScope, call_sheet: CallSheet) -> tuple[Known, Released | None]:
    """What the sheet is made of, and when everybody was released the day before, where that has a call sheet."""
    scenario, shoot = await read_scenario(scope, call_sheet.scenario_id)
    _check_day(shoot, call_sheet.day)
    revision = scenario["revision_id"]
    project = await get_project(scope, call_sheet.project_id)
    company = next((row["name"] for row in await scope.rows(queries.COMPANY)), "")
    scenes = [scene.index for scene in shoot.days[call_sheet.day - 1]]
    known = Known(
        title=project.title,
        company=company,
        script=await script_of(scope, await get_revision(scope, revision)),
        schedule=f"{scenario['name']}, version {scenario['version']}",
        shoot=shoot,
        day=call_sheet.day - 1,
        settings=call_sheet.settings,
        locations=[location_of(row) for row in await scope.rows(queries.ALL_LOCATIONS, project_id=project.id)],
        crew=[crew_member_of(row) for row in await scope.rows(queries.ALL_CREW, project_id=project.id)],
        synopses={
            row["index"]: row["synopsis"]
            for row in await scope.rows(queries.SYNOPSES, revision_id=revision, scenes=scenes)
            if row["synopsis"]
        },
        elements=_elements(await scope.rows(queries.ELEMENTS, revision_id=revision, scenes=scenes)),
    )
    return known, await _released(scope, known, call_sheet)


async def _released(scope: ReadScope, known: Known, call_sheet: CallSheet) -> Released | None:
    query = {"scenario_id": call_sheet.scenario_id, "day": call_sheet.day - 1}
    for row in await scope.rows(queries.CALL_SHEET_OF_DAY, **query):
        before = _shown(row)
        return known.on(before.day - 1, before.settings).released
    return None


def _elements(rows: Iterable[Mapping[str, Any]]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row["scene"], []).append((TITLES[row["category"]], element_text(row, {})))
    return found


def _check_day(shoot: Shoot, day: int) -> None:
    if day > len(shoot.days):
        raise ProblemError(
            409, "no-such-day", f"the scenario has {len(shoot.days)} days, and day {day} is not among them; choose one"
        )


async def _row(scope: Scope, call_sheet_id: uuid.UUID) -> tuple[CallSheetRow, CallSheet]:
    """The row to change, locked, and what is shown of it; or a 404 problem."""
    row = await scope.session.get(CallSheetRow, call_sheet_id, with_for_update=True, populate_existing=True)
    present = await get_call_sheet(scope, call_sheet_id)
    if row is None:
        raise not_found("call sheet", call_sheet_id)
    return row, present


async def _receipts(scope: ReadScope, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Receipt]]:
    """By the id of a version."""
    found: dict[uuid.UUID, list[Receipt]] = {}
    for row in await scope.rows(queries.RECEIPTS, ids=list(ids)):
        receipt = Receipt(member=Reader(id=row["member_id"], name=row["name"]), seen_at=row["seen_at"])
        found.setdefault(row["sheet_id"], []).append(receipt)
    return found


def _summary(row: Mapping[str, Any]) -> PublishedSheetSummary:
    return PublishedSheetSummary.model_validate({"receipts": [], **row})


def _shown(row: Mapping[str, Any]) -> CallSheet:
    return CallSheet(
        **{name: row[name] for name in CallSheet.model_fields if name != "settings"},
        settings=CallSheetSettings.model_validate(row["settings"]),
    )
