"""A film in the studio that is measured: fifty shots of it are made, as far as its database knows."""

import json
import urllib.request
import uuid
from typing import Any, Final

import psycopg

SHOTS: Final = 50
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
    scenes = "".join(f"INT. ROOM {number} - DAY\n\nFog.\n\n" for number in range(SHOTS))
    screenplay = scenes.encode()
    base = f"http://127.0.0.1:{port}/api/v1"
    upload = _post(f"{base}/projects/{project_id}/revisions", headers | {"Content-Type": "text/plain"}, screenplay)
    production = _post(f"{base}/revisions/{upload['id']}/productions", headers)
    with psycopg.connect(database_url) as connection:
        made = connection.execute(_MAKE, (json.dumps(_RESULT), uuid.UUID(production["id"]))).rowcount
    if made < SHOTS:
        raise RuntimeError(f"the film has {made} shots and not {SHOTS}: give its screenplay more scenes")
    return production["id"]


def _post(url: str, headers: dict[str, str], body: bytes = b"") -> dict[str, Any]:
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 — loopback
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 — loopback
        return json.load(answer)
