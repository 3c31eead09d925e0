"""What every route refuses: a query parameter that it does not know, and a body that is no JSON where it takes JSON."""

from collections.abc import Callable
from typing import Any, Final

from fastapi import Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute

from film_studio.kit.problems import MAX_FAULTS, FieldError, ProblemError, printable

_JSON: Final = "application/json"
#: What each route's function takes: looking it up anew would cost a listing as much as its query parameters do.
_KNOWN: Final[dict[Callable[..., Any], frozenset[str]]] = {}


def is_json(content_type: str) -> bool:
    """Whether a Content-Type is one of JSON."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == _JSON or (media_type.startswith("application/") and media_type.endswith("+json"))


async def check_request(request: Request) -> None:
    """A dependency of every route. Raises a 422 or a 415 problem."""
    route = request.scope.get("route")
    if isinstance(route, APIRoute):
        if request.scope["query_string"]:
            _check_query(request, _query_parameters(route))
        if route.body_field is not None:
            _check_content_type(request)


def _query_parameters(route: APIRoute) -> frozenset[str]:
    known = _KNOWN.get(route.endpoint)
    if known is None:
        fields = get_flat_params(route.dependant)
        known = _KNOWN[route.endpoint] = frozenset(
            field.alias for field in fields if isinstance(field.field_info, params.Query)
        )
    return known


def _check_query(request: Request, known: frozenset[str]) -> None:
    unknown = sorted({name for name in request.query_params if name not in known})
    if not unknown:
        return
    takes = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
    errors = [
        FieldError(location=printable(f"query.{name}"), message=f"this route has no such parameter; {takes}")
        for name in unknown[:MAX_FAULTS]
    ]
    names = ", ".join(error.location for error in errors[:5]) + (" and others" if len(unknown) > 5 else "")
    raise ProblemError(
        422,
        "invalid-request",
        f"{names}: this route has no such parameter; {takes}. Leave it out, or correct its name",
        errors=errors,
    )


def _check_content_type(request: Request) -> None:
    """Nothing at all is left to the route, which names the fields that are missing."""
    headers = request.headers
    given = headers.get("Content-Type") or ""
    if not given and headers.get("Content-Length", "0") == "0" and "Transfer-Encoding" not in headers:
        return
    if is_json(given):
        return
    raise ProblemError(
        415,
        "unsupported-media-type",
        f"header.Content-Type: {printable(given) or 'none'} is not taken here; send JSON, with Content-Type: {_JSON}",
        headers={"Accept": _JSON},
    )
