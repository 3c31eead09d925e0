"""Comments on frames of a film: threads, whose they are, and where they stand in the next film."""

import uuid
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio.engines.management import RESTORABLE
from film_studio.engines.production.planning.shotlist import Plan
from film_studio.flows.housekeeping import throw_away_old

from contracts.recipes.film import FilmFormat
from tests.backend.browser import browser_of
from tests.backend.conftest import client_of, seen
from tests.backend.identity.test_sessions_api import address, kind
from tests.backend.kit.test_sorted_listings import pages
from tests.backend.studio import Studio, make_plan

pytestmark = pytest.mark.anyio
STROKE = {"points": [[0, 0.5], [1, 0.123456]], "color": "#e5b567", "width": 0.004}


async def film_of(studio: Studio, revision_id: uuid.UUID | None = None) -> tuple[str, list[int]]:
    """The id of a finished production, and the first frames of its shots."""
    production = await studio.start(revision_id)
    await studio.succeed_all(production.id)
    starts = [0]
    for job in await studio.jobs(production.id, "shot"):
        assert job.result is not None
        starts.append(starts[-1] + job.result["frames"])
    return str(production.id), starts


async def said(calling: httpx.AsyncClient, production: str, frame: int, text: str = "Too dark.", **more: Any) -> Any:
    path = f"/api/v1/productions/{production}/comments"
    made = await calling.post(path, json={"frame": frame, "text": text, **more})
    assert made.status_code == 201, made.text
    return made.json()


async def listed(calling: httpx.AsyncClient, production: str, **query: Any) -> list[dict[str, Any]]:
    path = f"/api/v1/productions/{production}/comments"
    return [item async for page in pages(calling, path, 2, **query) for item in page["items"]]


async def next_revision(studio: Studio, production: str, plan: Plan) -> uuid.UUID:
    """A further revision of the production's project."""
    revision = await studio.revision(plan)
    studio.owner.execute(
        "update revision set number = 2, project_id = (select project_id from production where id = %s) where id = %s",
        (production, revision),
    )
    return revision


