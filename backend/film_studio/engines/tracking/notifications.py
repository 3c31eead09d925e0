"""What members are told of: lists it, notes what was read, and writes it down for whom it concerns."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Boolean, Uuid, any_, bindparam, delete, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.management import ProjectRow
from film_studio.engines.tracking.notification_models import NotificationRow, NotificationSettingsRow
from film_studio.engines.tracking.notification_schemas import (
    KINDS,
    MAILED,
    Notification,
    NotificationSettings,
    NotificationSettingsUpdate,
    NotificationsRead,
    UnreadCount,
)
from film_studio.engines.tracking.recipients import concern_of, who_is_told
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.happenings import HappeningRow
from film_studio.kit.pagination import Listing, Page, PageRequest
from film_studio.kit.problems import ProblemError
from film_studio.kit.versions import Precondition

#: For so long it can be looked up what somebody was told.
KEPT: Final = timedelta(days=180)
#: What is announced to whoever watches: of this type, with the member's id.
NOTIFIED: Final = "notification"
_UNREAD: Final = bindparam("unread", type_=Boolean)
#: Of a member: what is in projects that they see, and in none.
NOTIFICATIONS: Final = Listing(
    select(
        NotificationRow.id,
        NotificationRow.kind,
        NotificationRow.project_id,
        ProjectRow.title.label("project"),
        NotificationRow.subject_type,
        NotificationRow.subject_id,
        NotificationRow.production_id,
        NotificationRow.actor_name.label("actor"),
        NotificationRow.words,
        NotificationRow.read_at.is_not(None).label("read"),
        NotificationRow.created_at,
    )
    .outerjoin(ProjectRow, ProjectRow.id == NotificationRow.project_id)
    .where(
        NotificationRow.organization_id == bindparam("organization_id"),
        NotificationRow.member_id == bindparam("member_id"),
        # The database shows nobody a project that they do not see: what is said there they are not shown either.
        or_(NotificationRow.project_id.is_(None), ProjectRow.id.is_not(None) & ProjectRow.deleted_at.is_(None)),
        or_(_UNREAD.is_(None), NotificationRow.read_at.is_(None) == _UNREAD),
    ),
    by=NotificationRow.id,
    descending=True,
)
#: By the type of what is told of; a film that is finished has a room of its own.
_PATHS: Final = {
    "task": "/tasks/?id={project}&task={subject}",
    "milestone": "/tasks/?id={project}&by=milestone",
    "comment": "/watch/?id={project}&film={production}&comment={subject}",
    "approval": "/watch/?id={project}&film={production}",
    "film": "/watch/?id={project}&film={production}",
    "production": "/production/?id={project}&run={production}",
    "share_link": "/share/?id={project}",
    "call_sheet": "/callsheet/?id={project}&sheet={subject}",
    "suggestion": "/script/?id={project}&show=suggestions",
    "coverage": "/reports/?id={project}",
    "webhook": "/organization/?part=webhooks",
}
_SETTINGS: Final = Query(
    select(NotificationSettingsRow.page, NotificationSettingsRow.mail, NotificationSettingsRow.version).where(
        NotificationSettingsRow.organization_id == bindparam("organization_id"),
        NotificationSettingsRow.member_id == bindparam("member_id"),
    )
)


async def list_notifications(scope: ReadScope, page: PageRequest, *, unread: bool | None) -> Page[Notification]:
    """The caller's, the newest first; a program has none."""
    return await NOTIFICATIONS.page(scope, page, _notification, member_id=scope.caller.id, unread=unread)


