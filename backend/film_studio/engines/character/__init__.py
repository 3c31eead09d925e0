"""The cast of a screenplay: who is in it, their looks and voices."""

from typing import Final

from film_studio.engines.character.casting import neural
from film_studio.engines.character.casting.cast import CastMember, Former, Trait, derive_cast
from film_studio.engines.character.casting.choice import Part
from film_studio.engines.character.casting.described import CLOTHES
from film_studio.engines.character.casting.voices import in_language
from film_studio.engines.character.models import CastMemberRow, ChoiceRow
from film_studio.engines.character.queries import SUBJECT, cast_member, erase, parts_of
from film_studio.engines.character.router import router
from film_studio.engines.character.schemas import ChosenVoice, SampleCreate
from film_studio.engines.character.service import derive, spoken
from film_studio.engines.engine import Engine

__all__ = [
    "CLOTHES",
    "ENGINE",
    "SUBJECT",
    "CastMember",
    "CastMemberRow",
    "ChosenVoice",
    "Former",
    "Part",
    "SampleCreate",
    "Trait",
    "cast_member",
    "derive_cast",
    "in_language",
    "neural",
    "parts_of",
    "spoken",
]

ENGINE: Final = Engine(
    name="character",
    router=router,
    tables=(CastMemberRow, ChoiceRow),
    subjects=(SUBJECT,),
    derive=derive,
    erase=erase,
)
