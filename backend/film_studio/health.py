"""Whether this process runs (live), has ever been able to work (started), and what of it works now (ready).

The load balancer asks whether it has started: a database that fails over must not have every task replaced. Operators
and `./studio up` ask whether it is ready.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, Literal

from alembic.script import ScriptDirectory
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import text

from film_studio.flows.erasure import stuck_projects
from film_studio.identity.permissions import public
from film_studio.jobs.queues import Queues
from film_studio.kit.database.session import Database
from film_studio.kit.problem_kinds import raises
from film_studio.kit.problems import ProblemError
from film_studio.kit.storage import Storage
from film_studio.migrate import alembic_config

router: Final = APIRouter(prefix="/health", tags=["health"])

#: What was found is told again for so long, whoever asks and however often.
_KEPT_SECONDS: Final = 1.0
_CHECK_SECONDS: Final = 4.0
_MIGRATE: Final = "run python -m film_studio.migrate"
#: In one message, as the role that requests are answered with: the schema's revision, and tables of which a policy
#: shows it rows and of which it may read nothing.
_SCHEMA: Final = text(
    """
    select (select version_num from alembic_version), array(
        select relname from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r'
            and exists (
                select from pg_policy
                where polrelid = pg_class.oid and current_user::regrole = any(polroles) and polcmd in ('r', '*')
            )
            and not has_any_column_privilege(current_user, oid, 'select') order by relname
    )
    """
)

Part = Literal["database", "storage", "queues", "erasure"]


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What works now. Without queues everything is answered, and films wait; without erasure, what was deleted."""

    status: Literal["ok", "degraded"]
    parts: dict[Part, str] = Field(description="Of each part 'ok', or what is missing and what to do about it")


class Checks:
    """Looks at each part, every time anew but for a second."""

    def __init__(self, database: Database, storage: Storage, queues: Queues) -> None:
        self._database = database
        self._found: tuple[float, dict[Part, str]] = (0.0, {})
        self._looking = asyncio.Lock()
        self._head = ScriptDirectory.from_config(alembic_config()).get_current_head() or ""
        self._checks: dict[Part, Callable[[], Awaitable[str | None]]] = {
            "database": self._schema,
            "storage": _reached(
                storage.check, "the assets bucket cannot be used: {}; check ASSETS_BUCKET and the task's role"
            ),
            "queues": _reached(queues.check, "the queues cannot be used: {}; films wait until they can"),
            "erasure": self._erasure,
        }
        self.has_started = False

    async def parts(self) -> dict[Part, str]:
        """Of each part 'ok', or what is missing."""
        async with self._looking:
            at, parts = self._found
            if not parts or time.monotonic() - at > _KEPT_SECONDS:
                answers = await asyncio.gather(*map(self._look, self._checks))
                parts = dict(zip(self._checks, answers, strict=True))
                self._found = (time.monotonic(), parts)
                self.has_started = self.has_started or all(parts[part] == "ok" for part in REQUIRED)
        return parts

    async def _look(self, part: Part) -> str:
        try:
            async with asyncio.timeout(_CHECK_SECONDS):
                return await self._checks[part]() or "ok"
        except TimeoutError:
            return f"the {part} did not answer within {_CHECK_SECONDS:.0f} s"

    async def _erasure(self) -> str | None:
        try:
            async with self._database.system() as session:
                stuck = await stuck_projects(session)
        except Exception as error:  # noqa: BLE001 — as below
            return f"whether projects could not be erased cannot be seen: {type(error).__name__}"
        if stuck:
            return (
                f"deleted projects cannot be erased ({stuck}): the log's project_not_erased says why; they are tried on"
            )
        return None

    async def _schema(self) -> str | None:
        try:
            async with self._database.app_engine.connect() as connection:
                revision, unreadable = (await connection.execute(_SCHEMA)).one()
            async with self._database.system() as session:
                await session.execute(text("select 1"))
        except Exception as error:  # noqa: BLE001 — whatever it is, whoever asks has to hear "not ready"
            return f"the database cannot be used: {type(error).__name__}; is it running, and was it migrated?"
        if revision is None or revision < self._head:
            return f"the database is at migration {revision}, this API needs {self._head}: {_MIGRATE}"
        if unreadable:
            return f"the API's role may not read {', '.join(unreadable)}: {_MIGRATE}"
        return None


#: Without these no request can be answered.
REQUIRED: Final[tuple[Part, ...]] = ("database", "storage")


def _reached(check: Callable[[], Awaitable[object]], missing: str) -> Callable[[], Awaitable[str | None]]:
    async def look() -> str | None:
        try:
            await check()
        except TimeoutError:
            raise
        except Exception as error:  # noqa: BLE001 — as above
            return missing.format(type(error).__name__)
        return None

    return look


@router.get("/live", summary="This process runs")
@public
async def live() -> Health:
    return Health()


@router.get("/started", summary="This process runs, and was ready once")
@public
@raises("not-ready")
async def started(request: Request) -> Health:
    checks: Checks = request.app.state.checks
    if not checks.has_started:
        _refuse(await checks.parts())
    return Health()


@router.get("/ready", summary="What this process needs is there: database, schema, bucket, queues")
@public
@raises("not-ready")
async def ready(request: Request, response: Response) -> Readiness:
    """503 where no request can be answered; `degraded` where they can, and films wait."""
    checks: Checks = request.app.state.checks
    parts = await checks.parts()
    _refuse(parts)
    response.headers["Cache-Control"] = "no-store"
    return Readiness(status="ok" if set(parts.values()) == {"ok"} else "degraded", parts=parts)


def _refuse(parts: dict[Part, str]) -> None:
    missing = [parts[part] for part in REQUIRED if parts[part] != "ok"]
    if missing:
        raise ProblemError(503, "not-ready", "; ".join(missing), headers={"Retry-After": "5"}, parts=parts)
