"""The API over real parts: a migrated PostgreSQL database a module, buckets and queues in the embedded AWS."""

import contextlib
import json
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import psycopg
import pytest
import structlog
from fastapi import FastAPI
from film_studio import migrate
from film_studio.app import create_app
from film_studio.engines import JOB_TYPES
from film_studio.flows.consents import barred
from film_studio.identity.keys import make_key
from film_studio.jobs.context import JobsContext
from film_studio.jobs.queues import Queues
from film_studio.jobs.reconciler import Reconciler
from film_studio.jobs.relay import Relay
from film_studio.kit.database.session import Database
from film_studio.kit.processes import Processes
from film_studio.kit.settings import ApiSettings, MigrationSettings
from film_studio.kit.storage import Storage

from contracts.environment import APP_ROLE, OWNER_ROLE, SYSTEM_ROLE
from contracts.limits import READING_SECONDS
from runtime.logging import configure
from tests.backend.studio import Clock, Studio
from tools.local_cloud.emulator import Emulator
from tools.local_cloud.postgres import Postgres

configure(stage="test", libraries=logging.INFO)
# A logger that has written once keeps its processors: a test that listens would then hear nothing.
structlog.configure(cache_logger_on_first_use=False)
TEMPLATE = "template_film_studio"
QUEUES = ("job", "video", "voice", "events")


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """One event loop a module, because the app's connections live on it."""
    return "asyncio", {"use_uvloop": True}


@dataclass(frozen=True)
class Template:
    """A database at head, with the first organisation and its API key."""

    name: str
    api_key: str
    secret_arn: str
    session_key_arn: str


def platform_environment(patch: pytest.MonkeyPatch, emulator: Emulator, server: Postgres) -> None:
    """What ECS, the AWS SDK and libpq find in the environment of a process; not settings of ours."""
    for name, value in emulator.credentials.items():
        patch.setenv(name, value)
    patch.setenv("PGPASSWORD", server.password)


def without_password(server: Postgres, database: str, user: str) -> str:
    return f"postgresql://{user}@127.0.0.1:{server.port}/{database}"


@pytest.fixture(scope="session")
def template(emulator: Emulator, database_server: Postgres) -> Template:
    """Migrated once a run, by the migration task itself; modules get clones."""
    secrets = emulator.client("secretsmanager")
    arn = secrets.create_secret(Name=f"api-key-{uuid.uuid4().hex}")["ARN"]
    session_key_arn = secrets.create_secret(Name=f"session-key-{uuid.uuid4().hex}")["ARN"]
    database_server.create_database(TEMPLATE)
    with pytest.MonkeyPatch.context() as patch:
        platform_environment(patch, emulator, database_server)
        migrate.migrate(
            MigrationSettings.from_environment(
                stage="test",
                aws_region=emulator.region,
                database_auth="password",
                database_owner_url=without_password(database_server, TEMPLATE, OWNER_ROLE),
                api_key_secret_arn=arn,
                session_key_secret_arn=session_key_arn,
            )
        )
    key = secrets.get_secret_value(SecretId=arn)["SecretString"]
    return Template(name=TEMPLATE, api_key=key, secret_arn=arn, session_key_arn=session_key_arn)


@pytest.fixture(scope="module")
def database_name(database_server: Postgres, template: Template) -> Iterator[str]:
    """A clone of the template, for this module alone."""
    name = f"film_studio_{uuid.uuid4().hex[:12]}"
    database_server.create_database(name, template=template.name)
    yield name
    database_server.drop_database(name)


@pytest.fixture(scope="module")
def settings(
    emulator: Emulator, database_server: Postgres, database_name: str, template: Template
) -> Iterator[ApiSettings]:
    """Settings of an API on this module's database, bucket and queues; the process's environment fits them."""
    name = uuid.uuid4().hex[:12]
    emulator.client("s3").create_bucket(Bucket=f"assets-{name}")
    urls = {f"{queue}_queue_url": make_queue(emulator, f"{queue}-{name}") for queue in QUEUES}
    with pytest.MonkeyPatch.context() as patch:
        platform_environment(patch, emulator, database_server)
        yield ApiSettings.from_environment(
            stage="test",
            aws_region=emulator.region,
            bind_host="127.0.0.1",
            port=0,
            database_url=without_password(database_server, database_name, APP_ROLE),
            database_system_url=without_password(database_server, database_name, SYSTEM_ROLE),
            database_auth="password",
            assets_bucket=f"assets-{name}",
            cors_origins=("https://studio.example.org",),
            session_key_secret_arn=template.session_key_arn,
            forwarded_hops=0,
            video_renderer="animatic",
            voice_renderer="formant",
            score_renderer="score",
            **urls,
        )


