"""The API as one ASGI application: what it is made of, in which order it starts and stops."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from film_studio import health, openapi, problems
from film_studio.database.session import Database
from film_studio.engines.enterprise.router import router as enterprise
from film_studio.engines.management.router import router as management
from film_studio.health import Readiness
from film_studio.identity.dependencies import Identities
from film_studio.middleware import BodyLimit, RequestLog
from film_studio.settings import ApiSettings
from film_studio.storage import Storage

PREFIX: Final = "/api/v1"
_DESCRIPTION: Final = (
    "A screenplay goes in; its scenes, cast and shots, and a finished film come out. "
    "Every error is an RFC 9457 problem: what was wrong, where, and what to do."
)
_ROUTERS: Final[tuple[APIRouter, ...]] = (health.router, enterprise, management)


def create_app(settings: ApiSettings, *, background: bool = True) -> FastAPI:
    """The application. `background=False` leaves out relay, event consumer and reconciler, for tests of routes and for the
    OpenAPI document; nothing is connected to before the first request."""
    database = Database(settings)
    storage = Storage(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(storage.close)
            stack.push_async_callback(database.close)
            yield

    app = FastAPI(
        title=openapi.TITLE,
        version=openapi.VERSION,
        description=_DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        generate_unique_id_function=openapi.operation_id,
        lifespan=lifespan,
        middleware=[
            # Outermost, so that errors carry its headers too: without them a browser hides what was wrong.
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.cors_origins),
                allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
                allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "X-Filename"],
                expose_headers=[
                    "Content-Disposition",
                    "Idempotent-Replayed",
                    "Location",
                    "Retry-After",
                    "X-Request-ID",
                ],
                max_age=3600,
            ),
            Middleware(RequestLog),
            Middleware(BodyLimit),
        ],
    )
    app.state.settings = settings
    app.state.database = database
    app.state.storage = storage
    app.state.identities = Identities(database)
    app.state.readiness = Readiness(database, storage)
    problems.install(app)
    for router in _ROUTERS:
        app.include_router(router, prefix=PREFIX)
    app.openapi = lambda: openapi.document(app)  # pyright: ignore[reportAttributeAccessIssue]
    return app
