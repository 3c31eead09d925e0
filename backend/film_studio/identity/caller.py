"""Who is calling, and what they may do."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from film_studio.identity.permissions import ALL, Permission
from film_studio.kit.database.session import Sight
from film_studio.kit.problems import ProblemError

CallerKind = Literal["member", "key", "share", "service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person in an organisation (`member`), a program (`key`), whoever holds a link to one film (`share`), or the
    API itself (`service`). `id` is the row's of that kind; `permissions` is what they may do in the organisation, and
    in every project but those of `projects`, where they may do what is named there. `session_id` is that of a member,
    or of a browser into which a key was pasted; `made_by` is the member whom a key comes from. `sight` is what the
    database shows them."""

    organization_id: uuid.UUID
    kind: CallerKind
    id: uuid.UUID
    permissions: frozenset[Permission]
    projects: Mapping[uuid.UUID, frozenset[Permission]] = field(default_factory=dict[uuid.UUID, frozenset[Permission]])
    session_id: uuid.UUID | None = None
    made_by: uuid.UUID | None = None
    sight: Sight

    def may_everywhere(self, permission: str) -> bool:
        """In the organisation and in all its projects."""
        return permission in self.permissions and all(permission in allowed for allowed in self.projects.values())

    def may_somewhere(self, permission: str) -> bool:
        """In the organisation, or in at least one project."""
        return permission in self.permissions or any(permission in allowed for allowed in self.projects.values())

    def in_project(self, project_id: uuid.UUID) -> frozenset[Permission]:
        """What they may do in a project; who may not read it does not learn that it is there."""
        return self.projects.get(project_id, self.permissions)


def check_may_give(caller: Caller, permissions: Iterable[Permission], *, project_id: uuid.UUID | None = None) -> None:
    """Raises a 403 problem where somebody would be allowed what `caller` is not: by a key, a role or a link; in the
    project, where it is given there."""
    own = caller.permissions if project_id is None else caller.in_project(project_id)
    if more := sorted(set(permissions) - own):
        raise ProblemError(
            403,
            "more-than-yours",
            f"this would give {', '.join(more)}, which you do not have yourself; give less, or ask somebody who has it",
        )


def service_of(organization_id: uuid.UUID) -> Caller:
    """The API itself, at work for an organisation without anybody asking."""
    return Caller(
        organization_id=organization_id,
        kind="service",
        id=organization_id,
        permissions=ALL,
        sight=Sight(organization_id),
    )
