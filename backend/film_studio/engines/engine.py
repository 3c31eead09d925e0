"""What an engine is to the rest of the API: one value, which its package publishes as `ENGINE`."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.identity.scope import Scope
from film_studio.jobs.types import JobType
from film_studio.kit.database.base import Base
from film_studio.screenplay.elements import Screenplay


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """A project that is being erased, in a transaction of the system's role, which sees every organisation."""

    session: AsyncSession
    organization_id: uuid.UUID
    project_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One of the studio's engines. Each list, hook and router is called for the engines in the order of `ENGINES`.

    `on_revision` stores what the engine derives from a new revision (its id) and its screenplay, in the scope's
    transaction; what earlier engines derived is in the database by then. `job_owners` gives the ids of the project's
    rows that own jobs. `stored` gives the keys of what the engine itself has stored in the bucket for this project
    alone. `erase` deletes the project's rows of the engine's tables; it is called in the reverse order, because later
    engines' rows point to earlier ones'.
    """

    name: str
    router: APIRouter
    tables: Sequence[type[Base]] = ()
    jobs: Sequence[JobType] = ()
    on_revision: Callable[[Scope, uuid.UUID, Screenplay], Awaitable[None]] | None = None
    job_owners: Callable[[AsyncSession, uuid.UUID], Awaitable[Sequence[uuid.UUID]]] | None = None
    stored: Callable[[Erasure], Awaitable[Sequence[str]]] | None = None
    erase: Callable[[Erasure], Awaitable[None]] | None = None
