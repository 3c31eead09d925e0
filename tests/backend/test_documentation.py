"""The documentation page loads nothing from elsewhere."""

import re

import httpx
import pytest

pytestmark = pytest.mark.anyio
PATH = "/api/v1/docs"


async def test_the_page_and_all_that_it_loads_come_from_here(client: httpx.AsyncClient) -> None:
    page = await client.get(PATH)
    assert page.headers["Content-Type"].startswith("text/html")
    loaded = re.findall(r'(?:src|href|data-document)="([^"]+)"', page.text)
    assert len(loaded) == 5
    for path in loaded:
        assert path.startswith("/api/v1/"), path
        answer = await client.get(path)
        assert (answer.status_code, len(answer.content) > 0) == (200, True), path
    assert "<script>" not in page.text


async def test_the_page_may_load_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    rules = dict(rule.split(" ", 1) for rule in (await client.get(PATH)).headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert not [source for sources in rules.values() for source in sources.split() if "//" in source or "*" in source]


@pytest.mark.parametrize("name", ["nothing.js", "..%2F__init__.py", "__init__.py", "redoc"])
async def test_nothing_else_of_the_package_is_served(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"{PATH}/{name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


async def test_other_documentation_pages_are_none(client: httpx.AsyncClient) -> None:
    for path in ("/docs", "/redoc", "/api/v1/redoc", "/docs/oauth2-redirect", "/openapi.json"):
        assert (await client.get(path)).status_code == 404
