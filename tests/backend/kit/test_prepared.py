"""Answers by a plan, next to FastAPI's own."""

import uuid
from collections import Counter
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.routing import APIRoute
from film_studio.kit.prepared import is_prepared
from film_studio.kit.routing import serve
from pydantic import AfterValidator, BaseModel, Field

pytestmark = pytest.mark.anyio
CALLS: Counter[str] = Counter()


class Ship(BaseModel):
    name: str
    decks: int = Field(ge=0)


def _even(value: int) -> int:
    if value % 2:
        raise ValueError("has to be even")
    return value


async def who(request: Request) -> str:
    CALLS["who"] += 1
    return request.headers.get("X-Who", "nobody")


async def page(
    caller: Annotated[str, Depends(who)],
    limit: Annotated[int, Query(ge=1, le=9), AfterValidator(_even)] = 2,
    cursor: Annotated[str | None, Query(max_length=5)] = None,
) -> tuple[str, int, str | None]:
    CALLS["page"] += 1
    return caller, limit, cursor


async def tagged(response: Response, if_none_match: Annotated[str | None, Header()] = None) -> str | None:
    response.headers["ETag"] = '"1"'
    return if_none_match


def router() -> APIRouter:
    routes = APIRouter()

    @routes.get("/ships/{ship_id}")
    async def get_ship(
        ship_id: uuid.UUID, caller: Annotated[str, Depends(who)], seen: Annotated[str | None, Depends(tagged)]
    ) -> Ship:
        CALLS["get_ship"] += 1
        return Ship(name=f"{caller} {ship_id} {seen}", decks=1)

    @routes.get("/ships", status_code=203)
    async def list_ships(
        request: Request,
        caller: Annotated[str, Depends(who)],
        needed: Annotated[int, Query(alias="of")],
        asked: Annotated[tuple[str, int, str | None], Depends(page)],
        kind: Annotated[list[str] | None, Query()] = None,
        q: str = "",
    ) -> list[Ship]:
        CALLS["list_ships"] += 1
        return [Ship(name=f"{request.url.path} {caller} {asked} {kind} {q}", decks=needed)]

    @routes.post("/ships/{ship_id}/launch", status_code=201)
    async def launch_ship(ship_id: int, response: Response) -> dict[str, int]:
        if ship_id:
            response.status_code = 202
        return {"id": ship_id}

    @routes.get("/plain", response_model=Ship)
    async def get_plain() -> Response:
        return PlainTextResponse("a ship", headers={"X-Own": "yes"})

    return routes


def application(*, prepared: bool) -> FastAPI:
    app = FastAPI(redirect_slashes=False)
    if prepared:
        serve(app, router(), prefix="")
        assert all(is_prepared(route) for route in app.routes if isinstance(route, APIRoute))
    else:
        app.include_router(router())

    async def told(_request: Request, error: Any) -> JSONResponse:
        errors = [{"loc": each["loc"], "type": each["type"], "msg": each["msg"]} for each in error.errors()]
        return JSONResponse(errors, status_code=422)

    app.add_exception_handler(RequestValidationError, told)
    return app


async def answer_of(app: FastAPI, method: str, path: str, headers: dict[str, str]) -> tuple[Any, ...]:
    CALLS.clear()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as calling:
        answer = await calling.request(method, path, headers=headers)
    return answer.status_code, answer.text, sorted(answer.headers.multi_items()), dict(CALLS)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", f"/ships/{uuid.UUID(int=7)}", {"X-Who": "ida", "If-None-Match": '"0"'}),
        ("GET", f"/ships/{uuid.UUID(int=7)}", {}),
        ("GET", "/ships/seven", {}),
        ("GET", "/ships?of=3", {"X-Who": "tom"}),
        ("GET", "/ships?of=3&limit=4&cursor=abc&kind=a&kind=b&q=fog", {}),
        ("GET", "/ships?of=3&limit=&cursor=&kind=&q=", {}),
        ("GET", "/ships?of=3&limit=4&limit=6", {}),
        ("GET", "/ships", {}),
        ("GET", "/ships?of=", {}),
        ("GET", "/ships?of=x&limit=99&cursor=toolong", {}),
        ("GET", "/ships?of=3&limit=3", {}),
        ("POST", "/ships/0/launch", {}),
        ("POST", "/ships/9/launch", {}),
        ("POST", "/ships/x/launch", {}),
        ("GET", "/plain", {}),
    ],
)
async def test_a_plan_answers_as_fastapi_does(method: str, path: str, headers: dict[str, str]) -> None:
    expected = await answer_of(application(prepared=False), method, path, headers)
    assert await answer_of(application(prepared=True), method, path, headers) == expected


async def test_what_a_route_may_not_answer_is_an_error_as_with_fastapi() -> None:
    routes = APIRouter()

    @routes.get("/ship", response_model=Ship)
    async def get_ship() -> dict[str, int]:
        return {"decks": -1}

    app = FastAPI()
    serve(app, routes, prefix="")
    with pytest.raises(Exception, match="2 validation errors"):
        await answer_of(app, "GET", "/ship", {})


def test_what_a_plan_cannot_do_is_left_to_fastapi() -> None:
    async def by_turns() -> Any:
        yield 1

    async def with_body(ship: Ship) -> Ship:
        return ship

    async def with_model(ship: Annotated[Ship, Query()]) -> Ship:
        return ship

    async def with_turns(one: Annotated[int, Depends(by_turns)]) -> Ship:
        return Ship(name="", decks=one)

    def in_a_thread() -> Ship:
        return Ship(name="", decks=1)

    async def with_a_list(kind: Annotated[list[str], Query()] = []) -> Ship:  # noqa: B006
        return Ship(name=str(kind), decks=1)

    async def nothing() -> None: ...

    async def uncached(_one: Annotated[str, Depends(who, use_cache=False)]) -> Ship:
        return Ship(name="", decks=1)

    for endpoint in (with_body, with_model, with_turns, in_a_thread, with_a_list, nothing, uncached):
        assert not is_prepared(APIRoute("/", endpoint, methods=["POST"])), endpoint
    assert is_prepared(APIRoute("/", get_one))


async def get_one(limit: int = 1) -> Ship:
    return Ship(name="", decks=limit)
