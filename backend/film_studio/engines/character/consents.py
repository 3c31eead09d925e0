"""Consents: kept with their files, and asked for before anything is made of somebody who has to agree."""

import contextlib
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select

from contracts import storage_keys
from contracts.limits import PROJECT_CONSENTS
from film_studio.engines.character.casting.agreement import Agreed, Use, lacks
from film_studio.engines.character.consent_schemas import Consent, ConsentCreate, ConsentUpdate
from film_studio.engines.character.models import CastMemberRow, ConsentRow
from film_studio.engines.character.queries import AGREEING, cast_member, choice_row
from film_studio.engines.engine import Subject
from film_studio.engines.management import ProjectRow, check_project, is_kept, project_row
from film_studio.engines.writing import RevisionRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.failures import UnavailableError
from film_studio.kit.pagination import Listing, Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.storage import StorageError
from film_studio.kit.versions import Precondition

_OF_ORGANIZATION: Final = ConsentRow.organization_id == bindparam("organization_id")
_CONSENTS: Final = select(*(getattr(ConsentRow, name) for name in Consent.model_fields)).where(_OF_ORGANIZATION)
CONSENTS: Final = Listing(
    _CONSENTS.where(ConsentRow.project_id == bindparam("project_id")),
    by=ConsentRow.id,
)
_CONSENT: Final = Query(
    _CONSENTS.add_columns(ConsentRow.file_sha256, ConsentRow.file_type).where(
        ConsentRow.id == bindparam("id"), is_kept(ConsentRow.project_id)
    )
)
AGREED_BY: Final = (
    select(
        ConsentRow.name_key,
        ConsentRow.kind,
        ConsentRow.person,
        ConsentRow.uses,
        ConsentRow.territory,
        select(ProjectRow.territories).where(ProjectRow.id == ConsentRow.project_id).scalar_subquery().label("asked"),
        ConsentRow.begins_on,
        ConsentRow.expires_on,
        ConsentRow.withdrawn_on,
        ConsentRow.file_sha256.is_not(None).label("has_file"),
    )
    .where(
        _OF_ORGANIZATION,
        ConsentRow.project_id.in_(select(RevisionRow.project_id).where(RevisionRow.id == bindparam("revision_id"))),
    )
    .order_by(ConsentRow.id)
)
_AGREEING: Final = Query(AGREEING)
_AGREED: Final = Query(AGREED_BY)
_AGREED_FIELDS: Final = ("kind", "person", "territory", "begins_on", "expires_on", "withdrawn_on", "has_file")
#: How a file of these kinds begins.
_BEGINS: Final[Mapping[bytes, str]] = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
_AUDITED: Final = ("character", "kind", "person", "uses", "territory", "begins_on", "expires_on", "withdrawn_on")


def _project_of(row_id: Any) -> Select[uuid.UUID]:
    return select(ConsentRow.project_id).where(ConsentRow.id == row_id)


SUBJECT: Final = Subject(
    type="consent",
    topic="consents",
    permission="consents:read",
    is_shown=lambda row_id: (
        select(ConsentRow.id).where(ConsentRow.id == row_id, is_kept(ConsentRow.project_id)).exists()
    ),
    of_project=lambda project_id: select(ConsentRow.id).where(ConsentRow.project_id == project_id),
    project_of=_project_of,
)


async def lacking(scope: ReadScope, revision_id: uuid.UUID, use: Use = "film") -> dict[str, tuple[str, ...]]:
    """By the names of a revision's characters, what is missing before something may be made of them for a use today;
    nothing of those of whom all is agreed."""
    agreeing = await scope.rows(_AGREEING, revision_id=revision_id)
    if not agreeing:
        return {}
    agreed = await scope.rows(_AGREED, revision_id=revision_id)
    return lacking_of(agreeing, agreed, use, scope.clock().date())


