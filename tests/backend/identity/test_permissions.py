"""Every route says what its caller has to be allowed, or that it answers whoever asks."""

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security.base import SecurityBase
from film_studio.identity.models import ProjectMemberRow
from film_studio.identity.permissions import (
    ALL,
    IN_PROJECT,
    OF_COMMENTING_SHARE,
    OF_ROLE,
    PUBLIC,
    needs,
    permission_of,
    public,
)
from sqlalchemy import CheckConstraint

OF_PROJECTS = (
    *(
        "projects",
        "team",
        "scripts",
        "preproduction",
        "budgets",
        "productions",
        "reviews",
        "approvals",
        "tasks",
        "shares",
        "jobs",
    ),
)


def test_every_route_declares_a_permission_or_that_it_is_public(app: FastAPI) -> None:
    silent = [route.path for route in routes_of(app) if permission_of(route.endpoint) is None]
    assert not silent, f"declare @needs(…) or @public under the decorator of {silent}"


def test_every_route_that_is_not_public_asks_who_is_calling(app: FastAPI) -> None:
    asking = {route.name for route in routes_of(app) if _asks_who(route.dependant)}
    declared = {route.name for route in routes_of(app) if permission_of(route.endpoint) != PUBLIC}
    assert asking == declared


def test_permissions_that_no_route_needs_are_none(app: FastAPI) -> None:
    assert {permission_of(route.endpoint) for route in routes_of(app)} == {*ALL, *OF_COMMENTING_SHARE, PUBLIC}


def test_who_works_on_films_may_do_everything_but_let_people_and_programs_in() -> None:
    """A permission to come is one or the other: whoever adds it decides."""
    assert ALL - OF_ROLE["member"] == {"members:write", "sign-in-links:write", "keys:read", "keys:write", "audit:read"}
    assert ALL - OF_ROLE["producer"] == {"members:write", "keys:write"}
    assert OF_ROLE["guest"] == {"session:use", "organization:read"}


def test_who_is_in_a_team_may_do_nothing_that_is_not_of_a_project() -> None:
    of_projects = {each for each in ALL if each.partition(":")[0] in OF_PROJECTS}
    assert IN_PROJECT["producer"] == of_projects
    for role, permissions in IN_PROJECT.items():
        assert {"projects:read", "productions:read", "jobs:read"} <= permissions <= of_projects, role
    assert "scripts:read" not in IN_PROJECT["client"]
    assert [role for role, permissions in IN_PROJECT.items() if "team:write" in permissions] == ["producer"]


def test_roles_in_projects_are_those_that_the_database_takes() -> None:
    checks = [str(each.sqltext) for each in ProjectMemberRow.__table_args__ if isinstance(each, CheckConstraint)]
    assert checks == [f"role in {tuple(IN_PROJECT)}"]


def test_a_second_permission_is_refused() -> None:
    with pytest.raises(TypeError, match="two permissions"):

        @public
        @needs("projects:read")
        async def route() -> None: ...


def routes_of(app: FastAPI) -> list[APIRoute]:
    found = [each.original_route for each in iter_route_contexts(app.routes)]
    return [route for route in found if isinstance(route, APIRoute)]


def _asks_who(dependant: Dependant) -> bool:
    return any(isinstance(each.call, SecurityBase) or _asks_who(each) for each in dependant.dependencies)
