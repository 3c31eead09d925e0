"""What may be done in the studio, as names: a route declares the one that it needs, a caller holds some of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal, TypeVar, cast, get_args

Permission = Literal[
    "session:use",
    "organization:read",
    "members:read",
    "members:write",
    "sign-in-links:write",
    "keys:read",
    "keys:write",
    "audit:read",
    "projects:read",
    "projects:write",
    "team:write",
    "scripts:read",
    "scripts:write",
    "preproduction:write",
    "budgets:read",
    "budgets:write",
    "productions:read",
    "productions:write",
    "reviews:read",
    "reviews:write",
    "approvals:write",
    "tasks:read",
    "tasks:write",
    "shares:read",
    "shares:write",
    "shared:read",
    "shared:comment",
    "jobs:read",
    "jobs:write",
]
#: Of who holds a link to one film: what only such a link lets somebody do, and what it lets them do where its maker
#: has said that they may comment.
OF_SHARE: Final = frozenset[Permission]({"shared:read"})
OF_COMMENTING_SHARE: Final = OF_SHARE | frozenset[Permission]({"shared:comment"})
ALL: Final[frozenset[Permission]] = frozenset(get_args(Permission)) - OF_COMMENTING_SHARE
OrganizationRole = Literal["owner", "producer", "member", "guest"]
ProjectRole = Literal["producer", "director", "writer", "assistant_director", "editor", "client", "viewer"]
_MEMBER: Final = frozenset[Permission](
    {
        "session:use",
        "organization:read",
        "members:read",
        "projects:read",
        "projects:write",
        "team:write",
        "scripts:read",
        "scripts:write",
        "preproduction:write",
        "budgets:read",
        "budgets:write",
        "productions:read",
        "productions:write",
        "reviews:read",
        "reviews:write",
        "approvals:write",
        "tasks:read",
        "tasks:write",
        "shares:read",
        "shares:write",
        "jobs:read",
        "jobs:write",
    }
)
_WATCHER: Final = frozenset[Permission]({"projects:read", "productions:read", "reviews:read", "jobs:read"})
_VIEWER: Final = _WATCHER | frozenset[Permission]({"scripts:read", "shares:read", "tasks:read"})
_CREW: Final = _VIEWER | frozenset[Permission]({"reviews:write", "tasks:write"})
_EDITOR: Final = _CREW | frozenset[Permission]({"productions:write", "shares:write", "jobs:write"})
_DIRECTOR: Final = _EDITOR | frozenset[Permission]({"scripts:write", "preproduction:write", "approvals:write"})
#: What a person may do in an organisation, by their role there.
OF_ROLE: Final[Mapping[OrganizationRole, frozenset[Permission]]] = {
    "owner": ALL,
    # A link for an owner is not theirs to make: nobody gives more than they have.
    "producer": _MEMBER | frozenset[Permission]({"keys:read", "sign-in-links:write", "audit:read"}),
    "member": _MEMBER,
    # A guest sees the projects that they were let into, and nothing of the organisation but its name.
    "guest": frozenset[Permission]({"session:use", "organization:read"}),
}
#: What a person may do in a project that is open to its team alone, or as a guest, by their role there. Everybody sees
#: the project and its films; a client sees these and not the script, and says what they think of them. What the
#: film costs, producers write and directors read.
IN_PROJECT: Final[Mapping[ProjectRole, frozenset[Permission]]] = {
    "producer": _DIRECTOR | frozenset[Permission]({"projects:write", "team:write", "budgets:read", "budgets:write"}),
    "director": _DIRECTOR | frozenset[Permission]({"budgets:read"}),
    "writer": _CREW | frozenset[Permission]({"scripts:write"}),
    "assistant_director": _CREW | frozenset[Permission]({"preproduction:write", "jobs:write"}),
    "editor": _EDITOR,
    "client": _WATCHER | frozenset[Permission]({"reviews:write"}),
    "viewer": _VIEWER,
}


def granted(stored: Iterable[str] | None) -> frozenset[Permission]:
    """What a key may do, as it is stored; a permission that this release does not know is left out."""
    return ALL if stored is None else ALL.intersection(stored)


def left_to_key(stored: Iterable[str] | None, made_by: object, role: str | None) -> frozenset[Permission]:
    """What a key may do now: of what it was given, what the member whom it comes from (`made_by`) may still do in their
    `role`, which is None once they are removed. A key that comes from nobody keeps all."""
    if made_by is None:
        return granted(stored)
    return granted(stored) & OF_ROLE[cast("OrganizationRole", role)] if role is not None else frozenset()


#: What a route declares that answers whoever asks.
PUBLIC: Final = "public"
_ATTRIBUTE: Final = "__film_studio_permission__"
_SOMEWHERE: Final = "__film_studio_somewhere__"
Route = TypeVar("Route", bound=Callable[..., Any])


def needs(permission: Permission, *, somewhere: bool = False) -> Callable[[Route], Route]:
    """Declare, under a route's decorator, what its caller has to be allowed: in the project that its path leads to, or,
    where it leads to none, in the organisation. With `somewhere` any project is enough, because what the route answers
    is of those alone that its caller is shown."""

    def declared(route: Route) -> Route:
        setattr(route, _SOMEWHERE, somewhere)
        return _declare(permission)(route)

    return declared


def public(route: Route) -> Route:
    """Declare that a route answers whoever asks."""
    return _declare(PUBLIC)(route)


def permission_of(route: Callable[..., Any]) -> Permission | Literal["public"] | None:
    """What a route has declared; None when it has declared nothing, and so lets nobody in."""
    return getattr(route, _ATTRIBUTE, None)


def somewhere_is_enough(route: Callable[..., Any]) -> bool:
    """Whether a route lets in who is allowed what it needs in any project."""
    return getattr(route, _SOMEWHERE, False)


def _declare(what: str) -> Callable[[Route], Route]:
    def declared(route: Route) -> Route:
        if hasattr(route, _ATTRIBUTE):
            raise TypeError(f"{route.__name__} declares two permissions; a route needs one")
        setattr(route, _ATTRIBUTE, what)
        return route

    return declared