def lacking_of(
    agreeing: Collection[Mapping[str, Any]], agreed: Collection[Mapping[str, Any]], use: Use, on: date
) -> dict[str, tuple[str, ...]]:
    """As `lacking`, of the rows of `AGREEING` and `AGREED_BY`."""
    given: defaultdict[str, list[Agreed]] = defaultdict(list)
    for row in agreed:
        given[row["name_key"]].append(Agreed(**{name: row[name] for name in _AGREED_FIELDS}, uses=tuple(row["uses"])))
    # All of one project.
    territories: list[str] = next((row["asked"] for row in agreed), list[str]())
    speaking = {row["person_key"] for row in agreeing if row["lines"]}
    found = {
        row["name"]: lacks(
            row["mode"],
            speaks=row["person_key"] in speaking,
            agreed=given[row["person_key"]],
            use=use,
            on=on,
            territories=territories,
        )
        for row in agreeing
    }
    return {name: reasons for name, reasons in found.items() if reasons}


def in_words(lacking: Mapping[str, Collection[str]]) -> str:
    """MARA: the voice consent of Jane Doe expired on 2026-05-01; …"""
    return "; ".join(f"{name}: {', '.join(reasons)}" for name, reasons in sorted(lacking.items()))


async def check_consents(
    scope: ReadScope, revision_id: uuid.UUID, names: Collection[str] | None = None, use: Use = "film"
) -> None:
    """Raises a 409 problem where somebody of a revision, or of those `names` of it, has not agreed to a use."""
    found = await lacking(scope, revision_id, use)
    barred = {name: reasons for name, reasons in found.items() if names is None or name in names}
    if barred:
        raise ProblemError(
            409,
            "consent-missing",
            f"{in_words(barred)}. Nothing was started; add or renew the consent on the character's sheet, then start "
            "again",
        )


