"""The OpenAPI document that is checked in is the one the API serves; its clients get typed errors."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio import openapi

pytestmark = pytest.mark.anyio
CHECKED_IN = Path(__file__).parents[2] / "backend" / "openapi.json"


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


async def test_the_document_that_is_checked_in_is_up_to_date(app: FastAPI) -> None:
    assert CHECKED_IN.read_text(encoding="utf-8") == openapi.text(app), "run: ./studio fix openapi"


async def test_the_api_serves_its_document(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/openapi.json")).json() == json.loads(CHECKED_IN.read_text(encoding="utf-8"))


async def test_every_operation_has_a_name_of_its_own_and_says_what_it_is_for(app: FastAPI) -> None:
    found = operations(openapi.document(app))
    names = [operation["operationId"] for _, operation in found]
    assert len(names) == len(set(names))
    assert [name for name, operation in found if not operation.get("summary")] == []


async def test_every_operation_declares_its_errors_as_problems(app: FastAPI) -> None:
    for name, operation in operations(openapi.document(app)):
        content = operation["responses"]["default"]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, name
        assert "422" not in operation["responses"], name


async def test_every_operation_but_health_asks_for_a_key(app: FastAPI) -> None:
    for name, operation in operations(openapi.document(app)):
        assert ("security" in operation) is ("/health/" not in name), name


async def test_every_reference_in_the_document_leads_somewhere(app: FastAPI) -> None:
    document = openapi.document(app)
    text = json.dumps(document)
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.partition('"')[0] in document["components"]["schemas"]
