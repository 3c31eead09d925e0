"""A Final Draft file over HTTP: it comes in as a revision, is read as Fountain, and goes out again as it was."""

import httpx
import pytest
from film_studio.screenplay.fdx.reader import read_bytes

pytestmark = pytest.mark.anyio

FDX = b"""<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5">
  <Content>
    <Paragraph Type="Scene Heading" Number="12A"><Text>INT. KITCHEN - NIGHT</Text></Paragraph>
    <Paragraph Type="Action" Studio="kept"><Text>Ida </Text><Text Style="Bold">waits</Text><Text>.</Text></Paragraph>
    <Paragraph Type="Character"><Text>IDA</Text></Paragraph>
    <Paragraph Type="Dialogue"><Text>You came.</Text></Paragraph>
  </Content>
  <TagData><TagDefinition Id="7" Label="Lamp"/></TagData>
</FinalDraft>
"""


async def uploaded(client: httpx.AsyncClient, data: bytes, name: str, project: str | None = None) -> httpx.Response:
    if project is None:
        project = str((await client.post("/api/v1/projects", json={"title": "Night"})).json()["id"])
    headers = {"Content-Type": "application/xml", "X-Filename": name}
    return await client.post(f"/api/v1/projects/{project}/revisions", content=data, headers=headers)


async def test_a_final_draft_file_is_a_revision_and_is_read_as_fountain(client: httpx.AsyncClient) -> None:
    made = await uploaded(client, FDX, "night.fdx")
    assert made.status_code == 201, made.text
    revision = made.json()
    assert revision["scene_count"] == 1
    path = f"/api/v1/revisions/{revision['id']}"
    assert (await client.get(f"{path}/source")).content == FDX
    fountain = await client.get(f"{path}/fountain")
    assert fountain.headers["content-type"] == "text/plain; charset=utf-8"
    assert "night.fountain" in fountain.headers["content-disposition"]
    assert fountain.text.splitlines()[:3] == ["INT. KITCHEN - NIGHT #12A#", "", "Ida **waits**."]
    characters = (await client.get(f"{path}/characters")).json()["items"]
    assert [each["name"] for each in characters] == ["IDA"]


async def test_it_goes_out_again_to_the_byte_and_edited_with_what_was_not_edited(client: httpx.AsyncClient) -> None:
    first = (await uploaded(client, FDX, "night.fdx")).json()
    back = await client.get(f"/api/v1/revisions/{first['id']}/final-draft")
    assert back.content == FDX
    assert back.headers["content-type"] == "application/xml"
    assert "night.fdx" in back.headers["content-disposition"]
    text = (await client.get(f"/api/v1/revisions/{first['id']}/fountain")).text.replace("You came.", "You came back.")
    edited = await uploaded(client, text.encode(), "night.fountain", first["project_id"])
    assert edited.status_code == 201, edited.text
    out = (await client.get(f"/api/v1/revisions/{edited.json()['id']}/final-draft")).content
    assert b"You came back." in out
    assert b'Studio="kept"' in out
    assert b'Label="Lamp"' in out


async def test_what_began_as_fountain_is_written_as_final_draft(client: httpx.AsyncClient) -> None:
    made = (await uploaded(client, b"INT. HALL - DAY\n\nIDA\n(softly)\nYes.\n", "hall.fountain")).json()
    out = (await client.get(f"/api/v1/revisions/{made['id']}/final-draft")).content
    assert read_bytes(out).fountain.split() == ["INT.", "HALL", "-", "DAY", "IDA", "(softly)", "Yes."]
    same = (await client.get(f"/api/v1/revisions/{made['id']}/fountain")).content
    assert same == b"INT. HALL - DAY\n\nIDA\n(softly)\nYes.\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><FinalDraft>&a;</FinalDraft>', "document type"),
        (b'<?xml version="1.0"?><html><body>Hi</body></html>', "its root is <html>"),
        (b'<?xml version="1.0"?><FinalDraft><Content><Paragraph>', "not whole XML"),
        (FDX.replace(b'Template="No"', b'Template="Yes"'), "template"),
        (
            FDX.decode().replace("UTF-8", "UTF-16").encode("utf-16").replace(b"F\0i\0n\0a", b"X\0i\0n\0a"),
            "root is <XinalDraft>",
        ),
    ],
)
async def test_other_xml_is_refused_in_words(client: httpx.AsyncClient, data: bytes, why: str) -> None:
    refused = await uploaded(client, data, "night.fdx")
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("not-a-screenplay")
    assert why in refused.json()["detail"]
