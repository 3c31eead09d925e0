"""Productions over HTTP: started once, looked at, stopped, tried again, delivered; nobody else's are there."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio.engines.production import PlannedShot
from film_studio.jobs.models import JobRow
from sqlalchemy import update

from contracts import storage_keys
from contracts.recipes import KINDS, RECIPE
from contracts.recipes.shot import ShotRecipe
from contracts.renderers import RENDERERS
from tests.backend.studio import ESSENCE, Studio, event, hash_of, make_plan, result_of

pytestmark = pytest.mark.anyio


async def test_starting_a_production_answers_202_with_how_far_it_is(studio: Studio, client: httpx.AsyncClient) -> None:
    revision = await studio.revision()
    answer = await client.post(f"/api/v1/revisions/{revision}/productions")
    assert answer.status_code == 202
    body = answer.json()
    assert body["status"] == "running"
    assert body["fraction"] == 0
    assert body["jobs"]["shot"] == {"done": 0, "total": 5, "failed": 0, "cached": 0}
    assert answer.headers["Location"] == f"/api/v1/productions/{body['id']}"
    shown = await client.get(answer.headers["Location"])
    assert shown.json() == body


async def test_a_start_that_is_sent_again_with_its_key_starts_nothing_more(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    revision = await studio.revision()
    path, headers = f"/api/v1/revisions/{revision}/productions", {"Idempotency-Key": uuid.uuid4().hex}
    first = await client.post(path, headers=headers)
    second = await client.post(path, headers=headers)
    assert second.json()["id"] == first.json()["id"]
    assert second.headers["Location"] == first.headers["Location"]
    project = first.json()["project_id"]
    listed = await client.get(f"/api/v1/projects/{project}/productions")
    assert [item["id"] for item in listed.json()["items"]] == [first.json()["id"]]


async def test_productions_of_a_project_come_in_pages_the_newest_first(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    revision = await studio.revision()
    started = [(await client.post(f"/api/v1/revisions/{revision}/productions")).json() for _ in range(3)]
    path = f"/api/v1/projects/{started[0]['project_id']}/productions"
    page = (await client.get(path, params={"limit": 2})).json()
    rest = (await client.get(path, params={"limit": 2, "cursor": page["next_cursor"]})).json()
    assert [item["id"] for item in (*page["items"], *rest["items"])] == [item["id"] for item in reversed(started)]
    assert rest["next_cursor"] is None


async def test_the_shots_of_a_revision_read_like_a_shot_list(studio: Studio, client: httpx.AsyncClient) -> None:
    plan = make_plan(uuid.uuid4().hex)
    revision = await studio.revision(plan)
    first = (await client.get(f"/api/v1/revisions/{revision}/shots", params={"limit": 3})).json()
    rest = (await client.get(f"/api/v1/revisions/{revision}/shots", params={"cursor": first["next_cursor"]})).json()
    shots = [*first["items"], *rest["items"]]
    assert [shot["index"] for shot in shots] == [0, 1, 2, 3, 4]
    assert shots[0]["card"] == [plan.title]
    assert shots[0]["size"] is None
    assert shots[1]["action"] == "Fog."
    assert shots[2]["size"] == "MS"
    assert shots[2]["lines"] == [{"index": 0, "character": "MARA", "text": plan.lines[0].text, "on_screen": True}]
    assert shots[3]["transition"] == "dissolve"


async def test_jobs_can_be_looked_through_by_kind_and_state(studio: Studio, client: httpx.AsyncClient) -> None:
    production = await studio.start()
    await studio.succeed(await studio.job(production.id, "line", 0))
    path = f"/api/v1/productions/{production.id}/jobs"
    everything = (await client.get(path)).json()["items"]
    assert [job["kind"] for job in everything] == ["line"] * 2 + ["shot"] * 5 + ["score", "effects", "assembly"]
    queued = (await client.get(path, params={"kind": "line", "status": "queued"})).json()["items"]
    assert [(job["ordinal"], job["attempt"], job["progress"]) for job in queued] == [(1, 1, 0)]
    wrong = await client.get(path, params={"kind": "hologram"})
    assert wrong.status_code == 422
    assert "query.kind" in wrong.json()["detail"]


async def test_the_film_is_delivered_with_signed_urls_and_its_measures(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    path = f"/api/v1/productions/{production.id}/deliverables"
    usual = {"frame_rate": 24, "aspect_ratio": "16:9", "captions": True}
    time = {"format": usual, "frame_rate": {"num": 24, "den": 1}, "start_timecode": "01:00:00:00"}
    nothing_yet: dict[str, Any] = {"status": "running", "frames": None, "items": [], "measures": None}
    assert (await client.get(path)).json() == time | nothing_yet
    await studio.succeed_all(production.id)
    assembly = await studio.job(production.id, "assembly")
    for name in KINDS["assembly"].files:
        key = storage_keys.artifact(studio.organization_id, hash_of(assembly), name)
        await studio.storage.put(key, f"bytes of {name}".encode(), "application/octet-stream")
    delivered = (await client.get(path)).json()
    assert delivered["status"] == "succeeded"
    assert {name: delivered[name] for name in time} == time
    assert delivered["frames"] == delivered["measures"]["frames"]
    assert delivered["measures"]["renderers"] == ["animatic"]
    assert delivered["measures"]["score_renderer"] == RENDERERS["score"].stamp
    assert delivered["measures"]["integrated_lufs"] == -14.0
    assert [item["name"] for item in delivered["items"]] == [
        "film.mp4",
        "film.srt",
        "film.vtt",
        "poster.jpg",
        "report.json",
    ]
    async with httpx.AsyncClient(trust_env=False) as browser:
        for item in delivered["items"]:
            fetched = await browser.get(item["url"])
            assert fetched.text == f"bytes of {item['name']}"
            assert fetched.headers["Content-Type"].startswith(item["media_type"])
            assert item["filename"] in fetched.headers["Content-Disposition"]
    assert delivered["items"][0]["filename"].startswith("The-Ferry-")


async def test_each_finished_shot_can_be_looked_at_and_says_what_drew_it(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "shot", 1)
    await studio.succeed(job)
    key = storage_keys.artifact(studio.organization_id, hash_of(job), "picture.mp4")
    await studio.storage.put(key, b"a picture", "video/mp4")
    path = f"/api/v1/productions/{production.id}/shots"
    shots = (await client.get(path)).json()["items"]
    assert [shot["status"] for shot in shots] == ["queued", "succeeded", "waiting", "waiting", "waiting"]
    assert [shot["renderer"] for shot in shots] == [None, "animatic", None, None, None]
    assert [shot["url"] is None for shot in shots] == [True, False, True, True, True]
    pictures = shots[1]["pictures"]
    assert pictures["strip_frames"] == 10
    await studio.storage.put(key.replace("picture.mp4", "still.jpg"), b"a still", "image/jpeg")
    await studio.storage.put(key.replace("picture.mp4", "strip.jpg"), b"a strip", "image/jpeg")
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(shots[1]["url"])).content == b"a picture"
        assert (await browser.get(pictures["still_url"])).content == b"a still"
        assert (await browser.get(pictures["strip_url"])).content == b"a strip"
    page = (await client.get(path, params={"limit": 2})).json()
    rest = (await client.get(path, params={"cursor": page["next_cursor"]})).json()
    assert [shot["index"] for shot in (*page["items"], *rest["items"])] == [0, 1, 2, 3, 4]


async def test_a_shot_that_was_made_before_shots_had_pictures_is_listed_without_them(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "shot", 1)
    await studio.succeed(job)
    stored = {"version": 1, "kind": "shot", "frames": 48, "renderer": "animatic", "essence_sha256": ESSENCE}
    async with studio.database.for_organization(studio.organization_id) as session:
        await session.execute(update(JobRow).where(JobRow.id == job.id).values(result=stored))
        await session.commit()
    shot = (await client.get(f"/api/v1/productions/{production.id}/shots")).json()["items"][1]
    assert (shot["frames"], shot["pictures"], shot["url"] is None) == (48, None, False)
    files = (await client.get(f"/api/v1/jobs/{job.id}")).json()["files"]
    assert [file["name"] for file in files] == ["picture.mp4"]


async def test_cancelling_stops_all_that_is_not_done_and_again_changes_nothing(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    await studio.succeed(await studio.job(production.id, "shot", 0))
    path = f"/api/v1/productions/{production.id}/cancel"
    cancelled = await client.post(path)
    assert cancelled.status_code == 200
    assert cancelled.json()["status"] == "cancelled"
    assert cancelled.json()["finished_at"] is not None
    statuses = await studio.statuses(production.id)
    assert statuses.pop("shot 0") == "succeeded"
    assert set(statuses.values()) == {"cancelled"}
    assert (await client.post(path)).json() == cancelled.json()


async def test_what_has_ended_cannot_be_cancelled_and_what_has_not_failed_not_retried(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production = await studio.start()
    path = f"/api/v1/productions/{production.id}"
    nothing = await client.post(f"{path}/retry")
    assert (nothing.status_code, nothing.json()["type"]) == (409, "urn:film-studio:problem:nothing-to-retry")
    await studio.succeed_all(production.id)
    over = await client.post(f"{path}/cancel")
    assert over.status_code == 409
    assert "has succeeded" in over.json()["detail"]
    cancelled = await studio.start()
    await client.post(f"/api/v1/productions/{cancelled.id}/cancel")
    again = await client.post(f"/api/v1/productions/{cancelled.id}/retry")
    assert again.status_code == 409
    assert "start a new one" in again.json()["detail"]


async def test_a_failed_production_is_retried_over_http(studio: Studio, client: httpx.AsyncClient) -> None:
    production = await studio.start()
    for ordinal in (0, 1):
        job = await studio.job(production.id, "line", ordinal)
        await studio.apply(event(job, "failed", reason="No such voice.", retryable=False))
    await studio.succeed_all(production.id)
    failed = (await client.get(f"/api/v1/productions/{production.id}")).json()
    assert failed["status"] == "failed"
    assert failed["jobs"]["line"]["failed"] == 2
    answer = await client.post(f"/api/v1/productions/{production.id}/retry")
    assert answer.status_code == 202
    assert answer.json()["status"] == "running"
    await studio.succeed_all(production.id)
    assert (await client.get(f"/api/v1/productions/{production.id}")).json()["status"] == "succeeded"


async def test_a_production_keeps_the_voices_that_it_was_started_for(studio: Studio, client: httpx.AsyncClient) -> None:
    """Its shots are composed from its own lines, whatever the API was told meanwhile to speak with."""
    revision = await studio.revision()
    neural = await studio.start(revision, voice_renderer="kokoro")
    formant = (await client.post(f"/api/v1/revisions/{revision}/productions")).json()
    spoken = {
        name: [RECIPE.validate_json(job.recipe or "") for job in await studio.jobs(name, "line")]
        for name in (neural.id, uuid.UUID(formant["id"]))
    }
    stamps = [{recipe.renderer for recipe in recipes} for recipes in spoken.values()]
    assert stamps == [{RENDERERS["kokoro"].stamp}, {RENDERERS["formant"].stamp}]
    for name in spoken:
        await studio.succeed_all(name)
        assert (await studio.production(name)).status == "succeeded"
    (shot,) = [job for job in await studio.jobs(neural.id, "shot") if job.ordinal == 2]
    lines = {hash_of(job) for job in await studio.jobs(neural.id, "line")}
    recipe = RECIPE.validate_json(shot.recipe or "")
    assert isinstance(recipe, ShotRecipe)
    assert {speech.line_hash for speech in recipe.speech} <= lines
    assert recipe.speech


async def test_a_production_keeps_who_plays_its_music(studio: Studio, client: httpx.AsyncClient) -> None:
    revision = await studio.revision()
    recorded = await studio.start(revision, score_renderer="orchestra")
    without = uuid.UUID((await client.post(f"/api/v1/revisions/{revision}/productions")).json()["id"])
    for name, renderer in ((recorded.id, "orchestra"), (without, "score")):
        await studio.succeed_all(name)
        (score,) = await studio.jobs(name, "score")
        assert RECIPE.validate_json(score.recipe or "").renderer == RENDERERS[renderer].stamp
        (assembly,) = await studio.jobs(name, "assembly")
        assert (assembly.result or {})["score_renderer"] == RENDERERS[renderer].stamp


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/revisions/{revision}/productions"),
        ("GET", "/revisions/{revision}/shots"),
        ("GET", "/projects/{project}/productions"),
        ("GET", "/productions/{production}"),
        ("GET", "/productions/{production}/jobs"),
        ("GET", "/productions/{production}/shots"),
        ("GET", "/productions/{production}/deliverables"),
        ("GET", "/productions/{production}/events"),
        ("POST", "/productions/{production}/cancel"),
        ("POST", "/productions/{production}/retry"),
    ],
)
async def test_another_organisations_and_unknown_ids_are_not_found(
    studio: Studio, client: httpx.AsyncClient, make_organization: Callable[[str], Any], method: str, path: str
) -> None:
    production = await studio.start()
    real = {"revision": production.revision_id, "project": production.project_id, "production": production.id}
    stranger = make_organization("Other pictures").client
    unknown = dict.fromkeys(real, uuid.uuid4())
    for caller, ids in ((stranger, real), (client, unknown)):
        answer = await caller.request(method, f"/api/v1{path.format(**ids)}")
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:film-studio:problem:not-found"
    assert (await studio.production(production.id)).status == "running"


async def foretold(client: httpx.AsyncClient, revision: uuid.UUID) -> dict[str, Any]:
    answer = await client.post(f"/api/v1/revisions/{revision}/productions", params={"dry_run": True})
    assert answer.status_code == 200, answer.text
    return answer.json()


def kept(estimate: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {kind: (it["kept"], it["total"]) for kind, it in estimate["jobs"].items()}


async def test_a_dry_run_tells_what_a_start_would_make_and_starts_nothing(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    revision = await studio.revision()
    estimate = await foretold(client, revision)
    # The title card and the silent shot wait for nothing, and nothing of them exists; one line is said twice.
    assert kept(estimate) == {"line": (0, 2), "shot": (0, 5), "score": (0, 1), "effects": (0, 1), "assembly": (0, 1)}
    assert estimate["seconds"] == pytest.approx(sum(kind["seconds"] for kind in estimate["jobs"].values()), abs=0.3)
    assert estimate["seconds"] > 0
    assert estimate["usd"] is None, "nobody has told this API what its workers cost"
    project = studio.owner.execute("select project_id from revision where id = %s", (revision,)).fetchone()
    assert project is not None
    listed = await client.get(f"/api/v1/projects/{project[0]}/productions")
    assert listed.json()["items"] == []


async def test_a_film_of_another_shape_keeps_its_lines_and_its_sound_and_the_next_one_is_as_it_is(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    plan = make_plan(uuid.uuid4().hex)
    revision = await studio.revision(plan)
    await studio.succeed_all((await studio.start(revision)).id)
    upright = {"format": {"frame_rate": 24, "aspect_ratio": "9:16", "captions": False}}
    path = f"/api/v1/revisions/{revision}/productions"
    told = (await client.post(path, params={"dry_run": True}, json=upright)).json()
    assert kept(told) == {"line": (2, 2), "shot": (0, 5), "score": (1, 1), "effects": (1, 1), "assembly": (0, 1)}
    faster = {"format": {"frame_rate": 30, "aspect_ratio": "16:9", "captions": True}}
    told = (await client.post(path, params={"dry_run": True}, json=faster)).json()
    assert kept(told) == {"line": (2, 2), "shot": (0, 5), "score": (0, 1), "effects": (0, 1), "assembly": (0, 1)}

    begun = await client.post(path, json=upright)
    assert begun.status_code == 202, begun.text
    assert begun.json()["format"] == upright["format"]
    await studio.succeed_all(uuid.UUID(begun.json()["id"]))
    for job in await studio.jobs(uuid.UUID(begun.json()["id"]), "shot"):
        shot = ShotRecipe.model_validate_json(job.recipe or "")
        assert (shot.width, shot.height, shot.captions) == (1080, 1920, False)
    following = (await client.post(path)).json()
    assert following["format"] == upright["format"], "as the project's newest film"
    assert following["status"] == "succeeded", "all of it is made"
    wrong = await client.post(path, json={"format": upright["format"] | {"frame_rate": 29}})
    assert wrong.status_code == 422


async def test_a_dry_run_keeps_what_a_start_would_find_made(studio: Studio, client: httpx.AsyncClient) -> None:
    tag = uuid.uuid4().hex
    plan = make_plan(tag)
    first = await studio.start(await studio.revision(plan))
    line = await studio.job(first.id, "line")
    await studio.succeed(line)
    partly = await foretold(client, await studio.revision(plan))
    assert kept(partly)["line"] == (1, 2)
    await studio.succeed_all(first.id)
    whole = await foretold(client, await studio.revision(plan))
    assert kept(whole) == {"line": (2, 2), "shot": (5, 5), "score": (1, 1), "effects": (1, 1), "assembly": (1, 1)}
    assert whole["seconds"] == 0
    again = await studio.start(await studio.revision(plan))
    assert again.status == "succeeded", "as foretold, nothing had to be made"
    changed = plan.model_copy(update={"shots": (*plan.shots[:3], _said_otherwise(plan.shots[3]), plan.shots[4])})
    revision = await studio.revision(changed)
    foreseen = kept(await foretold(client, revision))
    assert foreseen == {"line": (1, 2), "shot": (4, 5), "score": (0, 1), "effects": (0, 1), "assembly": (0, 1)}
    started = await studio.start(revision)
    await studio.succeed_all(started.id, "line", "shot")
    counts = (await studio.production(started.id)).jobs
    assert {kind: counts[kind].cached for kind in ("line", "shot")} == {"line": 1, "shot": 4}, "as foretold"


def _said_otherwise(shot: PlannedShot) -> PlannedShot:
    (line,) = shot.lines
    recipe = line.recipe.model_copy(update={"text": f"{line.text} Now!"})
    return shot.model_copy(update={"lines": (line.model_copy(update={"text": recipe.text, "recipe": recipe}),)})


async def test_a_dry_run_goes_by_what_jobs_of_the_organisation_took_and_what_its_workers_cost(
    studio: Studio, client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    studio.owner.execute("update job set seconds = null")
    await studio.apply(event(job, "succeeded", result=result_of(job), cached=False, seconds=job.weight * 100))
    prices = {"jobs": 0.0, "video": 0.0, "voice": 36.0}
    monkeypatch.setattr(app.state, "settings", studio.settings.model_copy(update={"work_usd_hour": prices}))
    estimate = await foretold(client, await studio.revision())
    lines = estimate["jobs"]["line"]
    assert lines["measured"] is True
    assert lines["seconds"] == pytest.approx(2 * job.weight * 100)
    assert estimate["usd"] == pytest.approx(lines["seconds"] * 36 / 3600)
