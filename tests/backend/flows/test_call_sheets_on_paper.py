"""Call sheets are asked for over HTTP, set as workers set them, and read again: front, back, blanks, versions."""

from pathlib import Path

import httpx
import pytest

from tests.backend.engines.preproduction.test_call_sheets_api import add, begin, give_out, say
from tests.backend.engines.preproduction.test_scenarios_api import new_project, schedule
from tests.backend.flows.test_documents_api import begun, pages_of, recipe_of
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio


async def test_a_call_sheet_has_a_front_and_a_back_and_marks_what_nobody_has_said(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    scenario = await schedule(client, await new_project(client))
    project = scenario["project_id"]
    await add(client, project, "locations", name="The old bar", time_zone="Europe/Oslo", sets=["bar"])
    await add(client, project, "crew-members", name="Jo", department="sound", role="Mixer", contact="0123 4567")
    notes = [{"department": "make_up", "text": "Blood for scene 2."}]
    sheet = await begin(client, scenario, crew_call="20:00", wrap="02:15", clock="12h", notes=notes)
    path = f"call-sheets/{sheet['id']}"
    front, back = await pages_of(studio, tmp_path / "a", client, path, size="a4")
    for words in ("CREW CALL", "8:00 PM", "2:15 AM +1", "The old bar", "Nearest hospital: to be filled in", "DRAFT"):
        assert words in front, words
    assert [front.index(words) for words in ("QUAY", "Cast", "MARA", "Advance: Day 2 of 2")]
    assert "not given out yet" in front
    assert all(words in back for words in ("Mixer", "Jo", "Make-up: Blood for scene 2."))
    assert "0123" not in front + back, "how people are reached is printed where the day says so"
    await say(client, sheet, crew_call="20:00", wrap="02:15", clock="12h", notes=notes, show_contacts=True)
    _, back = await pages_of(studio, tmp_path / "b", client, path)
    assert "0123 4567" in back


async def test_a_version_is_printed_as_it_was_given_out(
    client: httpx.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    scenario = await schedule(client, await new_project(client))
    sheet = await begin(client, scenario)
    assert (await give_out(client, sheet)).status_code == 201
    path = f"call-sheets/{sheet['id']}"
    first = await begun(client, path, number=1)
    sheet = (await client.get(f"/api/v1/{path}")).json()
    await say(client, sheet, crew_call="06:30")
    assert (await give_out(client, sheet)).status_code == 201
    assert (await begun(client, path, number=1))["id"] == first["id"]
    assert (await recipe_of(studio, first)).head.standing == "approved"
    before, *_ = await pages_of(studio, tmp_path / "one", client, path, number=1)
    after, back = await pages_of(studio, tmp_path / "two", client, path, number=2)
    assert ("07:00" in before, "07:00" in after, "06:30" in after) == (True, False, True)
    assert "Crew call 07:00 → 06:30" in back
    missing = await client.post(f"/api/v1/{path}/documents", json={"number": 3})
    assert missing.status_code == 404
