"""Routes of routers, served as the application's own."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from film_studio.kit.routing import Finder, serve
from starlette.routing import Match, Route
from starlette.types import Message, Receive, Scope, Send

pytestmark = pytest.mark.anyio


async def test_routes_of_routers_in_routers_are_served_below_the_prefix_with_what_they_declare() -> None:
    inner, outer = APIRouter(prefix="/ships", tags=["sea"]), APIRouter()

    @inner.get("/{ship_id}", status_code=202, summary="A ship")
    async def get_ship(ship_id: int, fog: bool = False) -> dict[str, int]:
        return {"id": ship_id, "fog": fog}

    outer.include_router(inner)
    app = FastAPI()
    serve(app, outer, prefix="/v1")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as calling:
        answer = await calling.get("/v1/ships/7?fog=true")
        assert (answer.status_code, answer.json()) == (202, {"id": 7, "fog": 1})
        assert (await calling.get("/ships/7")).status_code == 404
    operation = app.openapi()["paths"]["/v1/ships/{ship_id}"]["get"]
    assert (operation["summary"], operation["tags"]) == ("A ship", ["sea"])


def test_what_is_not_a_route_of_an_engine_is_refused() -> None:
    router = APIRouter(routes=[Route("/plain", endpoint=print)])
    with pytest.raises(TypeError, match="give it to the application"):
        serve(FastAPI(), router, prefix="/v1")


async def test_a_request_finds_the_route_that_starlette_would_find_for_it() -> None:
    router, app, found = APIRouter(), FastAPI(redirect_slashes=False), dict[str, object]()

    async def answer() -> None: ...

    async def plain(_request: Request) -> Response:
        return Response()

    async def note(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.update(route=scope.get("route"), path_params=scope["path_params"])

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        found["status"] = message.get("status", found.get("status"))

    def wanted(scope: Scope) -> dict[str, object]:
        for route in app.routes:
            match, child = route.matches(scope)
            if match is Match.FULL:
                return {"route": child.get("route"), "path_params": child["path_params"]}
        return {"status": 405 if any(route.matches(scope)[0] is Match.PARTIAL for route in app.routes) else 404}

    served = ("/ships/{ship_id}", "/ships/newest", "/ships/{ship_id}/decks", "/{kind}/newest/decks", "/ports/{name}")
    for path in served:
        router.add_api_route(path, answer)
    router.add_api_route("/ships/newest", answer, methods=["DELETE"])
    app.router.add_route("/v1/ports/old", plain)
    serve(app, router, prefix="/v1")
    for route in app.routes:
        if isinstance(route, Route) and route.path.startswith("/v1"):
            route.app = note
    finder = Finder(app.router)
    paths = ["/ships/7", "/ships/newest", "/ships/7/decks", "/ships/newest/decks", "/docks/newest/decks", "/ports/old"]
    for path in [*paths, "/ports/new", "/ships/7/", "/ships//decks", "/ships/newest\n", "/ships/a\nb", "/ships", ""]:
        for method in ("GET", "HEAD", "DELETE", "PUT"):
            found.clear()
            scope: Scope = {"type": "http", "method": method, "path": f"/v1{path}", "root_path": "", "headers": []}
            expected = wanted(scope)
            await finder(dict(scope), receive, send)
            assert found == expected, (method, path)


def test_a_route_without_parts_is_refused_before_anything_is_served() -> None:
    app = FastAPI()
    app.router.mount("/files", app=FastAPI())
    with pytest.raises(TypeError, match="mount it elsewhere"):
        Finder(app.router)
    app.router.routes.pop()
    app.add_api_route("/v1/{rest:path}", lambda: None)
    with pytest.raises(TypeError, match="all of a part"):
        Finder(app.router)