def make_queue(emulator: Emulator, name: str) -> str:
    """A queue with its dead-letter queue (`<name>-dead`), as the infrastructure makes them; its URL."""
    sqs = emulator.client("sqs")
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": "3"})
    return sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "15"})[
        "QueueUrl"
    ]


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    """Those of every API in this run of tests: each module's own would start anew."""
    with contextlib.closing(Processes(seconds=READING_SECONDS)) as shared:
        yield shared


@pytest.fixture(scope="module")
async def app(settings: ApiSettings, processes: Processes, anyio_backend: object) -> AsyncIterator[FastAPI]:
    """The API without its background tasks: a test drives those itself."""
    application = create_app(settings, background=False)
    application.state.processes = processes
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture(scope="module")
def database(app: FastAPI) -> Database:
    return app.state.database


@pytest.fixture(scope="module")
def storage(app: FastAPI) -> Storage:
    return app.state.storage


@pytest.fixture(scope="module")
def owner(database_server: Postgres, database_name: str) -> Iterator[psycopg.Connection[Any]]:
    """The module's database as its owner, who sees everything: for looking at what was stored."""
    with psycopg.connect(database_server.url(database_name), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def organization_id(owner: psycopg.Connection[Any], template: Template) -> uuid.UUID:
    """The first organisation, which `client` belongs to."""
    row = owner.execute("select id from organization order by created_at limit 1").fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
async def client(app: FastAPI, template: Template) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the API as the first organisation."""
    async with client_of(app, template.api_key) as calling:
        yield calling


def client_of(app: FastAPI, api_key: str | None) -> httpx.AsyncClient:
    headers = {} if api_key is None else {"Authorization": f"Bearer {api_key}"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test", headers=headers)


def seen(answer: httpx.Response) -> dict[str, str]:
    """The header of a request that changes what was answered here."""
    return {"If-Match": answer.headers["ETag"]}


@dataclass(frozen=True)
class Organization:
    """Another organisation, and a client that calls as it."""

    id: uuid.UUID
    client: httpx.AsyncClient


@pytest.fixture(scope="module")
async def make_organization(
    app: FastAPI, owner: psycopg.Connection[Any]
) -> AsyncIterator[Callable[[str], Organization]]:
    """Makes a further organisation with an API key of its own."""
    clients: list[httpx.AsyncClient] = []

    def make(name: str) -> Organization:
        organization_id, key = uuid.uuid4(), make_key()
        owner.execute("insert into organization (id, name) values (%s, %s)", (organization_id, name))
        owner.execute(
            "insert into api_key (organization_id, name, prefix, sha256, bootstrap) values (%s, 'test', %s, %s, false)",
            (organization_id, key.prefix, key.sha256),
        )
        clients.append(client_of(app, key.secret))
        return Organization(id=organization_id, client=clients[-1])

    yield make
    for opened in clients:
        await opened.aclose()


@pytest.fixture(scope="module")
async def studio_of_module(
    database: Database,
    storage: Storage,
    settings: ApiSettings,
    owner: psycopg.Connection[Any],
    organization_id: uuid.UUID,
    emulator: Emulator,
) -> AsyncIterator[Studio]:
    queues = Queues(settings)
    policies = await queues.policies()
    clock = Clock()
    context = JobsContext(
        barred=barred,
        database=database,
        storage=storage,
        queues=queues,
        types=JOB_TYPES,
        policies=policies,
        clock=clock,
    )
    yield Studio(
        context=context,
        relay=Relay(context),
        reconciler=Reconciler(context),
        clock=clock,
        owner=owner,
        organization_id=organization_id,
        sqs=emulator.client("sqs"),
        settings=settings,
    )
    queues.close()


@pytest.fixture
async def studio(studio_of_module: Studio) -> Studio:
    """Jobs, to be driven by hand. Each test begins with empty queues, an empty outbox and no silent job of another
    test, at the present time."""
    studio = studio_of_module
    studio.owner.execute("truncate outbox")
    studio.owner.execute("update job set lease_expires_at = null")
    for queue in ("jobs", "video", "voice", "events"):
        studio.sqs.purge_queue(QueueUrl=studio.url(queue))
    studio.clock.now = datetime.now(UTC)
    return studio
