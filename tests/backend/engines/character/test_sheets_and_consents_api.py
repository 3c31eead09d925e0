"""Character sheets and consents: what is known of somebody, which names are one person, and who has agreed."""

import datetime
import uuid
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from contracts.recipes.line import LineRecipe
from contracts.recipes.shot import ShotRecipe
from tests.backend.conftest import client_of
from tests.backend.engines.character.test_choosing_the_cast_api import cast_of, choose, new_project, revise
from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio
SCRIPT = """INT. BAR - DAY

THEO, 70s, in a green coat, waits. MOM, 30s, sits.

THEO
Where is she now?

MOM
Gone.

THEO
When?

INT. BAR - NEXT DAY

THEO, in a red hat, waits for ANNA, 31.

ANNA
I am back.

EXT. STREET - CONTINUOUS

Theo and Anna walk away.
"""
PDF = b"%PDF-1.7\nsigned\n%%EOF\n"
COAT = {"garment": "suit", "top": "#112233"}


def seen(thing: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{thing["version"]}"'}


async def sheet_of(client: httpx.AsyncClient, character: dict[str, Any]) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/characters/{character['id']}/sheet")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def change(client: httpx.AsyncClient, character: dict[str, Any], **fields: Any) -> dict[str, Any]:
    sheet = await sheet_of(client, character)
    answer = await client.patch(f"/api/v1/characters/{character['id']}/sheet", json=fields, headers=seen(sheet))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def agree(client: httpx.AsyncClient, character: dict[str, Any], kind: str, **fields: Any) -> dict[str, Any]:
    body = {"kind": kind, "person": "Jane Doe", "uses": ["film"], "territory": "World", "begins_on": "2020-01-01"}
    made = await client.post(f"/api/v1/characters/{character['id']}/consents", json=body | fields)
    assert made.status_code == 201, made.text
    kept = await client.put(f"/api/v1/consents/{made.json()['id']}/file", content=PDF, headers=seen(made.json()))
    assert kept.status_code == 200, kept.text
    return kept.json()


async def test_a_sheet_says_what_the_page_says_and_what_is_worn_on_each_story_day(client: httpx.AsyncClient) -> None:
    cast = await cast_of(client, await revise(client, await new_project(client), SCRIPT))
    sheet = await sheet_of(client, cast["THEO"])
    assert (sheet["lines"], sheet["scenes"], sheet["names"]) == (2, [0, 1, 2], ["THEO"])
    assert (sheet["decided_by"]["garment"], sheet["decided_by"]["skin"]) == ("page", "seed")
    assert [each["scene"] for each in sheet["said"]] == [0, 1]
    assert [(each["name"], each["exchanges"], each["scenes"]) for each in sheet["relationships"]] == [("MOM", 2, [0])]
    assert [(each["day"], each["scenes"], each["look"]["hat"]) for each in sheet["wardrobe"]] == [
        ("1", [0], None),
        ("2", [1, 2], {"shape": "brim", "colour": "#c0392b"}),
    ]
    changed = await change(client, cast["THEO"], outfits={"2": COAT}, notes="The scar is on the left.", mode="avatar")
    assert changed["notes"] == "The scar is on the left."
    second = changed["wardrobe"][1]
    assert (second["look"]["garment"], second["look"]["top"]) == ("suit", "#112233")
    assert second["look"]["hat"], "what was not chosen is as the page has it"
    assert changed["wardrobe"][0]["look"] == sheet["wardrobe"][0]["look"]


async def test_a_version_brings_back_what_was_in_force(client: httpx.AsyncClient) -> None:
    cast = await cast_of(client, await revise(client, await new_project(client), SCRIPT))
    path = f"/api/v1/characters/{cast['THEO']['id']}"
    first = await change(client, cast["THEO"], outfits={"1": COAT})
    kept = await client.post(f"{path}/versions", json={"stage": "casting", "note": "As agreed."})
    assert (kept.status_code, kept.json()["number"]) == (201, 1)
    other = await change(client, cast["THEO"], outfits={})
    assert other["wardrobe"] != first["wardrobe"]
    assert (await client.post(f"{path}/versions", json={"stage": "alternate"})).json()["number"] == 2
    back = await client.put(f"{path}/version", json={"number": 1}, headers=seen(other))
    assert back.status_code == 200, back.text
    assert back.json()["wardrobe"] == first["wardrobe"]
    listed = (await client.get(f"{path}/versions")).json()["items"]
    assert [(each["number"], each["stage"]) for each in listed] == [(2, "alternate"), (1, "casting")]
    unknown = await client.put(f"{path}/version", json={"number": 9}, headers=seen(back.json()))
    assert (unknown.status_code, unknown.json()["type"].rpartition(":")[2]) == (422, "no-such-version")


async def test_two_names_are_one_person_until_they_are_split(studio: Studio, client: httpx.AsyncClient) -> None:
    revision = await revise(client, await new_project(client), SCRIPT)
    cast = await cast_of(client, revision)
    begun = (await studio.start(uuid.UUID(revision))).id
    path = f"/api/v1/characters/{cast['MOM']['id']}/person"
    merged = await client.put(path, json={"character_id": cast["ANNA"]["id"]}, headers=seen(cast["MOM"]))
    assert merged.status_code == 200, merged.text
    now = await cast_of(client, revision)
    assert now["MOM"]["same_as"] == "ANNA"
    assert (now["MOM"]["look"], now["MOM"]["voice"]) == (cast["ANNA"]["look"], cast["ANNA"]["voice"])
    both = await sheet_of(client, cast["ANNA"])
    assert (both["names"], both["lines"], both["scenes"]) == (["ANNA", "MOM"], 2, [0, 1, 2])
    assert [each["name"] for each in (await sheet_of(client, cast["THEO"]))["relationships"]] == ["ANNA"]
    for who, into in (("ANNA", "MOM"), ("ANNA", "ANNA")):
        refused = await client.put(
            f"/api/v1/characters/{cast[who]['id']}/person",
            json={"character_id": cast[into]["id"]},
            headers=seen(now[who]),
        )
        assert refused.json()["type"].rpartition(":")[2] == "not-one-person"
    chosen = await client.put(f"/api/v1/characters/{cast['MOM']['id']}/casting", json={}, headers=seen(now["MOM"]))
    assert chosen.json()["type"].rpartition(":")[2] == "same-person"
    anew = (await studio.start(uuid.UUID(revision))).id

    async def voice_of(production: uuid.UUID, text: str) -> str:
        lines = [LineRecipe.model_validate_json(job.recipe or "") for job in await studio.jobs(production, "line")]
        return next(line.formant.name for line in lines if line.formant and line.text == text)

    assert await voice_of(begun, "Gone.") == cast["MOM"]["voice"]["name"] != cast["ANNA"]["voice"]["name"]
    assert await voice_of(anew, "Gone.") == cast["ANNA"]["voice"]["name"]
    split = await client.delete(path, headers=seen(now["MOM"]))
    assert split.status_code == 200, split.text
    again = await cast_of(client, revision)
    assert {**again["MOM"], "version": 1} == {**cast["MOM"], "version": 1}


async def test_plates_are_for_who_may_look_and_looking_again_begins_nothing(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    revision = await revise(client, await new_project(client), SCRIPT)
    theo = (await cast_of(client, revision))["THEO"]
    body = {"name": "Viewer", "permissions": ["projects:read", "scripts:read"]}
    key = (await client.post("/api/v1/api-keys", json=body)).json()["key"]
    async with client_of(app, key) as viewer:
        begun = [(await viewer.post(f"/api/v1/characters/{theo['id']}/plates")).json() for _ in range(3)]
    assert len({job["id"] for job in begun}) == 1, begun
    trail = (await client.get("/api/v1/audit?action=plates.started")).json()["items"]
    assert [each["after"]["name"] for each in trail if each["subject_id"] == theo["id"]] == ["THEO"]
    top = "#a23b3b" if theo["look"]["top"] != "#a23b3b" else "#1e8449"
    changed = await choose(client, theo, look={**theo["look"], "top": top})
    assert changed.status_code == 200, changed.text
    other = (await client.post(f"/api/v1/characters/{theo['id']}/plates")).json()
    assert other["id"] != begun[0]["id"], "they look otherwise now"


async def test_nothing_begins_of_somebody_who_has_not_agreed(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    revision = await revise(client, project, SCRIPT)
    cast = await cast_of(client, revision)
    theo = cast["THEO"]["id"]
    begins: list[tuple[str, dict[str, Any]]] = [
        (f"/api/v1/revisions/{revision}/productions", {}),
        (f"/api/v1/revisions/{revision}/productions?dry_run=true", {}),
        (f"/api/v1/characters/{theo}/samples", {}),
        (f"/api/v1/characters/{theo}/plates", {}),
    ]

    async def refused() -> set[str]:
        told: set[str] = set()
        for path, body in begins:
            answer = await client.post(path, json=body)
            if answer.status_code == 409:
                assert answer.json()["type"].rpartition(":")[2] == "consent-missing"
                told.add(answer.json()["detail"].partition(". ")[0])
            else:
                told.add("begun")
        return told

    assert await refused() == {"begun"}
    await change(client, cast["THEO"], mode="actor")
    assert await refused() == {"THEO: a likeness consent is missing, a voice consent is missing"}
    yesterday = str(datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1))
    await agree(client, cast["THEO"], "likeness")
    voice = await agree(client, cast["THEO"], "voice", expires_on=yesterday)
    assert await refused() == {f"THEO: the voice consent of Jane Doe expired on {yesterday}"}
    assert (await sheet_of(client, cast["THEO"]))["lacks"] == [f"the voice consent of Jane Doe expired on {yesterday}"]
    longer = await client.patch(f"/api/v1/consents/{voice['id']}", json={"expires_on": None}, headers=seen(voice))
    assert await refused() == {"begun"}
    await client.patch(f"/api/v1/consents/{voice['id']}", json={"withdrawn": True}, headers=seen(longer.json()))
    (told,) = await refused()
    assert told.startswith("THEO: the voice consent of Jane Doe was withdrawn on ")
    listed = (await client.get(f"/api/v1/projects/{project}/consents")).json()["items"]
    assert [(each["kind"], each["file_bytes"]) for each in listed] == [("likeness", len(PDF)), ("voice", len(PDF))]
    signed = await client.get(f"/api/v1/consents/{voice['id']}/file")
    assert (signed.content, signed.headers["Content-Type"]) == (PDF, "application/pdf")
    wrong = await client.put(f"/api/v1/consents/{voice['id']}/file", content=b"MZ", headers=seen(listed[1]))
    assert (wrong.status_code, wrong.json()["type"].rpartition(":")[2]) == (422, "consent-file-not-valid")


async def test_a_consent_has_to_cover_each_territory_of_release(client: httpx.AsyncClient) -> None:
    project = await new_project(client)
    revision = await revise(client, project, SCRIPT)
    cast = await cast_of(client, revision)
    await change(client, cast["THEO"], mode="brand")
    consent = await agree(client, cast["THEO"], "likeness", territory="Germany, Austria")
    path = f"/api/v1/projects/{project}"

    async def begun() -> str:
        answer = await client.post(f"/api/v1/revisions/{revision}/productions?dry_run=true")
        return answer.json().get("detail", "").partition(". ")[0]

    assert (await client.get(path)).json()["territories"] == []
    assert await begun() == "", "nobody has said where it is released"
    saw = seen((await client.get(path)).json())
    said = await client.patch(path, json={"territories": ["Austria", "France", "Austria"]}, headers=saw)
    assert (said.status_code, said.json()["territories"]) == (200, ["Austria", "France"])
    why = "the likeness consent of Jane Doe is for Germany, Austria, and the film is also for France"
    assert await begun() == f"THEO: {why}"
    assert (await sheet_of(client, cast["THEO"]))["lacks"] == [why]
    wider = await client.patch(f"/api/v1/consents/{consent['id']}", json={"territory": "World"}, headers=seen(consent))
    assert (wider.status_code, await begun()) == (200, "")


async def test_a_consent_that_ends_during_a_production_stops_what_has_not_begun(
    studio: Studio, client: httpx.AsyncClient
) -> None:
    revision = await revise(client, await new_project(client), SCRIPT)
    cast = await cast_of(client, revision)
    await change(client, cast["THEO"], mode="brand")
    consent = await agree(client, cast["THEO"], "likeness")
    production = (await studio.start(uuid.UUID(revision))).id
    await client.patch(f"/api/v1/consents/{consent['id']}", json={"withdrawn": True}, headers=seen(consent))
    await studio.relay.publish_all()
    spoken = {
        LineRecipe.model_validate_json(job.recipe or "").text: job for job in await studio.jobs(production, "line")
    }
    assert spoken["Where is she now?"].status == "failed"
    assert "THEO: the likeness consent of Jane Doe was withdrawn" in (spoken["Where is she now?"].error or "")
    assert spoken["I am back."].status == "queued", "of somebody else"
    retried = await client.post(f"/api/v1/productions/{production}/retry")
    assert (retried.status_code, retried.json()["type"].rpartition(":")[2]) == (409, "consent-missing")
    await agree(client, cast["THEO"], "likeness")
    assert (await client.post(f"/api/v1/productions/{production}/retry")).status_code == 202
    await studio.relay.publish_all()
    jobs = await studio.jobs(production, "line")
    assert {job.status for job in jobs} == {"queued"}


async def test_shots_are_drawn_in_the_clothes_of_their_story_day(studio: Studio, client: httpx.AsyncClient) -> None:
    revision = await revise(client, await new_project(client), SCRIPT)
    cast = await cast_of(client, revision)

    async def drawn() -> dict[int, set[str]]:
        production = (await studio.start(uuid.UUID(revision))).id
        await studio.succeed_all(production, "line")
        found: dict[int, set[str]] = {}
        for job in await studio.jobs(production, "shot"):
            recipe = ShotRecipe.model_validate_json(job.recipe or "")
            if recipe.animatic and recipe.animatic.view and job.part is not None:
                found.setdefault(job.part, set()).add(recipe.model_dump_json())
        return found

    before = await drawn()
    await change(client, cast["THEO"], outfits={"2": COAT})
    after = await drawn()
    assert before[0] == after[0], "of another story day: not made anew"
    assert all(before[scene] != after[scene] for scene in (1, 2))
    assert all('"top":"#112233"' in recipe for recipe in after[2] if '"THEO":{' in recipe)
