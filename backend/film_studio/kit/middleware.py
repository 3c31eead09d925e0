"""What surrounds every request, as plain ASGI: its id, its log line, its last resort, and the size of its body."""

import os
import re
import time
from typing import Final

import anyio
import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from film_studio.kit.problems import ProblemError, problem_response, unexpected
from film_studio.kit.requests import is_json
from runtime import spans
from runtime.log_events import Request as Answered
from runtime.logging import log
from runtime.spans import Span
from runtime.tracing import CURRENT, Trace, in_logs

MAX_BODY_BYTES: Final = 5 * 1024 * 1024
#: Every field of a JSON body that is wrong is looked at on the event loop, where everybody else's requests wait.
MAX_JSON_BYTES: Final = 64 * 1024
#: A body that is too large is read up to here and thrown away before it is refused: a client that still sends when the
#: connection closes sees a broken connection instead of the reason.
_DRAIN_BYTES: Final = 128 * 1024 * 1024
_REQUEST_ID: Final = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
#: What is known of a request once its caller is.
CALLER_IN_LOGS: Final = ("organization", "caller")
_QUIET: Final = ("/api/v1/health/",)


class RequestLog:
    """Gives each request an id (the caller's X-Request-ID if it is one), logs it, answers an error nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope["film_studio.request_id"] = request_id
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        trace = Trace.begin(request_id, headers.get("traceparent", ""))
        current = CURRENT.set(trace)
        bound = structlog.contextvars.bind_contextvars(**in_logs(request_id, trace.traceparent))
        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            response = unexpected(Request(scope), error)
            if status:  # half an answer is out: only ending the connection tells the client
                raise
            await response(scope, receive, send_with_id)
        finally:
            if not scope["path"].startswith(_QUIET) or status >= 400:
                seconds = time.perf_counter() - started
                log(_answered(scope, status, seconds))
                if spans.are_sent():
                    spans.send(_span(scope, trace, status, seconds))
            structlog.contextvars.reset_contextvars(**bound)
            structlog.contextvars.unbind_contextvars(*CALLER_IN_LOGS)
            CURRENT.reset(current)


def _answered(scope: Scope, status: int, seconds: float) -> Answered:
    route = scope.get("route")
    template = None if route is None else route.path
    return Answered(
        method=scope["method"],
        route=template,
        path=scope["path"] if template else None,
        status=status,
        problem=scope.get("film_studio.problem"),
        milliseconds=round(seconds * 1000, 1),
    )


def _span(scope: Scope, trace: Trace, status: int, seconds: float) -> Span:
    route, ended = scope.get("route"), time.time_ns()
    template = "unknown" if route is None else str(route.path)
    return Span(
        name=f"{scope['method']} {template}",
        kind="server",
        traceparent=trace.traceparent,
        parent=trace.parent,
        began=ended - int(seconds * 1e9),
        ended=ended,
        attributes={
            "http.request.method": scope["method"],
            "http.route": template,
            "http.response.status_code": status,
            "request_id": trace.request_id,
        },
        error=scope.get("film_studio.problem", "") if status >= 500 or status == 0 else None,
    )


def _request_id(headers: Headers) -> str:
    given = headers.get("X-Request-ID", "")
    return given if _REQUEST_ID.match(given) else os.urandom(16).hex()


class BodyLimit:
    """Refuses a body over its limit with a 413 problem, holding no more than the limit in memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        json = is_json(headers.get("Content-Type", ""))
        limit = MAX_JSON_BYTES if json else MAX_BODY_BYTES
        declared = headers.get("Content-Length", "")
        if declared.isdigit() and int(declared) > limit:
            if "100-continue" not in headers.get("Expect", "").lower():
                await _drain(receive)
            error = _json_too_large() if json else _too_large()
            response = problem_response(Request(scope), error.status, error.kind, error.detail)
            await response(scope, receive, send)
            return
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    if message.get("more_body", False):
                        await _drain(receive)
                    raise _json_too_large() if json else _too_large()
            return message

        await self._app(scope, limited, send)


class HeadAnswers:
    """Answers HEAD as GET would, without the body; a stream ends with its first part."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        answered = False

        async def without_body(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                await send(message)
            elif not answered:
                answered = True
                await send({"type": "http.response.body"})
                if message.get("more_body", False):
                    going_on.cancel()

        with anyio.CancelScope() as going_on:
            await self._app({**scope, "method": "GET"}, receive, without_body)


def _too_large() -> ProblemError:
    return ProblemError(
        413,
        "body-too-large",
        f"the request's body is over {MAX_BODY_BYTES // 1024 // 1024} MB, the limit of this API; a screenplay of a "
        "thousand pages stays below it: is this the right file?",
    )


def _json_too_large() -> ProblemError:
    return ProblemError(
        413,
        "body-too-large",
        f"the request's JSON is over {MAX_JSON_BYTES // 1024} kB, the limit of this API; send less in one request (a "
        "screenplay is sent as text/plain)",
    )


async def _drain(receive: Receive) -> None:
    drained = 0
    while drained < _DRAIN_BYTES:
        message = await receive()
        if message["type"] != "http.request":
            return
        drained += len(message.get("body", b""))
        if not message.get("more_body", False):
            return
