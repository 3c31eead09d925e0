"""The film that is disturbed: the same small screenplay in an organisation of its own each time, so that nothing of it
exists already and every byte can be compared."""

import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.rows import class_row

from contracts.environment import DATABASE_NAME
from tools.errors import FAILED, StudioError
from tools.local_cloud.cloud import LocalCloud

SCREENPLAY: Final = b"""Title: High Water

INT. KITCHEN - NIGHT

IDA sets down two cups.

IDA
Drink.

TOM
Tomorrow, then.
"""
_ADD_KEY: Final = """
    insert into api_key (organization_id, name, prefix, sha256, bootstrap) values (%s, 'chaos', %s, %s, false)
"""
_JOBS: Final = """
    select id, owner_id, organization_id, kind, ordinal, status, attempt, recipe_hash, published_at, result, error
    from job where owner_id = %s order by kind, ordinal
"""
_ANSWER_SECONDS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Job:
    """A row of the table of jobs."""

    id: uuid.UUID
    owner_id: uuid.UUID
    organization_id: uuid.UUID
    kind: str
    ordinal: int
    status: str
    attempt: int
    recipe_hash: str | None
    published_at: datetime | None
    result: dict[str, Any] | None
    error: str | None

    @property
    def name(self) -> tuple[str, int]:
        return self.kind, self.ordinal

    @property
    def is_sent(self) -> bool:
        """Whether a queue holds, or held, its message: a worker that has begun is sooner known than what was sent."""
        return self.status == "running" or (self.status == "queued" and self.published_at is not None)

    @property
    def is_over(self) -> bool:
        return self.status in ("succeeded", "failed", "cancelled")


@dataclass(frozen=True, kw_only=True)
class Film:
    """A production of it in a running cloud."""

    cloud: LocalCloud
    organization_id: uuid.UUID
    production_id: uuid.UUID

    def jobs(self) -> list[Job]:
        """As the database has them now. Raises psycopg's errors while it is away."""
        with (
            psycopg.connect(self.cloud.postgres.url(DATABASE_NAME), connect_timeout=2) as connection,
            connection.cursor(row_factory=class_row(Job)) as cursor,
        ):
            return cursor.execute(_JOBS, (self.production_id,)).fetchall()

    def hashes(self) -> dict[str, str]:
        """sha256 of everything that its jobs made, by the recipe's hash and the file's name."""
        s3 = self.cloud.emulator.client("s3")
        bucket, prefix = self.cloud.outputs["assetsBucket"], f"assets/{self.organization_id}/"
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        keys = [item.get("Key", "") for page in pages for item in page.get("Contents", [])]
        return {
            key.removeprefix(prefix): hashlib.sha256(s3.get_object(Bucket=bucket, Key=key)["Body"].read()).hexdigest()
            for key in keys
        }


def make_organization(cloud: LocalCloud) -> tuple[uuid.UUID, str]:
    """A new organisation, of which nothing is made yet, and its API key."""
    key = "fs_" + secrets.token_urlsafe(32)
    with psycopg.connect(cloud.postgres.url(DATABASE_NAME)) as connection:
        made = connection.execute("insert into organization (name) values ('Chaos') returning id").fetchone()
        assert made is not None
        organization_id: uuid.UUID = made[0]
        digest = hashlib.sha256(key.encode()).hexdigest()
        connection.execute(_ADD_KEY, (organization_id, key[:9], digest))
    return organization_id, key


def start(cloud: LocalCloud) -> Film:
    """Start the film in a new organisation."""
    organization_id, key = make_organization(cloud)
    base = f"{cloud.api_url}/api/v1"
    project = _post(f"{base}/projects", key, json.dumps({"title": "High Water"}).encode(), "application/json")
    revision = _post(f"{base}/projects/{project['id']}/revisions", key, SCREENPLAY, "text/x-fountain")
    production = _post(f"{base}/revisions/{revision['id']}/productions", key)
    return Film(cloud=cloud, organization_id=organization_id, production_id=uuid.UUID(production["id"]))


def differing(reference: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """The files that are missing, are too many, or hold other bytes."""
    return sorted(name for name in reference.keys() | found.keys() if reference.get(name) != found.get(name))


def _post(url: str, key: str, body: bytes = b"", media_type: str = "application/json") -> dict[str, Any]:
    """Sent again, with its key, while the API cannot be reached or asks for patience."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": media_type, "Idempotency-Key": uuid.uuid4().hex}
    deadline = time.monotonic() + _ANSWER_SECONDS
    while True:
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 — loopback
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 — loopback
                return json.load(answer)
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
            if error.code != 503 or time.monotonic() > deadline:
                raise StudioError(f"{url} answered {error.code}: {said}", exit_code=FAILED) from error
        except OSError as error:
            if time.monotonic() > deadline:
                raise StudioError(f"{url} did not answer: {error}", exit_code=FAILED) from error
        time.sleep(0.2)
