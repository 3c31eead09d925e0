"""What an engine is to the rest of the API: one value, which its package publishes as `ENGINE`."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from fastapi import APIRouter
from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from film_studio.identity.permissions import Permission
from film_studio.identity.scope import Scope
from film_studio.jobs.types import JobType
from film_studio.kit.database.base import Base
from film_studio.screenplay.elements import Screenplay

_Derived = TypeVar("_Derived")
#: Rows of new tables by their models, without `organization_id` and `revision_id`, which are added to each.
DerivedRows = Mapping[type[Base], Sequence[Mapping[str, Any]]]


class Reading:
    """A screenplay that was uploaded, and what is derived from it: each thing once, whichever engine asks first."""

    def __init__(self, screenplay: Screenplay) -> None:
        self.screenplay: Final = screenplay
        self._derived: dict[Callable[[Screenplay], Any], Any] = {}

    def of(self, derive: Callable[[Screenplay], _Derived]) -> _Derived:
        """`derive(screenplay)`, a pure function."""
        if derive not in self._derived:
            self._derived[derive] = derive(self.screenplay)
        return self._derived[derive]


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """A project that is being erased, in a transaction of the system's role, which sees every organisation."""

    session: AsyncSession
    organization_id: uuid.UUID
    project_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of thing of which changes are announced, and that jobs can be for.

    `type` is its name on the wire ("production"); `topic` is what those watch who want to know of all of them
    ("productions"), and who are allowed `permission`. `is_shown` tells of an id whether the thing is there and not of a
    deleted project; `of_project` gives the ids of those of a project, which its jobs end and are erased with;
    `project_of` gives, of an id, the project's, also of a deleted one.
    """

    type: str
    topic: str
    permission: Permission
    is_shown: Callable[[InstrumentedAttribute[uuid.UUID]], ColumnElement[bool]]
    of_project: Callable[[uuid.UUID], Select[uuid.UUID]]
    project_of: Callable[[ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID]], Select[uuid.UUID]]


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One of the studio's engines. Each list, hook and router is called for the engines in the order of `ENGINES`.

    `derive` gives the rows that the engine keeps with a new revision. It runs in a process of its own, before anything
    is stored, and may raise `ScreenplayError`; it touches neither database nor storage. `on_revision` is called with
    the id of a new revision once all its rows are stored, in their transaction, which has the project locked: it waits
    for nothing but the database. `stored` gives the keys of what the engine itself has stored in the bucket for this
    project alone. `erase` deletes the project's rows of the engine's tables; it is called in the reverse order, because
    later engines' rows point to earlier ones'.
    """

    name: str
    router: APIRouter
    tables: Sequence[type[Base]] = ()
    subjects: Sequence[Subject] = ()
    jobs: Sequence[JobType] = ()
    derive: Callable[[Reading], DerivedRows] | None = None
    on_revision: Callable[[Scope, uuid.UUID], Awaitable[None]] | None = None
    stored: Callable[[Erasure], Awaitable[Sequence[str]]] | None = None
    erase: Callable[[Erasure], Awaitable[None]] | None = None
