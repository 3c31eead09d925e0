"""The cut of a film: the length of each shot, the score, the effects, the assembly, and what is delivered."""

from typing import Final

from film_studio.engines.engine import Engine
from film_studio.engines.postproduction.edit.foreseen import foresee
from film_studio.engines.postproduction.jobs import ASSEMBLY, CONTACT_SHEET, EFFECTS, SCORE, SHOT
from film_studio.engines.postproduction.router import router
from film_studio.engines.postproduction.schemas import Deliverables
from film_studio.engines.postproduction.service import file_stem, get_subtitles, list_deliverables

__all__ = ["ENGINE", "Deliverables", "file_stem", "foresee", "get_subtitles", "list_deliverables"]

ENGINE: Final = Engine(name="postproduction", router=router, jobs=(SHOT, SCORE, EFFECTS, ASSEMBLY, CONTACT_SHEET))
