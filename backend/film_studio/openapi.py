"""The OpenAPI document, from which the web client is generated; every operation declares its problems, and where to go
on from its answers."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from film_studio.kit.event_stream import events_of
from film_studio.kit.problem_kinds import KINDS, own_problems, schema_name, schemas
from film_studio.kit.problems import MEDIA_TYPE, Problem
from film_studio.kit.versions import tags_its_answers

TITLE: Final = "AI Film Studio"
#: Version of the HTTP interface: the first part is in every path.
VERSION: Final = "1.0.0"
_ANY_PROBLEM: Final = "Problem"
_MEANING_OF_ANY: Final = "What was wrong, where, and what to do (RFC 9457)"
_PAGE: Final = re.compile(r"\bPage_(\w+)_(?=\")")
Json = dict[str, Any]
Endpoint = Callable[..., Any]
_HEADERS: Final[Mapping[str, Json]] = {
    "ETag": {
        "description": "Names this state; send it as If-Match with a change, as If-None-Match to ask for news",
        "schema": {"type": "string"},
    },
    "Location": {
        "description": "The path of what was made, or of the work that was begun",
        "schema": {"type": "string"},
    },
    "Retry-After": {"description": "Seconds after which to try again", "schema": {"type": "integer"}},
}
_IF_NONE_MATCH: Final[Json] = {
    "name": "if-none-match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "title": "If-None-Match"},
    "description": "An ETag: 304 without a body while the answer is still that one",
}


def operation_id(route: APIRoute) -> str:
    """Clients name their functions by this: the route's function, which is unique."""
    return route.name


def document(app: FastAPI) -> Json:
    """The document of `app`; made once."""
    if app.openapi_schema is None:
        schema = get_openapi(title=TITLE, version=VERSION, routes=app.routes, description=app.description)
        components: Json = schema.setdefault("components", {})
        named: Json = components.setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        named |= problem.pop("$defs", {}) | {"Problem": problem} | schemas()
        for unused in ("HTTPValidationError", "ValidationError"):
            named.pop(unused, None)
        components["headers"] = dict(_HEADERS)
        components["responses"] = {
            _ANY_PROBLEM: _problem_response("Problem", meaning="What was wrong, where, and what to do (RFC 9457)")
        }
        schema = _pages_named(schema)
        named = schema["components"]["schemas"]
        refusals = schema["components"]["responses"]
        for method, operation, route in _operations(app, schema):
            _describe(method, operation, route, refusals)
            _describe_events(operation, route.endpoint, named)
        for operation in _all(schema):
            _link(operation, schema)
        _share_parameters(schema)
        app.openapi_schema = schema
    return app.openapi_schema


def problems_of(method: str, operation: Json, endpoint: Endpoint) -> list[str]:
    """The kinds of problems that an operation may answer with, but for those that are our mistakes."""
    parameters = {(each["in"], each["name"]) for each in operation.get("parameters", ())}
    body = operation.get("requestBody", {}).get("content", {})
    found = ["invalid-request"]
    if "security" in operation:
        found += ["unauthorized", "not-allowed", "too-many-requests", "database-unavailable", "secrets-unavailable"]
        if method != "get":
            found += ["conflict"]
    for parameter, kinds in (
        (("query", "cursor"), ("invalid-cursor",)),
        (("header", "idempotency-key"), ("idempotency-key-reused", "done-already")),
        (("header", "if-match"), ("precondition-required", "changed-meanwhile")),
    ):
        if parameter in parameters:
            found += kinds
    if any(place == "path" for place, _ in parameters):
        found += ["not-found"]
    if body:
        found += ["body-too-large", "unsupported-media-type"]
    if "application/json" in body:
        found += ["malformed-json"]
    return [*found, *own_problems(endpoint)]


