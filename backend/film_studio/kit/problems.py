"""Errors as problem details (RFC 9457): every one says what was wrong, where, and what to do."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from film_studio.kit.failures import RETRY_AFTER, failure_of
from film_studio.kit.json_faults import json_fault
from runtime.log_events import PartUnavailable, UnexpectedError
from runtime.logging import log

MEDIA_TYPE: Final = "application/problem+json"
#: A request may have more wrong with it; nobody reads on.
MAX_FAULTS: Final = 20


class FieldError(BaseModel):
    """One thing wrong in a request."""

    location: str = Field(description="Where: body.title, query.limit, path.project_id")
    message: str


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="urn:film-studio:problem:… — what kind of problem; stable, for programs")
    title: str = Field(description="The kind of problem in words")
    status: int
    detail: str = Field(description="What was wrong, where, and what to do")
    instance: str = Field(description="Path of the request")
    request_id: str | None = Field(default=None, description="Stands in the log beside everything this request did")
    errors: list[FieldError] | None = Field(
        default=None, description=f"For an invalid request: each thing wrong, at most {MAX_FAULTS}"
    )
    line: int | None = Field(default=None, description="For a screenplay that cannot be read: the line, from 1")


class ProblemError(HTTPException):
    """Raise it anywhere in a request. `kind` is the last part of the problem's type; further keyword arguments
    become members of the answer. An HTTPException, because FastAPI hides any other error met while it reads a body."""

    def __init__(
        self, status: int, kind: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(status, detail, dict(headers) if headers else None)
        self.status = status
        self.kind = kind
        self.members = members


def not_found(what: str, identifier: object) -> ProblemError:
    """404 for a thing that is not there, or belongs to another organisation: the two look the same."""
    return ProblemError(404, "not-found", f"no {what} {identifier} in this organisation; check the id")


def problem_response(
    request: Request,
    status: int,
    kind: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> Response:
    """The answer itself; `title` follows from `kind`."""
    problem = _problem(request, status, kind, detail, **members)
    request.scope["film_studio.problem"] = kind
    return Response(
        problem.model_dump_json(exclude_none=True), status_code=status, media_type=MEDIA_TYPE, headers=headers
    )


def problem_of(request: Request, error: ProblemError) -> Problem:
    """The problem itself, for what has no answer of its own: an event of a stream."""
    return _problem(request, error.status, error.kind, error.detail, **error.members)


def _problem(request: Request, status: int, kind: str, detail: str, **members: Any) -> Problem:
    return Problem(
        type=f"urn:film-studio:problem:{kind}",
        title=kind.replace("-", " ").capitalize(),
        status=status,
        detail=detail,
        instance=request.url.path,
        request_id=request.scope.get("film_studio.request_id"),
        **members,
    )


def unexpected(request: Request, error: Exception) -> Response:
    """The answer to an error that no route foresaw: nothing of it leaves the process but the request's id."""
    failure = failure_of(error)
    if failure is not None and failure.part is not None:
        log(PartUnavailable(part=failure.part, error=str(error)))
        headers = {"Retry-After": str(RETRY_AFTER)}
        return problem_response(request, failure.status, failure.kind, failure.detail, headers=headers)
    log(UnexpectedError(), error=error)
    if failure is not None:
        return problem_response(request, failure.status, failure.kind, failure.detail)
    return problem_response(
        request,
        500,
        "internal-error",
        "something went wrong on our side; try again, and if it stays, report the request_id",
    )


async def _on_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, ProblemError):
        raise error
    return problem_response(request, error.status, error.kind, error.detail, headers=error.headers, **error.members)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 400 and error.__cause__ is not None:
        # FastAPI met JSON that Python gives up on. The body is read: this is the request that read it.
        fault = FieldError(location="body", message=json_fault(await request.body()))
        return problem_response(request, 400, "malformed-json", f"body: {fault.message}", errors=[fault])
    phrase = HTTPStatus(error.status_code).phrase
    detail, headers = error.detail, dict(error.headers or {})
    if error.status_code == 404:
        detail = f"there is nothing at {request.url.path}; see {request.app.openapi_url} for the paths of this API"
    elif error.status_code == 405:
        headers["Allow"] = ", ".join(_methods_of(request))
        detail = f"{request.method} is not possible at {request.url.path}; use {headers['Allow']}"
    kind = phrase.lower().replace(" ", "-")
    return problem_response(request, error.status_code, kind, detail, headers=headers)


def _methods_of(request: Request) -> list[str]:
    """All methods of a path; a router that finds none of its own names those of one route only."""
    routes = request.app.routes
    found = [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    return sorted({*found, "HEAD"} if "GET" in found else found)


async def _on_validation_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    errors = [_field_error(item) for item in found[:MAX_FAULTS]]
    malformed = any(item["type"] == "json_invalid" for item in found[:MAX_FAULTS])
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    return problem_response(
        request,
        400 if malformed else 422,
        "malformed-json" if malformed else "invalid-request",
        "; ".join(f"{item.location}: {item.message}" for item in errors[:5]) + more,
        errors=errors,
    )


def _field_error(item: Any) -> FieldError:
    # Never the input itself: it may be large, secret, or impossible to spell in UTF-8.
    location = ".".join(str(part) for part in item["loc"])
    message = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] == "json_invalid":
        reason = item.get("ctx", {}).get("error", message)
        position = item["loc"][-1]
        return FieldError(location="body", message=f"not JSON at character {position}: {reason}")
    return FieldError(location=printable(location), message=printable(message))


def printable(text: str) -> str:
    """Text that came from outside, shortened, as UTF-8 can carry it."""
    clean = text.encode("utf-8", "backslashreplace").decode()
    return clean if len(clean) <= 300 else clean[:299] + "…"


def install(app: FastAPI) -> None:
    """Answer every error of `app` with problem details."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
