"""The studio that is loaded: projects, screenplays, a film that is being made, one that is done, and many callers."""

import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from contracts.environment import DATABASE_NAME
from contracts.renderers import RENDERERS
from tools.bench.film import make_film
from tools.bench.http import Connection
from tools.errors import FAILED, StudioError
from tools.local_cloud.cloud import LocalCloud

#: A page of the list, and one more.
_PROJECTS: Final = 60
_HASH: Final = "e" * 64
_RECIPE: Final = {
    "kind": "assembly",
    "renderer": RENDERERS["assembly"].stamp,
    "title": "Load",
    "segments": [{"shot_hash": _HASH, "frames": 96}],
    "lines": [],
    "score_hash": _HASH,
    "effects_hash": _HASH,
}
_RESULT: Final = {
    "kind": "assembly",
    "frames": 96,
    "duration_ms": 4000,
    "essence_sha256": _HASH,
    "integrated_lufs": -14.0,
    "true_peak_dbtp": -1.0,
    "captions": 0,
    "renderers": ["animatic"],
}
_ASSEMBLE: Final = """
    update job set status = 'succeeded', recipe = %s, recipe_hash = %s, result = %s, finished_at = now()
    where owner_id = %s and kind = 'assembly'
"""
_ADD_KEY: Final = """
    insert into api_key (organization_id, name, prefix, sha256, bootstrap)
    select id, %s, %s, %s, false from organization
"""


@dataclass(frozen=True, kw_only=True)
class LoadedStudio:
    """What the traffic is about. Each of `keys` is a caller of its own, because each may ask only so often."""

    port: int
    process_id: int
    keys: tuple[str, ...]
    projects: tuple[str, ...]
    production: str

    def connection(self, number: int) -> Connection:
        """Of the caller of that number; there are as many as keys, then the first one again."""
        return Connection(self.port, {"Authorization": f"Bearer {self.keys[number % len(self.keys)]}"})


async def fill(cloud: LocalCloud, *, callers: int) -> LoadedStudio:
    """Fill a cloud that has just started; its workers do nothing, so that the API has the machine for itself."""
    (api,) = (service for service in cloud.services if "api" in service.task.name)
    port = int(cloud.api_url.rpartition(":")[2])
    async with Connection(port, {"Authorization": f"Bearer {cloud.api_key}"}) as owner:
        projects = [await _made(owner, number) for number in range(_PROJECTS)]
    database_url = cloud.postgres.url(DATABASE_NAME)
    production = make_film(port, {"Authorization": f"Bearer {cloud.api_key}"}, projects[0], database_url)
    with psycopg.connect(database_url) as connection:
        _assemble(connection, production)
        keys = tuple(_new_key(connection, number) for number in range(callers))
    return LoadedStudio(
        port=port, process_id=api.process_ids[0], keys=keys, projects=tuple(projects), production=production
    )


async def _made(owner: Connection, number: int) -> str:
    body = json.dumps({"title": f"Film {number}"}).encode()
    answer = await owner.call("POST", "/api/v1/projects", body=body, headers={"Content-Type": "application/json"})
    if answer.status != 201:
        raise StudioError(f"the API made no project: {answer.body.decode()}", exit_code=FAILED)
    return str(answer.json()["id"])


def _assemble(connection: psycopg.Connection[Any], production: str) -> None:
    """Have the film's file made, as far as the database knows; the production goes on, and so do its streams."""
    values = (json.dumps(_RECIPE), _HASH, json.dumps(_RESULT), uuid.UUID(production))
    if connection.execute(_ASSEMBLE, values).rowcount != 1:
        raise StudioError(f"production {production} has no assembly", exit_code=FAILED)


def _new_key(connection: psycopg.Connection[Any], number: int) -> str:
    key = "fs_" + secrets.token_urlsafe(32)
    connection.execute(_ADD_KEY, (f"caller {number}", key[:9], hashlib.sha256(key.encode()).hexdigest()))
    return key
