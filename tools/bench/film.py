"""A film in the studio that is measured: fifty shots of it are made, as far as its database knows."""

import json
import time
import urllib.request
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

SHOTS: Final = 50
_SCREENPLAY: Final = "".join(f"INT. ROOM {number} - DAY\n\nFog.\n\n" for number in range(SHOTS)).encode()
_MAKE: Final = """
    update job set
        status = 'succeeded',
        lease_expires_at = null,
        recipe = '{}',
        recipe_hash = encode(sha256(convert_to(id::text, 'utf8')), 'hex'),
        result = %s,
        finished_at = now()
    where owner_id = %s and kind = 'shot'
"""
_RESULT: Final = {"kind": "shot", "frames": 96, "renderer": "animatic", "essence_sha256": "e" * 64}


def make_film(port: int, headers: dict[str, str], project_id: str, database_url: str) -> str:
    """Start a production of fifty scenes in the project and have its shots made; its id."""
    base = f"http://127.0.0.1:{port}/api/v1"
    upload = _post(f"{base}/projects/{project_id}/revisions", headers | {"Content-Type": "text/plain"}, _SCREENPLAY)
    production = _post(f"{base}/revisions/{upload['id']}/productions", headers)
    with psycopg.connect(database_url) as connection:
        made = connection.execute(_MAKE, (json.dumps(_RESULT), uuid.UUID(production["id"]))).rowcount
    if made < SHOTS:
        raise RuntimeError(f"the film has {made} shots and not {SHOTS}: give its screenplay more scenes")
    return production["id"]


_COPY: Final = """
    insert into job (id, organization_id, owner_id, kind, ordinal, weight, status, recipe, recipe_hash, result, cached,
        progress, attempt, losses)
    select gen_random_uuid(), owner.organization_id, owner.id, 'shot', 1000 + number, 0, 'succeeded', '{}',
        repeat('0', 64), %s, false, 1, 1, 0
    from job_owner owner, generate_series(1, %s) number where owner.id = %s
"""
_WAITING: Final = """
    select id, organization_id, owner_id, attempt from job
    where owner_id = any(%s) and kind = 'shot' and status in ('queued', 'running')
"""
_DONE: Final = "select count(*) from job where owner_id = any(%s) and kind = 'shot' and status = 'succeeded'"
_FILMS: Final = 6


def add_jobs(port: int, headers: dict[str, str], database_url: str, *, count: int) -> None:
    """Give a production of another project so many more jobs, of which nothing is left to do."""
    other = _begun(port, headers)
    with psycopg.connect(database_url) as connection:
        connection.execute("set session_replication_role = replica")  # the rows they point to are there
        connection.execute(_COPY, (json.dumps(_RESULT), count, other))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("analyze job")


def results_a_second(
    port: int,
    headers: dict[str, str],
    database_url: str,
    cpu_seconds: Callable[[], float],
    tell: Callable[[str], object],
) -> float:
    """How many results the API applies in a second of its process's CPU time, when workers tell it of all shots of six
    films at once. Raises RuntimeError where it does not apply them."""
    films = [_begun(port, headers) for _ in range(_FILMS)]
    with psycopg.connect(database_url, autocommit=True) as connection:
        jobs = connection.execute(_WAITING, (films,)).fetchall()
        if len(jobs) < _FILMS * SHOTS:
            raise RuntimeError(f"{len(jobs)} shots wait for a worker, and not all {_FILMS * SHOTS}")
        before, until = cpu_seconds(), time.monotonic() + 120
        for sequence, (job_id, organization_id, owner_id, attempt) in enumerate(jobs):
            tell(
                json.dumps(
                    {
                        "version": 1,
                        "event": "succeeded",
                        "job_id": str(job_id),
                        "organization_id": str(organization_id),
                        "owner_id": str(owner_id),
                        "attempt": attempt,
                        "sequence": sequence,
                        "worker": "bench/1",
                        "at": datetime.now(UTC).isoformat(),
                        "result": _RESULT,
                        "cached": False,
                        "seconds": 1.0,
                    }
                )
            )
        while (done := connection.execute(_DONE, (films,)).fetchone()) != (len(jobs),):
            if time.monotonic() > until:
                raise RuntimeError(f"{done} of {len(jobs)} results were applied in two minutes")
            time.sleep(0.05)
        return len(jobs) / (cpu_seconds() - before)


def _begun(port: int, headers: dict[str, str]) -> uuid.UUID:
    base = f"http://127.0.0.1:{port}/api/v1"
    project = _post(f"{base}/projects", headers | {"Content-Type": "application/json"}, b'{"title": "Film"}')
    upload = _post(f"{base}/projects/{project['id']}/revisions", headers | {"Content-Type": "text/plain"}, _SCREENPLAY)
    return uuid.UUID(_post(f"{base}/revisions/{upload['id']}/productions", headers)["id"])


def _post(url: str, headers: dict[str, str], body: bytes = b"") -> dict[str, Any]:
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 — loopback
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 — loopback
        return json.load(answer)
