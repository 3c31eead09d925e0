"""Whom a happening concerns, and of what kind that is for them."""

import re
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from film_studio.engines.management import ProjectRow, sees_project
from film_studio.engines.preproduction import who_is_called
from film_studio.engines.production import ProductionRow
from film_studio.engines.tracking.models import (
    ApprovalRow,
    CommentRow,
    MilestoneRow,
    PlaylistRow,
    ReplyRow,
    TaskRow,
)
from film_studio.engines.tracking.notification_schemas import NotificationKind
from film_studio.engines.writing import CoverageRow, SuggestionRow
from film_studio.identity.audit.models import AuditEntryRow
from film_studio.identity.models import MemberRow, PersonRow, ShareLinkRow
from film_studio.identity.scope import Scope
from film_studio.kit.happenings import HappeningRow

_WORDS: Final = 200


@dataclass(frozen=True, kw_only=True)
class Concern:
    """What members are to be told, each by the first kind that fits. `members` are ids; the same one may come twice."""

    subject_type: str
    subject_id: uuid.UUID
    production_id: uuid.UUID | None = None
    words: str
    members: tuple[tuple[uuid.UUID, NotificationKind], ...]


async def concern_of(scope: Scope, happening: HappeningRow) -> Concern | None:
    """None for what concerns nobody in person, or is gone already."""
    find = CONCERNS.get(happening.name)
    return None if find is None else await find(scope, happening)


async def who_is_told(scope: Scope, happening: HappeningRow, concern: Concern) -> Mapping[uuid.UUID, NotificationKind]:
    """Of whom it concerns, those who did not do it themselves, and see where it is."""
    told: dict[uuid.UUID, NotificationKind] = {}
    for member_id, kind in concern.members:
        if member_id != happening.actor_id:
            told.setdefault(member_id, kind)
    if happening.project_id is None:
        return told
    of_project = select(ProjectRow).where(
        ProjectRow.organization_id == scope.organization_id, ProjectRow.id == happening.project_id
    )
    project = (await scope.session.scalars(of_project)).one_or_none()
    if project is None or project.deleted_at is not None:
        return {}
    return {member_id: kind for member_id, kind in told.items() if await sees_project(scope, project, member_id)}


def named_in(text: str, names: Mapping[uuid.UUID, str]) -> list[uuid.UUID]:
    """Whom a text names: @ and the whole name, in any case, or the first word of it where only one is called so."""
    spellings: dict[str, set[uuid.UUID]] = {}
    for member_id, name in names.items():
        whole = name.casefold()
        for spelling in {whole, whole.split()[0]}:
            spellings.setdefault(spelling, set()).add(member_id)
    folded = text.casefold()
    found: list[uuid.UUID] = []
    longest_first = sorted(spellings, key=len, reverse=True)
    for place in re.finditer("@", folded):
        rest = folded[place.end() :]
        name = next((each for each in longest_first if rest.startswith(each) and _ends(each, rest)), None)
        if name is not None and len(spellings[name]) == 1:
            found += spellings[name]
    return list(dict.fromkeys(found))


def _ends(name: str, text: str) -> bool:
    """Whether a name is not only the beginning of a longer one. Scripts without small letters have no spaces either."""
    after = text[len(name) : len(name) + 1]
    return not after.isdigit() and not (_is_lettered(name[-1]) and _is_lettered(after))


def _is_lettered(character: str) -> bool:
    return character.lower() != character.upper()


async def _of_task(scope: Scope, happening: HappeningRow) -> Concern | None:
    assignee = happening.details.get("assignee")
    if not assignee:
        return None
    row = await scope.session.get(TaskRow, happening.subject_id)
    if row is None or str(row.assignee_id) != assignee:
        return None
    return Concern(
        subject_type="task", subject_id=row.id, words=row.title, members=((uuid.UUID(assignee), "assigned"),)
    )


async def _of_comment(scope: Scope, happening: HappeningRow) -> Concern | None:
    row = await scope.session.get(CommentRow, happening.subject_id)
    if row is None:
        return None
    mentioned = await _named(scope, row.text)
    makers = await _starters(scope, row.production_id)
    if row.share_link_id is not None:
        maker = select(ShareLinkRow.created_by).where(ShareLinkRow.id == row.share_link_id)
        makers = [each for each in (await scope.session.scalar(maker), *makers) if each is not None]
    return _said(row, row.text, mentioned, makers, "commented")


