"""Letters of what members have not read of: one for all that has come together, and not one for each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.management import ProjectRow
from film_studio.engines.tracking.notification_models import NotificationRow
from film_studio.engines.tracking.notification_schemas import NotificationKind
from film_studio.engines.tracking.notifications import path_of
from film_studio.identity import letters
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.models import MemberRow, OrganizationRow, PersonRow
from film_studio.kit.outgoing_mail import Outgoing

#: Whoever looks at the page meanwhile needs no letter.
PATIENCE: Final = timedelta(minutes=10)
#: Between two letters to the same member.
APART: Final = timedelta(hours=1)
#: So much is told in one letter; of the rest, how much there is.
_TOLD: Final = 20
#: Of no use to anybody later.
_USEFUL: Final = timedelta(days=1)
#: What a letter says of each kind.
SENTENCES: Final[Mapping[NotificationKind, str]] = {
    "assigned": "{actor} has given you a task: {words}",
    "mentioned": "{actor} has named you: {words}",
    "replied": "{actor} has answered: {words}",
    "commented": "{actor} has commented: {words}",
    "approved": "{actor} has approved: {words}",
    "finished": "Your film is finished",
    "failed": "Your film could not be made: {words}",
    "called": "{actor} has given out a call sheet that calls you: {words}",
    "seen": "{actor} has seen your call sheet: {words}",
    "suggested": "What you asked a writer for: {words}",
    "judged": "{actor} has written coverage: {words}",
    "moved": "{actor} has moved a milestone of your tasks: {words}",
    "shared": "{actor} has shared your film by a link: {words}",
    "webhook_disabled": "A webhook was disabled: {words}",
}


async def write_digest(session: AsyncSession, outgoing: Outgoing, mailroom: Mailroom, now: datetime) -> bool:
    """Put one member's letter into the outbox, for a session of the system. False where no letter is due."""
    unmailed = NotificationRow.mail & NotificationRow.mailed_at.is_(None) & NotificationRow.read_at.is_(None)
    lately = (
        select(NotificationRow.id)
        .where(NotificationRow.member_id == MemberRow.id, NotificationRow.mailed_at > now - APART)
        .exists()
    )
    due = (
        select(NotificationRow.id)
        .where(NotificationRow.member_id == MemberRow.id, unmailed, NotificationRow.created_at <= now - PATIENCE)
        .exists()
    )
    member = (await session.execute(_WHOM.where(due, ~lately))).one_or_none()
    if member is None:
        return False
    found = await session.execute(_WHAT.where(NotificationRow.member_id == member.id, unmailed))
    rows = found.mappings().all()
    await session.execute(
        update(NotificationRow)
        .where(NotificationRow.id.in_([row["id"] for row in rows]))
        .values(mailed_at=now)
        .execution_options(synchronize_session=False)
    )
    kept = [row for row in rows if row["deleted_at"] is None]
    if kept:
        letter = letters.digest(
            member.email,
            name=member.name,
            organization=member.organization,
            told=[(_sentence(row), mailroom.page(path_of(row))) for row in kept[:_TOLD]],
            more=max(0, len(kept) - _TOLD),
        )
        await outgoing.put(session, letter, useful_until=now + _USEFUL)
    return True


_WHOM: Final = (
    select(MemberRow.id, PersonRow.email, PersonRow.name, OrganizationRow.name.label("organization"))
    .join(PersonRow, PersonRow.id == MemberRow.person_id)
    .join(OrganizationRow, OrganizationRow.id == MemberRow.organization_id)
    .where(MemberRow.removed_at.is_(None))
    .order_by(MemberRow.id)
    .limit(1)
    .with_for_update(of=MemberRow, skip_locked=True)
)
_WHAT: Final = (
    select(
        NotificationRow.id,
        NotificationRow.kind,
        NotificationRow.project_id,
        ProjectRow.title,
        ProjectRow.deleted_at,
        NotificationRow.subject_type,
        NotificationRow.subject_id,
        NotificationRow.production_id,
        NotificationRow.actor_name,
        NotificationRow.words,
    )
    .outerjoin(ProjectRow, ProjectRow.id == NotificationRow.project_id)
    .order_by(NotificationRow.id)
)


def _sentence(row: RowMapping) -> str:
    kind: NotificationKind = row["kind"]
    said = SENTENCES[kind].format(actor=row["actor_name"] or "Somebody", words=row["words"])
    return said if row["title"] is None else f"{row['title']}: {said}"
