"""Has characters drawn for their sheets, and the cast set on paper."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from contracts.recipes.casting_sheet import Appearance, CastEntry, CastingSheetRecipe
from contracts.recipes.plates import PlatesRecipe
from film_studio.engines.character import (
    CASTING_SHEET,
    PLATES,
    SUBJECT,
    CharacterSheet,
    check_consents,
    get_sheet,
    list_sheets,
)
from film_studio.engines.management import project_row
from film_studio.engines.writing import SUBJECT as REVISION
from film_studio.engines.writing import list_headings, revision_row
from film_studio.flows.begun import begin_once
from film_studio.flows.job_schemas import Job
from film_studio.flows.jobs import get_job_begun
from film_studio.identity.scope import Scope
from film_studio.kit.problems import ProblemError

#: Of a frame of shot rendering: a character from every side, and somebody on paper.
_PLATES_WEIGHT: Final = 10.0
_ENTRY_WEIGHT: Final = 1.0
_MOST_QUOTES: Final = 3
_MOST_TALKS: Final = 12


async def create_plates(scope: Scope, character_id: uuid.UUID, day: str | None) -> Job:
    """One job, for the character: as they look, or as they are first dressed on a story day; the same one until either
    has changed. Raises problems: 404, 409 where somebody has not agreed, 422 for a day on which they are not seen."""
    sheet = await get_sheet(scope, character_id)
    await project_row(scope, sheet.project_id, lock="keep")
    await check_consents(scope, sheet.revision_id, {sheet.name})
    look = sheet.look
    if day is not None:
        worn = [each.look for each in sheet.wardrobe if each.day == day]
        if not worn:
            raise ProblemError(422, "no-such-subject", f"query.day: {sheet.name} is in no scene of story day {day}")
        look = worn[0]
    recipe = PlatesRecipe(look=look)
    subject = (SUBJECT.type, character_id)
    job_id, is_new = await begin_once(scope, subject, PLATES.name, recipe, weight=_PLATES_WEIGHT)
    if is_new:
        told = {"name": sheet.name, "day": day}
        scope.record("plates.started", *subject, project_id=sheet.project_id, after=told)
    await scope.session.flush()
    return await get_job_begun(scope, job_id)


async def create_casting_sheet(scope: Scope, revision_id: uuid.UUID, paper: Literal["a4", "us-letter"]) -> Job:
    """One job, for the revision; the same one until something has changed. Raises problems: 404, 409 where nobody is in
    it."""
    revision = await revision_row(scope, revision_id)
    project = await project_row(scope, revision.project_id, lock="keep")
    sheets = await list_sheets(scope, revision_id)
    if not sheets:
        raise ProblemError(409, "nothing-to-print", "nobody is in this screenplay; there is no cast to print")
    headings = await list_headings(scope, revision_id)
    recipe = CastingSheetRecipe(
        title=project.title,
        revision=revision.number,
        paper=paper,
        people=tuple(_entry(sheet, headings) for sheet in sheets),
        matrix=_matrix(sheets, headings),
    )
    weight = _ENTRY_WEIGHT * len(sheets)
    subject = (REVISION.type, revision_id)
    job_id, is_new = await begin_once(scope, subject, CASTING_SHEET.name, recipe, weight=weight)
    if is_new:
        told = {"people": len(sheets)}
        scope.record("casting_sheet.started", *subject, project_id=project.id, after=told)
    await scope.session.flush()
    return await get_job_begun(scope, job_id)


def _entry(sheet: CharacterSheet, headings: Mapping[int, tuple[str, str]]) -> CastEntry:
    talks = sheet.relationships[:_MOST_TALKS]
    return CastEntry(
        name=sheet.name,
        also=tuple(sheet.names[1:]),
        look=sheet.look,
        mode=sheet.mode,
        lacks=tuple(sheet.lacks),
        lines=sheet.lines,
        words=sheet.words,
        scenes=tuple(_number(scene, headings) for scene in sheet.scenes),
        days=tuple(dict.fromkeys(each.day for each in sheet.wardrobe)),
        said=tuple(each.text for each in sheet.said[:_MOST_QUOTES]),
        talks=tuple(f"{each.name} ({each.exchanges})" for each in talks),
        notes=sheet.notes or "",
    )


def _matrix(sheets: Sequence[CharacterSheet], headings: Mapping[int, tuple[str, str]]) -> tuple[Appearance, ...]:
    present: dict[int, list[int]] = {}
    for number, sheet in enumerate(sheets, 1):
        for scene in sheet.scenes:
            present.setdefault(scene, []).append(number)
    return tuple(
        Appearance(number=_number(scene, headings), present=tuple(who)) for scene, who in sorted(present.items())
    )


def _number(scene: int, headings: Mapping[int, tuple[str, str]]) -> str:
    return headings[scene][0] if scene in headings else str(scene + 1)
