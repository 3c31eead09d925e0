"""What has been done in a project, for those who work on it: the audit trail, as far as they may see it."""

import json
import uuid
from collections.abc import Mapping
from typing import Any, Final, get_args

from sqlalchemy import String, Uuid, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from film_studio.engines.enterprise.activity_schemas import Activity, ActivityKind
from film_studio.engines.enterprise.audit_schemas import Actor
from film_studio.engines.management import check_project
from film_studio.identity.audit.actions import Action
from film_studio.identity.audit.models import AuditEntryRow
from film_studio.identity.permissions import Permission
from film_studio.identity.scope import ReadScope
from film_studio.kit.pagination import Listing, Page, PageRequest

#: By the first word of an action: what whoever is shown it has to be allowed in the project, and of which kind it is.
SHOWN: Final[Mapping[str, tuple[Permission, ActivityKind]]] = {
    "project": ("projects:read", "project"),
    "team_member": ("projects:read", "project"),
    "revision": ("scripts:read", "script"),
    "import": ("scripts:read", "script"),
    "suggestion": ("scripts:read", "script"),
    "issue": ("scripts:read", "script"),
    "screenplay": ("scripts:read", "script"),
    "coverage": ("scripts:read", "script"),
    "beat_sheet": ("scripts:read", "script"),
    "character": ("scripts:read", "cast"),
    "sample": ("scripts:read", "cast"),
    "plates": ("scripts:read", "cast"),
    "casting_sheet": ("scripts:read", "cast"),
    "consent": ("consents:read", "cast"),
    "element": ("scripts:read", "preproduction"),
    "elements": ("scripts:read", "preproduction"),
    "breakdown": ("scripts:read", "preproduction"),
    "scenario": ("scripts:read", "preproduction"),
    "schedule": ("scripts:read", "preproduction"),
    "budget": ("budgets:read", "preproduction"),
    "location": ("scripts:read", "preproduction"),
    "crew_member": ("preproduction:write", "preproduction"),
    "call_sheet": ("scripts:read", "preproduction"),
    "production": ("productions:read", "production"),
    "contact_sheet": ("productions:read", "production"),
    "job": ("jobs:read", "production"),
    "comment": ("reviews:read", "review"),
    "reply": ("reviews:read", "review"),
    "approval": ("reviews:read", "review"),
    "task": ("tasks:read", "task"),
    "milestone": ("tasks:read", "task"),
    "task_filter": ("tasks:read", "task"),
    "playlist": ("reviews:read", "review"),
    "share_link": ("shares:read", "share"),
}
_ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
#: What an entry's thing is called by, the first of these that it has.
_NAMES: Final = ("title", "name", "text")
_WORDS: Final = 200
_ACTOR: Final = bindparam("actor_id", type_=Uuid)
ACTIVITIES: Final = Listing(
    select(
        AuditEntryRow.sequence,
        AuditEntryRow.at,
        AuditEntryRow.actor_kind,
        AuditEntryRow.actor_id,
        AuditEntryRow.action,
        AuditEntryRow.subject_type,
        AuditEntryRow.subject_id,
        AuditEntryRow.details,
    ).where(
        AuditEntryRow.organization_id == bindparam("organization_id"),
        AuditEntryRow.project_id == bindparam("project_id"),
        AuditEntryRow.action == any_(bindparam("actions", type_=ARRAY(String))),
        or_(_ACTOR.is_(None), AuditEntryRow.actor_id == _ACTOR),
    ),
    by=AuditEntryRow.sequence,
    descending=True,
)


async def list_activity(
    scope: ReadScope,
    project_id: uuid.UUID,
    page: PageRequest,
    *,
    kind: ActivityKind | None,
    actor_id: uuid.UUID | None,
) -> Page[Activity]:
    """The newest first. Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    allowed = scope.caller.in_project(project_id)
    actions = [action for action in _ACTIONS if _is_shown(action, allowed, kind)]
    return await ACTIVITIES.page(scope, page, _activity, project_id=project_id, actions=actions, actor_id=actor_id)


def _is_shown(action: Action, allowed: frozenset[Permission], kind: ActivityKind | None) -> bool:
    shown = SHOWN.get(action.partition(".")[0])
    return shown is not None and shown[0] in allowed and kind in (None, shown[1])


def _activity(row: Mapping[str, Any]) -> Activity:
    details: dict[str, Any] = {} if row["details"] is None else json.loads(row["details"])
    changed = {**details.get("before", {}), **details.get("after", {})}
    words = next((str(changed[name]) for name in _NAMES if changed.get(name)), None)
    if words is not None and len(words) > _WORDS:
        words = f"{words[: _WORDS - 1]}…"
    return Activity(
        **{name: row[name] for name in ("sequence", "at", "action", "subject_type", "subject_id")},
        actor=Actor(kind=row["actor_kind"], id=row["actor_id"], name=details.get("actor")),
        words=words,
    )
