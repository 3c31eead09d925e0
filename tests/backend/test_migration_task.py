"""The migration task: from nothing to a usable database, again without effect, and in plain words when it cannot."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from film_studio import migrate
from film_studio.identity.bootstrap import BootstrapError
from film_studio.identity.keys import digest
from film_studio.kit.database.session import sqlalchemy_url
from film_studio.kit.settings import MigrationSettings
from film_studio.migrations.tables import Base
from psycopg import sql
from pydantic import SecretStr
from sqlalchemy import create_engine

from contracts.environment import APP_ROLE, OWNER_ROLE
from tests.backend.conftest import platform_environment, without_password
from tools.local_cloud.emulator import Emulator
from tools.local_cloud.postgres import Postgres


@dataclass
class Target:
    """An empty database and empty secrets."""

    server: Postgres
    emulator: Emulator
    name: str
    secret_arn: str
    settings: MigrationSettings
    made: list[str] = field(default_factory=list[str])

    def secret(self) -> str | None:
        client = self.emulator.client("secretsmanager")
        try:
            return client.get_secret_value(SecretId=self.secret_arn).get("SecretString")
        except client.exceptions.ResourceNotFoundException:
            return None

    def but(self, **settings: Any) -> MigrationSettings:
        """The settings with some of them changed."""
        return self.settings.model_copy(update=settings)

    def query(self, statement: str) -> list[Any]:
        with psycopg.connect(self.server.url(self.name), autocommit=True) as connection:
            connection.execute("set lock_timeout = '5s'")
            return connection.execute(statement.encode()).fetchall()


@pytest.fixture
def target(emulator: Emulator, database_server: Postgres) -> Iterator[Target]:
    name = f"migration_{uuid.uuid4().hex[:12]}"
    database_server.create_database(name)
    client = emulator.client("secretsmanager")
    arn, session_key_arn = (client.create_secret(Name=each)["ARN"] for each in (name, f"{name}-session"))
    with pytest.MonkeyPatch.context() as patch:
        platform_environment(patch, emulator, database_server)
        settings = MigrationSettings.from_environment(
            stage="test",
            aws_region=emulator.region,
            database_auth="password",
            database_owner_url=without_password(database_server, name, OWNER_ROLE),
            api_key_secret_arn=arn,
            session_key_secret_arn=session_key_arn,
        )
        yield Target(database_server, emulator, name, arn, settings)
    database_server.drop_database(name)


def test_an_empty_database_gets_schema_organisation_and_key(target: Target) -> None:
    migrate.migrate(target.settings)
    secret = target.secret()
    assert secret is not None
    assert target.query("select sha256, bootstrap, revoked_at from api_key") == [(digest(secret), True, None)]
    assert target.query("select count(*) from organization") == [(1,)]


def test_the_task_loads_no_engine_whose_tables_it_makes(target: Target) -> None:
    """What is applied stands in the versions; loading all engines takes longer than migrating does."""
    program = (
        "import sys\nfrom film_studio import migrate\nfrom film_studio.kit.settings import MigrationSettings\n"
        "migrate.migrate(MigrationSettings.from_environment())\n"
        "assert 'film_studio.engines' not in sys.modules"
    )
    settings = target.settings.model_dump(exclude={"pgpassword"})  # which stands in the environment
    variables = {name.upper(): str(value) for name, value in settings.items()}
    ended = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert target.query("select count(*) from project") == [(0,)]


def test_sessions_are_signed_with_a_key_that_stays_until_it_is_emptied(target: Target) -> None:
    client, arn = target.emulator.client("secretsmanager"), target.settings.session_key_secret_arn
    migrate.migrate(target.settings)
    key = client.get_secret_value(SecretId=arn)["SecretString"]
    assert len(key) == 64
    migrate.migrate(target.settings)
    assert client.get_secret_value(SecretId=arn)["SecretString"] == key


def test_running_it_again_changes_nothing(target: Target) -> None:
    migrate.migrate(target.settings)
    stored = "select to_jsonb(api_key), to_jsonb(organization) from api_key, organization"
    before = (target.secret(), target.query(stored))
    migrate.migrate(target.settings)
    assert (target.secret(), target.query(stored)) == before


def test_a_secret_that_was_emptied_gets_a_new_key_and_the_old_one_is_revoked(target: Target) -> None:
    migrate.migrate(target.settings)
    old = target.secret()
    assert old is not None
    client = target.emulator.client("secretsmanager")
    arn = client.create_secret(Name=f"{target.name}-again")["ARN"]
    migrate.migrate(target.but(api_key_secret_arn=arn))
    new = client.get_secret_value(SecretId=arn)["SecretString"]
    assert new != old
    keys = dict(target.query("select sha256, revoked_at is null from api_key"))
    assert keys == {digest(old): False, digest(new): True}
    assert target.query("select count(*) from organization") == [(1,)]


def test_a_database_made_anew_keeps_the_key_that_people_have(target: Target) -> None:
    migrate.migrate(target.settings)
    secret = target.secret()
    assert secret is not None
    target.server.drop_database(target.name)
    target.server.create_database(target.name)
    migrate.migrate(target.settings)
    assert target.secret() == secret
    assert target.query("select sha256, revoked_at from api_key") == [(digest(secret), None)]


def test_a_key_that_could_not_be_handed_over_is_replaced_at_the_next_run(target: Target) -> None:
    missing = target.secret_arn.replace(target.name, "missing")
    with pytest.raises(BootstrapError, match="API_KEY_SECRET_ARN"):
        migrate.migrate(target.but(api_key_secret_arn=missing))
    migrate.migrate(target.settings)
    secret = target.secret()
    assert secret is not None
    assert target.query("select sha256 from api_key where revoked_at is null") == [(digest(secret),)]


def test_the_key_is_never_logged(target: Target, capfd: pytest.CaptureFixture[str]) -> None:
    migrate.migrate(target.settings)
    secret = target.secret()
    assert secret is not None
    out, err = capfd.readouterr()
    assert secret not in out + err


def test_an_owner_who_is_no_superuser_can_migrate(target: Target) -> None:
    """RDS gives the owner CREATEROLE and no way past row-level security."""
    role = f"owner_{target.name}"
    with psycopg.connect(target.server.url(target.name), autocommit=True) as connection:
        literal = sql.Literal(target.server.password)
        name = sql.Identifier(role)
        # The roles of the API belong to the whole cluster: in RDS the owner has made them, here it may administer them.
        connection.execute(sql.SQL("create role {} login createrole password {}").format(name, literal))
        connection.execute(sql.SQL("grant all on schema public to {}").format(name))
        connection.execute(sql.SQL("alter database {} owner to {}").format(sql.Identifier(target.name), name))
        for granted in (APP_ROLE, "film_studio_system"):
            if connection.execute("select 1 from pg_roles where rolname = %s", (granted,)).fetchone():
                connection.execute(sql.SQL("grant {} to {} with admin option").format(sql.Identifier(granted), name))
    settings = target.but(database_owner_url=without_password(target.server, target.name, role))
    try:
        migrate.migrate(settings)
        migrate.migrate(settings)
        secret = target.secret()
        assert secret is not None
        assert target.query("select sha256 from api_key") == [(digest(secret),)]
    finally:
        with psycopg.connect(target.server.url(target.name), autocommit=True) as connection:
            connection.execute(sql.SQL("reassign owned by {} to {}").format(name, sql.Identifier(OWNER_ROLE)))
            connection.execute(sql.SQL("drop owned by {}").format(name))
            connection.execute(
                sql.SQL("alter database {} owner to {}").format(sql.Identifier(target.name), sql.Identifier(OWNER_ROLE))
            )
            connection.execute(sql.SQL("drop role {}").format(name))


def test_with_iam_the_roles_may_log_in_with_tokens(target: Target) -> None:
    with psycopg.connect(target.server.url(target.name), autocommit=True) as connection:
        if connection.execute("select 1 from pg_roles where rolname = 'rds_iam'").fetchone() is None:
            connection.execute("create role rds_iam")
    migrate.migrate(target.but(database_auth="iam"))
    members = target.query(
        "select pg_get_userbyid(member) from pg_auth_members where pg_get_userbyid(roleid) = 'rds_iam' order by 1"
    )
    assert members == [("film_studio_app",), ("film_studio_system",)]


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(target: Target) -> None:
    migrate.migrate(target.settings)
    engine = create_engine(
        sqlalchemy_url(target.settings.database_owner_url), connect_args={"password": target.server.password}
    )
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_a_database_that_does_not_answer_is_named_after_the_wait(target: Target) -> None:
    settings = target.but(database_owner_url=f"postgresql://{OWNER_ROLE}@127.0.0.1:1/film_studio")
    with pytest.raises(migrate.MigrationError, match="DATABASE_OWNER_URL"):
        migrate.migrate(settings, wait_seconds=0)


def test_a_wrong_password_is_said_at_once(target: Target) -> None:
    settings = target.but(pgpassword=SecretStr("wrong"))
    with pytest.raises(migrate.MigrationError, match="PGPASSWORD"):
        migrate.migrate(settings, wait_seconds=3600)


@pytest.fixture
def next_migration(target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database at the first migration, and one more to come, which alters a table."""
    migrate.migrate(target.settings)
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    shutil.copy(str(files("film_studio") / "migrations" / "env.py"), scripts)
    for revision, before, upgrade in (
        ("0001", None, "pass"),
        ("0002", "0001", "op.execute('alter table project add column note text')"),
    ):
        (scripts / "versions" / f"{revision}.py").write_text(
            f"from alembic import op\nrevision = {revision!r}\ndown_revision = {before!r}\n"
            f"def upgrade():\n    {upgrade}\n"
        )
    config = migrate.alembic_config()
    config.set_main_option("script_location", str(scripts))
    monkeypatch.setattr(migrate, "alembic_config", lambda: config)


