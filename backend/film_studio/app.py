"""The API as one ASGI application: what it is made of, in which order it starts and stops."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache, partial
from typing import Final

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute

from contracts.limits import READING_SECONDS
from film_studio import documentation, health, openapi
from film_studio.engines import ENGINES
from film_studio.engines.enterprise import AT_ONCE, SECONDS, WebhookSender
from film_studio.engines.writing import AnyWriter, ModelWriter, NamedModel, TemplateWriter, WriterName, named_model
from film_studio.flows import (
    budget_router,
    document_router,
    events,
    import_router,
    job_router,
    share_page,
    share_router,
    suggestion_router,
)
from film_studio.flows import router as flows
from film_studio.flows.background import Background
from film_studio.flows.subjects import places
from film_studio.flows.suggesting import SuggestionDesk
from film_studio.flows.telling import Teller
from film_studio.health import Checks
from film_studio.identity import account_router, letters, openid_pages, openid_router, session_router, sign_in_page
from film_studio.identity.account import Accounts
from film_studio.identity.callers import Callers
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.openid import OpenIds
from film_studio.identity.passwords import Passwords
from film_studio.identity.people import People
from film_studio.identity.places import Places
from film_studio.identity.shares import Shares
from film_studio.identity.tokens import SigningKey
from film_studio.jobs.feeds import Feeds
from film_studio.kit import problems, versions
from film_studio.kit.compression import Compression
from film_studio.kit.database.session import Database
from film_studio.kit.event_stream import Streams
from film_studio.kit.middleware import BodyLimit, HeadAnswers, RequestLog
from film_studio.kit.outgoing_mail import Composer, MailRelay
from film_studio.kit.outside import LOOPBACK, Outside
from film_studio.kit.processes import Processes
from film_studio.kit.routing import Finder, serve
from film_studio.kit.settings import ApiSettings
from film_studio.kit.storage import Storage

PREFIX: Final = "/api/v1"
_DESCRIPTION: Final = (
    "A screenplay goes in; its scenes, cast and shots, and a finished film come out. "
    "Every error is an RFC 9457 problem: what was wrong, where, and what to do."
)
_ROUTERS: Final = (
    health.router,
    *(engine.router for engine in ENGINES),
    flows.router,
    budget_router.router,
    document_router.router,
    job_router.router,
    import_router.router,
    suggestion_router.router,
    share_router.router,
    events.router,
    session_router.router,
    account_router.router,
    openid_router.router,
)


def create_app(settings: ApiSettings, *, background: bool = True) -> FastAPI:
    """The application. `background=False` leaves relay, event consumer and reconciler unstarted: for tests of routes.

    Nothing is connected to before the application starts. Raises `SettingsError` for a renderer that it does not know.
    """
    database = Database(settings)
    storage = Storage(settings)
    processes = Processes(seconds=READING_SECONDS)
    streams = Streams()
    signing = SigningKey(settings)
    passwords = Passwords()
    callers = Callers(database, signing, stage=settings.stage)
    mailroom = Mailroom(settings, signing, page=f"{PREFIX}/sign-in")
    people = People(database, signing, passwords, callers, mailroom, stage=settings.stage)
    openids = OpenIds(database, settings, signing, people, mailroom)
    accounts = Accounts(database, passwords, mailroom)
    mail = _mail_relay(database, mailroom, accounts)
    # Where the API is reached by this machine alone, on a laptop, so may its webhooks be.
    outside = Outside(loopback=settings.bind_host in LOOPBACK, seconds=SECONDS, at_once=2 * AT_ONCE)
    teller = Teller(database, storage, mailroom)
    webhooks = WebhookSender(database, outside, partial(signing.of, "webhook"))
    model = named_model(settings)
    desk = SuggestionDesk(database, storage, processes, _writers(settings, processes, model))
    in_background = Background(
        database, storage, settings, teller=teller, webhooks=webhooks, mail=mail, suggestions=desk
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(storage.close)
            stack.callback(processes.close)
            stack.callback(passwords.close)
            stack.callback(mailroom.close)
            stack.callback(openids.close)
            stack.callback(outside.close)
            stack.push_async_callback(database.close)
            stack.push_async_callback(in_background.stop)
            if background:
                in_background.start()
            yield

    app = FastAPI(
        title=openapi.TITLE,
        version=openapi.VERSION,
        description=_DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        # To the host that a request names, which behind a load balancer is none that its caller can reach.
        redirect_slashes=False,
        # `runtime.spans` sends them; FastAPI would ask three providers at each request whether there is one.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        generate_unique_id_function=openapi.operation_id,
        lifespan=lifespan,
        middleware=[
            # Outermost, so that errors carry its headers too: without them a browser hides what was wrong.
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.cors_origins),
                # Exact origins alone: a page of theirs may send the cookie of a session to /session/refresh.
                allow_credentials=True,
                allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
                allow_headers=[
                    "Authorization",
                    "Content-Type",
                    "Idempotency-Key",
                    "If-Match",
                    "If-None-Match",
                    "Last-Event-ID",
                    "X-Filename",
                ],
                expose_headers=[
                    "Content-Disposition",
                    "ETag",
                    "Idempotent-Replayed",
                    "Location",
                    "Retry-After",
                    "X-Request-ID",
                ],
                max_age=3600,
            ),
            Middleware(RequestLog),
            Middleware(BodyLimit),
            Middleware(HeadAnswers),
            Middleware(Compression),
        ],
    )
    parts: dict[str, object] = {
        "settings": settings,
        "database": database,
        "storage": storage,
        "processes": processes,
        "changes": in_background.changes,
        "feeds": Feeds(in_background.changes),
        "streams": streams,
        "callers": callers,
        "signing": signing,
        "outside": outside,
        "teller": teller,
        "webhooks": webhooks,
        "people": people,
        "openids": openids,
        "accounts": accounts,
        "mailroom": mailroom,
        "mail_relay": mail,
        "named_model": model,
        "suggestion_desk": desk,
        "passwords": passwords,
        "places": Places(database, places()),
        "shares": Shares(database, signing, passwords, stage=settings.stage),
        "checks": Checks(database, storage, in_background.queues),
    }
    for name, part in parts.items():
        setattr(app.state, name, part)
    problems.install(app)
    versions.install(app)
    _install_routes(app, settings)
    app.openapi = lambda: openapi.document(app)  # pyright: ignore[reportAttributeAccessIssue]
    return app


def _mail_relay(database: Database, mailroom: Mailroom, accounts: Accounts) -> MailRelay | None:
    """What sends letters, where any are sent."""
    if mailroom.post is None:
        return None
    composers: dict[str, Composer] = {letters.FORGOTTEN_PASSWORD: accounts.compose_forgotten}
    return MailRelay(database, mailroom.post, mailroom.sealing, composers)


def _writers(settings: ApiSettings, processes: Processes, model: NamedModel | None) -> dict[WriterName, AnyWriter]:
    """Who writes suggestions: the template always, and the model that the stack names."""
    writers: dict[WriterName, AnyWriter] = {"template": TemplateWriter(processes)}
    if model is not None:
        writers["model"] = ModelWriter(settings, model, processes)
    return writers


def _install_routes(app: FastAPI, settings: ApiSettings) -> None:
    """What browsers open by themselves, and what programs call."""
    documentation.install(app, f"{PREFIX}/docs")
    sign_in_page.install(app, f"{PREFIX}/sign-in", api=PREFIX)
    openid_pages.install(app, f"{PREFIX}/session/openid")
    share_page.install(app, f"{PREFIX}/watch", api=PREFIX, downloads=settings.download_base_url)
    app.router.routes.extend(_routes())
    app.router.middleware_stack = Finder(app.router)


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """What programs call, made once a process: its applications share them, because making them takes half a second."""
    served = FastAPI(openapi_url=None, generate_unique_id_function=openapi.operation_id)
    for router in _ROUTERS:
        serve(served, router, prefix=PREFIX)
    return tuple(served.router.routes)
