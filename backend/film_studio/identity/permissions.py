"""What may be done in the studio, as names: a route declares the one that it needs, a caller holds some of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal, TypeVar, get_args

Permission = Literal[
    "session:use",
    "organization:read",
    "members:read",
    "members:write",
    "keys:read",
    "keys:write",
    "projects:read",
    "projects:write",
    "scripts:read",
    "scripts:write",
    "productions:read",
    "productions:write",
    "jobs:read",
    "jobs:write",
]
ALL: Final[frozenset[Permission]] = frozenset(get_args(Permission))
OrganizationRole = Literal["owner", "producer", "member", "guest"]
_MEMBER: Final = frozenset[Permission](
    {
        "session:use",
        "organization:read",
        "members:read",
        "projects:read",
        "projects:write",
        "scripts:read",
        "scripts:write",
        "productions:read",
        "productions:write",
    }
)
#: What a person may do in an organisation, by their role there.
OF_ROLE: Final[Mapping[OrganizationRole, frozenset[Permission]]] = {
    "owner": ALL,
    "producer": _MEMBER | frozenset[Permission]({"keys:read"}),
    "member": _MEMBER,
    # A guest sees the projects that they were let into, and nothing of the organisation but its name.
    "guest": frozenset[Permission]({"session:use", "organization:read"}),
}


def granted(stored: Iterable[str] | None) -> frozenset[Permission]:
    """What a key may do, as it is stored; a permission that this release does not know is none."""
    return ALL if stored is None else ALL.intersection(stored)


#: What a route declares that answers whoever asks.
PUBLIC: Final = "public"
_ATTRIBUTE: Final = "__film_studio_permission__"
Route = TypeVar("Route", bound=Callable[..., Any])


def needs(permission: Permission) -> Callable[[Route], Route]:
    """Declare, under a route's decorator, what its caller has to be allowed."""
    return _declare(permission)


def public(route: Route) -> Route:
    """Declare that a route answers whoever asks."""
    return _declare(PUBLIC)(route)


def permission_of(route: Callable[..., Any]) -> Permission | Literal["public"] | None:
    """What a route has declared; None when it has declared nothing, and so lets nobody in."""
    return getattr(route, _ATTRIBUTE, None)


def _declare(what: str) -> Callable[[Route], Route]:
    def declared(route: Route) -> Route:
        if hasattr(route, _ATTRIBUTE):
            raise TypeError(f"{route.__name__} declares two permissions; a route needs one")
        setattr(route, _ATTRIBUTE, what)
        return route

    return declared
