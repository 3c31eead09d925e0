"""What breaks the API's clients is named, in the direction in which it breaks; what does not, passes."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tools.command.__main__ import main as studio
from tools.environments import ROOT
from tools.reports.api_changes import DOCUMENT, changes

Json = dict[str, Any]
TITLE: Json = {"type": "string"}
BASE: Json = {
    "paths": {
        "/films": {
            "get": {
                "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer"}}],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Film"}}}}
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/FilmCreate"}}},
                },
                "responses": {
                    "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Film"}}}}
                },
            },
        }
    },
    "components": {
        "schemas": {
            "Film": {
                "type": "object",
                "title": "Film",
                "required": ["title", "status", "scenes"],
                "properties": {
                    "title": TITLE,
                    "status": {"type": "string", "enum": ["running", "done"]},
                    "scenes": {"type": "array", "items": {"$ref": "#/components/schemas/Scene"}},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "sequel": {"$ref": "#/components/schemas/Film"},
                },
            },
            "Scene": {"type": "object", "title": "Scene", "properties": {"number": {"type": "integer"}}},
            "FilmCreate": {
                "type": "object",
                "title": "FilmCreate",
                "required": ["title"],
                "properties": {"title": TITLE, "genre": {"type": "string", "enum": ["drama", "comedy"]}},
            },
        }
    },
}


def edited(edit: Callable[[Json, Json, Json], object]) -> Json:
    """The document after an edit of its operations, of what an answer holds and of what a request takes."""
    document = copy.deepcopy(BASE)
    schemas = document["components"]["schemas"]
    edit(document["paths"]["/films"], schemas["Film"], schemas["FilmCreate"])
    return document


def told(edit: Callable[[Json, Json, Json], object]) -> set[tuple[bool, str]]:
    return {(change.breaking, change.sentence()) for change in changes(BASE, edited(edit))}


BREAKING: dict[str, tuple[Callable[[Json, Json, Json], object], str]] = {
    "a method": (lambda films, film, create: films.pop("post"), "POST /films: is gone"),
    "a parameter": (
        lambda films, film, create: films["get"]["parameters"].clear(),
        "GET /films, query parameter limit: is gone",
    ),
    "a required parameter": (
        lambda films, film, create: films["get"]["parameters"].append(
            {"in": "query", "name": "year", "required": True, "schema": {"type": "integer"}}
        ),
        "GET /films, query parameter year: is new and required",
    ),
    "an answer": (lambda films, film, create: films["get"]["responses"].pop("200"), "GET /films, 200: is gone"),
    "a field of an answer": (
        lambda films, film, create: film["properties"].pop("title"),
        "GET /films, 200, title: is gone",
    ),
    "a type in an answer": (
        lambda films, film, create: film["properties"].update(title={"type": "integer"}),
        "GET /films, 200, title: was string, is integer",
    ),
    "an answer that may be null": (
        lambda films, film, create: film["properties"].update(title={"anyOf": [TITLE, {"type": "null"}]}),
        "GET /films, 200, title: may be null",
    ),
    "a field that may be missing": (
        lambda films, film, create: film["required"].remove("title"),
        "GET /films, 200, title: may be missing",
    ),
    "a newly required input": (
        lambda films, film, create: create["required"].append("genre"),
        "POST /films, body, genre: is required now",
    ),
    "a new required input": (
        lambda films, film, create: (create["required"].append("year"), create["properties"].update(year=TITLE)),
        "POST /films, body, year: is new and required",
    ),
    "an input that is gone": (
        lambda films, film, create: create["properties"].pop("genre"),
        "POST /films, body, genre: is gone",
    ),
    "a value that is not taken any more": (
        lambda films, film, create: create["properties"]["genre"].update(enum=["drama"]),
        'POST /films, body, genre: is never "comedy" any more',
    ),
    "an input that has to be of a list": (
        lambda films, film, create: create["properties"].update(title={"type": "string", "enum": ["Ran"]}),
        'POST /films, body, title: is only "Ran"',
    ),
}


def test_an_answer_that_operations_share_is_compared_as_if_each_wrote_it_out() -> None:
    shared = edited(
        lambda films, film, create: films["get"]["responses"].update({"200": {"$ref": "#/components/responses/Film"}})
    )
    shared["components"]["responses"] = {"Film": BASE["paths"]["/films"]["get"]["responses"]["200"]}
    assert changes(BASE, shared) == []
    plain = copy.deepcopy(shared)
    plain["components"]["responses"]["Film"] = {"content": {"text/plain": {"schema": TITLE}}}
    assert [change.sentence() for change in changes(shared, plain)] == ["GET /films, 200: application/json is gone"]


def test_a_parameter_that_operations_share_is_compared_as_if_each_wrote_it_out() -> None:
    shared = edited(
        lambda films, film, create: films["get"].update(parameters=[{"$ref": "#/components/parameters/Limit"}])
    )
    shared["components"]["parameters"] = {"Limit": BASE["paths"]["/films"]["get"]["parameters"][0]}
    assert changes(BASE, shared) == []
    texts = copy.deepcopy(shared)
    texts["components"]["parameters"]["Limit"] = {"in": "query", "name": "limit", "schema": TITLE}
    assert [change.sentence() for change in changes(shared, texts)] == [
        "GET /films, query parameter limit: was integer, is string"
    ]


@pytest.mark.parametrize("name", BREAKING)
def test_what_breaks_a_client_is_named_with_its_place(name: str) -> None:
    edit, sentence = BREAKING[name]
    assert (True, sentence) in told(edit)


HARMLESS: dict[str, Callable[[Json, Json, Json], object]] = {
    "a new method": lambda films, film, create: films.update({"delete": {"responses": {"204": {}}}}),
    "a new field of an answer": lambda films, film, create: film["properties"].update(year=TITLE),
    "a new optional input": lambda films, film, create: create["properties"].update(year=TITLE),
    "a new optional parameter": lambda films, film, create: films["get"]["parameters"].append(
        {"in": "query", "name": "year", "schema": {"type": "integer"}}
    ),
    "an answer that is never null any more": lambda films, film, create: film["properties"].update(note=TITLE),
    "an input that may be null": lambda films, film, create: create["properties"].update(
        title={"anyOf": [TITLE, {"type": "null"}]}
    ),
    "an input that is not required any more": lambda films, film, create: create["required"].clear(),
    "a value that is taken too": lambda films, film, create: create["properties"]["genre"]["enum"].append("noir"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_no_client_trips_over_breaks_nothing(name: str) -> None:
    assert not any(breaking for breaking, _ in told(HARMLESS[name]))


def test_a_schema_of_another_name_is_no_change_and_one_that_holds_itself_ends() -> None:
    text = json.dumps(BASE).replace("schemas/Scene", "schemas/Part").replace('"Scene": {', '"Part": {')
    assert changes(BASE, json.loads(text)) == []


def test_a_change_deep_inside_an_answer_is_named_with_the_way_to_it() -> None:
    document = copy.deepcopy(BASE)
    document["components"]["schemas"]["Scene"]["properties"]["number"] = TITLE
    assert "GET /films, 200, scenes[], number: was integer, is string" in {
        change.sentence() for change in changes(BASE, document)
    }


def test_the_document_of_this_api_is_the_same_as_itself_and_breaks_without_its_paths() -> None:
    document = json.loads((ROOT / DOCUMENT).read_text())
    assert changes(document, document) == []
    gone = changes(document, {**document, "paths": {}})
    assert len(gone) >= 20
    assert all(change.breaking for change in gone)


def test_the_command_compares_with_a_commit_and_names_one_that_is_not_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert studio(["api-changes", "--against", "HEAD", "--json"]) in (0, 1)
    assert "changes" in json.loads(capsys.readouterr().out)
    assert studio(["api-changes", "--against", "no-such-ref"]) == 2
    assert "git knows no commit 'no-such-ref'" in capsys.readouterr().err
