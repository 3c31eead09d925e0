"""A contact sheet is asked for, made by one job, and handed out as a file."""

import httpx
import pytest

from contracts.recipes import RECIPE
from contracts.recipes.contact_sheet import ContactSheetRecipe
from tests.backend.studio import Studio, hash_of

pytestmark = pytest.mark.anyio


async def _asked(studio: Studio, client: httpx.AsyncClient, production_id: object) -> ContactSheetRecipe:
    answer = await client.post(f"/api/v1/productions/{production_id}/contact-sheets")
    assert answer.status_code == 202, answer.text
    made = answer.json()
    assert answer.headers["Location"] == f"/api/v1/jobs/{made['id']}"
    assert (made["kind"], made["subject_type"], made["text"]) == (
        "contact_sheet",
        "revision",
        "contact_sheet: waits for a worker",
    )
    recipe = RECIPE.validate_json(await _recipe(studio, made["id"]))
    assert isinstance(recipe, ContactSheetRecipe)
    return recipe


async def _recipe(studio: Studio, job_id: str) -> str:
    row = studio.owner.execute("select recipe from job where id = %s", (job_id,)).fetchone()
    assert row is not None
    return str(row[0])


async def test_it_shows_every_shot_with_the_still_of_those_that_are_made(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "shot", 1)
    await studio.succeed(job)
    recipe = await _asked(studio, client, production.id)
    panels = [panel for scene in recipe.scenes for panel in scene.panels]
    assert len(panels) == production.jobs["shot"].total
    assert [panel.shot_hash for panel in panels if panel.shot_hash] == [hash_of(job)]
    assert recipe.drawn_by == ("animatic",)
    assert any(panel.who and panel.text for panel in panels)
    # The document has an owner of its own: the film's progress does not count it.
    assert (await client.get(f"/api/v1/productions/{production.id}")).json()["jobs"].keys() == production.jobs.keys()


async def test_what_was_set_before_is_not_set_again(studio: Studio, client: httpx.AsyncClient) -> None:
    production = await studio.start()
    await studio.succeed_all(production.id)
    first = await _asked(studio, client, production.id)
    assert await _asked(studio, client, production.id) == first
    key = {"Idempotency-Key": "the-same-press"}
    path = f"/api/v1/productions/{production.id}/contact-sheets"
    ids = {(await client.post(path, headers=key)).json()["id"] for _ in range(2)}
    assert len(ids) == 1


async def test_of_a_foreign_production_there_is_none(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/productions/01980b7e-0000-7000-8000-000000000000/contact-sheets")
    assert answer.status_code == 404
