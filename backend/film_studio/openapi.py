"""The OpenAPI document, from which the web client is generated; every operation declares problems as its errors."""

import json
import re
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from film_studio.kit.problems import MEDIA_TYPE, Problem

TITLE: Final = "AI Film Studio"
#: Version of the HTTP interface: the first part is in every path.
VERSION: Final = "1.0.0"
_PAGE: Final = re.compile(r"\bPage_(\w+)_(?=\")")


def operation_id(route: APIRoute) -> str:
    """Clients name their functions by this: the route's function, which is unique."""
    return route.name


def document(app: FastAPI) -> dict[str, Any]:
    """The document of `app`; made once."""
    if app.openapi_schema is None:
        schema = get_openapi(title=TITLE, version=VERSION, routes=app.routes, description=app.description)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs", {}))
        schemas["Problem"] = problem
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for path in schema["paths"].values():
            for operation in path.values():
                responses: dict[str, Any] = operation["responses"]
                responses.pop("422", None)
                responses["default"] = {
                    "description": "What was wrong, where, and what to do (RFC 9457)",
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
        app.openapi_schema = _pages_named(schema)
    return app.openapi_schema


def _pages_named(schema: dict[str, Any]) -> dict[str, Any]:
    """The document with ProjectPage where pydantic says Page_Project_, however a generic model calls itself."""
    return json.loads(_PAGE.sub(r"\1Page", json.dumps(schema)))


def text(app: FastAPI) -> str:
    """The document as it is checked in, in backend/openapi.json."""
    return json.dumps(document(app), indent=2, ensure_ascii=False) + "\n"