async def list_consents(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[Consent]:
    """The consents of a project, the first ones first. Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await CONSENTS.page(scope, page, Consent.model_validate, project_id=project_id)


async def get_consent(scope: ReadScope, consent_id: uuid.UUID) -> Consent:
    """A consent, or a 404 problem."""
    for row in await scope.rows(_CONSENT, id=consent_id):
        return Consent.model_validate(row)
    raise not_found("consent", consent_id)


async def create_consent(scope: Scope, character_id: uuid.UUID, body: ConsentCreate) -> Consent:
    """Keep a consent for the person whom a name means, in every revision. Raises problems: 404, 409 where there are too
    many, 422 where it would expire before it begins."""
    member, project_id = await cast_member(scope, character_id)
    await project_row(scope, project_id, lock="keep")
    _check_days(body.begins_on, body.expires_on)
    own = await choice_row(scope, project_id, member.name_key)
    there = select(func.count()).where(ConsentRow.project_id == project_id)
    if (await scope.session.scalar(there) or 0) >= PROJECT_CONSENTS:
        raise ProblemError(409, "too-many-versions", f"the project has {PROJECT_CONSENTS} consents, and none has more")
    row = ConsentRow(
        organization_id=scope.organization_id,
        project_id=project_id,
        name_key=own.same_as or member.name_key,
        character=await _spelled(scope, member, own.same_as),
        **body.model_dump(),
    )
    scope.session.add(row)
    await scope.session.flush()
    await scope.session.refresh(row)
    await scope.announce(SUBJECT.type, row.id)
    scope.record("consent.created", SUBJECT.type, row.id, project_id=project_id, after=_audited(row))
    return Consent.model_validate(row)


async def _spelled(scope: Scope, member: CastMemberRow, same_as: str | None) -> str:
    if same_as is None:
        return member.name
    own = select(CastMemberRow.name).where(
        CastMemberRow.revision_id == member.revision_id, CastMemberRow.name_key == same_as
    )
    return await scope.session.scalar(own) or member.name


async def update_consent(scope: Scope, consent_id: uuid.UUID, body: ConsentUpdate, seen: Precondition) -> Consent:
    """Change or withdraw a consent. Raises problems: 404, 422 where it would expire before it begins, and those of
    `seen`."""
    row = await _row(scope, consent_id, seen)
    before = _audited(row)
    row.uses = list[str](body.uses or row.uses)
    row.territory = body.territory or row.territory
    if "expires_on" in body.model_fields_set:
        row.expires_on = body.expires_on
    _check_days(row.begins_on, row.expires_on)
    if body.withdrawn and row.withdrawn_on is None:
        row.withdrawn_on = scope.clock().date()
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    action = "consent.withdrawn" if body.withdrawn else "consent.updated"
    scope.record(action, SUBJECT.type, row.id, project_id=row.project_id, before=before, after=_audited(row))
    return Consent.model_validate(row)


def _check_days(begins_on: date, expires_on: date | None) -> None:
    if expires_on is not None and expires_on < begins_on:
        raise ProblemError(
            422,
            "consent-expires-early",
            f"body.expires_on: the consent begins on {begins_on}, and expires on that day or later",
        )


async def keep_file(
    scope: Scope, consent_id: uuid.UUID, data: bytes, filename: str | None, seen: Precondition
) -> Consent:
    """Keep what was signed, in place of what was kept before. Raises problems: 404, 422 for what is neither a PDF nor a
    picture, and those of `seen`."""
    present = await get_consent(scope, consent_id)
    seen.check_given()
    kind = next((kind for begins, kind in _BEGINS.items() if data.startswith(begins)), None)
    if kind is None:
        raise ProblemError(
            422,
            "consent-file-not-valid",
            "body: neither a PDF nor a PNG nor a JPEG; send the signed document itself, scanned or as it was made",
        )
    sha256 = hashlib.sha256(data).hexdigest()
    # Before the transaction, as screenplays are: storage that hangs holds no lock.
    await scope.storage.put(storage_keys.consent(scope.organization_id, present.id, sha256), data, kind)
    former: str | None = sha256  # until it is known: the same bytes may be its file already
    kept: Consent | None = None
    try:
        row = await _row(scope, consent_id, seen)
        former = row.file_sha256
        row.file_sha256, row.file_bytes, row.file_type = sha256, len(data), kind
        row.file_name = filename or f"consent.{kind.rpartition('/')[2]}"
        await scope.session.flush()
        await scope.announce(SUBJECT.type, row.id)
        after = {"character": row.character, "file": sha256, "name": row.file_name}
        scope.record(
            *("consent.file_kept", SUBJECT.type, row.id),
            project_id=row.project_id,
            before={"file": former},
            after=after,
        )
        shown = Consent.model_validate(row)
        await scope.commit()
        kept = shown
    finally:
        if kept is None:
            await scope.close()
        await _delete_other(scope, present, sha256 if kept is None else former, than=former if kept is None else sha256)
    return shown


async def _delete_other(scope: Scope, consent: Consent, sha256: str | None, *, than: str | None) -> None:
    """What is not the consent's file, or is it no more."""
    if sha256 is not None and sha256 != than:
        with contextlib.suppress(UnavailableError, StorageError):
            await scope.storage.delete([storage_keys.consent(scope.organization_id, consent.id, sha256)])


async def get_file(scope: ReadScope, consent_id: uuid.UUID) -> tuple[bytes, str, str]:
    """What was signed: its bytes, its name and its media type. Raises a 404 problem where there is none."""
    for row in await scope.rows(_CONSENT, id=consent_id):
        if row["file_sha256"] is not None:
            key = storage_keys.consent(scope.organization_id, consent_id, row["file_sha256"])
            if (data := await scope.storage.get(key)) is not None:
                return data, row["file_name"], row["file_type"]
    raise not_found("consent with a file", consent_id)


async def _row(scope: Scope, consent_id: uuid.UUID, seen: Precondition) -> ConsentRow:
    """Locked to change it."""
    row = await scope.session.get(ConsentRow, consent_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise not_found("consent", consent_id)
    await project_row(scope, row.project_id, lock="keep")
    seen.check(row, Consent.model_validate(row))
    return row


def _audited(row: ConsentRow) -> dict[str, Any]:
    return {name: value if isinstance(value := getattr(row, name), list | None) else str(value) for name in _AUDITED}
