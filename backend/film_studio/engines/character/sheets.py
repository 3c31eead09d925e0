"""Character sheets: what is known of somebody, what was kept of them, and which names are one person."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update

from contracts.limits import SHEET_VERSIONS
from contracts.recipes.animatic import Look
from film_studio.engines.character.casting.cast import OnPage
from film_studio.engines.character.casting.people import Named, Person, people
from film_studio.engines.character.casting.wardrobe import Clothes, dressed, worn_in
from film_studio.engines.character.consents import lacking
from film_studio.engines.character.models import CastMemberRow, ChoiceRow, SheetVersionRow
from film_studio.engines.character.queries import CAST, SUBJECT, cast_member, choice_row
from film_studio.engines.character.sheet_schemas import (
    CharacterSheet,
    DecidedBy,
    Relationship,
    SaidOnPage,
    SheetUpdate,
    SheetVersion,
    SheetVersionCreate,
    Worn,
)
from film_studio.engines.management import project_row
from film_studio.engines.writing import check_revision
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition, edit_by

_REVISION_OF: Final = Query(
    select(CastMemberRow.revision_id).where(
        CastMemberRow.organization_id == bindparam("organization_id"), CastMemberRow.id == bindparam("id")
    )
)
VERSIONS: Final = Listing(
    select(*(getattr(SheetVersionRow, name) for name in SheetVersion.model_fields)).where(
        SheetVersionRow.organization_id == bindparam("organization_id"),
        SheetVersionRow.project_id == bindparam("project_id"),
        SheetVersionRow.name_key == bindparam("name_key"),
    ),
    by=SheetVersionRow.number,
    descending=True,
)


async def get_sheet(scope: ReadScope, character_id: uuid.UUID) -> CharacterSheet:
    """The sheet of a character, or a 404 problem. Under another name of somebody stands what is theirs."""
    for row in await scope.rows(_REVISION_OF, id=character_id):
        for sheet in await list_sheets(scope, row["revision_id"], character_id):
            return sheet
    raise not_found("character", character_id)


async def list_sheets(
    scope: ReadScope, revision_id: uuid.UUID, character_id: uuid.UUID | None = None
) -> list[CharacterSheet]:
    """The sheets of a revision's people, in order of appearance; or that of one character alone. Raises a 404 problem
    for the revision."""
    await check_revision(scope, revision_id)
    cast = await scope.rows(CAST, revision_id=revision_id)
    lacks = await lacking(scope, revision_id)
    named = [
        Named(
            name=row["name"],
            lines=row["lines"],
            words=row["words"],
            page=OnPage.model_validate(row["page"]),
            same_as=row["same_as"],
        )
        for row in cast
    ]
    everybody = people(named)
    by_name = {name: person for person in everybody for name in person.names}
    shown = [row for row in cast if (row["same_as"] is None if character_id is None else row["id"] == character_id)]
    pages = {each.name: each.page for each in named}
    return [_sheet(row, by_name[row["name"]], by_name, pages, lacks) for row in shown]


def _sheet(
    row: Mapping[str, Any],
    person: Person,
    by_name: Mapping[str, Person],
    pages: Mapping[str, OnPage],
    lacks: Mapping[str, Sequence[str]],
) -> CharacterSheet:
    look = Look.model_validate(row["look"])
    scenes = set(person.scenes)
    return CharacterSheet(
        **{
            name: row[name]
            for name in ("id", "revision_id", "project_id", "name", "same_as", "mode", "notes", "version")
        },
        names=list(person.names),
        lines=person.lines,
        words=person.words,
        scenes=list(person.scenes),
        look=look,
        decided_by=_decided(look, Look.model_validate(row["cast_look"]), pages[person.name]),
        said=[SaidOnPage(scene=quote.scene, text=quote.text) for name in person.names for quote in pages[name].quotes],
        wardrobe=_wardrobe(person, look, pages, row["outfits"]),
        relationships=[
            Relationship(name=name, exchanges=times, scenes=sorted(scenes.intersection(by_name[name].scenes)))
            for name, times in person.talks.items()
        ],
        lacks=list(lacks.get(row["name"], ())),
    )


def _decided(look: Look, cast: Look, page: OnPage) -> dict[str, DecidedBy]:
    found: dict[str, DecidedBy] = {}
    for name in Look.model_fields:
        if getattr(look, name) != getattr(cast, name):
            found[name] = "person"
        else:
            found[name] = "page" if name in page.said else "seed"
    return found


def _wardrobe(person: Person, look: Look, pages: Mapping[str, OnPage], chosen: Mapping[str, Any]) -> list[Worn]:
    """By story day, and within it by what is worn."""
    clothes = {scene: each for name in person.names for scene, each in worn_in(pages[name].outfits).items()}
    found: list[Worn] = []
    for day, scenes in person.days.items():
        own = Clothes.model_validate(chosen[day]) if day in chosen else None
        groups: dict[Clothes | None, list[int]] = {}
        for scene in scenes:
            groups.setdefault(clothes.get(scene), []).append(scene)
        found += [
            Worn(day=day, scenes=each, page=page, chosen=own, look=dressed(look, page, own))
            for page, each in groups.items()
        ]
    return found


async def update_sheet(scope: Scope, character_id: uuid.UUID, body: SheetUpdate, seen: Precondition) -> CharacterSheet:
    """Change a sheet for the character's name in its project. Raises problems: 404, 409 for another name of somebody,
    and those of `seen`."""
    member, project_id, row = await _changed(scope, character_id, seen)
    _check_own(member, row)
    said = {name: getattr(body, name) for name in body.model_fields_set}
    given = {name: value for name, value in said.items() if value is not None or name == "notes"}
    before = {name: getattr(row, name) for name in given}
    if body.outfits is not None:
        given["outfits"] = {day: each.model_dump(mode="json") for day, each in body.outfits.items()}
    for name, value in given.items():
        setattr(row, name, value)
    return await _kept(scope, member, project_id, "character.sheet_updated", before, given)


async def merge_character(scope: Scope, character_id: uuid.UUID, into: uuid.UUID, seen: Precondition) -> CharacterSheet:
    """Let a name be another name of somebody, in every revision; those that were merged into it go along. Nothing of
    either is deleted. Raises problems: 404 for both, 422 for itself, and those of `seen`."""
    member, project_id, row = await _changed(scope, character_id, seen)
    other, others_project = await cast_member(scope, into)
    if others_project != project_id or other.name_key == member.name_key:
        raise ProblemError(
            422, "not-one-person", "body.character_id: name another character of the same project, and not itself"
        )
    own = await choice_row(scope, project_id, other.name_key)
    target = own.same_as or own.name_key
    if target == member.name_key:
        raise ProblemError(
            422, "not-one-person", f"body.character_id: {other.name} is another name of {member.name}; split them first"
        )
    before = {"same_as": row.same_as}
    row.same_as = target
    await scope.session.flush()
    along = update(ChoiceRow).where(
        ChoiceRow.organization_id == scope.organization_id,
        ChoiceRow.project_id == project_id,
        ChoiceRow.same_as == member.name_key,
    )
    who = edit_by(scope.caller.kind, scope.caller.id, scope.clock())
    await scope.session.execute(
        along.values(same_as=target, version=ChoiceRow.version + 1, last_edit=who).execution_options(
            synchronize_session=False
        )
    )
    return await _kept(scope, member, project_id, "character.merged", before, {"same_as": target})


async def split_character(scope: Scope, character_id: uuid.UUID, seen: Precondition) -> CharacterSheet:
    """Let a name stand for itself again, with what was chosen for it before. Splitting it again changes nothing. Raises
    problems: 404 and those of `seen`."""
    member, project_id, row = await _changed(scope, character_id, seen)
    before = {"same_as": row.same_as}
    row.same_as = None
    return await _kept(scope, member, project_id, "character.split", before, {"same_as": None})


async def list_versions(scope: ReadScope, character_id: uuid.UUID, page: PageRequest) -> Page[SheetVersion]:
    """The versions of a sheet, the newest first. Raises a 404 problem."""
    sheet = await get_sheet(scope, character_id)
    for row in await scope.rows(CAST, revision_id=sheet.revision_id):
        if row["id"] == character_id:
            return await VERSIONS.page(
                scope, page, SheetVersion.model_validate, project_id=sheet.project_id, name_key=row["person_key"]
            )
    raise not_found("character", character_id)


async def create_version(scope: Scope, character_id: uuid.UUID, body: SheetVersionCreate) -> SheetVersion:
    """Keep a sheet as it is. Raises problems: 404, 409 for another name of somebody and where there are too many."""
    member, project_id = await cast_member(scope, character_id)
    await project_row(scope, project_id, lock="keep")
    row = await choice_row(scope, project_id, member.name_key)  # locked: numbers have no gaps
    _check_own(member, row)
    shown = next(each for each in await scope.rows(CAST, revision_id=member.revision_id) if each["id"] == character_id)
    last = await scope.session.scalar(
        select(func.coalesce(func.max(SheetVersionRow.number), 0)).where(
            SheetVersionRow.project_id == project_id, SheetVersionRow.name_key == member.name_key
        )
    )
    if (last or 0) >= SHEET_VERSIONS:
        raise ProblemError(
            409, "too-many-versions", f"{member.name} has {SHEET_VERSIONS} versions, and no sheet has more"
        )
    made = SheetVersionRow(
        organization_id=scope.organization_id,
        project_id=project_id,
        name_key=member.name_key,
        number=(last or 0) + 1,
        stage=body.stage,
        note=body.note,
        **{name: shown[name] for name in ("look", "neural_voice", "outfits")},
    )
    scope.session.add(made)
    await scope.session.flush()
    await scope.session.refresh(made)
    await scope.announce(SUBJECT.type, member.id)
    told = {"name": member.name, "number": made.number, "stage": made.stage}
    scope.record("character.version_kept", SUBJECT.type, member.id, project_id=project_id, after=told)
    return SheetVersion.model_validate(made)


async def roll_back(scope: Scope, character_id: uuid.UUID, number: int, seen: Precondition) -> CharacterSheet:
    """Choose what a version has: look, neural voice and outfits. What was chosen in between stays in its own versions.
    Raises problems: 404, 409 for another name of somebody, 422 for a version that there is not, and those of `seen`."""
    member, project_id, row = await _changed(scope, character_id, seen)
    _check_own(member, row)
    version = await scope.session.scalar(
        select(SheetVersionRow).where(
            SheetVersionRow.organization_id == scope.organization_id,
            SheetVersionRow.project_id == project_id,
            SheetVersionRow.name_key == member.name_key,
            SheetVersionRow.number == number,
        )
    )
    if version is None:
        raise ProblemError(422, "no-such-version", f"body.number: {member.name} has no version {number}")
    before = {"look": row.look, "neural_voice": row.neural_voice, "outfits": row.outfits}
    row.look, row.neural_voice, row.outfits = version.look, version.neural_voice, version.outfits
    after = {"number": number, "look": row.look, "neural_voice": row.neural_voice, "outfits": row.outfits}
    return await _kept(scope, member, project_id, "character.rolled_back", before, after)


async def _changed(
    scope: Scope, character_id: uuid.UUID, seen: Precondition
) -> tuple[CastMemberRow, uuid.UUID, ChoiceRow]:
    """A character, its project and its choices, locked to change them."""
    member, project_id = await cast_member(scope, character_id)
    await project_row(scope, project_id, lock="change")
    seen.check_given()
    row = await choice_row(scope, project_id, member.name_key)
    seen.check(row, await get_sheet(scope, character_id))
    return member, project_id, row


def _check_own(member: CastMemberRow, row: ChoiceRow) -> None:
    if row.same_as is not None:
        raise ProblemError(
            409, "same-person", f"{member.name} is another name of somebody else; go to their sheet, or split the names"
        )


async def _kept(  # noqa: PLR0917 — what the trail says
    scope: Scope,
    member: CastMemberRow,
    project_id: uuid.UUID,
    action: Any,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> CharacterSheet:
    await scope.session.flush()
    await scope.announce(SUBJECT.type, member.id)
    name = {"name": member.name}
    scope.record(
        action, SUBJECT.type, member.id, project_id=project_id, before={**name, **before}, after={**name, **after}
    )
    return await get_sheet(scope, member.id)
