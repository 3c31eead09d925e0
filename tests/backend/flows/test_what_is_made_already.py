"""What was made before is there at once when somebody asks for it again: the job that is looked at has its files."""

import uuid
from typing import Any

import httpx
import pytest
from film_studio.jobs.models import JobRow

from tests.backend.engines.preproduction.test_scenarios_api import new_project, schedule
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
#: Kinds of jobs of which a second wish is the first one's: nothing is begun, and nothing told of.
SAME_JOB = ("document", "plates", "casting_sheet")


async def paths(client: httpx.AsyncClient) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every route that begins one job which makes something, with its body, by the kind of the job."""
    project = await new_project(client)
    (revision,) = (await client.get(f"/api/v1/projects/{project}/revisions")).json()["items"]
    revision = revision["id"]
    production = (await client.post(f"/api/v1/revisions/{revision}/productions")).json()["id"]
    (first, *_) = (await client.get(f"/api/v1/revisions/{revision}/characters")).json()["items"]
    scenario = (await schedule(client, project))["id"]
    return {
        "contact_sheet": (f"productions/{production}/contact-sheets", {}),
        "screenplay": (f"revisions/{revision}/screenplays", {}),
        "casting_sheet": (f"revisions/{revision}/casting-sheets", {}),
        "plates": (f"characters/{first['id']}/plates", {}),
        "line": (f"characters/{first['id']}/samples", {}),
        "schedule": (f"scenarios/{scenario}/searches", {"work": 3}),
        "document": (f"scenarios/{scenario}/documents", {}),
    }


async def test_a_second_wish_is_answered_like_the_first_and_its_job_has_the_files(
    client: httpx.AsyncClient, studio: Studio
) -> None:
    for kind, (path, body) in (await paths(client)).items():
        began = await client.post(f"/api/v1/{path}", json=body)
        assert began.status_code == 202, f"{kind}: {began.text}"
        async with studio.database.system() as session:
            job = await session.get(JobRow, uuid.UUID(began.json()["id"]))
        assert job is not None
        assert job.kind == kind
        if job.status == "queued":
            assert await studio.succeed(job) == "applied"
        again = await client.post(f"/api/v1/{path}", json=body)
        assert again.status_code == 202, f"{kind}: {again.text}"
        assert (again.json()["id"] == began.json()["id"]) == (kind in SAME_JOB), kind
        assert again.json()["status"] == "succeeded", kind
        shown = (await client.get(again.headers["Location"])).json()
        assert shown["files"] or kind == "schedule", kind
