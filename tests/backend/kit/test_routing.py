"""Routes of routers, served as the application's own."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from film_studio.kit.routing import serve
from starlette.routing import Route

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
