"""What an earlier release stored is shown as far as it can be read, and stops no listing."""

import uuid
from typing import Any, Literal

import httpx
import pytest
from film_studio.kit.stored import readable

from contracts.recipes.base import ResultBase
from tests.backend.flows.test_revisions_api import new_project, upload
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
FOREIGN = '{"kind": "shot", "version": 99, "pictures": 12}'


class MoonResult(ResultBase):
    """A result whose fields have changed twice: seconds became milliseconds, then got a name of their own."""

    STEPS = (
        lambda fields: {**fields, "length": fields["length"] * 1000},
        lambda fields: {**{name: value for name, value in fields.items() if name != "length"}, "ms": fields["length"]},
    )
    kind: Literal["moon"] = "moon"
    ms: int


@pytest.mark.parametrize(
    "stored",
    [
        {"kind": "moon", "version": 1, "length": 3},
        {"kind": "moon", "version": 2, "length": 3000},
        {"kind": "moon", "version": 3, "ms": 3000},
    ],
)
def test_a_result_of_any_version_so_far_is_read_as_the_present_one(stored: dict[str, Any]) -> None:
    result = MoonResult.model_validate(stored)
    assert result == MoonResult(ms=3000)
    assert result.model_dump() == {"kind": "moon", "version": 3, "ms": 3000}


@pytest.mark.parametrize("version", [0, 4, -1, "2", None, 1.5])
def test_a_version_that_never_was_is_refused_and_left_out(version: Any) -> None:
    stored = {"kind": "moon", "version": version, "ms": 3000}
    with pytest.raises(ValueError, match="later release"):
        MoonResult.model_validate(stored)
    assert readable(MoonResult, stored) is None


async def test_shots_whose_results_cannot_be_read_are_listed_with_what_is_known(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    for line in await studio.jobs(production.id, "line"):
        await studio.succeed(line)
    shots = await studio.jobs(production.id, "shot")
    for shot in shots:
        await studio.succeed(shot)
    studio.owner.execute("update job set result = %s where id = %s", (FOREIGN, shots[0].id))
    listed = (await client.get(f"/api/v1/productions/{production.id}/shots")).json()["items"]
    assert [shot["index"] for shot in listed] == [shot.ordinal for shot in shots]
    assert listed[0]["renderer"] is None
    assert listed[0]["url"], "the picture is there all the same"
    assert {shot["renderer"] for shot in listed[1:]} == {"animatic"}


async def test_a_plan_that_cannot_be_read_is_listed_by_its_columns(studio: Studio, client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    revision = (await upload(client, project, b"INT. BAR - DAY\n\nMARA\nHi.\n")).json()["id"]
    path = f"/api/v1/revisions/{revision}/shots"
    before = (await client.get(path)).json()["items"]
    studio.owner.execute("update shot set spec = '{}' where revision_id = %s", (uuid.UUID(revision),))
    after = (await client.get(path)).json()["items"]
    assert [shot["lines"] for shot in after] == [shot["lines"] for shot in before]
    assert [shot["seconds"] for shot in after] == [shot["seconds"] for shot in before]


async def test_deliverables_of_a_film_whose_report_cannot_be_read_are_handed_out(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    while (await studio.production(production.id)).status == "running":
        for job in await studio.jobs(production.id):
            if job.status in ("queued", "running"):
                await studio.succeed(job)
    studio.owner.execute(
        "update job set result = '{}', recipe = '{}' where kind = 'assembly' and owner_id = %s", (production.id,)
    )
    delivered = (await client.get(f"/api/v1/productions/{production.id}/deliverables")).json()
    assert delivered["measures"] is None
    assert len(delivered["items"]) == 4
    assert {item["filename"].partition(".")[0] for item in delivered["items"]} == {"film"}


async def test_an_answer_of_another_release_is_not_made_up(studio: Studio, client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    assert (await client.post("/api/v1/projects", json={"title": "Once"}, headers=headers)).status_code == 201
    studio.owner.execute("update idempotent_request set response = '{}' where key = %s", (headers["Idempotency-Key"],))
    again = await client.post("/api/v1/projects", json={"title": "Once"}, headers=headers)
    assert (again.status_code, again.json()["type"]) == (409, "urn:film-studio:problem:done-already")
