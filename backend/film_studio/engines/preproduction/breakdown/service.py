"""What the breakdown does: suggests elements by rules, keeps what people do with them, and brings that into the next
revision."""

import asyncio
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final, cast

from sqlalchemy import bindparam, func, select, update

from contracts.limits import ELEMENTS_A_SCENE
from film_studio.engines.character import derive_cast
from film_studio.engines.engine import DerivedRows, Reading
from film_studio.engines.management import project_row
from film_studio.engines.preproduction.breakdown import queries
from film_studio.engines.preproduction.breakdown.carrying import Carrier, Fresh, Gone, Held, Kept, Lost
from film_studio.engines.preproduction.breakdown.categories import CATEGORIES, TITLES, Category, Paragraph, State
from film_studio.engines.preproduction.breakdown.continuity import Worn, clashes
from film_studio.engines.preproduction.breakdown.models import ElementRow, SceneSheetRow
from film_studio.engines.preproduction.breakdown.queries import SUBJECT
from film_studio.engines.preproduction.breakdown.same_scenes import SceneText, folded, matched
from film_studio.engines.preproduction.breakdown.schemas import (
    Breakdown,
    BreakdownSheet,
    CategoryCount,
    ContinuityWarning,
    Decided,
    Decision,
    Element,
    ElementCreate,
    ElementUpdate,
    SheetHeader,
    SheetParagraph,
)
from film_studio.engines.preproduction.breakdown.story_days import story_days
from film_studio.engines.preproduction.breakdown.tagging import Tagger, paragraphs
from film_studio.engines.writing import RevisionRow, SceneRow, check_revision, revision_row
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.bulk import insert_all
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.spreadsheet import csv_of
from film_studio.kit.versions import Precondition
from film_studio.screenplay import text
from film_studio.screenplay.elements import Scene, Synopsis
from film_studio.screenplay.pagination import eighths_text

_AUDITED: Final = ("scene", "category", "name", "count", "state")


def derive(reading: Reading) -> DerivedRows:
    """The sheets and the suggested elements of a new revision."""
    screenplay = reading.screenplay
    tagger = Tagger(screenplay, reading.of(derive_cast))
    days = story_days([scene.heading for scene in screenplay.scenes])
    return {
        SceneSheetRow: [
            {
                "index": scene.index,
                "story_day": days[scene.index],
                "synopsis": _synopsis(scene),
                "paragraphs": [[each.line, each.kind, each.text] for each in paragraphs(scene)],
            }
            for scene in screenplay.scenes
        ],
        ElementRow: [
            {
                "scene": scene.index,
                "category": found.category,
                "name": found.name,
                "count": found.count,
                "character": found.character,
                "state": "suggested",
                "key": found.key,
                "suggested": found.category,
                "suggested_name": found.name,
                "line": found.line,
                "words": found.words,
                "quote": found.quote,
            }
            for scene in screenplay.scenes
            for found in tagger.elements(scene)
        ],
    }


def _synopsis(scene: Scene) -> str | None:
    """What the writer says of a scene in a few words: its first synopsis."""
    given = (text.spoken(element.text) for element in scene.elements if isinstance(element, Synopsis))
    return next(filter(None, given), None)


async def get_breakdown(scope: ReadScope, revision_id: uuid.UUID) -> Breakdown:
    """A revision's breakdown as a whole. Raises a 404 problem."""
    await check_revision(scope, revision_id)
    sheets = await scope.rows(queries.ALL_SHEETS, revision_id=revision_id)
    counted: dict[str, dict[str, int]] = {}
    for row in await scope.rows(queries.COUNTS, revision_id=revision_id):
        counted.setdefault(row["category"], {})[row["state"]] = row["number"]
    (carried,) = await scope.rows(queries.CARRIED, revision_id=revision_id)
    (newest,) = await scope.rows(queries.IS_NEWEST, revision_id=revision_id)
    worn = [Worn(**row) for row in map(_worn, await scope.rows(queries.WORN, revision_id=revision_id))]
    days = {row["scene"]: row["story_day"] for row in sheets}
    return Breakdown(
        newest=newest["newest"],
        scenes=len(sheets),
        eighths=sum(row["eighths"] for row in sheets),
        story_days=len({day.lstrip("DN") for day in days.values()}),
        categories=[
            CategoryCount(
                category=category,
                suggested=counted[category].get("suggested", 0),
                confirmed=counted[category].get("confirmed", 0),
                dismissed=counted[category].get("dismissed", 0),
            )
            for category in CATEGORIES
            if category in counted
        ],
        kept=carried["kept"],
        lost=carried["lost"],
        warnings=[ContinuityWarning.model_validate(clash) for clash in clashes(worn, days)],
    )


