"""A share link shows one film, or those of a playlist, to whoever holds it and knows its password; and nothing else."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio.engines.management import RESTORABLE
from film_studio.flows.housekeeping import throw_away_old

from contracts import storage_keys
from contracts.recipes import KINDS
from tests.backend.conftest import client_of, seen
from tests.backend.identity.test_sessions_api import kind
from tests.backend.studio import Studio, hash_of

pytestmark = pytest.mark.anyio
PASSWORD = "a tower in the fog"
LENGTHS = "select (result->>'frames')::int from job where owner_id = %s and kind = 'shot' order by ordinal"


@pytest.fixture
async def nobody(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of somebody who is in no organisation."""
    async with client_of(app, None) as browser:
        yield browser


async def film_of(studio: Studio) -> str:
    """The id of a production whose film is there."""
    production = await studio.start()
    await studio.succeed_all(production.id)
    assembly = await studio.job(production.id, "assembly")
    for name in KINDS["assembly"].files:
        key = storage_keys.artifact(studio.organization_id, hash_of(assembly), name)
        await studio.storage.put(key, f"bytes of {name}".encode(), "application/octet-stream")
    return str(production.id)


async def start_another(client: httpx.AsyncClient, production: str) -> str:
    """The production of a later revision, which is not made."""
    project = (await client.get(f"/api/v1/productions/{production}")).json()["project_id"]
    path = f"/api/v1/projects/{project}/revisions"
    revision = (await client.post(path, content=b"INT. HALL - NIGHT\n\nA door falls shut.\n")).json()["id"]
    started = await client.post(f"/api/v1/revisions/{revision}/productions")
    assert started.status_code == 202, started.text
    return started.json()["id"]


async def share(client: httpx.AsyncClient, production: str, **more: Any) -> dict[str, Any]:
    made = await client.post(f"/api/v1/productions/{production}/share-links", json={"name": "For Zoë", **more})
    assert made.status_code == 201, made.text
    assert made.headers["Cache-Control"] == "no-store"
    return made.json()


async def come_in(browser: httpx.AsyncClient, link: str, password: str | None = None) -> httpx.Response:
    return await browser.post("/api/v1/session/share", json={"link": link, "password": password})


async def share_playlist(
    studio: Studio, client: httpx.AsyncClient, items: list[dict[str, Any]], **more: Any
) -> tuple[httpx.Response, dict[str, Any]]:
    """A playlist of the film's project, and a link that shows it."""
    project = (await client.get(f"/api/v1/productions/{items[0]['production_id']}")).json()["project_id"]
    made = await client.post(f"/api/v1/projects/{project}/playlists", json={"title": "Dailies", "items": items})
    assert made.status_code == 201, made.text
    path = f"/api/v1/playlists/{made.json()['id']}/share-links"
    link = await client.post(path, json={"name": "For Zoë", **more})
    assert link.status_code == 201, link.text
    return made, link.json()


async def look(browser: httpx.AsyncClient, admitted: httpx.Response, path: str = "") -> httpx.Response:
    token = admitted.json()["access_token"]
    return await browser.get(f"/api/v1/shared{path}", headers={"Authorization": f"Bearer {token}"})


async def test_whoever_holds_a_link_watches_the_film(
    studio: Studio, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    link = await share(client, await film_of(studio))
    assert link["url"].endswith(f"/api/v1/watch#{link['token']}")
    assert (await come_in(nobody, link["token"])).status_code == 200
    admitted = await come_in(nobody, link["token"])  # as often as they like
    assert admitted.headers["Cache-Control"] == "no-store"
    assert "set-cookie" not in admitted.headers
    shown = (await look(nobody, admitted)).json()
    assert (shown["name"], shown["title"]) == ("For Zoë", "Film")
    (film,) = shown["films"]
    assert [item["name"] for item in film["items"]] == ["film.mp4", "film.srt", "film.vtt"]
    assert film["measures"] is None  # what it was made with is the studio's
    whole = {"film": film["id"], "shot": None, "first_frame": 0, "last_frame": film["frames"] - 1}
    assert (shown["playlist"], shown["parts"]) == (None, [whole])
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(film["items"][0]["url"])).text == "bytes of film.mp4"
    subtitles = await look(nobody, admitted, "/subtitles")
    assert subtitles.text == "bytes of film.vtt"
    assert subtitles.headers["Content-Type"].startswith("text/vtt")


