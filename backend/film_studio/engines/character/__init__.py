"""The cast of a screenplay: who is in it, their looks and voices."""

from typing import Final

from film_studio.engines.character.casting import neural
from film_studio.engines.character.casting.cast import CastMember, Former, Trait, derive_cast
from film_studio.engines.character.casting.choice import Part
from film_studio.engines.character.casting.described import CLOTHES
from film_studio.engines.character.casting.voices import in_language
from film_studio.engines.character.casting.wardrobe import Clothes, dressed, worn_in
from film_studio.engines.character.consents import AGREED_BY, check_consents, in_words, lacking_of
from film_studio.engines.character.consents import SUBJECT as CONSENT
from film_studio.engines.character.jobs import CASTING_SHEET, PLATES
from film_studio.engines.character.models import CastMemberRow, ChoiceRow, ConsentRow, SheetVersionRow
from film_studio.engines.character.queries import AGREEING, SUBJECT, cast_member, erase, other_names, parts_of, stored
from film_studio.engines.character.router import router
from film_studio.engines.character.schemas import ChosenVoice, SampleCreate
from film_studio.engines.character.service import derive, spoken
from film_studio.engines.character.sheet_schemas import CharacterSheet, StoryDay
from film_studio.engines.character.sheets import get_sheet, list_sheets
from film_studio.engines.engine import Engine

__all__ = [
    "AGREED_BY",
    "AGREEING",
    "CASTING_SHEET",
    "CLOTHES",
    "ENGINE",
    "PLATES",
    "SUBJECT",
    "CastMember",
    "CastMemberRow",
    "CharacterSheet",
    "ChoiceRow",
    "ChosenVoice",
    "Clothes",
    "Former",
    "Part",
    "SampleCreate",
    "StoryDay",
    "Trait",
    "cast_member",
    "check_consents",
    "derive_cast",
    "dressed",
    "get_sheet",
    "in_language",
    "in_words",
    "lacking_of",
    "list_sheets",
    "neural",
    "other_names",
    "parts_of",
    "spoken",
    "worn_in",
]

ENGINE: Final = Engine(
    name="character",
    router=router,
    tables=(CastMemberRow, ChoiceRow, SheetVersionRow, ConsentRow),
    subjects=(SUBJECT, CONSENT),
    jobs=(PLATES, CASTING_SHEET),
    derive=derive,
    stored=stored,
    erase=erase,
)