NOTES = "select count(*) from information_schema.columns where table_name = 'project' and column_name = 'note'"


@pytest.mark.usefixtures("next_migration")
def test_a_table_in_use_is_left_to_its_readers_and_changed_later(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(target.server.url(target.name)) as reader:
        reader.execute("select count(*) from project")
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            # Nobody waits behind the migration now, which would not be so while it waits for the reader.
            assert target.query("select count(*) from project") == [(0,)]
            assert target.query("select version_num from alembic_version") == [("0001",)]
            pauses.append(seconds)
            reader.rollback()

        monkeypatch.setattr(migrate.time, "sleep", pause)
        migrate.migrate(target.settings)
    assert len(pauses) == 1
    assert target.query(NOTES) == [(1,)]


@pytest.mark.usefixtures("next_migration")
def test_a_table_that_stays_in_use_ends_the_migration_with_what_to_do(target: Target) -> None:
    with psycopg.connect(target.server.url(target.name)) as reader:
        reader.execute("select count(*) from project")
        with pytest.raises(migrate.MigrationError, match="pg_stat_activity"):
            migrate.migrate(target.settings, wait_seconds=0)
    assert target.query(NOTES) == [(0,)]
    migrate.migrate(target.settings)
    assert target.query(NOTES) == [(1,)]


@pytest.mark.parametrize("missing", ["STAGE", "PGPASSWORD"])
def test_a_failure_ends_with_its_reason_and_a_status_that_says_so(
    target: Target,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    missing: str,
) -> None:
    for name in MigrationSettings.variable_names():
        monkeypatch.setenv(name, "postgresql://x@127.0.0.1:1/x" if name == "DATABASE_OWNER_URL" else "password")
    monkeypatch.delenv(missing)
    assert migrate.main() == 1
    assert f"environment variable {missing}: is not set" in capfd.readouterr().err
