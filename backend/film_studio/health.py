"""Whether this process runs (live) and whether requests should come to it (ready)."""

from typing import Final, Literal

from alembic.script import ScriptDirectory
from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import text

from film_studio.identity.permissions import public
from film_studio.kit.database.session import Database
from film_studio.kit.problems import ProblemError
from film_studio.kit.storage import Storage
from film_studio.migrate import alembic_config

router: Final = APIRouter(prefix="/health", tags=["health"])


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness:
    """Checks the database each time, schema and bucket until they were right once, so that the check stays cheap."""

    def __init__(self, database: Database, storage: Storage) -> None:
        self._database = database
        self._storage = storage
        self._checked = False

    async def problem(self) -> str | None:
        """What is missing and what to do about it; None when requests can come."""
        try:
            async with self._database.system() as session:
                await session.execute(text("select 1"))
                if self._checked:
                    return None
                revision = (await session.execute(text("select version_num from alembic_version"))).scalar_one_or_none()
        except Exception as error:  # noqa: BLE001 — whatever it is, the load balancer has to hear "not ready"
            return f"the database cannot be used: {type(error).__name__}; is it running, and was it migrated?"
        head = ScriptDirectory.from_config(alembic_config()).get_current_head()
        if revision is None or head is None or revision < head:
            return f"the database is at migration {revision}, this API needs {head}: run python -m film_studio.migrate"
        try:
            await self._storage.check()
        except Exception as error:  # noqa: BLE001 — as above
            return f"the assets bucket cannot be used: {type(error).__name__}; check ASSETS_BUCKET and the task's role"
        self._checked = True
        return None


@router.get("/live", summary="This process runs")
@public
async def live() -> Health:
    return Health()


@router.get("/ready", summary="Database, schema and bucket are there")
@public
async def ready(request: Request) -> Health:
    readiness: Readiness = request.app.state.readiness
    problem = await readiness.problem()
    if problem is not None:
        raise ProblemError(503, "not-ready", problem, headers={"Retry-After": "5"})
    return Health()
