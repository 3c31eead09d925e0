"""People choose voices and looks in the casting's place: kept by name, over every revision; or lock what was cast."""

import uuid
from typing import Any

import httpx
import pytest
from film_studio.engines.character import ChosenVoice
from film_studio.flows.job_schemas import Job
from film_studio.flows.samples import create_sample
from film_studio.jobs.models import JobRow

from contracts.recipes.line import LineRecipe
from contracts.recipes.shot import ShotRecipe
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
SCRIPT = "INT. BAR - DAY\n\nTHEO, 70s, waits.\n\nTHEO\nWhere is she now?\n\nMARA\nHere I am.\n\nTHEO\nAt last.\n"
LOOK = {"skin": "#c68642", "hair": "#2b1b10", "hair_style": "bob", "top": "#aa3344", "bottom": "#223344"}
LOOK_IN_FULL = {**LOOK, "height": 1.0, "build": 1.1, "beard": False, "glasses": True, "garment": None, "hat": None}
VOICE = {"name": "bf_lily", "second": "af_nova", "share": 0.25, "speed": 1.1, "pitch": 0.95}


async def new_project(client: httpx.AsyncClient) -> str:
    return (await client.post("/api/v1/projects", json={"title": uuid.uuid4().hex})).json()["id"]


async def revise(client: httpx.AsyncClient, project: str, script: str) -> str:
    answer = await client.post(f"/api/v1/projects/{project}/revisions", content=script.encode())
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def cast_of(client: httpx.AsyncClient, revision: str) -> dict[str, dict[str, Any]]:
    items = (await client.get(f"/api/v1/revisions/{revision}/characters")).json()["items"]
    return {item["name"]: item for item in items}


async def choose(client: httpx.AsyncClient, character: dict[str, Any], **chosen: Any) -> httpx.Response:
    return await client.put(
        f"/api/v1/characters/{character['id']}/casting",
        json=chosen,
        headers={"If-Match": f'"{character["version"]}"'},
    )


