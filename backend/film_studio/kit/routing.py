"""Serves the routes of engines as the application's own: FastAPI looks for one that was included twice a request, and
through all that were included before it."""

import inspect
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from film_studio.kit.requests import CheckedRoute

_ROUTE: Final = inspect.signature(APIRoute.__init__).parameters
#: What is given anew, or follows from the application.
_OWN: Final = frozenset({"self", "path", "endpoint", "dependency_overrides_provider", "generate_unique_id_function"})
_KEPT: Final = tuple(name for name in _ROUTE if name not in _OWN)


def serve(app: FastAPI, router: APIRouter, *, prefix: str) -> None:
    """Serve all routes of a router, and of those in it, below `prefix` and as `CheckedRoute`s.

    Raises TypeError for one that FastAPI did not make.
    """
    for each in iter_route_contexts(router.routes):
        route = each.original_route
        if not isinstance(route, APIRoute):
            raise TypeError(f"{route!r} is not a route of FastAPI's; give it to the application itself")
        kept: dict[str, Any] = {name: getattr(route, name) for name in _KEPT}
        app.router.add_api_route(f"{prefix}{each.path}", route.endpoint, route_class_override=CheckedRoute, **kept)
