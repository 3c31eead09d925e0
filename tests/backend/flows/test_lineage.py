"""What of a film is stale: exactly what its newest script would make by another recipe, and why."""

import re
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
from film_studio.engines.postproduction.edit.foreseen import foresee
from film_studio.engines.production import Plan, ShotRow, film_jobs, most_jobs
from film_studio.engines.production.plans import rows_of
from film_studio.engines.tracking.cuts import follow, likeness_of
from film_studio.flows.lineage import scenes_of
from film_studio.jobs.models import JobOwnerRow

from contracts.recipes.base import RecipeHash
from contracts.recipes.film import USUAL_FORMAT
from tests.backend.engines.production.planning.planned_films import Film, film
from tests.backend.identity.test_sessions_api import kind
from tests.backend.studio import Studio

SAMPLE = (Path(__file__).parents[3] / "samples" / "the-last-ferry.fountain").read_text(encoding="utf-8")
BAR = "INT. BAR - NIGHT\n\nFog.\n\nMARA\n{}\n\nEXT. PIER - DAY\n\nGulls.\n\nLEO\nGo home.\n"


@pytest.fixture(scope="module")
def sample() -> Film:
    return film(SAMPLE)


def recipes_of(plan: Plan, durations: dict[RecipeHash, int]) -> dict[tuple[str, int], RecipeHash]:
    """Of lines and shots, as far as the lines that have a length tell."""
    owner = JobOwnerRow(id=uuid.uuid4(), organization_id=uuid.uuid4())
    jobs = film_jobs(owner, plan, USUAL_FORMAT, [uuid.uuid4() for _ in range(most_jobs(plan))]).jobs
    foreseen = foresee(plan, durations, "score", USUAL_FORMAT)
    found = {(job.kind, job.ordinal): job.recipe_hash or foreseen.get((job.kind, job.ordinal)) for job in jobs}
    return {place: known for place, known in found.items() if known is not None and place[0] in ("line", "shot")}


def followed(old: Plan, new: Plan) -> dict[int, int]:
    likenesses = [
        [likeness_of({**row, **row["spec"], "lines": row["lines"]}) for row in rows_of(plan)[ShotRow]]
        for plan in (old, new)
    ]
    return follow(*likenesses)


def edits() -> list[Any]:
    """Some of the sample's speeches, each with a word more, and an action."""
    lines = SAMPLE.split("\n")
    spoken = [
        number
        for number, line in enumerate(lines)
        if number > 8 and line and re.fullmatch(r"[A-Z]+", lines[number - 1]) and not line.startswith("(")
    ]
    assert len(spoken) > 12
    chosen = [*spoken[::5], next(number for number, line in enumerate(lines) if line.startswith("Brass, salt"))]
    changed = [(number, f"{lines[number]} Indeed.") for number in chosen]
    return [pytest.param(number, line, id=f"line {number}") for number, line in changed]


@pytest.mark.parametrize(("number", "line"), edits())
def test_one_line_makes_exactly_the_jobs_of_its_scene_stale_whose_recipe_changes(
    sample: Film, number: int, line: str
) -> None:
    lines = SAMPLE.split("\n")
    edited = film("\n".join([*lines[:number], line, *lines[number + 1 :]]))
    made = recipes_of(sample.plan, sample.durations)
    # Before the new line is spoken, which is when people look.
    told = set(recipes_of(edited.plan, sample.durations).values())
    scenes = scenes_of(sample.plan, edited.plan, followed(sample.plan, edited.plan), made, told)
    # And once it is.
    true = set(recipes_of(edited.plan, edited.durations).values())
    changed = {place for place, recipe in made.items() if recipe not in true}
    marked = {
        (kind, each) for scene in scenes for kind, of in (("line", scene.lines), ("shot", scene.shots)) for each in of
    }
    assert marked == changed != set()
    (stale,) = [scene for scene in scenes if scene.stale]
    heading = sum(1 for each in lines[:number] if re.match(r"(INT|EXT)\. ", each)) - 1
    assert stale.index == stale.now == heading
    assert ("action" if line.startswith("Brass") else "words") in stale.why


@pytest.mark.anyio
async def test_a_film_says_from_which_revision_it_is_and_what_has_changed_since(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    project = (await client.post("/api/v1/projects", json={"title": "Film"})).json()["id"]
    revisions = f"/api/v1/projects/{project}/revisions"
    revision = (await client.post(revisions, content=BAR.format("Wait.").encode())).json()["id"]
    production = (await client.post(f"/api/v1/revisions/{revision}/productions")).json()["id"]
    path = f"/api/v1/productions/{production}/lineage"
    before = (await client.get(path)).json()
    assert (before["stale"], before["assembly"], before["scenes"][0]["why"]) == (False, "unmade", [])
    await studio.succeed_all(uuid.UUID(production))
    assert (await client.get(path)).json()["assembly"] == "current"

    later = BAR.format("Stay.") + "\nINT. ATTIC - NIGHT\n\nDust.\n"
    assert (await client.post(revisions, content=later.encode())).status_code == 201
    now = (await client.get(path)).json()
    assert (now["stale"], now["revision"], now["newest"], now["assembly"]) == (True, 1, 2, "stale")
    bar, pier = now["scenes"]
    assert (bar["stale"], bar["why"], bar["lines"]) == (True, ["words"], [0])
    assert (pier["stale"], pier["now"]) == (False, 1)
    assert now["added"] == [{"index": 2, "number": "3"}]

    assert (await client.post(revisions, content=b"EXT. PIER - DAY\n\nGulls.\n\nLEO\nGo home.\n")).status_code == 201
    omitted = (await client.get(path)).json()["scenes"][0]
    assert (omitted["now"], omitted["why"]) == (None, ["omitted"])
    assert kind(await client.get(f"/api/v1/productions/{uuid.uuid4()}/lineage")) == (404, "not-found")
