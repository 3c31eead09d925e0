"""The first organisation and its API key, and the key of sessions: each goes into its secret of the stack and nowhere
else."""

import secrets
import uuid
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError
from psycopg import Connection
from psycopg.rows import TupleRow

from film_studio.identity.keys import NewKey, digest, looks_like_key, make_key, prefix_of
from film_studio.kit.settings import MigrationSettings
from runtime.aws import error_code, for_api
from runtime.log_events import FirstKeyAdopted, FirstKeyMade, SecretHoldsNoKeyOfThisDatabase
from runtime.logging import log

FIRST_ORGANIZATION: Final = "First organisation"
_KEY_NAME: Final = "Made at first start"
#: Variables that name the secrets.
_API_KEY: Final = "API_KEY_SECRET_ARN"
_SESSION_KEY: Final = "SESSION_KEY_SECRET_ARN"


class BootstrapError(Exception):
    """A key could not be handed over; the text says what to do."""


def ensure_session_key(settings: MigrationSettings) -> None:
    """Put a key for the tokens of sessions into its secret, when that is empty. Emptied, it gets another one, and
    everybody has to sign in again. Raises `BootstrapError`."""
    arn = settings.session_key_secret_arn
    if _read(settings.aws_region, arn, _SESSION_KEY) is None:
        _write(settings.aws_region, arn, secrets.token_urlsafe(48), _SESSION_KEY)


def ensure_first_key(connection: Connection[TupleRow], settings: MigrationSettings) -> None:
    """Make the first organisation when there is none, and put an API key of it into the secret when that is empty.

    The key is committed before the secret is written: when writing fails, the next run finds an empty secret, makes
    another key and revokes this one. A database made anew under a secret that has a key adopts that key.
    Raises `BootstrapError`.
    """
    arn = settings.api_key_secret_arn
    secret = _read(settings.aws_region, arn, _API_KEY)
    made = None
    with connection.transaction():
        organization_id, is_new = _first_organization(connection)
        if secret is None:
            made = make_key()
            connection.execute(
                "update api_key set revoked_at = now() where bootstrap and revoked_at is null and organization_id = %s",
                (organization_id,),
            )
            _insert(connection, organization_id, made)
        elif is_new and looks_like_key(secret):
            _insert(connection, organization_id, NewKey(secret, prefix_of(secret), digest(secret)))
            log(FirstKeyAdopted(secret=arn))
        elif not _known(connection, secret):
            log(SecretHoldsNoKeyOfThisDatabase(secret=arn, remedy="empty the secret and migrate again"))
    if made is not None:
        _write(settings.aws_region, arn, made.secret, _API_KEY)
        log(FirstKeyMade(secret=arn, prefix=made.prefix))


def _first_organization(connection: Connection[TupleRow]) -> tuple[uuid.UUID, bool]:
    found = connection.execute("select id from organization order by created_at, id limit 1").fetchone()
    if found is not None:
        return found[0], False
    made = connection.execute("insert into organization (name) values (%s) returning id", (FIRST_ORGANIZATION,))
    return made.fetchall()[0][0], True


def _insert(connection: Connection[TupleRow], organization_id: uuid.UUID, key: NewKey) -> None:
    connection.execute(
        "insert into api_key (organization_id, name, prefix, sha256, bootstrap) values (%s, %s, %s, %s, true)",
        (organization_id, _KEY_NAME, key.prefix, key.sha256),
    )


def _known(connection: Connection[TupleRow], secret: str) -> bool:
    return connection.execute("select 1 from api_key where sha256 = %s", (digest(secret),)).fetchone() is not None


def _read(region: str, arn: str, variable: str) -> str | None:
    try:
        return for_api(region).secretsmanager().get_secret_value(SecretId=arn).get("SecretString") or None
    except ClientError as error:
        # A secret that never had a value answers with this, as does one that does not exist: writing tells them apart.
        if error_code(error) == "ResourceNotFoundException":
            return None
        raise BootstrapError(_unreachable(arn, variable, error)) from error
    except BotoCoreError as error:
        raise BootstrapError(_unreachable(arn, variable, error)) from error


def _write(region: str, arn: str, secret: str, variable: str) -> None:
    try:
        for_api(region).secretsmanager().put_secret_value(SecretId=arn, SecretString=secret)
    except (ClientError, BotoCoreError) as error:
        raise BootstrapError(_unreachable(arn, variable, error)) from error


def _unreachable(arn: str, variable: str, error: Exception) -> str:
    return (
        f"the secret {arn} cannot be used: {error}. Check {variable} and that this task's role may get and put its "
        "value, then migrate again"
    )
