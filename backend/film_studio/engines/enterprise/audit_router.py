"""HTTP of the audit trail."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from film_studio.engines.enterprise import audit
from film_studio.engines.enterprise.audit_schemas import AuditCheck, AuditEntry
from film_studio.identity.audit.actions import Action
from film_studio.identity.dependencies import RequestReadScope
from film_studio.identity.permissions import needs
from film_studio.kit.moments import Moment
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises

router: Final = APIRouter(prefix="/audit", tags=["enterprise"])
_EntriesPage = Annotated[PageRequest, Depends(audit.ENTRIES.request)]
_LAST: Final = 2**53


@router.get("", summary="Who has done what in the organisation, the newest first")
@needs("audit:read")
async def list_audit_entries(
    *,
    scope: RequestReadScope,
    page: _EntriesPage,
    action: Annotated[Action | None, Query(description="Only changes of this kind")] = None,
    actor_id: Annotated[uuid.UUID | None, Query(description="Only what this member or key has done")] = None,
    subject_id: Annotated[uuid.UUID | None, Query(description="Only what was done to this thing")] = None,
    project_id: Annotated[uuid.UUID | None, Query(description="Only what was done in this project")] = None,
    since: Annotated[Moment | None, Query(description="Only from then on")] = None,
    until: Annotated[Moment | None, Query(description="Only before then")] = None,
) -> Page[AuditEntry]:
    return await audit.list_entries(
        *(scope, page),
        action=action,
        actor_id=actor_id,
        subject_id=subject_id,
        project_id=project_id,
        since=since,
        until=until,
    )


@router.get("/verify", summary="Check that nobody has changed, added or taken away an entry")
@needs("audit:read")
@raises("not-found")
async def verify_audit_trail(
    scope: RequestReadScope,
    from_sequence: Annotated[
        int, Query(ge=1, lt=_LAST, description="The first entry to check; those before were checked")
    ] = 1,
) -> AuditCheck:
    """At most 10,000 entries; `next_sequence` says from where to go on."""
    return await audit.verify(scope, from_sequence)
