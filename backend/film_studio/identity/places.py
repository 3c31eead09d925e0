"""Which project a route's path leads to, for those who may not do the same in all projects."""

import uuid
from collections.abc import Mapping
from typing import Final

from film_studio.kit.database.reader import Query, read
from film_studio.kit.database.session import Database, Sight

#: So many are remembered: which project a thing is of never changes.
_REMEMBERED: Final = 10_000


class Places:
    """Each process has one. `queries` give, by the type of a thing ("revision"), the `project_id` of the one with an
    `id`."""

    def __init__(self, database: Database, queries: Mapping[str, Query]) -> None:
        self._database = database
        self._queries = queries
        self._remembered: dict[tuple[uuid.UUID, str, uuid.UUID], uuid.UUID] = {}

    def thing_in(self, path: Mapping[str, object]) -> tuple[str, str] | None:
        """(type, id) of the thing that the parameters of a path name, if one of them does: `revision_id` does."""
        for name, value in path.items():
            kind = name.removesuffix("_id")
            if kind in self._queries:
                return kind, str(value)
        return None

    def known_project_of(self, organization_id: uuid.UUID, kind: str, thing_id: uuid.UUID) -> uuid.UUID | None:
        """As `project_of`, where that is remembered."""
        return self._remembered.get((organization_id, kind, thing_id))

    async def project_of(self, organization_id: uuid.UUID, kind: str, thing_id: uuid.UUID) -> uuid.UUID | None:
        """The project that a thing is of, also when it is deleted; None where the organisation has no such thing."""
        known = self.known_project_of(organization_id, kind, thing_id)
        if known is not None:
            return known
        values = {"organization_id": organization_id, "id": thing_id}
        for row in await read(self._database, Sight(organization_id), self._queries[kind], values):
            project_id: uuid.UUID | None = row["project_id"]
            if project_id is not None:
                if len(self._remembered) >= _REMEMBERED:
                    self._remembered.clear()
                self._remembered[organization_id, kind, thing_id] = project_id
            return project_id
        return None
