"""Who plays in a scene without a line: the cast that the breakdown has there, and the script lets say nothing."""

import uuid
from collections.abc import Sequence

from film_studio.engines.preproduction.breakdown import queries
from film_studio.engines.preproduction.breakdown.same_scenes import folded
from film_studio.engines.writing import Scene
from film_studio.identity.scope import ReadScope


async def silent_people(scope: ReadScope, revision_id: uuid.UUID, scenes: Sequence[Scene]) -> dict[str, list[str]]:
    """By the index of a scene, as text. Whom only rules have found counts where they speak elsewhere in the script;
    whom a person has confirmed counts in any case. `scenes`: all of the revision."""
    speaking = {folded(name): name for scene in scenes for name in scene.characters}
    here = {scene.index: {folded(name) for name in scene.characters} for scene in scenes}
    found: dict[str, list[str]] = {}
    for row in await scope.rows(queries.CAST, revision_id=revision_id):
        key = folded(row["name"])
        if key in here.get(row["scene"], ()) or not (row["state"] == "confirmed" or key in speaking):
            continue
        names = found.setdefault(str(row["scene"]), [])
        name: str = speaking[key] if key in speaking else row["name"]
        if name not in names:
            names.append(name)
    return found
