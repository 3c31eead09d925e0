"""What is prepared before anything is shot: the breakdown of a screenplay."""

from typing import Final

from film_studio.engines.engine import Engine
from film_studio.engines.preproduction.breakdown.models import ElementRow, SceneSheetRow
from film_studio.engines.preproduction.breakdown.queries import SUBJECT, erase
from film_studio.engines.preproduction.breakdown.service import carry, derive
from film_studio.engines.preproduction.router import router

__all__ = ["ENGINE"]

ENGINE: Final = Engine(
    name="preproduction",
    router=router,
    tables=(SceneSheetRow, ElementRow),
    subjects=(SUBJECT,),
    derive=derive,
    on_revision=carry,
    erase=erase,
)
