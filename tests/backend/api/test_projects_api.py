"""Projects: created once, listed page by page, seen by their organisation alone."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_a_project_is_created_and_found_again(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/projects", json={"title": "  The Last Ferry "})
    assert made.status_code == 201, made.text
    project = made.json()
    assert project["title"] == "The Last Ferry"
    assert (await client.get(f"/api/v1/projects/{project['id']}")).json() == project
