"""Suggestions over HTTP: asked for, written in the background, accepted hunk by hunk, or rejected."""

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio.engines.writing import Asked, TemplateWriter, UnwrittenError, WriterAwayError, Written
from film_studio.flows.suggesting import CLAIM, FIRST_BACKOFF, MAX_TRIES, SuggestionDesk
from film_studio.screenplay import parser

from tests.backend.conftest import seen
from tests.backend.flows.test_final_draft_api import uploaded
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
LOGLINE = "A lighthouse keeper must choose between her lost brother and the last ferry."
SCENE = (
    "Title: Fog\r\nAuthor: Ida\r\n\r\nINT. HALL - DAY\r\n\r\nRain on the roof. Nobody moves.\r\n\r\n"
    "IDA\r\nYou came.\r\n\r\nTOM\r\nI said that I would.\r\n\r\nEXT. QUAY - NIGHT\r\n\r\nA boat leaves.\r\n"
)


class Said:
    """Answers as it is told to, in place of a model, and notes what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Written | Exception] = []
        self.asked: list[Asked] = []

    async def write(self, asked: Asked) -> Written:
        self.asked.append(asked)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(scope="module")
def model() -> Said:
    return Said()


@pytest.fixture
async def desk(app: FastAPI, studio: Studio, model: Said) -> AsyncIterator[SuggestionDesk]:
    """Nothing of another test waits on it; the studio names a model, which is `model`."""
    studio.clock.now += timedelta(minutes=1)  # what is asked for by the real clock is due by this one
    studio.owner.execute("update suggestion set state = 'failed' where state in ('waiting', 'writing')")
    template = TemplateWriter(app.state.processes)
    named, app.state.named_model = app.state.named_model, object()
    model.answers.clear()
    yield SuggestionDesk(
        app.state.database,
        app.state.storage,
        app.state.processes,
        {"template": template, "model": model},
        clock=studio.clock,
    )
    app.state.named_model = named


async def a_project(client: httpx.AsyncClient, text: str | None = None) -> tuple[str, dict[str, Any]]:
    project = str((await client.post("/api/v1/projects", json={"title": f"Fog {uuid.uuid4()}"})).json()["id"])
    if text is None:
        return project, {}
    return project, (await uploaded(client, text.encode(), "fog.fountain", project)).json()


async def ask(client: httpx.AsyncClient, project: str, **body: Any) -> httpx.Response:
    return await client.post(f"/api/v1/projects/{project}/suggestions", json=body)


async def written(client: httpx.AsyncClient, desk: SuggestionDesk, project: str, **body: Any) -> httpx.Response:
    asked = await ask(client, project, **body)
    assert asked.status_code == 202, asked.text
    await desk.write_all()
    return await client.get(asked.headers["Location"])


def kind(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def accept(client: httpx.AsyncClient, shown: httpx.Response, **body: Any) -> Any:
    path = f"/api/v1/suggestions/{shown.json()['id']}/revision"
    return client.post(path, json=body, headers=seen(shown))


def scene_of(revision: dict[str, Any], first: int, last: int, **more: Any) -> dict[str, Any]:
    return {"kind": "rewrite", "revision_id": revision["id"], "first_line": first, "last_line": last, **more}


async def source(client: httpx.AsyncClient, revision: str) -> str:
    return (await client.get(f"/api/v1/revisions/{revision}/source")).content.decode()


async def test_a_logline_becomes_a_draft_that_a_template_made_and_then_the_first_revision(
    client: httpx.AsyncClient, desk: SuggestionDesk
) -> None:
    project, _ = await a_project(client)
    asked = await ask(client, project, kind="draft", logline=LOGLINE)
    assert (asked.json()["state"], asked.json()["made_by"]) == ("waiting", None)
    assert kind(await accept(client, await client.get(asked.headers["Location"]))) == (409, "suggestion-not-open")
    await desk.write_all()
    shown = await client.get(asked.headers["Location"])
    suggestion = shown.json()
    assert (suggestion["state"], suggestion["writer"], suggestion["made_by"]) == ("open", "template", "template/1")
    assert (suggestion["usage"], suggestion["asked_by"]["is_you"], suggestion["before"]) == (None, True, "")
    assert (await client.get(f"/api/v1/projects/{project}/revisions")).json()["items"] == []
    made = await accept(client, shown)
    assert made.status_code == 201, made.text
    text = await source(client, made.json()["id"])
    assert text.rstrip("\n") == suggestion["options"][0]["text"].rstrip("\n")
    assert "a template put the words of the logline into three acts" in text
    assert (made.json()["number"], made.json()["scene_count"]) == (1, 6)
    after = (await client.get(asked.headers["Location"])).json()
    assert (after["state"], after["accepted_as"]) == ("accepted", {"id": made.json()["id"], "number": 1})
    entries = (await client.get(f"/api/v1/projects/{project}/activity?limit=3")).json()["items"]
    assert {each["action"] for each in entries} == {"suggestion.asked", "suggestion.accepted", "revision.created"}


async def test_of_a_rewrite_only_what_is_accepted_changes_and_every_other_byte_stays(
    client: httpx.AsyncClient, desk: SuggestionDesk, model: Said
) -> None:
    project, revision = await a_project(client, SCENE)
    new = "INT. HALL - DAY\n\nRain. Nobody moves.\n\nIDA\nYou came.\n\nTOM\nI said so."
    model.answers.append(Written(texts=(new,), made_by="a-model-1"))
    shown = await written(client, desk, project, **scene_of(revision, 12, 3, wish="Shorter."))
    suggestion = shown.json()
    assert (suggestion["first_line"], suggestion["lines"], suggestion["state"]) == (4, 9, "open")
    assert [(hunk["line"], hunk["removed"], hunk["added"]) for hunk in suggestion["options"][0]["hunks"]] == [
        (3, ["Rain on the roof. Nobody moves."], ["Rain. Nobody moves."]),
        (9, ["I said that I would."], ["I said so."]),
    ]
    assert model.asked[-1].wish == "Shorter."
    assert "EXT. QUAY" in model.asked[-1].tail
    assert kind(await accept(client, shown, hunks=[0, 2])) == (422, "not-in-the-suggestion")
    assert kind(await accept(client, shown, option=1)) == (422, "not-in-the-suggestion")
    headers = {**seen(shown), "Idempotency-Key": f"accept-{project}"}
    path = f"/api/v1/suggestions/{suggestion['id']}/revision"
    made = await client.post(path, json={"hunks": [1, 1]}, headers=headers)
    assert made.status_code == 201, made.text
    assert await source(client, made.json()["id"]) == SCENE.replace("I said that I would.", "I said so.")
    assert (await client.post(path, json={"hunks": [1, 1]}, headers=headers)).json() == made.json()
    late = await client.get(f"/api/v1/suggestions/{suggestion['id']}")
    assert kind(await accept(client, late)) == (409, "suggestion-not-open")


async def test_a_suggestion_finds_its_place_in_a_newer_revision_or_says_that_it_is_gone(
    client: httpx.AsyncClient, desk: SuggestionDesk, model: Said
) -> None:
    project, revision = await a_project(client, SCENE)
    model.answers += [Written(texts=("A boat goes.",), made_by="m")] * 2
    body = scene_of(revision, 16, 16)
    moved, stuck = [await written(client, desk, project, **body) for _ in range(2)]
    longer = SCENE.replace("Author: Ida", "Author: Ida\r\nDraft date: today").replace(
        "EXT. QUAY", "THE QUAY\r\n\r\nEXT. QUAY"
    )
    await uploaded(client, longer.encode(), "fog.fountain", project)
    made = await accept(client, moved)
    assert made.status_code == 201, made.text
    assert await source(client, made.json()["id"]) == longer.replace("A boat leaves.", "A boat goes.")
    refused = await accept(client, stuck)
    assert kind(refused) == (409, "suggestion-has-no-place")
    assert (await client.get(f"/api/v1/suggestions/{stuck.json()['id']}")).json()["state"] == "open"


async def test_who_has_seen_an_older_state_decides_on_nothing(
    client: httpx.AsyncClient, desk: SuggestionDesk, model: Said
) -> None:
    project, revision = await a_project(client, SCENE)
    model.answers.append(Written(texts=("A boat goes.",), made_by="m"))
    asked = await ask(client, project, **scene_of(revision, 16, 16))
    old = await client.get(asked.headers["Location"])
    await desk.write_all()
    assert kind(await accept(client, old)) == (412, "changed-meanwhile")
    path = asked.headers["Location"]
    assert kind(await client.post(f"{path}/rejection", json={})) == (428, "precondition-required")
    shown = await client.get(path)
    rejected = await client.post(f"{path}/rejection", json={"reason": "No boat."}, headers=seen(shown))
    assert (rejected.status_code, rejected.json()["state"], rejected.json()["reason"]) == (200, "rejected", "No boat.")
    assert kind(await accept(client, await client.get(path))) == (409, "suggestion-not-open")
    listing = f"/api/v1/projects/{project}/suggestions"
    assert [each["id"] for each in (await client.get(f"{listing}?state=rejected")).json()["items"]] == [
        shown.json()["id"]
    ]
    assert (await client.get(f"{listing}?state=open")).json()["items"] == []
    assert await source(client, revision["id"]) == SCENE


async def test_the_scene_goes_on_behind_a_line_and_a_logline_goes_to_the_title_page(
    client: httpx.AsyncClient, desk: SuggestionDesk, model: Said
) -> None:
    project, revision = await a_project(client, SCENE)
    model.answers += [
        Written(texts=("TOM\nGo.",), made_by="m"),
        Written(texts=("Two wait for a boat.", "A boat leaves without two."), made_by="m"),
    ]
    on = await written(
        client, desk, project, kind="continuation", revision_id=revision["id"], first_line=12, last_line=12
    )
    assert model.asked[-1].lead.endswith("I said that I would.")
    made = await accept(client, on)
    wanted = SCENE.replace("I said that I would.\r\n", "I said that I would.\r\n\r\nTOM\r\nGo.\r\n")
    assert await source(client, made.json()["id"]) == wanted
    told = await written(client, desk, project, kind="logline", revision_id=made.json()["id"])
    assert len(told.json()["options"]) == 2
    made = await accept(client, told, option=1)
    assert made.status_code == 201, made.text
    text = await source(client, made.json()["id"])
    assert text == wanted.replace("Author: Ida\r\n", "Author: Ida\r\nLogline: A boat leaves without two.\r\n")
    assert parser.parse(text).elements[1:] == parser.parse(wanted).elements[1:]


async def test_what_a_writer_cannot_write_fails_with_the_reason_and_who_is_away_is_asked_again(
    studio: Studio, client: httpx.AsyncClient, desk: SuggestionDesk, model: Said
) -> None:
    project, revision = await a_project(client, SCENE)
    model.answers.append(UnwrittenError("the answer is empty"))
    failed = await written(client, desk, project, **scene_of(revision, 16, 16))
    assert (failed.json()["state"], failed.json()["reason"]) == ("failed", "the answer is empty")
    model.answers += [WriterAwayError("m answered 503")] * MAX_TRIES
    away = await written(client, desk, project, **scene_of(revision, 16, 16))
    path = f"/api/v1/suggestions/{away.json()['id']}"
    for tried in range(1, MAX_TRIES):
        assert (await client.get(path)).json()["state"] == "waiting", tried
        await desk.write_all()
        assert len(model.answers) == MAX_TRIES - tried  # not before its pause is over
        studio.clock.now += FIRST_BACKOFF * 2**tried
        await desk.write_all()
    given_up = (await client.get(path)).json()
    assert (given_up["state"], given_up["reason"]) == ("failed", f"m answered 503; it was asked {MAX_TRIES} times")
    untold = await written(client, desk, project, kind="draft", logline="Два человека ищут ключ.")
    assert untold.json()["state"] == "failed"
    assert "writes English and German" in untold.json()["reason"]
    assert (await client.get(f"/api/v1/projects/{project}/revisions")).json()["items"][0]["number"] == 1


async def test_what_a_process_left_behind_is_written_by_another_and_by_one_alone(
    studio: Studio, client: httpx.AsyncClient, desk: SuggestionDesk, model: Said
) -> None:
    project, revision = await a_project(client, SCENE)
    asked = await ask(client, project, **scene_of(revision, 16, 16))
    lost = (await desk._claim([]))[0]  # pyright: ignore[reportPrivateUsage] - a process that ends here
    await desk.write_all()
    assert (await client.get(asked.headers["Location"])).json()["state"] == "writing"
    studio.clock.now += CLAIM
    model.answers += [Written(texts=("A boat goes.",), made_by="second"), Written(texts=("No.",), made_by="first")]
    await desk.write_all()
    await desk._write(lost)  # pyright: ignore[reportPrivateUsage] - it lives after all, and is late
    assert (await client.get(asked.headers["Location"])).json()["made_by"] == "second"


async def test_only_what_there_is_can_be_asked_for(
    app: FastAPI, client: httpx.AsyncClient, desk: SuggestionDesk
) -> None:
    project, revision = await a_project(client, SCENE)
    _, other = await a_project(client, SCENE)
    assert kind(await ask(client, project, **scene_of(revision, 1, 99))) == (422, "not-in-the-script")
    assert kind(await ask(client, project, **scene_of(revision, 3, 3))) == (422, "not-in-the-script")
    assert kind(await ask(client, project, **scene_of(other, 1, 1))) == (404, "not-found")
    app.state.named_model = None
    assert kind(await ask(client, project, **scene_of(revision, 4, 4))) == (409, "no-such-writer")
    assert (await client.get(f"/api/v1/projects/{project}/writers")).json() == {
        "template": {"name": "template/1", "kinds": ["draft"], "languages": ["en", "de"]},
        "model": None,
    }


async def test_a_project_has_so_many_undecided_ones_and_they_go_with_it(
    studio: Studio, client: httpx.AsyncClient, desk: SuggestionDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("film_studio.engines.writing.suggestions.service.SUGGESTIONS_A_PROJECT", 1)
    project, _ = await a_project(client)
    first = await written(client, desk, project, kind="draft", logline=LOGLINE)
    assert kind(await ask(client, project, kind="draft", logline=LOGLINE)) == (409, "too-many-suggestions")
    path = f"/api/v1/suggestions/{first.json()['id']}/rejection"
    assert (await client.post(path, json={}, headers=seen(first))).status_code == 200
    assert (await ask(client, project, kind="draft", logline=LOGLINE, seed=1)).status_code == 202
