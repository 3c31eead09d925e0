"""What the character engine does: derives the cast of a revision, shows it, and keeps what people choose for it."""

import uuid
from typing import Any

from contracts.recipes.kokoro import KokoroVoice
from film_studio.engines.character.casting import neural
from film_studio.engines.character.casting.cast import derive_cast
from film_studio.engines.character.casting.choice import blended
from film_studio.engines.character.models import CastMemberRow, ChoiceRow
from film_studio.engines.character.queries import (
    CHARACTER,
    CHARACTERS,
    LANGUAGE,
    SUBJECT,
    VOICES_IN_FORCE,
    cast_member,
    choice_row,
)
from film_studio.engines.character.schemas import (
    CastCharacter,
    CastingUpdate,
    Character,
    ChosenVoice,
    SpeakingVoice,
    SpeakingVoices,
)
from film_studio.engines.engine import DerivedRows, Reading
from film_studio.engines.management import project_row
from film_studio.engines.writing import check_revision
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition
from film_studio.screenplay import language, names


async def list_characters(scope: ReadScope, revision_id: uuid.UUID, page: PageRequest) -> Page[Character]:
    """The cast of a revision, in order of first appearance. Raises a 404 problem for the revision."""
    await check_revision(scope, revision_id)
    return await CHARACTERS.page(scope, page, Character.model_validate, revision_id=revision_id)


async def get_character(scope: ReadScope, character_id: uuid.UUID) -> CastCharacter:
    """A character and whom it sounds like, or a 404 problem."""
    for row in await scope.rows(CHARACTER, id=character_id):
        others = await scope.rows(VOICES_IN_FORCE, revision_id=row["revision_id"])
        return CastCharacter.model_validate({**row, "sounds_like": _alike(row, others)})
    raise not_found("character", character_id)


def _alike(character: dict[str, Any], others: list[dict[str, Any]]) -> list[str]:
    if character["neural_voice"] is None or not character["lines"]:
        return []
    own = KokoroVoice.model_validate(character["neural_voice"])
    return [
        other["name"]
        for other in others
        if other["person"] != (character["same_as"] or character["name"])
        and other["neural_voice"] is not None
        and not neural.apart(own, KokoroVoice.model_validate(other["neural_voice"]))
    ]


async def list_voices(scope: ReadScope, revision_id: uuid.UUID, voice_renderer: str) -> SpeakingVoices:
    """Who can speak a revision's film, and whether they do where films are spoken by this renderer. Raises a 404
    problem."""
    await check_revision(scope, revision_id)
    found = await scope.rows(LANGUAGE, revision_id=revision_id)
    tag = found[0]["language"] if found else "en"
    items = [SpeakingVoice.model_validate(each) for each in neural.speakers_of(tag)]
    return SpeakingVoices(language=tag, in_use=voice_renderer == "kokoro" and bool(items), items=items)


async def recast_character(
    scope: Scope, character_id: uuid.UUID, body: CastingUpdate, seen: Precondition
) -> CastCharacter:
    """Keep what was chosen for the character's name in its project, in this and every other revision. Raises problems:
    404, those of `seen`, and 422 for a voice that does not speak the film's language."""
    member, project_id = await cast_member(scope, character_id)
    row, before = await _changed(scope, member, project_id, seen)
    row.neural_voice = body.voice and spoken(member.language, body.voice).model_dump(mode="json")
    row.look = body.look and body.look.model_dump(mode="json")
    if not body.locked:
        row.locked = None
    elif row.locked is None:
        row.locked = {"look": member.look, "neural_voice": member.neural_voice}
    return await _recast(scope, member, project_id, row, before, given_back=False)


async def give_back_to_casting(scope: Scope, character_id: uuid.UUID, seen: Precondition) -> CastCharacter:
    """Choose nothing any more: the character is as cast again. Raises problems: 404 and those of `seen`."""
    member, project_id = await cast_member(scope, character_id)
    row, before = await _changed(scope, member, project_id, seen)
    row.neural_voice = row.look = row.locked = None
    row.outfits = {}
    return await _recast(scope, member, project_id, row, before, given_back=True)


async def _changed(
    scope: Scope, member: CastMemberRow, project_id: uuid.UUID, seen: Precondition
) -> tuple[ChoiceRow, dict[str, Any]]:
    """The row to change, locked, and what the audit trail has of it as it was."""
    await project_row(scope, project_id, lock="keep")
    seen.check_given()
    row = await choice_row(scope, project_id, member.name_key)
    seen.check(row, await get_character(scope, member.id))
    if row.same_as is not None:
        raise ProblemError(
            409, "same-person", f"{member.name} is another name of somebody else; choose for them, or split the names"
        )
    return row, _audited(row)


async def _recast(
    scope: Scope,
    member: CastMemberRow,
    project_id: uuid.UUID,
    row: ChoiceRow,
    before: dict[str, Any],
    *,
    given_back: bool,
) -> CastCharacter:
    await scope.session.flush()
    await scope.announce(SUBJECT.type, member.id)
    scope.record(
        *("character.given_back" if given_back else "character.recast", SUBJECT.type, member.id),
        project_id=project_id,
        before={"name": member.name, **before},
        after={"name": member.name, **_audited(row)},
    )
    return await get_character(scope, member.id)


def _audited(row: ChoiceRow) -> dict[str, Any]:
    return {
        "look": row.look,
        "neural_voice": row.neural_voice,
        "locked": row.locked is not None,
        "outfits": row.outfits,
    }


def spoken(tag: str, chosen: ChosenVoice) -> KokoroVoice:
    """The voice that was chosen, for a film in this language; or a 422 problem."""
    try:
        return blended(tag, chosen.name, chosen.second, chosen.share, speed=chosen.speed, pitch=chosen.pitch)
    except ValueError as error:
        raise ProblemError(422, "voice-not-fit", f"body.voice: {error}") from error


def derive(reading: Reading) -> DerivedRows:
    """The cast of a new revision."""
    film = reading.of(language.of_screenplay)
    return {
        CastMemberRow: [
            {
                "index": index,
                **member.model_dump(mode="json", exclude={"aliases", "former"}),
                "aliases": list(member.aliases),
                "name_key": names.key(member.name),
                "language": film,
            }
            for index, member in enumerate(reading.of(derive_cast))
        ]
    }
