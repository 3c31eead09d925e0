"""Plans a film: from the elements of a screenplay to the shots that tell it."""

from film_studio.engines.character.cast import CastMember
from film_studio.engines.production.shotlist import Plan, PlannedLine, PlannedShot
from film_studio.engines.writing.fountain.elements import Screenplay

__all__ = ["Plan", "PlannedLine", "PlannedShot", "plan"]


def plan(screenplay: Screenplay, cast: tuple[CastMember, ...]) -> Plan:
    """The shots of a film. Deterministic: an equal screenplay and cast give an equal plan."""
    raise NotImplementedError(screenplay, cast)
