"""Every table, by the floor or engine that it belongs to: for migrations, and for tests that look at all of them."""

from typing import Final

from film_studio.engines import ENGINES
from film_studio.identity.audit.models import AuditEntryRow, AuditHeadRow
from film_studio.identity.models import (
    ApiKeyRow,
    EmailChangeRow,
    InvitationRow,
    MemberRow,
    OpenIdAccountRow,
    OpenIdSignInRow,
    OrganizationRow,
    PersonRow,
    ProjectMemberRow,
    SessionRow,
    ShareLinkRow,
    SignInFailureRow,
    SignInLinkRow,
)
from film_studio.jobs.models import ArtifactRow, JobDependencyRow, JobOwnerRow, JobRow, OutboxRow
from film_studio.kit.database.base import Base
from film_studio.kit.happenings import HappeningRow
from film_studio.kit.idempotency import IdempotentRequestRow
from film_studio.kit.outgoing_mail import OutgoingMailRow

__all__ = ["TABLES", "Base"]

TABLES: Final[tuple[type[Base], ...]] = (
    IdempotentRequestRow,
    OrganizationRow,
    ApiKeyRow,
    PersonRow,
    MemberRow,
    ProjectMemberRow,
    SessionRow,
    InvitationRow,
    ShareLinkRow,
    SignInLinkRow,
    EmailChangeRow,
    OpenIdAccountRow,
    OpenIdSignInRow,
    OutgoingMailRow,
    SignInFailureRow,
    AuditEntryRow,
    AuditHeadRow,
    HappeningRow,
    JobOwnerRow,
    JobRow,
    JobDependencyRow,
    OutboxRow,
    ArtifactRow,
    *(table for engine in ENGINES for table in engine.tables),
)
