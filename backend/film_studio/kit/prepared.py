"""Answers what a route reads by a plan that is made once. With every request FastAPI goes through a route's
dependencies, and finds out anew what each of them is and which parameters it has."""

import inspect
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params, request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, serialize_response
from fastapi.utils import is_body_allowed_for_status_code

#: A default of another type could be changed by whom it is given to.
_UNCHANGEABLE: Final = (str, int, float, type(None))


@dataclass(frozen=True, slots=True)
class _Step:
    """Calls a dependency, or in the end the route's function, with what the steps before have given."""

    dependant: Dependant
    call: Callable[..., Coroutine[Any, Any, Any]]
    given: tuple[tuple[str | None, int], ...]
    defaults: dict[str, Any]

    def arguments(self, request: Request, answer: Response, done: list[Any]) -> tuple[dict[str, Any], list[Any]]:
        """What it is called with, and what is wrong with the parameters that were sent."""
        dependant, faults = self.dependant, list[Any]()
        values = {**self.defaults, **{name: done[number] for name, number in self.given if name is not None}}
        for field in dependant.path_params:
            value, found = field.validate(request.path_params[field.alias], loc=("path", field.alias))
            values[field.name] = value
            faults += found
        query: Mapping[str, Any] = request.query_params if request.scope["query_string"] else {}
        for fields, sent in ((dependant.query_params, query), (dependant.header_params, request.headers)):
            for field in fields:
                if field.alias in sent or field.field_info.is_required():
                    read, found = request_params_to_args([field], sent)
                    values |= read
                    faults += found
        if dependant.request_param_name:
            values[dependant.request_param_name] = request
        if dependant.response_param_name:
            values[dependant.response_param_name] = answer
        return values, faults


class Prepared:
    """The handler of a route that `is_prepared`. `FastAPI.dependency_overrides` are not looked at."""

    def __init__(self, route: APIRoute) -> None:
        self._route: Final = route
        self._steps: Final[list[_Step]] = []
        self._plan(route.dependant, {})

    async def __call__(self, request: Request) -> Response:
        """Raises what FastAPI does: `RequestValidationError` once all is known that is wrong with the request, and
        `ResponseValidationError`."""
        answer = Response()
        answer.raw_headers.clear()
        answer.status_code = 0
        done, faults, broken = list[Any](), list[Any](), set[int]()
        for number, step in enumerate(self._steps):
            values, found = step.arguments(request, answer, done)
            faults += found
            if number == len(self._steps) - 1 and faults:
                raise RequestValidationError(faults)
            if found or any(source in broken for _, source in step.given):
                broken.add(number)
                done.append(None)
            else:
                done.append(await step.call(**values))
        if isinstance(done[-1], Response):
            return done[-1]
        route = self._route
        body = await serialize_response(field=route.response_field, response_content=done[-1], dump_json=True)
        status = answer.status_code or route.status_code or 200
        response = Response(body, status, media_type="application/json")
        if not is_body_allowed_for_status_code(status):
            response.body = b""
        response.raw_headers.extend(answer.raw_headers)
        return response

    def _plan(self, dependant: Dependant, planned: dict[Any, int]) -> int:
        """The number of the step that calls it: one, however many ask for what it gives."""
        assert dependant.call is not None
        if dependant.call not in planned:
            given = tuple((each.name, self._plan(each, planned)) for each in dependant.dependencies)
            fields = [*dependant.query_params, *dependant.header_params]
            defaults = {field.name: field.default for field in fields if not field.field_info.is_required()}
            planned[dependant.call] = len(self._steps)
            self._steps.append(_Step(dependant, dependant.call, given, defaults))
        return planned[dependant.call]


def is_prepared(route: APIRoute) -> bool:
    """Whether a plan does all that FastAPI would do for a route: one without a body, whose dependencies are coroutines
    with plain parameters, and that answers with a model."""
    dependants = _all_of(route.dependant)
    fields = [field for each in dependants for field in (*each.path_params, *each.query_params, *each.header_params)]
    return (
        route.body_field is None
        and route.response_field is not None
        and isinstance(route.response_class, DefaultPlaceholder)
        and not (route.is_sse_stream or route.is_json_stream)
        and route.max_body_size is None
        and route.response_model_by_alias
        and not any(
            (
                route.response_model_include,
                route.response_model_exclude,
                route.response_model_exclude_unset,
                route.response_model_exclude_defaults,
                route.response_model_exclude_none,
            )
        )
        and all(map(_is_plain, dependants))
        # A model of several parameters is flat in the one and not in the other.
        and {*map(id, fields)} == {*map(id, get_flat_params(route.dependant))}
        and all(
            field.validation_alias in (None, field.alias)
            and not field.field_info.validate_default
            and (field.field_info.is_required() or isinstance(field.field_info.default, _UNCHANGEABLE))
            for field in fields
        )
    )


def _is_plain(dependant: Dependant) -> bool:
    call = dependant.call
    return (
        (inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(getattr(call, "__call__", None)))  # noqa: B004
        and dependant.use_cache
        and dependant.concurrency is None
        and not dependant.cookie_params
        and dependant.websocket_param_name is None
        and dependant.http_connection_param_name is None
        and dependant.background_tasks_param_name is None
        and dependant.security_scopes_param_name is None
    )


def _all_of(dependant: Dependant) -> list[Dependant]:
    return [dependant, *(deeper for each in dependant.dependencies for deeper in _all_of(each))]
