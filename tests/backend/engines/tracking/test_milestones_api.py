"""Milestones: by when something is there, how far what belongs to it is, and how late it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.backend.conftest import seen
from tests.backend.engines.tracking.test_tasks_api import change, listed, make, new_project
from tests.backend.identity.test_sessions_api import kind

pytestmark = pytest.mark.anyio


def days_from_now(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


async def milestone(client: httpx.AsyncClient, project: str, title: str, days: int, **more: Any) -> httpx.Response:
    body = {"title": title, "due_on": days_from_now(days), **more}
    made = await client.post(f"/api/v1/projects/{project}/milestones", json=body)
    assert made.status_code == 201, made.text
    return made


async def milestones(client: httpx.AsyncClient, project: str, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(f"/api/v1/projects/{project}/milestones", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_milestone_counts_its_tasks_and_the_days_that_it_is_late(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    lock = await milestone(client, project, "Picture lock", -3, kind="picture_lock")
    show = await milestone(client, project, "First showing", 5)
    first = await make(client, project, "Cut", milestone_id=lock.json()["id"], priority="urgent")
    await make(client, project, "Grade", milestone_id=lock.json()["id"])
    await change(client, first, status="done")
    found = await milestones(client, project, sort="due_on")
    shown = [(each["title"], each["kind"], each["tasks"], each["tasks_done"], each["days_late"]) for each in found]
    assert shown == [("Picture lock", "picture_lock", 2, 1, 3), ("First showing", "other", 0, 0, 0)]
    path, body = f"/api/v1/milestones/{lock.json()['id']}", {"reached_on": days_from_now(-2), "title": None}
    reached = await client.patch(path, json=body, headers=seen(lock))
    assert (reached.json()["reached_on"], reached.json()["version"]) == (days_from_now(-2), 2)
    # Late is what it was when it was reached.
    assert [each["days_late"] for each in await milestones(client, project, sort="title")] == [0, 1]
    stale = await client.patch(path, json={"title": "Lock"}, headers=seen(lock))
    assert kind(stale) == (412, "changed-meanwhile")
    assert stale.json()["changed"] == ["reached_on"]
    told = await client.get("/api/v1/audit", params={"subject_id": lock.json()["id"], "sort": "sequence"})
    assert [each["action"] for each in told.json()["items"]] == ["milestone.created", "milestone.updated"]
    assert show.headers["ETag"] == '"1"'


async def test_tasks_of_a_milestone_are_found_and_outlive_it(client: httpx.AsyncClient) -> None:
    project, other = await new_project(client), await new_project(client)
    lock = await milestone(client, project, "Lock", 1)
    foreign = (await milestone(client, other, "Elsewhere", 1)).json()["id"]
    own = await make(client, project, "Cut", milestone_id=lock.json()["id"], priority="high")
    await make(client, project, "Grade", due_on="2020-01-01")
    assert own.json()["milestone"] == {"milestone_id": lock.json()["id"]}
    refused = await client.post(f"/api/v1/projects/{project}/tasks", json={"title": "x", "milestone_id": foreign})
    assert kind(refused) == (422, "not-in-the-project")
    assert await listed(client, project, milestone_id=lock.json()["id"]) == ["Cut"]
    assert await listed(client, project, priority="high") == ["Cut"]
    assert await listed(client, project, overdue=True) == ["Grade"]
    assert await listed(client, project, unassigned=False) == []
    assert await listed(client, project, unassigned=True, q="CUT") == ["Cut"]
    assert await listed(client, project, sort="-priority") == ["Cut", "Grade"]
    gone = await client.delete(f"/api/v1/milestones/{lock.json()['id']}", headers=seen(lock))
    assert gone.status_code == 204
    left = (await client.get(f"/api/v1/tasks/{own.json()['id']}")).json()
    assert (left["milestone"], left["version"]) == (None, 2)


async def test_who_moved_on_what_is_said_of_each_of_several_and_nothing_changes(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    lock = (await milestone(client, project, "Lock", 1)).json()["id"]
    tasks = [await make(client, project, f"Task {number}") for number in range(4)]
    await change(client, tasks[1], status="doing")
    await change(client, tasks[3], priority="low")
    path = f"/api/v1/projects/{project}/tasks"
    saw = [{"id": task.json()["id"], "version": 1} for task in tasks]
    refused = await client.patch(path, json={"tasks": saw, "milestone_id": lock, "priority": "urgent"})
    assert kind(refused) == (412, "changed-meanwhile")
    moved = refused.json()["moved_on"]
    assert sorted((each["title"], each["version"]) for each in moved) == [("Task 1", 2), ("Task 3", 2)]
    whom = {each["by"] for each in moved}
    assert len(whom) == 1
    assert "somebody" not in whom
    assert f"Task 1 (by {whom.pop()})" in refused.json()["detail"]
    assert await listed(client, project, priority="urgent") == []
    fresh = [{"id": each["id"], "version": each["version"]} for each in (await client.get(path)).json()["items"]]
    done = await client.patch(path, json={"tasks": fresh, "milestone_id": lock, "priority": "urgent"})
    assert [each["milestone"]["milestone_id"] for each in done.json()["items"]] == [lock] * 4
    told = await client.get("/api/v1/audit", params={"action": "task.updated", "subject_id": tasks[0].json()["id"]})
    assert told.json()["items"][0]["after"] == {"priority": "urgent", "milestone": lock}
    assert kind(await client.patch(path, json={"tasks": saw[:1], "milestone_id": saw[0]["id"]}))[0] == 412


async def test_some_hundreds_are_changed_in_one_request(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    tasks = [(await make(client, project, f"Task {number}")).json() for number in range(220)]
    saw = [{"id": task["id"], "version": 1} for task in tasks]
    path = f"/api/v1/projects/{project}/tasks"
    changed = await client.patch(path, json={"tasks": saw, "status": "done"})
    assert [each["id"] for each in changed.json()["items"]] == [task["id"] for task in tasks]
    total = (await client.get("/api/v1/audit", params={"action": "task.updated", "total": True})).json()["total"]
    assert total >= len(tasks)