async def test_a_film_that_is_still_being_made_can_be_shared(
    studio: Studio, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    production = await studio.start()
    admitted = await come_in(nobody, (await share(client, str(production.id)))["token"])
    shown = (await look(nobody, admitted)).json()
    assert [(film["status"], film["items"]) for film in shown["films"]] == [("running", [])]
    assert [part["last_frame"] for part in shown["parts"]] == [None]
    assert kind(await look(nobody, admitted, "/subtitles")) == (404, "not-found")


async def test_a_password_is_asked_for_and_nobody_guesses_it(
    studio: Studio, client: httpx.AsyncClient, app: FastAPI
) -> None:
    link = (await share(client, await film_of(studio), password=PASSWORD))["token"]
    address = ("203.0.113.80", 443)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=address), base_url="https://api.test"
    ) as browser:
        assert kind(await come_in(browser, link)) == (401, "password-needed")
        assert kind(await come_in(browser, link, "a guess of somebody")) == (401, "wrong-credentials")
        admitted = await come_in(browser, link, PASSWORD)
        assert (await look(browser, admitted)).status_code == 200
        answers = [kind(await come_in(browser, link, f"guess {number} of many")) for number in range(12)]
        assert answers[0] == (401, "wrong-credentials")
        assert answers[-1] == (429, "too-many-attempts")
        # Who is in stays in.
        assert (await look(browser, admitted)).status_code == 200


async def test_a_link_that_is_taken_back_or_over_shows_nothing_from_then_on(
    studio: Studio, client: httpx.AsyncClient, nobody: httpx.AsyncClient, app: FastAPI
) -> None:
    production = await film_of(studio)
    back, over = await share(client, production), await share(client, production)
    admitted = {each["id"]: await come_in(nobody, each["token"]) for each in (back, over)}
    for _ in range(2):
        assert (await client.delete(f"/api/v1/share-links/{back['id']}")).status_code == 204
    studio.owner.execute("update share_link set expires_at = now() where id = %s", (over["id"],))
    app.state.callers.forget(uuid.UUID(over["id"]))
    for each in (back, over):
        assert kind(await look(nobody, admitted[each["id"]])) == (401, "unauthorized")
        assert kind(await come_in(nobody, each["token"])) == (401, "link-not-valid")
    never = [kind(await come_in(nobody, text)) for text in ("fv_" + "A" * 43, "fi_" + "A" * 43, "fv_", "a film")]
    assert set(never) == {(401, "link-not-valid")}
    assert kind(await client.delete(f"/api/v1/share-links/{uuid.uuid4()}")) == (404, "not-found")


