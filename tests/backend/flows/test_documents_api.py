"""Papers of a production are asked for over HTTP, set as workers set them, and read again: what stands on them, on how
many pages, the same bytes for the same state, and what is refused."""

import uuid
from pathlib import Path
from typing import Any

import httpx
import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
import pytest
from film_studio.jobs.models import JobRow
from film_workers.tasks import document

from contracts.recipes import RECIPE
from contracts.recipes.document import DOCUMENT, DocumentRecipe
from tests.backend.engines.preproduction.test_scenarios_api import SETTINGS, change, new_project, schedule
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
LONG = "LLANFAIRPWLLGWYNGYLLGOGERYCHWYRNDROBWLLLLANTYSILIOGOGOGOCH"
#: Two scenes by day and one at night with somebody whose name is long, elements that rules find, a synopsis.
SCRIPT = f"""INT. BAR - DAY

= Mara learns of the ledger.

Mara drops an umbrella beside the dog.

MARA
Now.

EXT. {LONG} QUAY - NIGHT

A pickup truck explodes. Twelve fishermen stare.

THEO
Run.

MARA
Where?

INT./EXT. FERRY - DUSK

The ferry leaves.

@馬場
Wait.
"""


async def begun(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/v1/{path}/documents", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json()['id']}"
    return answer.json()


async def recipe_of(studio: Studio, job: dict[str, Any]) -> DocumentRecipe:
    async with studio.database.system() as session:
        row = await session.get(JobRow, uuid.UUID(job["id"]))
    assert row is not None
    recipe = RECIPE.validate_json(row.recipe or "")
    assert isinstance(recipe, DocumentRecipe)
    return recipe


def printed(folder: Path, recipe: DocumentRecipe) -> list[str]:
    """The text of each page."""
    folder.mkdir(parents=True)
    document.run(recipe, folder, lambda _: None)
    pages = pypdfium2.PdfDocument(folder / DOCUMENT)
    return [page.get_textpage().get_text_bounded() for page in pages]  # pyright: ignore[reportUnknownMemberType]


async def pages_of(studio: Studio, folder: Path, client: httpx.AsyncClient, path: str, **body: Any) -> list[str]:
    return printed(folder, await recipe_of(studio, await begun(client, path, **body)))


async def newest(client: httpx.AsyncClient, project: str) -> str:
    (revision, *_) = (await client.get(f"/api/v1/projects/{project}/revisions")).json()["items"]
    return revision["id"]


async def test_a_one_line_schedule_has_the_days_of_the_board_and_ends_each_after_its_work(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    made = await schedule(client, await new_project(client, SCRIPT), settings={**SETTINGS, "eighths_a_day": 3})
    made = (await change(client, made, edit="add_banner", day=0, position=1, text="COMPANY MOVE")).json()
    (page,) = await pages_of(studio, tmp_path / "a", client, f"scenarios/{made['id']}", standing="prelim")
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert "DAY 1 OF 2 Mon 1 June 2026" in lines
    assert "END OF DAY 1 — Mon 1 June 2026 — 3/8 pages — 0:45" in lines
    places = [page.index(word) for word in ("BAR", "COMPANY MOVE", "QUAY", "END OF DAY 1", "FERRY", "END OF DAY 2")]
    assert places == sorted(places)
    assert "INT/EXT" in page
    assert "1, 2" in page, "Mara and Theo, by their board numbers"
    assert "Mara learns of the ledger." in page
    assert "“The ferry leaves.”" in page, "without a synopsis, the writer's own first sentence, as a quotation"
    assert "馬場" in page
    assert f"Schedule: A, version {made['version']}" in page
    assert "PRELIM" in page
    assert "page 1 of 1" in page


async def test_what_is_asked_for_again_is_the_same_job_until_something_has_changed(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    made = await schedule(client, await new_project(client, SCRIPT))
    path = f"scenarios/{made['id']}"
    first = await begun(client, path)
    assert (first["kind"], first["subject_type"], first["subject_id"]) == ("document", "scenario", made["id"])
    assert (await begun(client, path))["id"] == first["id"], "it waits for a worker"
    async with studio.database.system() as session:
        row = await session.get(JobRow, uuid.UUID(first["id"]))
    assert row is not None
    assert await studio.succeed(row) == "applied"
    again = await begun(client, path)
    assert (again["id"], again["status"]) == (first["id"], "succeeded")
    shown = (await client.get(f"/api/v1/jobs/{first['id']}")).json()
    assert [file["name"] for file in shown["files"]] == [DOCUMENT]
    trail = (await client.get("/api/v1/audit")).json()["items"]
    assert sum(each["action"] == "scenario.printed" and each["subject_id"] == made["id"] for each in trail) == 1
    assert (await begun(client, path, size="a4"))["id"] != first["id"]
    before = await recipe_of(studio, first)
    one, same = printed(tmp_path / "one", before), printed(tmp_path / "same", before)
    assert one == same
    assert (tmp_path / "one" / DOCUMENT).read_bytes() == (tmp_path / "same" / DOCUMENT).read_bytes()
    await change(client, made, edit="join", day=0)
    changed = await begun(client, path)
    assert changed["id"] != first["id"]
    assert printed(tmp_path / "changed", await recipe_of(studio, changed)) != one