def _describe(method: str, operation: Json, route: APIRoute, refusals: Json) -> None:
    """Complete an operation. Its refusals are added to `refusals`, which all share: written out, they are half of the
    document."""
    responses: Json = operation["responses"]
    responses.pop("422", None)
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _without_null(parameter["schema"])
        # FastAPI writes it beside the schema, too.
        parameter["schema"].pop("description", None)
        if parameter["name"] == "if-match":
            parameter["required"] = True
    if tags_its_answers(route):
        for status, answer in responses.items():
            if status.startswith("2"):
                answer.setdefault("headers", {})["ETag"] = {"$ref": "#/components/headers/ETag"}
        if method == "get":
            responses["304"] = {"description": "The answer is still the one that If-None-Match names"}
            operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
    by_status: dict[int, list[str]] = {}
    for kind in problems_of(method, operation, route.endpoint):
        by_status.setdefault(KINDS[kind].status, []).append(kind)
    for status, kinds in sorted(by_status.items()):
        names = [schema_name(kind) for kind in kinds]
        shared = "Or".join(name.removesuffix("Problem") for name in names)
        refusals[shared] = _problem_response(*names, meaning="; ".join(KINDS[kind].meaning for kind in kinds))
        if status in (429, 503):
            refusals[shared]["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
        responses[str(status)] = {"$ref": f"#/components/responses/{shared}"}
    responses["default"] = {"$ref": f"#/components/responses/{_ANY_PROBLEM}"}


def _describe_events(operation: Json, endpoint: Endpoint, named: Json) -> None:
    """OpenAPI 3.1 has no words for the parts of a stream: `x-events` gives each event's data by its name."""
    events: Json = {}
    for name, model in events_of(endpoint).items():
        if model.__name__ not in named:
            found = model.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
            named |= found.pop("$defs", {}) | {model.__name__: found}
        events[name] = {"$ref": f"#/components/schemas/{model.__name__}"}
    if events:
        operation["responses"]["200"]["content"]["text/event-stream"]["x-events"] = events


def _problem_response(*names: str, meaning: str) -> Json:
    """An answer that is one of the problems whose schemas are called `names`."""
    references = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    schema: Json = references[0] if len(references) == 1 else {"oneOf": references}
    return {"description": meaning, "content": {MEDIA_TYPE: {"schema": schema}}}


def _without_null(schema: Json) -> Json:
    """A parameter is left out, not null."""
    several: list[Json] = schema.get("anyOf", [])
    others = [each for each in several if each != {"type": "null"}]
    if len(others) != 1 or len(others) == len(several):
        return schema
    return {**others[0], **{name: value for name, value in schema.items() if name != "anyOf"}}


def _link(operation: Json, schema: Json) -> None:
    """From what a POST has made or begun to every operation on it: `project_id` is the id of a Project."""
    for status in ("201", "202"):
        answer: Json = operation["responses"].get(status, {})
        reference = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
        parameter = _snake(reference.rsplit("/", 1)[-1]) + "_id"
        links = {
            other["operationId"]: {
                "operationId": other["operationId"],
                "parameters": {f"path.{parameter}": "$response.body#/id"},
            }
            for other in _all(schema)
            if any(each["in"] == "path" and each["name"] == parameter for each in parameters_of(other, schema))
        }
        if links:
            answer["links"] = links
        if f"get_{parameter.removesuffix('_id')}" in links:
            answer.setdefault("headers", {})["Location"] = {"$ref": "#/components/headers/Location"}


def parameters_of(operation: Json, schema: Json) -> list[Json]:
    """The parameters of an operation of the document `schema`, those too that it only names."""
    shared: Json = schema["components"].get("parameters", {})
    return [
        shared[each["$ref"].rsplit("/", 1)[-1]] if "$ref" in each else each for each in operation.get("parameters", ())
    ]


def _share_parameters(schema: Json) -> None:
    """Write each parameter once that several operations take: limit, cursor and If-Match stand in every second one."""
    written = [
        (each["name"], json.dumps(each)) for operation in _all(schema) for each in operation.get("parameters", ())
    ]
    shared: Json = {}
    for (name, text_of_it), times in Counter(written).most_common():
        if times > 1:
            # The commonest of a name has it alone; others of that name stay where they are.
            shared.setdefault(_pascal(name), json.loads(text_of_it))
    for operation in _all(schema):
        for index, each in enumerate(operation.get("parameters", ())):
            if shared.get(_pascal(each["name"])) == each:
                operation["parameters"][index] = {"$ref": f"#/components/parameters/{_pascal(each['name'])}"}
    schema["components"]["parameters"] = dict(sorted(shared.items()))


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in re.split("[-_]", name))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _operations(app: FastAPI, schema: Json) -> Iterator[tuple[str, Json, APIRoute]]:
    routes = {
        operation_id(each.original_route): each.original_route
        for each in iter_route_contexts(app.routes)
        if isinstance(each.original_route, APIRoute)
    }
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            yield method, operation, routes[operation["operationId"]]


def _all(schema: Json) -> Iterator[Json]:
    for methods in schema["paths"].values():
        yield from methods.values()


def _pages_named(schema: Json) -> Json:
    """The document with ProjectPage where pydantic says Page_Project_, however a generic model calls itself."""
    return json.loads(_PAGE.sub(r"\1Page", json.dumps(schema)))


def text(app: FastAPI) -> str:
    """The document as it is checked in, in backend/openapi.json."""
    return json.dumps(document(app), indent=0, ensure_ascii=False) + "\n"