async def _of_reply(scope: Scope, happening: HappeningRow) -> Concern | None:
    row = await scope.session.get(ReplyRow, happening.subject_id)
    comment = None if row is None else await scope.session.get(CommentRow, row.comment_id)
    if row is None or comment is None:
        return None
    mentioned = await _named(scope, row.text)
    others = select(ReplyRow.member_id).where(ReplyRow.comment_id == comment.id, ReplyRow.member_id.is_not(None))
    talking = [comment.member_id, *await scope.session.scalars(others.distinct())]
    return _said(comment, row.text, mentioned, [each for each in talking if each is not None], "replied")


async def _of_approval(scope: Scope, happening: HappeningRow) -> Concern | None:
    row = await scope.session.get(ApprovalRow, happening.subject_id)
    if row is None:
        return None
    production = await scope.session.get(ProductionRow, row.production_id)
    writers = [] if production is None else await _who_did(scope, "revision.created", production.revision_id)
    makers = await _starters(scope, row.production_id)
    return Concern(
        subject_type="approval",
        subject_id=row.id,
        production_id=row.production_id,
        words="The film" if row.shot is None else f"Shot {row.shot + 1}",
        members=tuple((each, "approved") for each in (*makers, *writers)),
    )


async def _of_jobs(scope: Scope, happening: HappeningRow) -> Concern | None:
    """Of a production alone: its owner of jobs has its id, that of a contact sheet has one of its own."""
    is_production = happening.subject_type == "production" and happening.details["owner"] == str(happening.subject_id)
    if not is_production:
        return None
    kind: NotificationKind = "finished" if happening.name == "jobs.succeeded" else "failed"
    return Concern(
        subject_type="production",
        subject_id=happening.subject_id,
        production_id=happening.subject_id,
        words=(happening.details.get("error") or "")[:_WORDS] if kind == "failed" else "The film",
        members=tuple((each, kind) for each in await _starters(scope, happening.subject_id)),
    )


async def _of_call_sheet(scope: Scope, happening: HappeningRow) -> Concern | None:
    found = await who_is_called(scope, happening.subject_id)
    if found is None:
        return None
    words, call_sheet_id, called = found
    return Concern(
        subject_type="call_sheet",
        subject_id=call_sheet_id,
        words=words,
        members=tuple((each, "called") for each in called),
    )


async def _of_seen_call_sheet(scope: Scope, happening: HappeningRow) -> Concern | None:
    found = await who_is_called(scope, happening.subject_id)
    if found is None:
        return None
    _, call_sheet_id, _ = found
    givers = await _who_did(scope, "call_sheet.published", happening.subject_id)
    return Concern(
        subject_type="call_sheet",
        subject_id=call_sheet_id,
        words=happening.details["name"],
        members=tuple((each, "seen") for each in givers),
    )


async def _of_suggestion(scope: Scope, happening: HappeningRow) -> Concern | None:
    row = await scope.session.get(SuggestionRow, happening.subject_id)
    if row is None or row.member_id is None:
        return None
    words = f"not written: {row.reason}" if row.state == "failed" else f"{len(row.options)} to choose from"
    if row.state != "failed" and len(row.options) == 1:
        words = "one to be decided on"
    return Concern(
        subject_type="suggestion", subject_id=row.id, words=words[:_WORDS], members=((row.member_id, "suggested"),)
    )


async def _of_coverage(scope: Scope, happening: HappeningRow) -> Concern | None:
    row = await scope.session.get(CoverageRow, happening.subject_id)
    if row is None:
        return None
    writers = await _who_did(scope, "revision.created", row.revision_id)
    return Concern(
        subject_type="coverage",
        subject_id=row.id,
        words=f"{row.reader}: {row.script}" if row.script else row.reader,
        members=tuple((each, "judged") for each in writers),
    )