async def read_notifications(scope: Scope, body: NotificationsRead) -> UnreadCount:
    """Note that the caller has read these. What is not theirs stays as it is."""
    theirs = (
        NotificationRow.organization_id == scope.organization_id,
        NotificationRow.member_id == scope.caller.id,
        NotificationRow.read_at.is_(None),
    )
    read = update(NotificationRow).where(*theirs).values(read_at=scope.clock())
    if body.ids is not None:
        read = read.where(NotificationRow.id == any_(bindparam("ids", body.ids, type_=ARRAY(Uuid))))
    await scope.session.execute(read, execution_options={"synchronize_session": False})
    await scope.announce(NOTIFIED, scope.caller.id)
    left = (await scope.session.execute(select(func.count()).select_from(NotificationRow).where(*theirs))).scalar_one()
    return UnreadCount(unread=left)


async def get_settings(scope: ReadScope) -> NotificationSettings:
    """The caller's. Raises a 409 problem for a program."""
    settings = await _settings_of(scope, scope.caller.id)
    if scope.caller.kind != "member":
        raise ProblemError(409, "no-person", "a program is told of nothing here; make a webhook for it")
    return settings


async def update_settings(scope: Scope, body: NotificationSettingsUpdate, seen: Precondition) -> NotificationSettings:
    """Raises problems: 409 for a program, and those of `seen`."""
    await get_settings(scope)
    member_id = scope.caller.id
    never_said = {"page": list(KINDS), "mail": list(MAILED)}
    values = {"organization_id": scope.organization_id, "member_id": member_id, **never_said}
    await scope.session.execute(upsert(NotificationSettingsRow).values(values).on_conflict_do_nothing())
    one = select(NotificationSettingsRow).where(
        NotificationSettingsRow.organization_id == scope.organization_id,
        NotificationSettingsRow.member_id == member_id,
    )
    row = (await scope.session.scalars(one.with_for_update())).one()
    seen.check(row, await _settings_of(scope, member_id))
    if (row.page, row.mail) != (body.page, body.mail):
        row.page, row.mail = list(body.page), list(body.mail)
    await scope.session.flush()
    return await _settings_of(scope, member_id)


async def notify(scope: Scope, happening: HappeningRow) -> None:
    """Write down what whom it concerns is told of it, as they want to be, and announce it to their pages."""
    concern = await concern_of(scope, happening)
    if concern is None:
        return
    told = await who_is_told(scope, happening, concern)
    rows: list[dict[str, Any]] = []
    for member_id, kind in told.items():
        wanted = await _settings_of(scope, member_id)
        if kind not in wanted.page:
            continue
        rows.append(
            {
                "organization_id": scope.organization_id,
                "member_id": member_id,
                "happening_id": happening.id,
                "project_id": happening.project_id,
                "kind": kind,
                "subject_type": concern.subject_type,
                "subject_id": concern.subject_id,
                "production_id": concern.production_id,
                "actor_name": happening.actor_name,
                "words": concern.words,
                "mail": kind in wanted.mail,
            }
        )
    if rows:
        await scope.session.execute(insert(NotificationRow), rows)
    for row in rows:
        await scope.announce(NOTIFIED, row["member_id"])


async def forget_old_notifications(session: AsyncSession, now: datetime) -> int:
    """Delete what was told `KEPT` ago, of all organisations: for a session of the system. Returns how many."""
    old = delete(NotificationRow).where(NotificationRow.created_at < now - KEPT)
    return len((await session.execute(old.returning(literal(1)))).all())


def path_of(row: Mapping[Any, Any]) -> str:
    """Of the studio's page that shows what a notification is about."""
    shown = "film" if row["kind"] == "finished" else row["subject_type"]
    project, subject, production = row["project_id"], row["subject_id"], row["production_id"]
    return _PATHS.get(shown, _PATHS["webhook"]).format(project=project, subject=subject, production=production)


async def _settings_of(scope: ReadScope, member_id: uuid.UUID) -> NotificationSettings:
    for row in await scope.rows(_SETTINGS, member_id=member_id):
        return NotificationSettings.model_validate(row)
    return NotificationSettings(page=list(KINDS), mail=list(MAILED), version=1)


def _notification(row: Mapping[str, Any]) -> Notification:
    return Notification(**{name: row[name] for name in Notification.model_fields if name != "path"}, path=path_of(row))