async def test_links_into_a_deleted_project_work_again_when_it_is_restored_and_are_erased_with_it(
    studio: Studio, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    production = await film_of(studio)
    link = await share(client, production)
    path = f"/api/v1/projects/{link['project_id']}"
    deleted = await client.delete(path, headers=seen(await client.get(path)))
    assert kind(await come_in(nobody, link["token"])) == (401, "link-not-valid")
    restored = await client.post(f"{path}/restore", headers=seen(deleted))
    assert restored.status_code == 200
    assert (await come_in(nobody, link["token"])).status_code == 200
    team = {"role": "viewer"}
    assert (await client.post(f"{path}/invitations", json=team)).status_code == 201
    await client.delete(path, headers=seen(restored))
    studio.clock.pass_time(hours=RESTORABLE.total_seconds() / 3600 + 1)
    await throw_away_old(studio.database, studio.storage, clock=studio.clock)
    for table in ("share_link", "invitation", "project_member"):
        query = f"select count(*) from {table} where project_id = %s".encode()
        assert studio.owner.execute(query, (link["project_id"],)).fetchone() == (0,)


async def test_links_are_listed_with_who_has_used_them(
    studio: Studio, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    production = await film_of(studio)
    first = await share(client, production, name="b")
    second = await share(client, production, name="a", password=PASSWORD, days=1)
    taken = await share(client, production, name="c")
    await client.delete(f"/api/v1/share-links/{taken['id']}")
    await come_in(nobody, first["token"])
    listed = await client.get(f"/api/v1/projects/{first['project_id']}/share-links?sort=name")
    assert [(each["name"], each["has_password"]) for each in listed.json()["items"]] == [("a", True), ("b", False)]
    assert [each["last_used_at"] is None for each in listed.json()["items"]] == [True, False]
    for secret in (first["token"], second["token"], "password_hash", "argon2"):
        assert secret not in listed.text


async def test_a_link_is_shown_once(studio: Studio, client: httpx.AsyncClient) -> None:
    path = f"/api/v1/productions/{await film_of(studio)}/share-links"
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    assert (await client.post(path, json={"name": "Once"}, headers=headers)).status_code == 201
    assert kind(await client.post(path, json={"name": "Once"}, headers=headers)) == (409, "shown-once")


async def test_a_token_of_a_share_link_is_none_of_a_session_and_the_other_way_round(
    studio: Studio, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    admitted = await come_in(nobody, (await share(client, await film_of(studio)))["token"])
    token = {"Authorization": f"Bearer {admitted.json()['access_token']}"}
    assert kind(await nobody.get("/api/v1/session", headers=token)) == (403, "not-allowed")
    assert kind(await nobody.get("/api/v1/projects", headers=token)) == (403, "not-allowed")
    assert kind(await client.get("/api/v1/shared")) == (403, "not-allowed")


async def test_a_link_to_a_playlist_shows_its_parts_one_after_the_other_and_what_is_taken_out_no_longer(
    studio: Studio, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    film = await film_of(studio)
    other = await start_another(client, film)
    whole, shot = {"type": "production", "production_id": film}, {"type": "shot", "production_id": film, "shot": 1}
    made, link = await share_playlist(studio, client, [shot, whole, {"type": "production", "production_id": other}])
    assert link["shows"] == {"type": "playlist", "playlist_id": made.json()["id"]}
    admitted = await come_in(nobody, link["token"])
    shown = (await look(nobody, admitted)).json()
    first, second = shown["films"]
    one = {"film": first["id"]}
    lengths = [row[0] for row in studio.owner.execute(LENGTHS, (film,)).fetchall()]
    assert (shown["playlist"], first["frames"], second["items"]) == ("Dailies", sum(lengths), [])
    assert shown["parts"] == [
        {**one, "shot": 1, "first_frame": lengths[0], "last_frame": lengths[0] + lengths[1] - 1},
        {**one, "shot": None, "first_frame": 0, "last_frame": sum(lengths) - 1},
        {"film": second["id"], "shot": None, "first_frame": None, "last_frame": None},
    ]
    assert not [each for each in (film, other) if each in str(shown)]
    assert (await look(nobody, admitted, f"/subtitles?film={first['id']}")).text == "bytes of film.vtt"
    assert kind(await look(nobody, admitted, f"/subtitles?film={second['id']}")) == (404, "not-found")
    playlist = f"/api/v1/playlists/{made.json()['id']}"
    changed = await client.patch(
        playlist, json={"items": [{"type": "production", "production_id": other}]}, headers=seen(made)
    )
    assert [each["id"] for each in (await look(nobody, admitted)).json()["films"]] == [second["id"]]
    assert kind(await look(nobody, admitted, f"/subtitles?film={first['id']}")) == (404, "not-found")
    await client.patch(playlist, json={"items": []}, headers=seen(changed))
    empty = (await look(nobody, admitted)).json()
    assert (empty["films"], empty["parts"]) == ([], [])


async def test_who_holds_a_link_to_a_playlist_comments_on_each_of_its_films_and_on_no_other(
    studio: Studio, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    film = await film_of(studio)
    items = [{"type": "shot", "production_id": film, "shot": 1}]
    _, link = await share_playlist(studio, client, items, may_comment=True, password=PASSWORD)
    assert kind(await come_in(nobody, link["token"])) == (401, "password-needed")
    admitted = await come_in(nobody, link["token"], PASSWORD)
    token = {"Authorization": f"Bearer {admitted.json()['access_token']}"}
    (shown,) = (await look(nobody, admitted)).json()["films"]
    said = {"name": "Zoë", "text": "Too dark.", "frame": 3}
    on_it = await nobody.post("/api/v1/shared/comments", json={**said, "film": shown["id"]}, headers=token)
    assert (on_it.status_code, on_it.json()["production_id"]) == (201, film)
    elsewhere = await nobody.post("/api/v1/shared/comments", json={**said, "film": film}, headers=token)
    assert kind(elsewhere) == (404, "not-found")
    listed = await look(nobody, admitted, f"/comments?film={shown['id']}")
    assert [each["text"] for each in listed.json()["items"]] == ["Too dark."]
    assert kind(await look(nobody, admitted, f"/comments?film={film}")) == (404, "not-found")
    # The studio sees it beside the film, by the name that the guest gave.
    beside = (await client.get(f"/api/v1/productions/{film}/comments")).json()["items"]
    assert [each["author"]["name"] for each in beside] == ["Zoë"]


async def test_a_playlist_that_is_deleted_takes_its_links_back(
    studio: Studio, client: httpx.AsyncClient, nobody: httpx.AsyncClient, app: FastAPI
) -> None:
    made, link = await share_playlist(studio, client, [{"type": "production", "production_id": await film_of(studio)}])
    admitted = await come_in(nobody, link["token"])
    listed = f"/api/v1/projects/{link['project_id']}/share-links"
    assert [each["id"] for each in (await client.get(listed)).json()["items"]] == [link["id"]]
    playlist = f"/api/v1/playlists/{made.json()['id']}"
    assert (await client.delete(playlist, headers=seen(made))).status_code == 204
    assert (await client.get(listed)).json()["items"] == []
    app.state.callers.forget(uuid.UUID(link["id"]))
    assert kind(await look(nobody, admitted)) == (401, "unauthorized")
    assert kind(await come_in(nobody, link["token"])) == (401, "link-not-valid")
    told = (await client.get("/api/v1/audit", params={"subject_id": link["id"], "sort": "sequence"})).json()["items"]
    assert [each["action"] for each in told] == ["share_link.created", "share_link.revoked"]
    assert told[1]["before"]["playlist"] == made.json()["id"]
    assert kind(await client.post(f"{playlist}/share-links", json={"name": "Late"})) == (404, "not-found")
