"""Papers of a production are asked for over HTTP, set as workers set them, and read again: what stands on them, on how
many pages, the same bytes for the same state, and what is refused."""

import uuid
from pathlib import Path
from typing import Any

import httpx
import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
import pytest
from fastapi import FastAPI
from film_studio.jobs.models import JobRow
from film_workers.tasks import document

from contracts.recipes import RECIPE
from contracts.recipes.assessment_paper import BeatSheetPaper
from contracts.recipes.document import DOCUMENT, DocumentRecipe
from contracts.recipes.schedule_paper import SchedulePaper
from tests.backend.conftest import client_of
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

A pickup truck explodes.

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


async def make(studio: Studio, job: dict[str, Any]) -> None:
    """What a worker reports of it."""
    async with studio.database.system() as session:
        row = await session.get(JobRow, uuid.UUID(job["id"]))
    assert row is not None
    assert await studio.succeed(row) == "applied"


def schedule_on(recipe: DocumentRecipe) -> SchedulePaper:
    assert isinstance(recipe.body, SchedulePaper)
    return recipe.body


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
    assert "END OF DAY 1 — Mon 1 June 2026 — 3/8 page — 0:45" in lines
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
    await make(studio, first)
    again = await begun(client, path)
    assert (again["id"], again["status"]) == (first["id"], "succeeded")
    shown = (await client.get(f"/api/v1/jobs/{first['id']}")).json()
    assert [file["name"] for file in shown["files"]] == ["one-line-schedule.pdf"]
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