def _worn(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is worn by what is drawn of it: the middle of `worn:coat:marta`; a person's own by its name."""
    kind, _, rest = row["key"].partition(":")
    return {**row, "key": rest.partition(":")[0] if kind == "worn" else folded(row["name"])}


async def list_elements(
    scope: ReadScope,
    revision_id: uuid.UUID,
    page: PageRequest,
    *,
    scene: int | None,
    category: Category | None,
    state: State | None,
    lost: bool,
) -> Page[Element]:
    """Elements of a revision, or what it has lost of those of the revision before. Raises a 404 problem."""
    await check_revision(scope, revision_id)
    return await queries.ELEMENTS.page(
        *(scope, page, Element.model_validate),
        revision_id=revision_id,
        scene=scene,
        category=category,
        state=state,
        lost=lost,
    )


async def get_element(scope: ReadScope, element_id: uuid.UUID) -> Element:
    """Raises a 404 problem."""
    for row in await scope.rows(queries.ELEMENT, id=element_id):
        return Element.model_validate(row)
    raise not_found("element", element_id)


async def list_sheets(scope: ReadScope, revision_id: uuid.UUID, page: PageRequest) -> Page[SheetHeader]:
    """The heads of a revision's sheets, in the film's order. Raises a 404 problem."""
    await check_revision(scope, revision_id)
    return await queries.SHEETS.page(scope, page, SheetHeader.model_validate, revision_id=revision_id)


async def get_sheet(scope: ReadScope, revision_id: uuid.UUID, scene: int) -> BreakdownSheet:
    """The sheet of a scene. Raises 404 problems, for the revision and for the scene."""
    await check_revision(scope, revision_id)
    elements = await scope.rows(queries.ALL_OF_SCENE, revision_id=revision_id, scene=scene)
    for row in await scope.rows(queries.SHEET, revision_id=revision_id, scene=scene):
        printed = [SheetParagraph(line=line, kind=kind, text=written) for line, kind, written in row["paragraphs"]]
        shown = [Element.model_validate(each) for each in elements]
        return BreakdownSheet.model_validate({**row, "paragraphs": printed, "elements": shown})
    raise not_found("scene", scene)


async def list_as_csv(scope: ReadScope, revision_id: uuid.UUID) -> str:
    """All elements that were not dismissed, one a line, by scene and category. Raises a 404 problem."""
    await check_revision(scope, revision_id)
    sheets = {row["scene"]: row for row in await scope.rows(queries.ALL_SHEETS, revision_id=revision_id)}
    elements = await scope.rows(queries.ALL, revision_id=revision_id)
    return csv_of([_COLUMNS, *(_cells(each, sheets[each["scene"]]) for each in elements)])


_COLUMNS: Final = ("Scene", "Set", "Story day", "Pages", "Category", "Element", "Count", "Of", "State", "Line", "Text")


def _cells(element: Mapping[str, Any], sheet: Mapping[str, Any]) -> Sequence[object]:
    return (
        sheet["number"],
        sheet["heading"] or "",
        sheet["story_day"],
        eighths_text(sheet["eighths"]),
        TITLES[cast("Category", element["category"])],
        element["name"],
        element["count"],
        element["character"] or "",
        element["state"],
        element["line"] or "",
        element["quote"],
    )


async def create_element(scope: Scope, revision_id: uuid.UUID, body: ElementCreate) -> Element:
    """Add an element to a scene. Raises problems: 404, 409 for an older revision and for what the scene has already,
    422 for a scene or a line that is not there, and for a scene that has too many."""
    revision = await _worked_on(scope, await revision_row(scope, revision_id))
    printed = await _printed(scope, revision_id, body.scene)
    named = await _others(scope, revision_id, body.scene, body.category)
    if folded(body.name) in {folded(row.name) for row in named}:
        raise ProblemError(
            409, "in-the-scene", f"body.name: the scene has {body.name!r} among its {body.category} already; confirm it"
        )
    if await _count(scope, revision_id, body.scene) >= ELEMENTS_A_SCENE:
        raise ProblemError(
            422, "too-many-elements", f"body.scene: a scene has at most {ELEMENTS_A_SCENE} elements; add it to another"
        )
    row = ElementRow(
        organization_id=scope.organization_id,
        revision_id=revision_id,
        scene=body.scene,
        category=body.category,
        name=body.name,
        count=body.count,
        character=body.character,
        state="confirmed",
        key=f"own:{uuid.uuid4()}",
        line=body.line,
        **_anchor(body, printed),
    )
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    scope.record("element.created", SUBJECT.type, row.id, project_id=revision.project_id, after=_audited(row))
    return Element.model_validate(row)


def _anchor(body: ElementCreate, printed: Sequence[Paragraph]) -> dict[str, str]:
    """The words and the sentence that a new element is known by in the next revision. Raises a 422 problem."""
    if body.line is None:
        return {"words": "", "quote": ""}
    for paragraph in printed:
        if paragraph.line == body.line:
            words = " ".join((body.words or body.name).split())
            written = " ".join(paragraph.text.split())
            return {"words": words if folded(words) in folded(written) else "", "quote": written[:300]}
    raise ProblemError(422, "not-in-the-script", f"body.line: no paragraph of scene {body.scene} begins at {body.line}")


async def update_element(scope: Scope, element_id: uuid.UUID, body: ElementUpdate, seen: Precondition) -> Element:
    """Confirm, dismiss, rename, recategorise, or put into a scene. Raises problems: 404, those of `seen`, 409 for an
    older revision, 422 for a scene that is not there."""
    row, revision = await element_row_locked(scope, element_id, seen)
    before = _audited(row)
    changes = body.model_dump(exclude_none=True)
    if body.scene is not None and body.scene != row.scene:
        await _printed(scope, row.revision_id, body.scene)
        row.line, row.words, row.quote, row.lost = None, "", "", None
    if changes and body.state is None and row.state == "suggested":
        changes["state"] = "confirmed"
    for name, value in changes.items():
        setattr(row, name, value)
    await scope.session.flush()
    await scope.announce(SUBJECT.type, row.id)
    scope.record(
        *("element.updated", SUBJECT.type, row.id), project_id=revision.project_id, before=before, after=_audited(row)
    )
    return Element.model_validate(row)


async def element_row_locked(scope: Scope, element_id: uuid.UUID, seen: Precondition) -> tuple[ElementRow, RevisionRow]:
    """An element to change, that nobody else changes until the transaction ends."""
    row, revision = await queries.element_row(scope, element_id)
    seen.check_given()
    await _worked_on(scope, revision)
    await scope.session.refresh(row, with_for_update=True)
    seen.check(row, Element.model_validate(row))
    return row, revision


async def decide(scope: Scope, revision_id: uuid.UUID, body: Decision) -> Decided:
    """Bring elements of a revision from one state to another. Raises problems: 404, 409 for an older revision."""
    revision = await _worked_on(scope, await revision_row(scope, revision_id))
    wanted = set(body.ids)
    statement = (
        select(ElementRow)
        .where(
            ElementRow.organization_id == scope.organization_id,
            ElementRow.revision_id == revision_id,
            ElementRow.id.in_(wanted),
            ElementRow.state == body.seen,
        )
        .order_by(ElementRow.id)
        .with_for_update()
    )
    rows = (await scope.session.scalars(statement)).all()
    for row in rows:
        row.state = body.state
    await scope.session.flush()
    for row in rows:
        await scope.announce(SUBJECT.type, row.id)
    if rows and body.seen != body.state:
        scope.record(
            *("elements.decided", "revision", revision_id),
            project_id=revision.project_id,
            before={"state": body.seen},
            after={"state": body.state, "elements": len(rows)},
        )
    return Decided(items=[Element.model_validate(row) for row in rows], left=len(wanted) - len(rows))


async def _worked_on(scope: Scope, revision: RevisionRow) -> RevisionRow:
    """The revision, if it is the newest, which it stays until the transaction ends: what is done with an older one
    would be brought nowhere."""
    await project_row(scope, revision.project_id, lock="keep")
    (found,) = await scope.rows(queries.IS_NEWEST, revision_id=revision.id)
    if not found["newest"]:
        raise ProblemError(
            409,
            "newer-revision",
            "there is a newer revision, and its breakdown goes on with what was done here; do it there",
        )
    return revision


async def _printed(scope: Scope, revision_id: uuid.UUID, scene: int) -> tuple[Paragraph, ...]:
    for row in await scope.rows(queries.SHEET, revision_id=revision_id, scene=scene):
        return tuple(Paragraph(*each) for each in row["paragraphs"])
    raise ProblemError(422, "not-in-the-script", f"body.scene: this revision has no scene {scene}; they count from 0")


async def _others(scope: Scope, revision_id: uuid.UUID, scene: int, category: str) -> Sequence[ElementRow]:
    same = {"organization_id": scope.organization_id, "revision_id": revision_id, "scene": scene, "category": category}
    return (await scope.session.scalars(select(ElementRow).filter_by(**same))).all()


async def _count(scope: Scope, revision_id: uuid.UUID, scene: int) -> int:
    of_scene = select(func.count()).where(ElementRow.revision_id == revision_id, ElementRow.scene == scene)
    return (await scope.session.execute(of_scene)).scalar_one()


def _audited(row: ElementRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _AUDITED}


async def carry(scope: Scope, revision_id: uuid.UUID) -> None:
    """Bring what people did with the elements of the revision before into a new one, whose rows are stored: in the
    transaction of the upload, which has the project locked."""
    new = await revision_row(scope, revision_id)
    former = (
        select(RevisionRow.id)
        .where(RevisionRow.project_id == new.project_id, RevisionRow.number < new.number)
        .order_by(RevisionRow.number.desc())
        .limit(1)
    )
    touched = select(ElementRow).where(ElementRow.revision_id == former.scalar_subquery(), queries.is_touched())
    rows = (await scope.session.scalars(touched.order_by(ElementRow.id))).all()
    if not rows:
        return
    before, _ = await _scenes(scope, rows[0].revision_id)
    after, printed = await _scenes(scope, revision_id)
    fresh = [Fresh(*row) for row in await scope.session.execute(_FRESH, {"revision": revision_id})]
    done = await asyncio.to_thread(_carried, [_held(row) for row in rows], before, after, printed, fresh)
    await _keep(scope, revision_id, {row.id: row for row in rows}, done)


_FRESH: Final = select(ElementRow.id, ElementRow.key, ElementRow.category, ElementRow.name, ElementRow.scene).where(
    ElementRow.revision_id == bindparam("revision")
)


def _carried(
    held: Sequence[Held],
    before: Sequence[SceneText],
    after: Sequence[SceneText],
    printed: Mapping[int, Sequence[Paragraph]],
    fresh: Iterable[Fresh],
) -> list[Kept | Gone]:
    return Carrier(after, printed, fresh, matched(before, after), before).carry(held)


async def _scenes(scope: Scope, revision_id: uuid.UUID) -> tuple[list[SceneText], dict[int, list[Paragraph]]]:
    """The scenes of a revision with their text, and their paragraphs."""
    rows = await scope.session.execute(
        select(SceneRow.index, SceneRow.number, SceneRow.heading, SceneSheetRow.paragraphs)
        .join(
            SceneSheetRow,
            (SceneSheetRow.revision_id == SceneRow.revision_id) & (SceneSheetRow.index == SceneRow.index),
        )
        .where(SceneRow.revision_id == revision_id)
        .order_by(SceneRow.index)
    )
    scenes: list[SceneText] = []
    printed: dict[int, list[Paragraph]] = {}
    for index, number, heading, stored in rows:
        printed[index] = [Paragraph(*each) for each in stored]
        written = "\n".join(each.text for each in printed[index])
        scenes.append(SceneText(index=index, number=number, heading=heading or "", text=written))
    return scenes, printed


def _held(row: ElementRow) -> Held:
    return Held(
        id=row.id,
        key=row.key,
        suggested=cast("Category | None", row.suggested),
        category=cast("Category", row.category),
        name=row.name,
        state=cast("State", row.state),
        scene=row.scene,
        line=row.line,
        words=row.words,
        quote=row.quote,
        lost=Lost(**row.lost) if row.lost is not None else None,
    )


async def _keep(
    scope: Scope, revision_id: uuid.UUID, rows: Mapping[uuid.UUID, ElementRow], done: Sequence[Kept | Gone]
) -> None:
    """Write what was carried: over a suggestion that is the same, else as a row of its own."""
    taken: list[dict[str, Any]] = []
    added: list[dict[str, Any]] = []
    for each in done:
        row = rows[each.held.id]
        theirs = {name: getattr(row, name) for name in ("category", "name", "count", "character", "state")}
        if isinstance(each, Kept) and each.fresh is not None:
            taken.append({"id": each.fresh, **theirs, "carried": each.how})
            continue
        anchor = {name: getattr(row, name) for name in ("key", "suggested", "suggested_name", "words", "quote")}
        added.append(
            {
                "organization_id": scope.organization_id,
                "revision_id": revision_id,
                **theirs,
                **anchor,
                **_place(each),
            }
        )
    if taken:
        await scope.session.execute(update(ElementRow), taken)
    await insert_all(scope.session, ElementRow, added)


def _place(done: Kept | Gone) -> dict[str, Any]:
    if isinstance(done, Kept):
        return {"scene": done.scene, "line": done.line, "carried": done.how, "lost": None}
    return {"scene": None, "line": None, "carried": None, "lost": asdict(done.lost)}
