"""Names are people's: every script and every mark that joins letters is taken, and stored in one form."""

import time
import unicodedata
from typing import Any

import httpx
import pytest

from tests.backend.conftest import seen

pytestmark = pytest.mark.anyio
NAMES = {
    "no-break space": "Le\u00a0Bac",
    "narrow no-break space": "Qui\u202f?",
    "zero width joiner": "क्\u200dष",
    "zero width non-joiner": "می\u200cخواهم",
    "right-to-left mark": "שלום\u200f!",
    "soft hyphen": "Donau\u00addampf",
    "ideographic space": "東京\u3000物語",
    "family of emoji": "👨\u200d👩\u200d👧",
    "flag of tags": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "emoji of a later Unicode": "\U0001fae9 \U0001faff",
    "private use": "\ue000",
}
REFUSED = {
    "NUL": "a\x00b",
    "escape": "a\x1bb",
    "delete": "a\x7fb",
    "line feed": "a\nb",
    "tab": "a\tb",
    "next line": "a\x85b",
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
}


@pytest.fixture(scope="module")
async def project(client: httpx.AsyncClient) -> str:
    return (await client.post("/api/v1/projects", json={"title": "Names"})).json()["id"]


async def upload(client: httpx.AsyncClient, project: str, name: str, **arguments: Any) -> httpx.Response:
    content = f"INT. KITCHEN - DAY\n\nFog of {name.encode('unicode_escape').decode()}.\n".encode()
    return await client.post(f"/api/v1/projects/{project}/revisions", content=content, **arguments)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
async def test_a_title_of_any_script_is_kept(client: httpx.AsyncClient, name: str) -> None:
    made = await client.post("/api/v1/projects", json={"title": name})
    assert made.status_code == 201, made.text
    assert made.json()["title"] == name
    path = f"/api/v1/projects/{made.json()['id']}"
    assert (await client.get(path)).json()["title"] == name
    renamed = await client.patch(path, json={"title": f"{name} II"}, headers=seen(made))
    assert renamed.json()["title"] == f"{name} II"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
async def test_a_file_of_any_script_keeps_its_name(client: httpx.AsyncClient, project: str, name: str) -> None:
    made = await upload(client, project, name, params={"filename": f"{name}.fountain"})
    assert made.status_code == 201, made.text
    assert made.json()["filename"] == f"{name}.fountain"
    source = await client.get(f"/api/v1/revisions/{made.json()['id']}/source")
    assert source.status_code == 200
    assert source.headers["Content-Disposition"].isascii()


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED.keys())
async def test_what_is_no_line_of_text_is_no_name(client: httpx.AsyncClient, project: str, name: str) -> None:
    refused = await client.post("/api/v1/projects", json={"title": name})
    assert refused.status_code == 422
    assert "body.title" in refused.json()["detail"]
    refused = await upload(client, project, name, params={"filename": f"{name}.fountain"})
    assert refused.status_code == 422
    assert refused.json()["type"].endswith(":invalid-filename")


@pytest.mark.parametrize("name", ["\u200b", "\u3000\u200d", "\u00ad", "\u200f"])
async def test_a_title_that_nobody_can_see_is_refused(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.post("/api/v1/projects", json={"title": name})).status_code == 422


async def test_names_are_stored_composed_and_counted_so(client: httpx.AsyncClient, project: str) -> None:
    typed = unicodedata.normalize("NFD", "é" * 200)
    made = await client.post("/api/v1/projects", json={"title": typed})
    assert made.status_code == 201, made.text
    assert made.json()["title"] == "é" * 200
    made = await upload(client, project, "composed", headers={"X-Filename": "e%CC%81.fountain"})
    assert made.json()["filename"] == "é.fountain"


async def test_a_name_of_accents_without_end_is_refused_before_they_are_put_in_order(client: httpx.AsyncClient) -> None:
    accents = "a" + "\u0301\u0323" * 15_000
    before = time.process_time()
    made = await client.post("/api/v1/projects", json={"title": accents})
    refused_in = time.process_time() - before
    unicodedata.normalize("NFC", accents)
    in_order_in = time.process_time() - before - refused_in
    assert (made.status_code, made.json()["errors"][0]["location"]) == (422, "body.title")
    assert refused_in < in_order_in / 2