async def test_a_choice_holds_in_every_revision_until_it_is_given_back(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    first = await revise(client, project, SCRIPT)
    cast = await cast_of(client, first)
    answer = await choose(client, cast["MARA"], voice=VOICE, look=LOOK_IN_FULL)
    assert answer.status_code == 200, answer.text
    chosen = answer.json()
    assert answer.headers["ETag"] == f'"{chosen["version"]}"'
    assert chosen["look"] == LOOK_IN_FULL
    assert chosen["neural_voice"] == {
        "blend": [{"name": "bf_lily", "share": 0.75}, {"name": "af_nova", "share": 0.25}],
        "speed": 1.1,
        "pitch": 0.95,
    }
    second = await revise(client, project, SCRIPT.replace("INT. BAR", "INT. CELLAR").replace("MARA", "@Mara"))
    for revision in (first, second):
        now = await cast_of(client, revision)
        held = now.get("MARA") or now["Mara"]
        assert (held["look"], held["neural_voice"]) == (LOOK_IN_FULL, chosen["neural_voice"]), revision
        assert now["THEO"]["look"] == cast["THEO"]["look"]
    other = await cast_of(client, await revise(client, await new_project(client), SCRIPT))
    assert other["MARA"]["look"] == cast["MARA"]["look"], "of another project"
    back = await client.delete(
        f"/api/v1/characters/{cast['MARA']['id']}/casting", headers={"If-Match": answer.headers["ETag"]}
    )
    assert back.status_code == 200, back.text
    assert back.json()["version"] > chosen["version"]
    again = (await cast_of(client, first))["MARA"]
    assert {**again, "version": 1} == cast["MARA"]


async def test_what_is_locked_stays_when_the_page_says_something_else(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    cast = await cast_of(client, await revise(client, project, SCRIPT))
    changed = SCRIPT.replace("THEO, 70s, waits.", "THEO, 8, a bald boy in a green coat, waits.")
    after = await cast_of(client, await revise(client, project, changed))
    assert after["THEO"]["look"] != cast["THEO"]["look"], "else this shows nothing"
    locked = await choose(client, cast["THEO"], locked=True)
    assert locked.json()["locked"]
    third = await cast_of(client, await revise(client, project, changed.replace("DAY", "NIGHT")))
    assert third["THEO"]["look"] == cast["THEO"]["look"]
    assert third["THEO"]["neural_voice"] == cast["THEO"]["neural_voice"]
    opened = await choose(client, third["THEO"])
    assert opened.json()["look"] == after["THEO"]["look"]


async def test_nobody_overwrites_a_choice_that_they_have_not_seen(client: httpx.AsyncClient) -> None:
    cast = await cast_of(client, await revise(client, await new_project(client), SCRIPT))
    path = f"/api/v1/characters/{cast['MARA']['id']}/casting"
    assert (await client.put(path, json={})).status_code == 428
    assert (await choose(client, cast["MARA"], voice=VOICE)).status_code == 200
    late = await choose(client, cast["MARA"], look=LOOK_IN_FULL)
    assert late.status_code == 412
    assert late.json()["changed"] == ["neural_voice"]
    assert late.json()["current"]["neural_voice"]["blend"][0]["name"] == "bf_lily"
    trail = (await client.get("/api/v1/audit")).json()["items"]
    assert [entry["action"] for entry in trail if entry["subject_id"] == cast["MARA"]["id"]] == ["character.recast"]


@pytest.mark.parametrize(
    ("voice", "says"),
    [
        ({"name": "bf_nobody"}, "bf_nobody does not speak"),
        ({"name": "ff_siwis"}, "ff_siwis does not speak"),
        ({"name": "bf_lily", "second": "ef_dora"}, "ef_dora does not speak"),
        ({"name": "bf_lily", "second": "bf_lily"}, "with itself"),
    ],
)
async def test_only_voices_that_speak_the_films_language_are_taken(
    client: httpx.AsyncClient, voice: dict[str, Any], says: str
) -> None:
    revision = await revise(client, await new_project(client), SCRIPT)
    cast = await cast_of(client, revision)
    answer = await choose(client, cast["MARA"], voice=voice)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, "voice-not-fit")
    assert says in answer.json()["detail"]
    assert await cast_of(client, revision) == cast
    listed = (await client.get(f"/api/v1/revisions/{revision}/voices")).json()
    for each in listed["items"]:
        assert each["name"] in answer.json()["detail"] or "itself" in says


async def test_who_sounds_like_somebody_else_is_named_and_taken(client: httpx.AsyncClient) -> None:
    revision = await revise(client, await new_project(client), SCRIPT)
    cast = await cast_of(client, revision)
    theos = cast["THEO"]["neural_voice"]
    same = {"name": theos["blend"][0]["name"], "pitch": theos["pitch"]}
    answer = await choose(client, cast["MARA"], voice=same)
    assert (answer.status_code, answer.json()["sounds_like"]) == (200, ["THEO"])
    apart = await choose(client, answer.json(), voice={**same, "pitch": theos["pitch"] * 1.1})
    assert apart.json()["sounds_like"] == []


async def test_the_next_production_makes_anew_what_was_chosen_and_one_begun_ends_as_it_began(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    project = await new_project(client)
    revision = await revise(client, project, SCRIPT)
    cast = await cast_of(client, revision)
    begun = await studio.start(uuid.UUID(revision), voice_renderer="kokoro")
    await choose(client, cast["MARA"], voice=VOICE, look=LOOK_IN_FULL)
    following = await studio.start(uuid.UUID(revision), voice_renderer="kokoro")

    async def recipes(production: uuid.UUID, kind: str) -> list[Any]:
        jobs = await studio.jobs(production, kind)
        model = {"line": LineRecipe, "shot": ShotRecipe}[kind]
        return [model.model_validate_json(job.recipe) for job in jobs if job.recipe is not None]

    before, after = [await recipes(each.id, "line") for each in (begun, following)]
    assert [line.text for line, other in zip(before, after, strict=True) if line != other] == ["Here I am."]
    for production in (begun, following):
        for line in await studio.jobs(production.id, "line"):
            await studio.succeed(line)
    looks = [
        {
            shot.animatic.view.looks["MARA"].top
            for shot in shots
            if shot.animatic and shot.animatic.view and "MARA" in shot.animatic.view.looks
        }
        for shots in [await recipes(each.id, "shot") for each in (begun, following)]
    ]
    assert looks == [{cast["MARA"]["look"]["top"]}, {LOOK["top"]}]


async def test_a_sample_is_the_line_as_the_film_will_have_it_and_is_spoken_once(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    revision = await revise(client, await new_project(client), SCRIPT.replace("Here I am.", "Heard."))
    mara = (await cast_of(client, revision))["MARA"]

    async def sample(voice: ChosenVoice | None) -> Job:
        async with studio.scope() as scope:
            return await create_sample(scope, uuid.UUID(mara["id"]), voice, "kokoro")

    tried = await sample(ChosenVoice.model_validate(VOICE))
    cast = await sample(None)
    for job in (tried, cast):
        async with studio.database.system() as session:
            row = await session.get_one(JobRow, job.id)
        assert (job.subject_type, str(job.subject_id), job.cached) == ("character", mara["id"], False)
        await studio.succeed(row)
    assert (await choose(client, mara, voice=VOICE)).status_code == 200
    now = await sample(None)
    assert now.cached, "the voice that was tried is in force, and was spoken already"
    production = await studio.start(uuid.UUID(revision), voice_renderer="kokoro")
    lines = await studio.jobs(production.id, "line")
    assert "Heard." in [LineRecipe.model_validate_json(str(line.recipe)).text for line in lines if line.cached]


async def test_who_never_speaks_cannot_be_heard(client: httpx.AsyncClient) -> None:
    script = SCRIPT.replace("THEO, 70s, waits.", "THEO, 70s, waits. PETRA, 40s, reads.")
    cast = await cast_of(client, await revise(client, await new_project(client), script))
    answer = await client.post(f"/api/v1/characters/{cast['PETRA']['id']}/samples", json={})
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "nothing-said")
    heard = await client.post(f"/api/v1/characters/{cast['THEO']['id']}/samples", json={})
    assert heard.status_code == 202, heard.text
    job = await client.get(heard.headers["Location"])
    assert (job.json()["kind"], job.json()["subject_type"]) == ("line", "character")