async def test_a_stripboard_has_its_strips_banners_breaks_weeks_and_boneyard(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    project = await new_project(client, SCRIPT)
    soldiers = {"scene": 1, "category": "background", "name": "soldiers", "count": 12}
    added = await client.post(f"/api/v1/revisions/{await newest(client, project)}/elements", json=soldiers)
    assert added.status_code == 201, added.text
    made = await schedule(client, project, settings={**SETTINGS, "first_date": "2026-06-05"})
    made = (await change(client, made, edit="move", scenes=[0], day=None)).json()
    made = (await change(client, made, edit="add_banner", day=1, position=0, text="TRAVEL TO THE QUAY")).json()
    (page,) = await pages_of(studio, tmp_path / "a", client, f"scenarios/{made['id']}", paper="stripboard")
    words = ("STRIPBOARD", "TRAVEL TO THE QUAY", "END OF DAY 2", "FERRY", "Boneyard", "BAR")
    places = [page.index(word) for word in words]
    assert places == sorted(places)
    assert "END OF WEEK 1 — 1 day, 0 pages" in page, "what is shot on the Friday was moved to the boneyard"
    assert "OFF — Sat 6 June – Sun 7 June" in page
    assert "SFX" in page, "the explosion"
    assert "BG: 12" in page
    recipe = await recipe_of(studio, await begun(client, f"scenarios/{made['id']}", paper="stripboard"))
    strips = [item for day in schedule_on(recipe).days for item in day.items if item.kind == "scene"]
    assert [strip.tint for strip in strips] == ["night_ext", "dusk"], (
        "as on the page, where dusk has a colour of its own"
    )


async def test_a_shooting_schedule_lists_what_each_scene_needs_and_marks_what_is_only_suggested(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    project = await new_project(client, SCRIPT)
    revision = await newest(client, project)
    listed = (await client.get(f"/api/v1/revisions/{revision}/elements?limit=200")).json()["items"]
    umbrella = next(each for each in listed if each["name"] == "umbrella")
    dog = next(each for each in listed if each["name"] == "dog")
    decided = {"ids": [umbrella["id"]], "seen": "suggested", "state": "confirmed"}
    assert (await client.post(f"/api/v1/revisions/{revision}/element-decisions", json=decided)).status_code == 200
    made = await schedule(client, project)
    path = f"scenarios/{made['id']}"
    recipe = await recipe_of(studio, await begun(client, path, paper="shooting_schedule"))
    (first, *_) = schedule_on(recipe).days[0].items
    assert first.kind == "scene"
    boxes = {box.title: box for box in first.elements}
    assert (boxes["Props"].confirmed, boxes["Animals"].suggested) == (("umbrella",), ("dog",))
    text = "\n".join(printed(tmp_path / "a", recipe))
    assert "Props: umbrella" in text
    assert "suggested by rules" in text
    decided = {"ids": [dog["id"]], "seen": "suggested", "state": "dismissed"}
    assert (await client.post(f"/api/v1/revisions/{revision}/element-decisions", json=decided)).status_code == 200
    after = await recipe_of(studio, await begun(client, path, paper="shooting_schedule"))
    assert "Animals" not in "\n".join(printed(tmp_path / "b", after)), "what was dismissed is left out"
    lines = await pages_of(studio, tmp_path / "c", client, path)
    assert "umbrella" not in lines[0].replace("drops an umbrella", ""), "elements are the shooting schedule's"


async def test_days_out_of_days_are_of_the_cast_or_of_things_on_the_calendar(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    settings = {**SETTINGS, "eighths_a_day": 1, "first_date": "2026-06-04"}
    made = await schedule(
        client, await new_project(client, SCRIPT + "\nINT. BAR - DAY\n\nMARA\nEnd.\n"), settings=settings
    )
    path = f"scenarios/{made['id']}"
    recipe = await recipe_of(studio, await begun(client, path, paper="day_out_of_days"))
    paper = recipe.body
    assert paper.paper == "day_out_of_days"
    assert [(each.weekday, each.date, each.day) for each in paper.columns] == [
        ("Th", "6/4", "1"),
        ("Fr", "6/5", "2"),
        ("Sa", "6/6", ""),
        ("Su", "6/7", ""),
        ("Mo", "6/8", "3"),
        ("Tu", "6/9", "4"),
    ]
    assert {row.name: row.codes for row in paper.rows} == {
        "MARA": ("SW", "W", "", "", "H", "WF"),
        "THEO": ("", "SWF", "", "", "", ""),
        "馬場": ("", "", "", "", "SWF", ""),
    }
    assert paper.working == (1, 2, 0, 0, 1, 1)
    (page,) = printed(tmp_path / "a", recipe)
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert "DAY OUT OF DAYS — CAST" in page
    assert "1 MARA SW W H WF 3 1 0 6/4 6/9 4" in lines
    (cars,) = await pages_of(studio, tmp_path / "b", client, path, paper="day_out_of_days", category="vehicles")
    assert "DAY OUT OF DAYS — VEHICLES" in cars
    assert "truck" in cars
    nothing = await client.post(f"/api/v1/{path}/documents", json={"paper": "day_out_of_days", "category": "music"})
    assert nothing.status_code == 409
    assert nothing.json()["type"] == "urn:film-studio:problem:nothing-to-print"


async def test_a_breakdown_has_a_page_for_each_scene_and_a_list_with_the_scenes_of_each_element(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    revision = await newest(client, await new_project(client, SCRIPT))
    path = f"revisions/{revision}"
    full = await pages_of(studio, tmp_path / "a", client, path)
    assert len(full) == 3
    assert "Special equipment" in full[0], "also what a scene needs nothing of, to write in by hand"
    assert "1. MARA" in full[0]
    assert "Mara learns of the ledger." in full[0]
    assert "page 3 of 3" in full[2]
    short = await pages_of(studio, tmp_path / "b", client, path, empty_boxes=False, size="a4")
    assert "Special equipment" not in short[0]
    (listed,) = await pages_of(studio, tmp_path / "c", client, path, paper="element_list")
    lines = [" ".join(line.split()) for line in listed.splitlines()]
    assert "1. MARA 1, 2 2" in lines, "who, in which scenes, in how many"
    assert listed.index("Cast") < listed.index("Vehicles") < listed.index("Animals")


async def test_a_long_schedule_goes_on_over_pages_of_either_size(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    script = "".join(
        f"INT. {LONG} {number} - DAY\n\nA long day in which everybody waits.\n\nSPEAKER {number}\nNow.\n\n"
        for number in range(1, 61)
    )
    made = await schedule(client, await new_project(client, script))
    path = f"scenarios/{made['id']}"
    sizes = {"us-letter": (612, 792), "a4": (595, 842)}
    for size, (width, height) in sizes.items():
        for paper in ("one_line_schedule", "stripboard", "day_out_of_days"):
            folder = tmp_path / f"{size}-{paper}"
            pages = await pages_of(studio, folder, client, path, paper=paper, size=size)
            assert len(pages) >= 3, paper
            assert all(f"page {number} of {len(pages)}" in text for number, text in enumerate(pages, 1))
            found = pypdfium2.PdfDocument(folder / DOCUMENT)[0].get_size()
            assert sorted(round(each) for each in found) == sorted((width, height))
            assert (found[0] > found[1]) == (paper != "one_line_schedule"), "strips and days lie across the page"
        assert "SPEAKER 60" in pages[-1]


async def test_a_budget_is_printed_with_the_page_of_each_account_and_only_for_who_may_read_it(
    app: FastAPI, client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    project = await new_project(client, SCRIPT)
    empty = (await client.post(f"/api/v1/projects/{project}/budgets", json={"name": "Empty"})).json()
    refused = await client.post(f"/api/v1/budgets/{empty['id']}/documents", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:film-studio:problem:nothing-to-print")
    made = await schedule(client, project)
    settings = {"fringes": [{"name": "Tax", "percent": 12.5}], "currency": "EUR"}
    body = {"name": "Locked cost", "scenario_id": made["id"], "settings": settings}
    budget = (await client.post(f"/api/v1/projects/{project}/budgets", json=body)).json()
    seen = {"If-Match": f'"{budget["version"]}"'}
    line = {"edit": "add", "account": "3600", "description": "Quay", "amount": 2.5, "unit": "day", "rate": 100_000}
    added = await client.patch(f"/api/v1/budgets/{budget['id']}/lines", json={**line, "fringes": ["Tax"]}, headers=seen)
    assert added.status_code == 200, added.text
    job = await begun(client, f"budgets/{budget['id']}")
    trail = (await client.get("/api/v1/audit?action=budget.printed")).json()["items"]
    assert [each["after"]["paper"] for each in trail if each["subject_id"] == budget["id"]] == ["budget"]
    pages = printed(tmp_path / "a", await recipe_of(studio, job))
    top = [" ".join(text.split()) for text in pages[0].splitlines()]
    assert "3600 Location 2 2,500.00" in top, "with the page that its lines are on"
    assert "4900 Fringes 2 312.50" in top
    assert "Currency" in pages[0].title()
    assert any("THEO has no day rate" in text for text in top)
    detail = [" ".join(text.split()) for text in pages[1].splitlines()]
    assert "Quay" in detail
    assert "Tax 12.5 % of 1 2,500.00 312.50" in detail
    (alone,) = await pages_of(studio, tmp_path / "b", client, f"budgets/{budget['id']}", detail=False)
    assert "Quay" not in alone
    await make(studio, job)
    body = {"name": "Watcher", "permissions": ["projects:read", "scripts:read", "jobs:read"]}
    key = (await client.post("/api/v1/api-keys", json=body)).json()["key"]
    async with client_of(app, key) as watcher:
        assert (await watcher.post(f"/api/v1/budgets/{budget['id']}/documents", json={})).status_code == 403
        assert (await watcher.get(f"/api/v1/jobs/{job['id']}")).status_code == 404, "the budget is not theirs to read"
        lines = await begun(watcher, f"scenarios/{made['id']}")
        await make(studio, lines)
        assert (await watcher.get(f"/api/v1/jobs/{lines['id']}")).json()["files"], "who reads the script prints it"
    assert (await client.get(f"/api/v1/jobs/{job['id']}")).json()["files"]


async def test_coverage_is_printed_as_the_reader_wrote_it_with_a_page_as_an_image(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    project = await new_project(client, SCRIPT)
    revision = await newest(client, project)
    judged = {
        "reader": "Jane",
        "read_on": "2026-05-28",
        "genre": "Noir",
        "logline": "A ledger burns.",
        "grades": {"premise": "good", "story_line": "poor"},
        "script": "consider",
    }
    made = (await client.post(f"/api/v1/revisions/{revision}/coverage", json=judged)).json()
    job = await begun(client, f"coverage/{made['id']}", size="a4", standing="approved")
    assert (job["kind"], job["subject_type"], job["subject_id"]) == ("document", "coverage", made["id"])
    (page,) = printed(tmp_path / "a", await recipe_of(studio, job))
    words = " ".join(page.split())
    assert "28 May 2026" in words
    assert "A ledger burns." in words
    assert "Story line" in words
    assert "revision 1" in words
    assert words.count("To be filled in") == 2, "synopsis and comments"
    assert words.count("CONSIDER") == 2, "the script's is marked, the writer's is not"
    assert "×" in words
    assert (tmp_path / "a" / "page-1.png").read_bytes().startswith(b"\x89PNG")
    again = await begun(client, f"coverage/{made['id']}", size="a4", standing="approved")
    assert again["id"] == job["id"]
    told = (await client.get("/api/v1/audit", params={"subject_id": made["id"]})).json()["items"]
    assert [each["action"] for each in told] == ["coverage.printed", "coverage.created"]


async def test_a_beat_sheet_is_printed_beside_the_pages_on_which_its_turns_come(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    project = await new_project(client, SCRIPT)
    beats = [
        {"name": "Opening", "scene": "1", "share": 0},
        {"name": "Midpoint", "scene": "1", "share": 0.5},
        {"name": "Cut", "scene": "99", "share": 0.9},
        {"name": "Open end"},
    ]
    path = f"/api/v1/projects/{project}/beat-sheets"
    empty = (await client.post(path, json={"name": "Empty"})).json()
    refused = await client.post(f"/api/v1/beat-sheets/{empty['id']}/documents", json={})
    assert (refused.status_code, refused.json()["type"].rsplit(":", 1)[-1]) == (409, "nothing-to-print")
    made = (await client.post(path, json={"name": "Turns", "beats": beats})).json()
    job = await begun(client, f"beat-sheets/{made['id']}")
    (page,) = printed(tmp_path / "a", recipe := await recipe_of(studio, job))
    assert isinstance(recipe.body, BeatSheetPaper)
    assert [each.lateness for each in recipe.body.beats] == [
        "where it was meant",
        "50 % of the script earlier",
        "not in the script",
        "",
    ]
    assert [each.page for each in recipe.body.beats] == ["1", "1", "", ""]
    assert "Midpoint" in page
    told = (await client.get("/api/v1/audit", params={"subject_id": made["id"]})).json()["items"]
    assert told[0]["action"] == "beat_sheet.printed"
    elsewhere = (await client.post("/api/v1/projects", json={"title": "Unwritten"})).json()["id"]
    alone = (await client.post(f"/api/v1/projects/{elsewhere}/beat-sheets", json={"name": "A", "beats": beats})).json()
    unwritten = await client.post(f"/api/v1/beat-sheets/{alone['id']}/documents", json={})
    assert (unwritten.status_code, "upload one" in unwritten.json()["detail"]) == (409, True)
