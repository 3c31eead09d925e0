"""Serves the routes of engines as the application's own, and finds them by the parts of a path: FastAPI looks for one
that was included twice a request, and Starlette asks each in turn, of two hundred and more."""

import inspect
from collections import defaultdict
from itertools import compress
from operator import not_
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.datastructures import URLPath
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from film_studio.kit.requests import CheckedRoute

_ROUTE: Final = inspect.signature(APIRoute.__init__).parameters
#: What is given anew, or follows from the application.
_OWN: Final = frozenset({"self", "path", "endpoint", "dependency_overrides_provider", "generate_unique_id_function"})
_KEPT: Final = tuple(name for name in _ROUTE if name not in _OWN)
#: Which parts of a path are parameters.
_Shape = tuple[bool, ...]
#: By a method and the other parts: a route, and how many are before it.
_OfShape = dict[tuple[str, ...], tuple[int, Route]]


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


class Finder:
    """Finds a request's route as Starlette would: the first of a router's routes whose path and method fit. What it
    finds nothing for it leaves to the router, which says what is wrong.

    Raises TypeError for a route that has no path, or a parameter in it that is not all of a part.
    """

    def __init__(self, router: APIRouter) -> None:
        self._router: Final = router
        self._names: Final[dict[str, Route]] = {}
        self._routes: Final = defaultdict[int, dict[_Shape, _OfShape]](dict[_Shape, _OfShape])
        for place, route in enumerate(router.routes):
            if not isinstance(route, Route):
                raise TypeError(f"{route!r} has no path with parts; mount it elsewhere")
            parts = route.path.split("/")
            shape = tuple("{" in part for part in parts)
            if [part for part in parts if "{" in part] != [f"{{{name}}}" for name in route.param_convertors]:
                raise TypeError(f"{route.path}: a parameter is text, and all of a part")
            self._names.setdefault(route.name, route)
            of_shape = self._routes[len(parts)].setdefault(shape, {})
            for method in route.methods or ():
                of_shape.setdefault((method, *compress(parts, map(not_, shape))), (place, route))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._find(scope) if scope["type"] == "http" else None
        if found is None:
            await self._router.app(scope, receive, send)
            return
        route, values = found
        scope.update(router=self, route=route, endpoint=route.endpoint, path_params=values)
        await route.app(scope, receive, send)

    def url_path_for(self, name: str, /, **values: Any) -> URLPath:
        """The path of a route by its name: `request.url_for` asks here."""
        route = self._names.get(name)
        return (self._router if route is None else route).url_path_for(name, **values)

    def _find(self, scope: Scope) -> tuple[APIRoute, dict[str, str]] | None:
        """The route, with the values of its path's parameters. None also for what engines do not serve, and for a path
        below another, or with a line break in it, of which regular expressions have ideas of their own."""
        path: str = scope["path"]
        if scope.get("root_path") or "\n" in path:
            return None
        parts = path.split("/")
        best: tuple[int, Route] | None = None
        free: list[str] = []
        for shape, of_shape in self._routes.get(len(parts), {}).items():
            placed = of_shape.get((scope["method"], *compress(parts, map(not_, shape))))
            if placed is not None and (best is None or placed[0] < best[0]):
                values = list(compress(parts, shape))
                if all(values):
                    best, free = placed, values
        if best is None or not isinstance(best[1], APIRoute):
            return None
        return best[1], dict(zip(best[1].param_convertors, free, strict=True))