async def _of_milestone(scope: Scope, happening: HappeningRow) -> Concern | None:
    """Of another day alone, and for those who have something to do until then."""
    row = await scope.session.get(MilestoneRow, happening.subject_id)
    if row is None or "due_on" not in happening.details:
        return None
    waiting = select(TaskRow.assignee_id).where(
        TaskRow.organization_id == scope.organization_id,
        TaskRow.milestone_id == row.id,
        TaskRow.status != "done",
        TaskRow.assignee_id.is_not(None),
    )
    members = await scope.session.scalars(waiting.distinct())
    return Concern(
        subject_type="milestone",
        subject_id=row.id,
        words=f"{row.title}: {row.due_on.day} {row.due_on:%B %Y}"[:_WORDS],
        members=tuple((each, "moved") for each in members if each is not None),
    )


async def _of_share_link(scope: Scope, happening: HappeningRow) -> Concern | None:
    row = await scope.session.get(ShareLinkRow, happening.subject_id)
    if row is None:
        return None
    films = [] if row.production_id is None else [row.production_id]
    if row.playlist_id is not None:
        playlist = await scope.session.get(PlaylistRow, row.playlist_id)
        films = [] if playlist is None else [uuid.UUID(each["production_id"]) for each in playlist.items]
    makers = [maker for film in dict.fromkeys(films) for maker in await _starters(scope, film)]
    return Concern(
        subject_type="share_link",
        subject_id=row.id,
        words=row.name,
        members=tuple((each, "shared") for each in makers),
    )


async def _of_webhook(scope: Scope, happening: HappeningRow) -> Concern | None:
    owners = select(MemberRow.id).where(
        MemberRow.organization_id == scope.organization_id, MemberRow.role == "owner", MemberRow.removed_at.is_(None)
    )
    return Concern(
        subject_type="webhook",
        subject_id=happening.subject_id,
        words=f"{happening.details['name']}: {happening.details['reason']}"[:_WORDS],
        members=tuple((each, "webhook_disabled") for each in await scope.session.scalars(owners)),
    )


#: Of whatever the audit trail notes and of what jobs and writers come to: whom it concerns. What is not here concerns
#: nobody in person.
CONCERNS: Final[Mapping[str, Callable[[Scope, HappeningRow], Awaitable[Concern | None]]]] = {
    "task.created": _of_task,
    "task.updated": _of_task,
    "comment.created": _of_comment,
    "reply.created": _of_reply,
    "approval.given": _of_approval,
    "jobs.succeeded": _of_jobs,
    "jobs.failed": _of_jobs,
    "call_sheet.published": _of_call_sheet,
    "call_sheet.seen": _of_seen_call_sheet,
    "suggestion.written": _of_suggestion,
    "suggestion.failed": _of_suggestion,
    "coverage.created": _of_coverage,
    "milestone.updated": _of_milestone,
    "share_link.created": _of_share_link,
    "webhook.disabled": _of_webhook,
}


def _said(
    comment: CommentRow,
    text: str,
    mentioned: Iterable[uuid.UUID],
    others: Iterable[uuid.UUID],
    kind: NotificationKind,
) -> Concern:
    words = " ".join(text.split())
    return Concern(
        subject_type="comment",
        subject_id=comment.id,
        production_id=comment.production_id,
        words=words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…",
        members=(*((each, "mentioned") for each in mentioned), *((each, kind) for each in others)),
    )


async def _named(scope: Scope, text: str) -> list[uuid.UUID]:
    if "@" not in text:
        return []
    everybody = (
        select(MemberRow.id, PersonRow.name)
        .join(PersonRow, PersonRow.id == MemberRow.person_id)
        .where(MemberRow.organization_id == scope.organization_id, MemberRow.removed_at.is_(None))
    )
    return named_in(text, {row.id: row.name for row in await scope.session.execute(everybody)})


async def _starters(scope: Scope, production_id: uuid.UUID) -> list[uuid.UUID]:
    """The members who have started a production, or had it try again: the last one first."""
    return [
        *await _who_did(scope, "production.retried", production_id),
        *await _who_did(scope, "production.started", production_id),
    ]


async def _who_did(scope: Scope, action: str, subject_id: uuid.UUID) -> list[uuid.UUID]:
    did = (
        select(AuditEntryRow.actor_id)
        .where(
            AuditEntryRow.organization_id == scope.organization_id,
            AuditEntryRow.subject_id == subject_id,
            AuditEntryRow.action == action,
            AuditEntryRow.actor_kind == "member",
        )
        .order_by(AuditEntryRow.sequence.desc())
    )
    return list(await scope.session.scalars(did))