async def test_comments_stand_by_their_frames_page_by_page_and_with_their_answers(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production, starts = await film_of(studio)
    last = await said(client, production, starts[-1] - 1, drawing=[STROKE])
    assert (last["shot"], last["frame"], last["frames"]) == (len(starts) - 2, starts[-1] - 1, 1)
    assert last["drawing"] == [STROKE | {"points": [[0, 0.5], [1, 0.1235]]}]
    assert (last["author"]["kind"], last["author"]["is_you"]) == ("program", True)
    for frame in (30, 0, 30, starts[2]):
        await said(client, production, frame, f"At {frame}.", frames=2)
    answered = await client.post(f"/api/v1/comments/{last['id']}/replies", json={"text": "By how much?\nOne stop?"})
    assert answered.status_code == 201, answered.text
    found = await listed(client, production)
    assert [item["frame"] for item in found] == sorted([0, 30, 30, starts[2], starts[-1] - 1])
    assert [reply["text"] for reply in found[-1]["replies"]] == ["By how much?\nOne stop?"]
    counted = await client.get(f"/api/v1/productions/{production}/comments?total=true&limit=1")
    assert counted.json()["total"] == 5
    forged = await client.get(f"/api/v1/productions/{production}/comments?cursor=WyJ4IixbXV0")
    assert kind(forged) == (422, "invalid-cursor")


async def test_what_the_film_does_not_have_is_not_commented_on(studio: Studio, client: httpx.AsyncClient) -> None:
    production, starts = await film_of(studio)
    path = f"/api/v1/productions/{production}/comments"
    for frame, frames in ((starts[-1], 1), (starts[-1] - 1, 2)):
        answer = await client.post(path, json={"frame": frame, "frames": frames, "text": "There."})
        assert kind(answer) == (422, "not-in-the-film")
    waiting = await studio.start()
    unfinished = await client.post(f"/api/v1/productions/{waiting.id}/comments", json={"frame": 0, "text": "There."})
    assert kind(unfinished) == (409, "no-film")
    markers = await client.get(f"/api/v1/productions/{waiting.id}/markers", params={"format": "csv"})
    assert len(markers.text.splitlines()) == 1
    wrong: list[dict[str, Any]] = [
        {"text": " \n "},
        {"text": "a\0b"},
        {"text": "x" * 4001},
        {"drawing": [STROKE] * 25},
        {"drawing": [STROKE | {"points": [[0, 0]] * 201}]},
        {"drawing": [STROKE | {"points": [[0, 1.01]]}]},
        {"drawing": [STROKE | {"color": "red"}]},
    ]
    for each in wrong:
        assert (await client.post(path, json={"frame": 0, "text": "There.", **each})).status_code == 422, each


async def test_a_thread_is_resolved_and_opened_again_and_found_by_that(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    production, _ = await film_of(studio)
    done, left = await said(client, production, 5), await said(client, production, 6)
    path = f"/api/v1/comments/{done['id']}"
    resolved = await client.patch(path, json={"resolved": True}, headers={"If-Match": '"1"'})
    assert resolved.json()["resolved_at"] is not None
    assert [item["id"] for item in await listed(client, production, state="resolved")] == [done["id"]]
    assert [item["id"] for item in await listed(client, production, state="open")] == [left["id"]]
    late = await client.patch(path, json={"resolved": False}, headers={"If-Match": '"1"'})
    assert kind(late) == (412, "changed-meanwhile")
    assert kind(await client.patch(path, json={"resolved": False})) == (428, "precondition-required")
    assert (await client.patch(path, json={"resolved": False}, headers=seen(resolved))).json()["resolved_at"] is None
    assert len(await listed(client, production, state="open")) == 2


async def test_words_are_changed_by_who_wrote_them_and_deleted_by_them_or_who_may_change_the_project(
    studio: Studio, client: httpx.AsyncClient, app: FastAPI
) -> None:
    production, _ = await film_of(studio)
    project = (await client.get(f"/api/v1/productions/{production}")).json()["project_id"]
    token = (await client.post(f"/api/v1/projects/{project}/invitations", json={"role": "client"})).json()["token"]
    async with browser_of(app) as browser:
        await browser.accept(token, address(), name="Zoë")
        async with client_of(app, browser.http.headers["Authorization"].removeprefix("Bearer ")) as zoe:
            hers, ours = await said(zoe, production, 1), await said(client, production, 2)
            assert hers["author"] == {"kind": "member", "name": "Zoë", "is_you": True}
            first = {"If-Match": '"1"'}
            assert kind(await zoe.patch(f"/api/v1/comments/{ours['id']}", json={"text": "No."}, headers=first)) == (
                403,
                "not-yours",
            )
            assert kind(await zoe.delete(f"/api/v1/comments/{ours['id']}", headers=first)) == (403, "not-yours")
            edited = await zoe.patch(f"/api/v1/comments/{hers['id']}", json={"text": "Better."}, headers=first)
            assert (edited.json()["text"], edited.json()["version"]) == ("Better.", 2)
            reply = (await zoe.post(f"/api/v1/comments/{ours['id']}/replies", json={"text": "Why?"})).json()
            assert kind(await client.patch(f"/api/v1/replies/{reply['id']}", json={"text": "So."}, headers=first)) == (
                403,
                "not-yours",
            )
            changed = await zoe.patch(f"/api/v1/replies/{reply['id']}", json={"text": "How?"}, headers=first)
            assert changed.json()["text"] == "How?"
            assert (await client.delete(f"/api/v1/replies/{reply['id']}", headers=seen(changed))).status_code == 204
    # Who may change the project clears up in it.
    assert (await client.delete(f"/api/v1/comments/{hers['id']}", headers=seen(edited))).status_code == 204
    assert kind(await client.get(f"/api/v1/comments/{hers['id']}")) == (404, "not-found")
    assert [item["id"] for item in await listed(client, production)] == [ours["id"]]


async def test_in_the_next_film_a_comment_stands_at_the_same_shot_or_its_shot_is_gone(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    plan = make_plan(uuid.uuid4().hex)
    first, starts = await film_of(studio, await studio.revision(plan))
    of_pier, of_hall = await said(client, first, starts[1] + 3), await said(client, first, starts[4] + 2)
    shots = [plan.shots[0], *plan.shots[2:]]
    cut = plan.model_copy(update={"shots": tuple(it.model_copy(update={"index": at}) for at, it in enumerate(shots))})
    second, later = await film_of(studio, await next_revision(studio, first, cut))
    own = await said(client, second, 1)
    found = {item["id"]: (item["shot"], item["frame"]) for item in await listed(client, second)}
    assert list(found.items()) == [
        (own["id"], (0, 1)),
        (of_hall["id"], (3, later[3] + 2)),
        (of_pier["id"], (None, None)),
    ]
    # What was said of a later film is not of the one before.
    assert own["id"] not in {item["id"] for item in await listed(client, first)}
    markers = await client.get(f"/api/v1/productions/{second}/markers", params={"format": "csv"})
    assert [row.split(",")[2] for row in markers.text.splitlines()[1:]] == ["1", str(later[3] + 2)]


async def test_a_comment_keeps_its_time_in_a_film_of_another_rate(studio: Studio, client: httpx.AsyncClient) -> None:
    revision = await studio.revision()
    first, starts = await film_of(studio, revision)
    await said(client, first, starts[1] + 12, frames=6)
    faster = await studio.start(revision, film_format=FilmFormat(frame_rate=30, aspect_ratio="16:9", captions=True))
    await studio.succeed_all(faster.id)
    before = (await studio.job(faster.id, "shot", 0)).result or {}
    (comment,) = await listed(client, str(faster.id))
    assert (comment["shot"], comment["frame"], comment["frames"]) == (1, before["frames"] + 15, 7)
    edl = await client.get(f"/api/v1/productions/{faster.id}/markers", params={"format": "edl"})
    second, frame = divmod(comment["frame"], 30)
    assert f"01:00:{second:02}:{frame:02}" in edl.text

    drops = await studio.start(revision, film_format=FilmFormat(frame_rate="29.97", aspect_ratio="16:9", captions=True))
    await studio.succeed_all(drops.id)
    before = (await studio.job(drops.id, "shot", 0)).result or {}
    (comment,) = await listed(client, str(drops.id))
    assert (comment["shot"], comment["frame"], comment["frames"]) == (1, before["frames"] + 14, 7)
    files = {
        form: (await client.get(f"/api/v1/productions/{drops.id}/markers", params={"format": form})).text
        for form in ("edl", "fcp7", "fcpxml", "csv")
    }
    second, frame = divmod(comment["frame"], 30)
    assert f"01:00:{second:02};{frame:02}" in files["edl"]
    assert "FCM: DROP FRAME" in files["edl"]
    assert f"01:00:{second:02};{frame:02}" in files["csv"]
    assert "<displayformat>DF</displayformat>" in files["fcp7"]
    assert "<ntsc>TRUE</ntsc>" in files["fcp7"]
    assert 'frameDuration="1001/30000s"' in files["fcpxml"]
    assert 'tcFormat="DF"' in files["fcpxml"]
    deliverables = (await client.get(f"/api/v1/productions/{drops.id}/deliverables")).json()
    assert deliverables["frame_rate"] == {"num": 30_000, "den": 1001}
    assert deliverables["start_timecode"] == "01:00:00;00"
    assert deliverables["format"]["frame_rate"] == "29.97"


async def test_markers_come_as_the_file_that_is_asked_for(studio: Studio, client: httpx.AsyncClient) -> None:
    production, _ = await film_of(studio)
    await said(client, production, 24, "Zu dunkel | ё")
    for form, media_type, suffix in (
        ("edl", "text/plain", "edl"),
        ("fcp7", "application/xml", "xml"),
        ("fcpxml", "application/xml", "fcpxml"),
        ("csv", "text/csv", "csv"),
    ):
        answer = await client.get(f"/api/v1/productions/{production}/markers", params={"format": form})
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
        assert f"-comments.{suffix}" in answer.headers["Content-Disposition"]
        assert "ё" in answer.text
    edl = (await client.get(f"/api/v1/productions/{production}/markers")).text
    assert "001  001      V     C        01:00:01:00 01:00:01:01 01:00:01:00 01:00:01:01" in edl
    assert "Zu dunkel ¦ ё |C:ResolveColorBlue |M:" in edl


async def test_who_holds_a_link_comments_where_it_lets_them_and_sees_what_came_through_it(
    studio: Studio, client: httpx.AsyncClient, app: FastAPI
) -> None:
    production, _ = await film_of(studio)
    ours = await said(client, production, 3, "Among us.")
    path = f"/api/v1/productions/{production}/share-links"
    links = [
        (await client.post(path, json={"name": "For Zoë", "may_comment": may})).json()["token"]
        for may in (True, True, False)
    ]
    holders = [
        client_of(app, (await client.post("/api/v1/session/share", json={"link": link})).json()["access_token"])
        for link in links
    ]
    guest, other, looking = holders
    made = await guest.post("/api/v1/shared/comments", json={"frame": 8, "text": "Lovely!", "name": "Zoë"})
    assert made.status_code == 201, made.text
    assert made.json()["author"] == {"kind": "guest", "name": "Zoë", "is_you": False}
    thread = {"comment_id": made.json()["id"], "text": "More of it?", "name": "Zoë"}
    answered = await client.post(f"/api/v1/comments/{made.json()['id']}/replies", json={"text": "Thanks."})
    assert answered.status_code == 201
    assert (await guest.post("/api/v1/shared/replies", json=thread)).status_code == 201
    assert kind(await guest.post("/api/v1/shared/replies", json=thread | {"comment_id": ours["id"]})) == (
        404,
        "not-found",
    )
    (shown,) = (await guest.get("/api/v1/shared/comments")).json()["items"]
    assert [reply["text"] for reply in shown["replies"]] == ["Thanks.", "More of it?"]
    assert (await other.get("/api/v1/shared/comments")).json()["items"] == []
    assert kind(await looking.get("/api/v1/shared/comments")) == (403, "not-allowed")
    assert kind(await looking.post("/api/v1/shared/comments", json={"frame": 0, "text": "x", "name": "y"})) == (
        403,
        "not-allowed",
    )
    assert [item["author"]["name"] for item in await listed(client, production)][1] == "Zoë"
    for holder in holders:
        await holder.aclose()


async def test_what_is_of_a_deleted_project_is_erased_with_it(studio: Studio, client: httpx.AsyncClient) -> None:
    production, _ = await film_of(studio)
    comment = await said(client, production, 1)
    await client.post(f"/api/v1/comments/{comment['id']}/replies", json={"text": "Yes."})
    await client.post(f"/api/v1/productions/{production}/approvals", json={})
    project = (await client.get(f"/api/v1/productions/{production}")).json()["project_id"]
    await client.post(f"/api/v1/projects/{project}/tasks", json={"title": "Light it"})
    path = f"/api/v1/projects/{project}"
    await client.delete(path, headers=seen(await client.get(path)))
    assert kind(await client.get(f"/api/v1/comments/{comment['id']}")) == (404, "not-found")
    studio.clock.pass_time(hours=RESTORABLE.total_seconds() / 3600 + 1)
    await throw_away_old(studio.database, studio.storage, clock=studio.clock)
    for table in ("comment", "approval", "task"):
        left = studio.owner.execute(f"select count(*) from {table} where project_id = %s".encode(), (project,))
        assert left.fetchone() == (0,), table
    assert studio.owner.execute("select count(*) from reply where comment_id = %s", (comment["id"],)).fetchone() == (0,)
