"""Who is calling, and what they may do."""

import uuid
from dataclasses import dataclass
from typing import Literal

from film_studio.identity.permissions import ALL, Permission

CallerKind = Literal["member", "key", "share", "service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person in an organisation (`member`), a program (`key`), whoever holds a link to one film (`share`), or the
    API itself (`service`). `id` is the row's of that kind; `permissions` is all that they may do. `session_id` is that
    of a member, or of a browser into which a key was pasted."""

    organization_id: uuid.UUID
    kind: CallerKind
    id: uuid.UUID
    permissions: frozenset[Permission]
    session_id: uuid.UUID | None = None


def service_of(organization_id: uuid.UUID) -> Caller:
    """The API itself, at work for an organisation without anybody asking."""
    return Caller(organization_id=organization_id, kind="service", id=organization_id, permissions=ALL)
