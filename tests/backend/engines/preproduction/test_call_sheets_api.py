"""Call sheets over HTTP: begun, edited by two, given out, seen, never changed again, in calendars; their rows."""

import datetime
import uuid
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from icalendar import Calendar
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.backend.browser import browser_of, join
from tests.backend.conftest import client_of, seen
from tests.backend.engines.preproduction.test_scenarios_api import change as change_schedule
from tests.backend.engines.preproduction.test_scenarios_api import new_project, schedule
from tests.backend.identity.test_sessions_api import address
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
URN = "urn:film-studio:problem:"


async def begin(client: httpx.AsyncClient, scenario: dict[str, Any], day: int = 1, **said: Any) -> dict[str, Any]:
    path = f"/api/v1/projects/{scenario['project_id']}/call-sheets"
    answer = await client.post(path, json={"scenario_id": scenario["id"], "day": day, "settings": said})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/call-sheets/{answer.json()['id']}"
    return answer.json()


async def say(client: httpx.AsyncClient, sheet: dict[str, Any], **said: Any) -> dict[str, Any]:
    answer = await client.patch(
        f"/api/v1/call-sheets/{sheet['id']}",
        json={"settings": {**sheet["settings"], **said}},
        headers={"If-Match": f'"{sheet["version"]}"'},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def give_out(client: httpx.AsyncClient, sheet: dict[str, Any], **headers: str) -> httpx.Response:
    present = await client.get(f"/api/v1/call-sheets/{sheet['id']}")
    return await client.post(f"/api/v1/call-sheets/{sheet['id']}/versions", headers={**seen(present), **headers})


async def add(client: httpx.AsyncClient, project: str, what: str, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/v1/projects/{project}/{what}", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def shown(client: httpx.AsyncClient, sheet: dict[str, Any]) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/call-sheets/{sheet['id']}/sheet")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_days_sheet_follows_schedule_locations_and_crew(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    scenario = await schedule(client, project)
    sheet = await begin(client, scenario)
    first = await shown(client, sheet)
    assert (first["day"], first["days"], first["date"]) == (1, 2, "2026-06-01")
    assert [(each["scene"], each["set"], each["cast"]) for each in first["scenes"]] == [
        ("1", "BAR", [1]),
        ("2", "QUAY", [2]),
    ]
    assert "Nearest hospital" in first["blanks"]
    await add(
        *(client, project, "locations"),
        name="The old bar",
        time_zone="Europe/Oslo",
        sets=["Bar", "QUAY"],
        hospital="Haukeland",
        coordinates={"latitude": 60.39, "longitude": 5.32},
    )
    await add(client, project, "crew-members", name="Mae", department="cast", role="mara", contact="0123")
    await add(client, project, "crew-members", name="Jo", department="sound", role="Mixer", call_offset=-15)
    after = await shown(client, sheet)
    assert (after["hospital"], after["sun"]["words"], after["cast"][0]["artist"]) == ("Haukeland", "", "Mae")
    assert after["crew_call"] == {"at": "2026-06-01T07:00:00+02:00", "derived": False}
    assert after["crew"][0]["call"]["at"] == "2026-06-01T06:45:00+02:00"
    moved = await change_schedule(client, scenario, edit="move", scenes=[1], day=1)
    assert moved.status_code == 200
    assert [each["scene"] for each in (await shown(client, sheet))["scenes"]] == ["1"]


async def test_two_people_at_one_sheet_do_not_undo_each_other(client: httpx.AsyncClient) -> None:
    scenario = await schedule(client, await new_project(client))
    sheet = await begin(client, scenario)
    await say(client, sheet, weather="Fog")
    late = await client.patch(
        f"/api/v1/call-sheets/{sheet['id']}", json={"settings": {}}, headers={"If-Match": f'"{sheet["version"]}"'}
    )
    assert (late.status_code, late.json()["changed"]) == (412, ["settings"])
    assert late.json()["current"]["settings"]["weather"] == "Fog"
    again = await client.post(
        f"/api/v1/projects/{scenario['project_id']}/call-sheets", json={"scenario_id": scenario["id"], "day": 1}
    )
    assert (again.status_code, again.json()["type"]) == (409, f"{URN}call-sheet-exists")
    listed = (await client.get(f"/api/v1/projects/{scenario['project_id']}/call-sheets")).json()["items"]
    assert [(each["id"], each["day"], each["version"]) for each in listed] == [(sheet["id"], 1, 2)]
    path = f"/api/v1/projects/{scenario['project_id']}/call-sheets?scenario_id={uuid.uuid4()}"
    assert (await client.get(path)).json()["items"] == []


async def test_a_day_that_the_schedule_does_not_have_has_no_sheet(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    scenario = await schedule(client, project)
    path = f"/api/v1/projects/{project}/call-sheets"
    answer = await client.post(path, json={"scenario_id": scenario["id"], "day": 3})
    assert (answer.status_code, answer.json()["type"]) == (409, f"{URN}no-such-day")
    other = await new_project(client)
    foreign = await client.post(f"/api/v1/projects/{other}/call-sheets", json={"scenario_id": scenario["id"], "day": 1})
    assert foreign.status_code == 404
    sheet = await begin(client, scenario, day=2)
    joined = await change_schedule(client, scenario, edit="join", day=0)
    assert joined.status_code == 200
    gone = await client.get(f"/api/v1/call-sheets/{sheet['id']}/sheet")
    assert (gone.status_code, gone.json()["type"]) == (409, f"{URN}no-such-day")
    assert (await give_out(client, sheet)).json()["type"] == f"{URN}no-such-day"


async def test_what_was_given_out_stays_and_the_next_version_says_what_has_changed(
    client: httpx.AsyncClient, studio: Studio
) -> None:
    scenario = await schedule(client, await new_project(client))
    sheet = await begin(client, scenario)
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = await give_out(client, sheet, **key)
    assert first.status_code == 201, first.text
    assert first.headers["Location"] == f"/api/v1/published-sheets/{first.json()['id']}"
    assert (first.json()["number"], first.json()["changes"]) == (1, [])
    same = await give_out(client, sheet)
    assert (same.status_code, same.json()["type"]) == (409, f"{URN}nothing-changed")
    sheet = (await client.get(f"/api/v1/call-sheets/{sheet['id']}")).json()
    assert sheet["published"] == 1
    sheet = await say(client, sheet, crew_call="06:30")
    second = (await give_out(client, sheet)).json()
    assert (second["number"], second["changes"][0]) == (2, "Crew call 07:00 → 06:30")
    stored = await client.get(first.headers["Location"])
    assert stored.json()["sheet"] == first.json()["sheet"]
    assert (
        await client.get(first.headers["Location"], headers={"If-None-Match": stored.headers["ETag"]})
    ).status_code == 304
    listed = (await client.get(f"/api/v1/call-sheets/{sheet['id']}/versions")).json()["items"]
    assert [(each["number"], each["receipts"]) for each in listed] == [(2, []), (1, [])]
    # Not even by a mistake of the API: its role may not.
    for statement in ("update published_sheet set number = 9", "delete from published_sheet"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with studio.scope() as scope:
                await scope.session.execute(text(statement))


async def test_a_forced_call_is_told_with_its_hours(client: httpx.AsyncClient) -> None:
    scenario = await schedule(client, await new_project(client))
    await add(client, scenario["project_id"], "crew-members", name="Jo", department="sound", role="Mixer")
    night = await begin(client, scenario, crew_call="18:00", wrap="22:30")
    day = await begin(client, scenario, day=2, crew_call="07:00")
    forced = (await shown(client, day))["forced"]
    assert [(each["who"], each["rest_hours"], each["due_hours"]) for each in forced] == [("Jo (Mixer)", 8.5, 12.0)]
    await say(client, night, wrapped="18:30")
    assert (await shown(client, day))["forced"] == []


async def test_whoever_is_called_is_told_once_and_says_that_they_have_seen_it(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    scenario = await schedule(client, await new_project(client))
    project = scenario["project_id"]
    async with browser_of(app) as browser, browser_of(app) as other:
        ada = await join(browser, client, address(), role="member")
        bo = await join(other, client, address(), role="member")
        token = browser.http.headers["Authorization"].removeprefix("Bearer ")
        for member, role, department in ((ada, "Gaffer", "electric"), (bo, "IDA", "cast")):
            await add(
                *(client, project, "crew-members"),
                name=role,
                department=department,
                role=role,
                member_id=member["member_id"],
            )
        sheet = await begin(client, scenario)
        published = (await give_out(client, sheet)).json()
        # Ida plays on the second day alone.
        (listed,) = (await client.get(f"/api/v1/call-sheets/{sheet['id']}/versions")).json()["items"]
        assert [(each["member"]["id"], each["seen_at"]) for each in listed["receipts"]] == [(ada["member_id"], None)]
        await app.state.teller.tell_all()
        async with client_of(app, token) as calling:
            (told,) = (await calling.get("/api/v1/notifications")).json()["items"]
            assert (told["kind"], told["words"]) == ("called", "Day 1, Mon 01 Jun: crew call 07:00")
            assert told["path"] == f"/callsheet/?id={project}&sheet={sheet['id']}"
            path = f"/api/v1/published-sheets/{published['id']}/receipts"
            answers = [await calling.post(path) for _ in range(2)]
            assert [each.status_code for each in answers] == [200, 200], answers[0].text
            assert answers[0].json()["receipts"] == answers[1].json()["receipts"]
            assert datetime.datetime.fromisoformat(answers[0].json()["receipts"][0]["seen_at"])
        program = await client.post(path)
        assert (program.status_code, program.json()["type"]) == (409, f"{URN}no-person")


async def test_calendars_have_each_persons_call_and_later_versions_move_it(client: httpx.AsyncClient) -> None:
    scenario = await schedule(client, await new_project(client))
    project = scenario["project_id"]
    await add(
        *(client, project, "locations"),
        name="The bar; old",
        address="Quay 1\nBergen",
        time_zone="Europe/Oslo",
        sets=["bar"],
        coordinates={"latitude": 60.39, "longitude": 5.32},
    )
    await add(client, project, "crew-members", name="Mae", department="cast", role="MARA")
    sheet = await begin(client, scenario, crew_call="20:00", wrap="02:00")
    first = (await give_out(client, sheet)).json()
    sheet = (await client.get(f"/api/v1/call-sheets/{sheet['id']}")).json()
    await say(client, sheet, crew_call="19:00")
    second = (await give_out(client, sheet)).json()

    async def event(published: dict[str, Any], person: str | None) -> Any:
        query = {} if person is None else {"person": person}
        answer = await client.get(f"/api/v1/published-sheets/{published['id']}/calendar.ics", params=query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        # Its walk has no types.
        calendar: Any = Calendar.from_ical(answer.content)
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Oslo"]
        (found,) = calendar.walk("VEVENT")
        return found

    unit, later = await event(first, None), await event(second, None)
    assert unit["UID"] == later["UID"]
    assert [int(each["SEQUENCE"]) for each in (unit, later)] == [0, 1]
    assert unit["DTSTART"].dt.isoformat() == "2026-06-01T20:00:00+02:00"
    assert unit["DTEND"].dt.isoformat() == "2026-06-02T02:00:00+02:00"
    assert str(unit["LOCATION"]) == "The bar; old, Quay 1\nBergen"
    assert "Changed: Crew call 20:00 → 19:00" in str(later["DESCRIPTION"])
    mara, mae = await event(first, "mara"), await event(first, " Mae ")
    assert mara["DTSTART"].dt.isoformat() == mae["DTSTART"].dt.isoformat() == "2026-06-01T20:00:00+02:00"
    assert mara["UID"] != unit["UID"]
    nobody = await client.get(f"/api/v1/published-sheets/{first['id']}/calendar.ics?person=Ida")
    assert nobody.status_code == 404


async def test_locations_and_crew_are_changed_and_taken_away(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    path = f"/api/v1/projects/{project}"
    wrong = await client.post(f"{path}/locations", json={"name": "Bar", "time_zone": "Oslo"})
    assert (wrong.status_code, wrong.json()["type"]) == (422, f"{URN}no-such-time-zone")
    place = await add(
        client, project, "locations", name="Bar", time_zone="Europe/Oslo", coordinates={"latitude": 1, "longitude": 2}
    )
    tag = {"If-Match": '"1"'}
    changed = await client.patch(
        f"/api/v1/locations/{place['id']}",
        json={"name": "Bar", "time_zone": "Europe/Oslo", "hospital": "Haukeland"},
        headers=tag,
    )
    assert changed.status_code == 200, changed.text
    assert (changed.json()["coordinates"], changed.json()["name"], changed.json()["version"]) == (None, "Bar", 2)
    said = {"name": "Jo", "department": "sound", "role": "Mixer"}
    person = await add(client, project, "crew-members", **said, contact="0123")
    stranger = await client.patch(
        f"/api/v1/crew-members/{person['id']}", json={**said, "member_id": str(uuid.uuid4())}, headers=tag
    )
    assert (stranger.status_code, stranger.json()["type"]) == (422, f"{URN}not-in-the-project")
    renamed = await client.patch(f"/api/v1/crew-members/{person['id']}", json=said, headers=tag)
    assert (renamed.json()["contact"], renamed.json()["name"]) == (None, "Jo")
    for kind, thing in (("locations", place), ("crew-members", person)):
        assert (await client.delete(f"/api/v1/{kind}/{thing['id']}", headers=tag)).status_code == 412
        gone = await client.delete(f"/api/v1/{kind}/{thing['id']}", headers={"If-Match": '"2"'})
        assert gone.status_code == 204
        assert (await client.get(f"{path}/{kind}")).json()["items"] == []
