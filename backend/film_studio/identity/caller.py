"""Who is calling, and what they may do."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from film_studio.identity.permissions import ALL, Permission
from film_studio.kit.problems import ProblemError

CallerKind = Literal["member", "key", "share", "service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person in an organisation (`member`), a program (`key`), whoever holds a link to one film (`share`), or the
    API itself (`service`). `id` is the row's of that kind; `permissions` is all that they may do. `session_id` is that
    of a member, or of a browser into which a key was pasted; `made_by` is the member whom a key comes from."""

    organization_id: uuid.UUID
    kind: CallerKind
    id: uuid.UUID
    permissions: frozenset[Permission]
    session_id: uuid.UUID | None = None
    made_by: uuid.UUID | None = None


def check_may_give(caller: Caller, permissions: Iterable[Permission]) -> None:
    """Raises a 403 problem where somebody would be allowed what `caller` is not: by a key, a role or a link."""
    if more := sorted(set(permissions) - caller.permissions):
        raise ProblemError(
            403,
            "more-than-yours",
            f"this would give {', '.join(more)}, which you do not have yourself; give less, or ask somebody who has it",
        )


def service_of(organization_id: uuid.UUID) -> Caller:
    """The API itself, at work for an organisation without anybody asking."""
    return Caller(organization_id=organization_id, kind="service", id=organization_id, permissions=ALL)
