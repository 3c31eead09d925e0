"""Every word of the audit trail is told to whom it concerns, or concerns nobody in person, and here stands why. A word
to come is held to this by itself."""

from typing import get_args

import httpx
import pytest
from film_studio.engines.enterprise import EVENTS
from film_studio.engines.tracking import digests
from film_studio.engines.tracking.notification_schemas import KINDS
from film_studio.engines.tracking.recipients import CONCERNS
from film_studio.engines.writing import UnwrittenError
from film_studio.flows.suggesting import SuggestionDesk
from film_studio.identity.audit.actions import Action

from tests.backend.conftest import seen
from tests.backend.engines.tracking.test_notifications_api import Person, people
from tests.backend.flows.test_suggestions_api import Said, ask, desk, model
from tests.backend.studio import Studio

#: Fixtures of other tests.
__all__ = ["desk", "model", "people"]
pytestmark = pytest.mark.anyio
ACTIONS = frozenset(get_args(Action))
#: What is told of, and not a word of the audit trail: what jobs, writers and webhooks come to.
COME_TO = {"jobs.succeeded", "jobs.failed", "suggestion.written", "suggestion.failed"}
#: Why nobody is told of it in person: first words of actions, or whole ones.
NOBODY = {
    "the organisation's own doings, which its owners see in the audit trail": (
        *("api_key", "member", "invitation", "sign_in_link", "session", "password", "person", "openid"),
        *("webhook.secret_rotated", "webhook.redelivered"),
        *("team_member", "webhook.created", "webhook.updated", "webhook.deleted", "webhook.tested"),
    ),
    "a project as a whole: its rooms show it to everybody": ("project",),
    "drafts, of which the room itself shows who changed them last": (
        *("revision", "import", "issue", "screenplay", "character", "consent", "element", "elements", "scenario"),
        *("budget", "location", "crew_member", "playlist", "beat_sheet", "task_filter"),
        *("coverage.updated", "coverage.deleted", "call_sheet.created", "call_sheet.updated"),
        *("milestone.created", "milestone.deleted", "comment.updated", "comment.deleted", "reply.updated"),
        *("reply.deleted", "task.deleted"),
    ),
    "files and jobs that somebody waits for at the page": (
        *("plates", "casting_sheet", "sample", "schedule", "contact_sheet", "job", "breakdown"),
        *("production", "coverage.printed", "call_sheet.printed"),
    ),
    "the asker and the decider are mostly one": ("suggestion.asked", "suggestion.accepted", "suggestion.rejected"),
    "what is taken back needs nothing of anybody": ("approval.withdrawn", "share_link.revoked"),
    "the thread shows it": ("comment.resolved", "comment.reopened"),
}


def is_said(action: str) -> bool:
    return any(said in (action, action.partition(".")[0]) for words in NOBODY.values() for said in words)


def test_every_word_concerns_somebody_or_nobody_and_not_both() -> None:
    assert set(CONCERNS) - ACTIONS == COME_TO
    assert {action for action in ACTIONS if (action in CONCERNS) == is_said(action)} == set()
    for words in NOBODY.values():
        for said in words:
            assert any(said in (action, action.partition(".")[0]) for action in ACTIONS), (
                f"{said} is not a word any more"
            )


def test_webhooks_are_told_of_what_people_are_and_of_nothing_that_never_happens() -> None:
    productions = {"production.succeeded", "production.failed", "suggestion.written", "suggestion.failed"}
    assert EVENTS - productions <= ACTIONS
    assert {name for name in CONCERNS if name in ACTIONS} - EVENTS == {"webhook.disabled"}


def test_every_kind_has_a_sentence_in_letters() -> None:
    assert set(digests.SENTENCES) == set(KINDS)


async def test_who_gives_a_call_sheet_out_is_told_who_has_seen_it(
    studio_of_module: Studio, client: httpx.AsyncClient, people: list[Person]
) -> None:
    ann, ben = people
    project = (await client.post("/api/v1/projects", json={"title": "Ferry"})).json()["id"]
    path = f"/api/v1/projects/{project}"
    await client.post(f"{path}/revisions", content=b"INT. BAR - DAY\n\nMARA\nNow.\n")
    scenario = (await client.post(f"{path}/scenarios", json={"name": "A"})).json()["id"]
    crew = {"name": ben.name, "department": "sound", "role": "Mixer", "member_id": ben.id}
    await client.post(f"{path}/crew-members", json=crew)
    sheet = await ann.client.post(f"{path}/call-sheets", json={"scenario_id": scenario, "day": 1})
    given = await ann.client.post(f"/api/v1/call-sheets/{sheet.json()['id']}/versions", headers=seen(sheet))
    assert given.status_code == 201, given.text
    assert await ann.kinds() == []
    assert await ben.kinds() == ["called"]
    await ben.client.post(f"/api/v1/published-sheets/{given.json()['id']}/receipts")
    (told,) = await ann.told()
    assert (told["kind"], told["actor"], told["words"]) == ("seen", ben.name, "Day 1, version 1")
    assert told["path"] == f"/callsheet/?id={project}&sheet={sheet.json()['id']}"


