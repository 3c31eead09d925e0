"""Every error is a problem that says what was wrong, where, and what to do; none leaks what happened inside."""

import logging
import uuid
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager

import anyio
import httpx
import pytest
import structlog
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from film_studio.kit.middleware import MAX_BODY_BYTES, MAX_JSON_BYTES

from runtime import spans
from runtime.spans import Span

#: An id that nobody has: always the same, because the processes that share the tests compare their names.
NOBODY = uuid.UUID(int=7)

pytestmark = pytest.mark.anyio
ORIGIN = "https://studio.example.org"
JSON = {"Content-Type": "application/json"}


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, object]:
    """The response as a problem, after checking its form."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == f"urn:film-studio:problem:{kind}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == response.request.url.path
    assert body["request_id"] == response.headers["X-Request-ID"]
    return body


async def test_an_unknown_path_is_a_problem(client: httpx.AsyncClient) -> None:
    body = problem(await client.get("/api/v1/nothing"), 404, "not-found")
    assert "/api/v1/nothing" in str(body["detail"])


async def test_a_method_that_is_not_there_names_those_that_are(client: httpx.AsyncClient) -> None:
    response = await client.put("/api/v1/organization", json={})
    body = problem(response, 405, "method-not-allowed")
    assert response.headers["Allow"] == "GET, HEAD"
    assert "GET" in str(body["detail"])


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v1/projects", "GET, HEAD, POST"),
        (f"/api/v1/projects/{NOBODY}", "DELETE, GET, HEAD, PATCH"),
        (f"/api/v1/api-keys/{NOBODY}", "DELETE"),
    ],
)
async def test_all_methods_of_a_path_are_named(client: httpx.AsyncClient, path: str, methods: str) -> None:
    response = await client.put(path, json={})
    problem(response, 405, "method-not-allowed")
    assert response.headers["Allow"] == methods


async def test_a_slash_too_many_is_not_found_rather_than_sent_to_a_host_that_a_request_names(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/api/v1/projects/", headers={"Host": "internal.example.org"})
    problem(response, 404, "not-found")
    assert "Location" not in response.headers


async def test_what_a_404_points_to_is_there(client: httpx.AsyncClient) -> None:
    detail = str((await client.get("/api/v1/nothing")).json()["detail"])
    (path,) = [word for word in detail.split() if word.startswith("/") and "nothing" not in word]
    assert (await client.get(path)).status_code == 200


async def test_head_answers_as_get_does_without_a_body(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/projects", "/api/v1/organization", "/api/v1/health/live", "/api/v1/openapi.json"):
        get, head = await client.get(path), await client.head(path)
        assert head.status_code == get.status_code == 200
        assert head.headers["Content-Length"] == get.headers["Content-Length"]
        assert head.headers["Content-Type"] == get.headers["Content-Type"]
        assert head.content == b""
    assert (await client.head("/api/v1/nothing")).status_code == 404
    assert (await client.head(f"/api/v1/api-keys/{uuid.uuid4()}")).status_code == 405


async def test_head_of_an_endless_answer_ends(app: FastAPI) -> None:
    ended: list[bool] = []

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"more"
                await anyio.sleep(0.01)
        finally:
            ended.append(True)

    app.add_api_route("/endless", lambda: StreamingResponse(endless()), include_in_schema=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as calling:
        with anyio.fail_after(30):
            response = await calling.head("/endless")
    assert (response.status_code, response.content) == (200, b"")
    assert ended == [True]


async def test_malformed_json_is_named_with_its_place(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/api/v1/projects", content=b'{"title": ', headers={"Content-Type": "application/json"}
    )
    body = problem(response, 400, "malformed-json")
    assert "character 10" in str(body["detail"])


async def test_a_missing_field_is_named(client: httpx.AsyncClient) -> None:
    body = problem(await client.post("/api/v1/projects", json={}), 422, "invalid-request")
    assert body["errors"] == [{"location": "body.title", "message": "Field required"}]


async def test_a_field_nobody_knows_is_refused_rather_than_ignored(client: httpx.AsyncClient) -> None:
    body = problem(await client.post("/api/v1/projects", json={"title": "A", "tilte": "B"}), 422, "invalid-request")
    assert "body.tilte" in str(body["detail"])


@pytest.mark.parametrize("title", ["", "   ", "a\x00b", "a\nb", "x" * 201, 7, None])
async def test_a_title_that_cannot_be_one_is_refused(client: httpx.AsyncClient, title: object) -> None:
    problem(await client.post("/api/v1/projects", json={"title": title}), 422, "invalid-request")


async def test_text_that_utf8_cannot_carry_is_refused_readably(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/api/v1/projects", content=b'{"title": "\\ud800"}', headers={"Content-Type": "application/json"}
    )
    problem(response, 422, "invalid-request")


async def test_an_unknown_project_is_a_problem_that_names_it(client: httpx.AsyncClient) -> None:
    missing = uuid.uuid4()
    body = problem(await client.get(f"/api/v1/projects/{missing}"), 404, "not-found")
    assert str(missing) in str(body["detail"])


async def test_an_id_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    body = problem(await client.get("/api/v1/projects/42"), 422, "invalid-request")
    assert "path.project_id" in str(body["detail"])


async def test_a_cursor_of_another_listing_is_refused(client: httpx.AsyncClient) -> None:
    body = problem(await client.get("/api/v1/projects?cursor=NDI"), 422, "invalid-cursor")
    assert "query.cursor" in str(body["detail"])


async def test_a_body_over_the_limit_is_refused_by_its_declared_length(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/projects", content=b" " * (MAX_BODY_BYTES + 1))
    problem(response, 413, "body-too-large")


async def test_a_body_over_the_limit_without_a_length_is_refused_and_read_to_its_end(
    client: httpx.AsyncClient,
) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 1
            yield b" " * 1024 * 1024

    response = await client.post("/api/v1/projects", content=chunks(), headers={"Content-Type": "application/json"})
    problem(response, 413, "body-too-large")
    assert sent == 50  # a connection closed in the middle would hide the answer from most clients


async def test_json_over_its_own_limit_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    fields = ",".join(f'"field{number}":1' for number in range(MAX_JSON_BYTES // 10))
    for content in (f"{{{fields}}}", chunked(f"{{{fields}}}".encode())):
        response = await client.post("/api/v1/projects", content=content, headers=JSON)
        body = problem(response, 413, "body-too-large")
        assert "64 kB" in str(body["detail"])


async def chunked(data: bytes) -> AsyncIterator[bytes]:
    for first in range(0, len(data), 1000):
        yield data[first : first + 1000]


async def test_a_request_with_much_wrong_is_answered_with_twenty_faults_and_how_many_more(
    client: httpx.AsyncClient,
) -> None:
    wrong = {f"{'f' * 2000}{number}": 1 for number in range(30)}
    body = problem(await client.post("/api/v1/projects", json=wrong), 422, "invalid-request")
    assert str(body["errors"]).count("'location'") == 20
    assert str(body["detail"]).endswith("; and 26 more")
    assert len(str(body)) < 20_000


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_a_body_that_is_no_json_is_refused_by_its_kind(client: httpx.AsyncClient, media_type: str) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    for method, path in (("POST", "/api/v1/projects"), ("PATCH", f"/api/v1/projects/{uuid.uuid4()}")):
        response = await client.request(method, path, content=b'{"title": "A"}', headers=headers)
        body = problem(response, 415, "unsupported-media-type")
        assert "application/json" in str(body["detail"])
        assert media_type in str(body["detail"])


async def test_a_type_of_nothing_is_no_fault_where_nothing_need_be_sent(client: httpx.AsyncClient) -> None:
    """Some clients name one with every POST."""
    path = f"/api/v1/revisions/{uuid.uuid4()}/productions"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    problem(await client.post(path, headers=headers), 404, "not-found")
    problem(await client.post(path, content=b"captions=no", headers=headers), 415, "unsupported-media-type")
    problem(await client.post("/api/v1/projects", headers=headers), 415, "unsupported-media-type")


@pytest.mark.parametrize("media_type", ["application/json", "application/JSON; charset=utf-8", "application/ld+json"])
async def test_a_body_of_any_kind_of_json_is_taken(client: httpx.AsyncClient, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    response = await client.post("/api/v1/projects", content=b'{"title": "A"}', headers=headers)
    assert response.status_code == 201, response.text


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b'{"title": ' + b"[" * 5000 + b"]" * 5000 + b"}", "byte 109", "levels"),
        (b'{"a": "[[[\\"]", "title": ' + b'{"a":' * 5000, "byte", "levels"),
        (b'{"title": ' + b"7" * 6000 + b"}", "byte 10", "6000 digits"),
        (b'{"title": -' + b"7" * 6000 + b"}", "byte 11", "6000 digits"),
        (b'{"a": "' + b"7" * 6000 + b'", "title": ' + b"7" * 6001 + b"}", "byte 6019", "6001 digits"),
        (b'{"title": "\xff"}', "byte 11", "UTF-8"),
    ],
)
async def test_json_that_is_beyond_reading_is_named_with_its_place(
    client: httpx.AsyncClient, content: bytes, place: str, words: str
) -> None:
    body = problem(await client.post("/api/v1/projects", content=content, headers=JSON), 400, "malformed-json")
    assert place in str(body["detail"])
    assert words in str(body["detail"])


async def test_an_unforeseen_error_tells_the_caller_an_id_and_the_log_the_rest(app: FastAPI) -> None:
    async def breaks() -> None:
        raise RuntimeError("the password is hunter2")

    app.add_api_route("/breaks", breaks, include_in_schema=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as calling:
        with logged() as lines:
            response = await calling.get("/breaks", headers={"Origin": ORIGIN})
    body = problem(response, 500, "internal-error")
    assert "hunter2" not in response.text
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    (error,) = [line for line in lines if line["event"] == "unexpected_error"]
    assert "hunter2" in str(error["exc_info"])
    assert error["request_id"] == body["request_id"]


async def test_only_the_configured_origin_may_call_from_a_browser(client: httpx.AsyncClient) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,idempotency-key"}
    allowed = await client.options("/api/v1/projects", headers={"Origin": ORIGIN, **asked})
    assert allowed.status_code == 200
    assert allowed.headers["Access-Control-Allow-Origin"] == ORIGIN
    refused = await client.options("/api/v1/projects", headers={"Origin": "https://evil.example.org", **asked})
    assert refused.status_code == 400
    assert "Access-Control-Allow-Origin" not in refused.headers


async def test_a_browser_can_read_an_error(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/projects/42", headers={"Origin": ORIGIN})
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


async def test_the_callers_request_id_is_kept_when_it_is_one(client: httpx.AsyncClient) -> None:
    kept = await client.get("/api/v1/health/live", headers={"X-Request-ID": "trace-0123456789"})
    assert kept.headers["X-Request-ID"] == "trace-0123456789"
    replaced = await client.get("/api/v1/health/live", headers={"X-Request-ID": "a b"})
    assert replaced.headers["X-Request-ID"] != "a b"


async def test_a_line_says_who_asked_for_what_and_how_it_ended(
    client: httpx.AsyncClient, organization_id: uuid.UUID
) -> None:
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    sent = {"X-Request-ID": "trace-0123456789", "traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}
    with logged() as lines:
        await client.get(f"/api/v1/projects/{uuid.UUID(int=7)}?limit=hunter2", headers=sent)
        await client.get("/api/v1/hunter2", headers={"traceparent": "00-hunter2"})
    known, unknown = [line for line in lines if line["event"] == "request"]
    assert known["route"] == "/api/v1/projects/{project_id}"
    assert (known["status"], known["problem"]) == (422, "invalid-request")
    assert (known["request_id"], known["trace_id"]) == ("trace-0123456789", trace_id)
    assert (unknown["route"], unknown["status"], unknown["problem"]) == (None, 404, "not-found")
    assert "hunter2" not in str(lines)

    with logged() as lines:
        await client.get("/api/v1/projects")
    (listed,) = [line for line in lines if line["event"] == "request"]
    assert (listed["status"], listed["organization"]) == (200, str(organization_id))
    assert str(listed["caller"]).startswith("key:")


async def test_a_request_is_a_span_of_the_trace_that_its_caller_began(client: httpx.AsyncClient) -> None:
    sent: list[Span] = []
    spans.send_to(sent.append)
    try:
        asked = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
        await client.get(f"/api/v1/projects/{uuid.UUID(int=7)}", headers={"traceparent": asked})
    finally:
        spans.send_to(None)
    (span,) = sent
    assert (span.name, span.parent, span.error) == ("GET /api/v1/projects/{project_id}", asked, None)
    assert span.attributes["http.response.status_code"] == 404


@contextmanager
def logged() -> Generator[list[dict[str, object]]]:
    """What is logged meanwhile, request's context included."""
    lines: list[dict[str, object]] = []

    def keep(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        lines.append(dict(event))
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, keep],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    try:
        yield lines
    finally:
        structlog.configure(**before)
