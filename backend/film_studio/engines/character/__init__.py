"""The cast of a screenplay: who is in it, their looks and voices."""

from typing import Final

from film_studio.engines.character.casting.cast import CastMember
from film_studio.engines.character.casting.voices import in_language
from film_studio.engines.character.models import CastMemberRow
from film_studio.engines.character.queries import erase, load_cast
from film_studio.engines.character.router import router
from film_studio.engines.character.service import store_cast
from film_studio.engines.engine import Engine

__all__ = ["ENGINE", "CastMember", "in_language", "load_cast"]

ENGINE: Final = Engine(name="character", router=router, tables=(CastMemberRow,), on_revision=store_cast, erase=erase)