async def test_who_has_tasks_of_a_milestone_is_told_when_its_day_moves_and_not_when_its_name_does(
    client: httpx.AsyncClient, people: list[Person], studio_of_module: Studio
) -> None:
    ann, ben = people
    path = f"/api/v1/projects/{(await client.post('/api/v1/projects', json={'title': 'Ferry'})).json()['id']}"
    lock = {"title": "Lock", "kind": "picture_lock", "due_on": "2026-06-01"}
    made = await client.post(f"{path}/milestones", json=lock)
    for person, status in ((ann, "done"), (ben, "doing")):
        task = {"title": "Cut", "assignee_id": person.id, "milestone_id": made.json()["id"], "status": status}
        assert (await client.post(f"{path}/tasks", json=task)).status_code == 201
    before = await ben.kinds()
    one = f"/api/v1/milestones/{made.json()['id']}"
    named = await client.patch(one, json={"title": "Picture lock"}, headers=seen(made))
    assert await ben.kinds() == before
    assert (await client.patch(one, json={"due_on": "2026-06-03"}, headers=seen(named))).status_code == 200
    told = (await ben.told())[0]
    assert (told["kind"], told["words"]) == ("moved", "Picture lock: 3 June 2026")
    assert "moved" not in await ann.kinds()


async def test_who_wrote_is_told_of_coverage_and_who_made_a_film_of_a_link_to_a_playlist_with_it(
    studio: Studio, client: httpx.AsyncClient, people: list[Person]
) -> None:
    ann, ben = people
    project = (await client.post("/api/v1/projects", json={"title": "Ferry"})).json()["id"]
    path = f"/api/v1/projects/{project}"
    revision = await ann.client.post(f"{path}/revisions", content=b"INT. BAR - DAY\n\nMARA\nNow.\n")
    judged = {"reader": "Jane", "read_on": "2026-05-01", "script": "consider"}
    made = await ben.client.post(f"/api/v1/revisions/{revision.json()['id']}/coverage", json=judged)
    assert made.status_code == 201, made.text
    (told,) = await ann.told()
    assert (told["kind"], told["words"], told["path"]) == ("judged", "Jane: consider", f"/reports/?id={project}")
    production = (await ann.client.post(f"/api/v1/revisions/{revision.json()['id']}/productions")).json()["id"]
    items = [{"type": "production", "production_id": production}]
    playlist = (await ben.client.post(f"{path}/playlists", json={"title": "Dailies", "items": items})).json()["id"]
    link = await ben.client.post(f"/api/v1/playlists/{playlist}/share-links", json={"name": "The jury"})
    assert link.status_code == 201, link.text
    assert next((each["kind"], each["words"]) for each in await ann.told()) == ("shared", "The jury")


async def test_who_asked_for_a_suggestion_is_told_once_it_is_written_or_is_not(
    client: httpx.AsyncClient, people: list[Person], desk: SuggestionDesk, model: Said
) -> None:
    ann, ben = people
    project = (await client.post("/api/v1/projects", json={"title": "Ferry"})).json()["id"]
    body = {"kind": "draft", "logline": "A keeper must choose between her brother and the last ferry."}
    assert (await ask(ann.client, project, **body, writer="template")).status_code == 202
    assert await ann.kinds() == []
    await desk.write_all()
    (told,) = await ann.told()
    assert (told["kind"], told["path"]) == ("suggested", f"/script/?id={project}&show=suggestions")
    assert told["words"] == "one to be decided on"
    model.answers.append(UnwrittenError("the model declined"))
    assert (await ask(ann.client, project, **body, writer="model")).status_code == 202
    await desk.write_all()
    assert (await ann.told())[0]["words"] == "not written: the model declined"
    assert await ben.told() == []
