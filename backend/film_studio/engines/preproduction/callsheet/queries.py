"""The rows of call sheets."""

from typing import Any, Final

from sqlalchemy import Integer, Uuid, any_, bindparam, delete, select
from sqlalchemy.dialects.postgresql import ARRAY

from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import is_kept
from film_studio.engines.preproduction.breakdown.models import ElementRow, SceneSheetRow
from film_studio.engines.preproduction.callsheet.models import (
    CallSheetRow,
    CrewMemberRow,
    LocationRow,
    PublishedSheetRow,
    SheetReceiptRow,
)
from film_studio.identity.models import MemberRow, OrganizationRow, PersonRow
from film_studio.identity.permissions import Permission
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, folded

_ORGANIZATION: Final = bindparam("organization_id", type_=Uuid)
_PROJECT: Final = bindparam("project_id", type_=Uuid)
_LOCATIONS: Final = select(
    *(
        getattr(LocationRow, name)
        for name in (
            *("id", "project_id", "name", "address", "parking", "hospital", "latitude", "longitude", "time_zone"),
            *("sets", "version", "created_at"),
        )
    )
).where(LocationRow.organization_id == _ORGANIZATION)
LOCATIONS: Final = Listing(
    _LOCATIONS.where(LocationRow.project_id == _PROJECT),
    by=LocationRow.id,
    sorts={"created_at": LocationRow.id, "name": folded(LocationRow.name)},
)
ALL_LOCATIONS: Final = Query(_LOCATIONS.where(LocationRow.project_id == _PROJECT).order_by(LocationRow.id))
LOCATION: Final = Query(
    _LOCATIONS.where(LocationRow.id == bindparam("id"), is_kept(LocationRow.project_id)),
)
_CREW: Final = (
    select(
        *(
            getattr(CrewMemberRow, name)
            for name in (
                *("id", "project_id", "name", "department", "role", "contact", "call_offset", "member_id", "version"),
                "created_at",
            )
        ),
        PersonRow.name.label("member_name"),
    )
    .outerjoin(MemberRow, MemberRow.id == CrewMemberRow.member_id)
    .outerjoin(PersonRow, PersonRow.id == MemberRow.person_id)
    .where(CrewMemberRow.organization_id == _ORGANIZATION)
)
CREW: Final = Listing(
    _CREW.where(CrewMemberRow.project_id == _PROJECT),
    by=CrewMemberRow.id,
    sorts={
        "created_at": CrewMemberRow.id,
        "name": folded(CrewMemberRow.name),
        "department": CrewMemberRow.department,
    },
)
ALL_CREW: Final = Query(_CREW.where(CrewMemberRow.project_id == _PROJECT).order_by(CrewMemberRow.id))
CREW_MEMBER: Final = Query(_CREW.where(CrewMemberRow.id == bindparam("id"), is_kept(CrewMemberRow.project_id)))
_SHEETS: Final = select(
    *(
        getattr(CallSheetRow, name)
        for name in (*("id", "project_id", "scenario_id", "day", "settings", "published", "version", "created_at"),)
    )
).where(CallSheetRow.organization_id == _ORGANIZATION)
_SCENARIO: Final = bindparam("scenario_id", type_=Uuid)
CALL_SHEETS: Final = Listing(
    _SHEETS.where(CallSheetRow.project_id == _PROJECT, _SCENARIO.is_(None) | (CallSheetRow.scenario_id == _SCENARIO)),
    by=CallSheetRow.id,
    sorts={"created_at": CallSheetRow.id, "day": CallSheetRow.day},
)
CALL_SHEET: Final = Query(_SHEETS.where(CallSheetRow.id == bindparam("id"), is_kept(CallSheetRow.project_id)))
CALL_SHEET_OF_DAY: Final = Query(
    _SHEETS.where(CallSheetRow.scenario_id == _SCENARIO, CallSheetRow.day == bindparam("day"))
)
_PUBLISHED: Final = select(
    *(getattr(PublishedSheetRow, name) for name in ("id", "call_sheet_id", "number", "changes", "sheet", "created_at"))
).where(PublishedSheetRow.organization_id == _ORGANIZATION)
PUBLISHED: Final = Query(
    _PUBLISHED.join(CallSheetRow, CallSheetRow.id == PublishedSheetRow.call_sheet_id).where(
        PublishedSheetRow.id == bindparam("id"), is_kept(CallSheetRow.project_id)
    )
)
NUMBERED: Final = Query(
    _PUBLISHED.where(
        PublishedSheetRow.call_sheet_id == bindparam("call_sheet_id"), PublishedSheetRow.number == bindparam("number")
    )
)
LATEST: Final = Query(
    _PUBLISHED.where(PublishedSheetRow.call_sheet_id == bindparam("call_sheet_id"))
    .order_by(PublishedSheetRow.number.desc())
    .limit(1)
)
#: Of a call sheet, the newest first.
VERSIONS: Final = Listing(
    select(
        *(getattr(PublishedSheetRow, name) for name in ("id", "call_sheet_id", "number", "changes", "created_at"))
    ).where(
        PublishedSheetRow.organization_id == _ORGANIZATION,
        PublishedSheetRow.call_sheet_id == bindparam("call_sheet_id"),
    ),
    by=PublishedSheetRow.id,
    descending=True,
)
RECEIPTS: Final = Query(
    select(
        SheetReceiptRow.sheet_id,
        SheetReceiptRow.member_id,
        SheetReceiptRow.seen_at,
        PersonRow.name,
    )
    .join(MemberRow, MemberRow.id == SheetReceiptRow.member_id)
    .join(PersonRow, PersonRow.id == MemberRow.person_id)
    .where(
        SheetReceiptRow.organization_id == _ORGANIZATION,
        SheetReceiptRow.sheet_id == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
    .order_by(SheetReceiptRow.id)
)
COMPANY: Final = Query(select(OrganizationRow.name).where(OrganizationRow.id == _ORGANIZATION))
_SCENES: Final = bindparam("scenes", type_=ARRAY(Integer))
SYNOPSES: Final = Query(
    select(SceneSheetRow.index, SceneSheetRow.synopsis).where(
        SceneSheetRow.organization_id == _ORGANIZATION,
        SceneSheetRow.revision_id == bindparam("revision_id"),
        SceneSheetRow.index == any_(_SCENES),
    )
)
#: What somebody has confirmed: what rules suggest is not asked of a crew.
ELEMENTS: Final = Query(
    select(ElementRow.scene, ElementRow.category, ElementRow.name, ElementRow.count, ElementRow.character)
    .where(
        ElementRow.organization_id == _ORGANIZATION,
        ElementRow.revision_id == bindparam("revision_id"),
        ElementRow.scene == any_(_SCENES),
        ElementRow.state == "confirmed",
        ElementRow.category != "cast",
    )
    .order_by(ElementRow.id)
)


def _subject(
    kind: str,
    topic: str,
    row: type[LocationRow | CrewMemberRow | CallSheetRow],
    permission: Permission,
) -> Subject:
    """Of a table whose rows are a project's."""
    return Subject(
        type=kind,
        topic=topic,
        permission=permission,
        is_shown=lambda row_id: select(row.id).where(row.id == row_id, is_kept(row.project_id)).exists(),
        of_project=lambda project_id: select(row.id).where(row.project_id == project_id),
        project_of=lambda row_id: select(row.project_id).where(row.id == row_id),
    )


def _of_sheet(row_id: Any) -> Any:
    return (
        select(CallSheetRow.project_id)
        .join(PublishedSheetRow, PublishedSheetRow.call_sheet_id == CallSheetRow.id)
        .where(PublishedSheetRow.id == row_id)
    )


LOCATION_SUBJECT: Final = _subject("location", "locations", LocationRow, "scripts:read")
CREW_SUBJECT: Final = _subject("crew_member", "crew_members", CrewMemberRow, "preproduction:write")
SHEET_SUBJECT: Final = _subject("call_sheet", "call_sheets", CallSheetRow, "scripts:read")
PUBLISHED_SUBJECT: Final = Subject(
    type="published_sheet",
    topic="published_sheets",
    permission="scripts:read",
    is_shown=lambda row_id: _of_sheet(row_id).where(is_kept(CallSheetRow.project_id)).exists(),
    of_project=lambda project_id: (
        select(PublishedSheetRow.id)
        .join(CallSheetRow, CallSheetRow.id == PublishedSheetRow.call_sheet_id)
        .where(CallSheetRow.project_id == project_id)
    ),
    project_of=_of_sheet,
)


async def erase(erasure: Erasure) -> None:
    sheets = select(CallSheetRow.id).where(CallSheetRow.project_id == erasure.project_id)
    published = select(PublishedSheetRow.id).where(PublishedSheetRow.call_sheet_id.in_(sheets))
    for statement in (
        delete(SheetReceiptRow).where(SheetReceiptRow.sheet_id.in_(published)),
        delete(PublishedSheetRow).where(PublishedSheetRow.call_sheet_id.in_(sheets)),
        *(
            delete(row).where(row.project_id == erasure.project_id)
            for row in (CallSheetRow, CrewMemberRow, LocationRow)
        ),
    ):
        await erasure.session.execute(statement, execution_options={"synchronize_session": False})
