"""Rows of the tracking engine, and what it reads of films."""

import asyncio
import uuid
from collections import OrderedDict
from typing import Final

from sqlalchemy import Integer, String, Uuid, any_, bindparam, delete, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from film_studio.engines.engine import Erasure, Subject
from film_studio.engines.management import ProjectRow, is_kept
from film_studio.engines.production import ProductionRow, ShotRow
from film_studio.engines.tracking.authors import author_columns, with_author
from film_studio.engines.tracking.cuts import Cut, Likeness, follow, likeness_of
from film_studio.engines.tracking.models import (
    ApprovalRow,
    CommentRow,
    MilestoneRow,
    PlaylistRow,
    ReplyRow,
    TaskFilterRow,
    TaskRow,
)
from film_studio.engines.tracking.notification_models import NotificationRow
from film_studio.identity.models import ShareLinkRow
from film_studio.identity.scope import ReadScope
from film_studio.jobs.models import JobRow
from film_studio.kit.database.reader import Query

COMMENT: Final = Subject(
    type="comment",
    topic="comments",
    permission="reviews:read",
    is_shown=lambda row_id: (
        select(CommentRow.id).where(CommentRow.id == row_id, is_kept(CommentRow.project_id)).exists()
    ),
    of_project=lambda project_id: select(CommentRow.id).where(CommentRow.project_id == project_id),
    project_of=lambda row_id: select(CommentRow.project_id).where(CommentRow.id == row_id),
)
APPROVAL: Final = Subject(
    type="approval",
    topic="approvals",
    permission="reviews:read",
    is_shown=lambda row_id: (
        select(ApprovalRow.id).where(ApprovalRow.id == row_id, is_kept(ApprovalRow.project_id)).exists()
    ),
    of_project=lambda project_id: select(ApprovalRow.id).where(ApprovalRow.project_id == project_id),
    project_of=lambda row_id: select(ApprovalRow.project_id).where(ApprovalRow.id == row_id),
)
TASK: Final = Subject(
    type="task",
    topic="tasks",
    permission="tasks:read",
    is_shown=lambda row_id: select(TaskRow.id).where(TaskRow.id == row_id, is_kept(TaskRow.project_id)).exists(),
    of_project=lambda project_id: select(TaskRow.id).where(TaskRow.project_id == project_id),
    project_of=lambda row_id: select(TaskRow.project_id).where(TaskRow.id == row_id),
)
MILESTONE: Final = Subject(
    type="milestone",
    topic="milestones",
    permission="tasks:read",
    is_shown=lambda row_id: (
        select(MilestoneRow.id).where(MilestoneRow.id == row_id, is_kept(MilestoneRow.project_id)).exists()
    ),
    of_project=lambda project_id: select(MilestoneRow.id).where(MilestoneRow.project_id == project_id),
    project_of=lambda row_id: select(MilestoneRow.project_id).where(MilestoneRow.id == row_id),
)
TASK_FILTER: Final = Subject(
    type="task_filter",
    topic="task_filters",
    permission="tasks:read",
    is_shown=lambda row_id: (
        select(TaskFilterRow.id).where(TaskFilterRow.id == row_id, is_kept(TaskFilterRow.project_id)).exists()
    ),
    of_project=lambda project_id: select(TaskFilterRow.id).where(TaskFilterRow.project_id == project_id),
    project_of=lambda row_id: select(TaskFilterRow.project_id).where(TaskFilterRow.id == row_id),
)
PLAYLIST: Final = Subject(
    type="playlist",
    topic="playlists",
    permission="reviews:read",
    is_shown=lambda row_id: (
        select(PlaylistRow.id).where(PlaylistRow.id == row_id, is_kept(PlaylistRow.project_id)).exists()
    ),
    of_project=lambda project_id: select(PlaylistRow.id).where(PlaylistRow.project_id == project_id),
    project_of=lambda row_id: select(PlaylistRow.project_id).where(PlaylistRow.id == row_id),
)
#: For Places: the project of the reply with an `id`.
PLACE_OF_REPLY: Final = Query(
    select(CommentRow.project_id)
    .join(ReplyRow, ReplyRow.comment_id == CommentRow.id)
    .where(ReplyRow.organization_id == bindparam("organization_id"), ReplyRow.id == bindparam("id"))
)

# --- comments ---------------------------------------------------------------------------------------------------------

_STATE: Final = bindparam("state", type_=String)
#: Of a production.
FRAME_RATE: Final = ProductionRow.format["frame_rate"].label("frame_rate")
_LINK: Final = bindparam("share_link_id", type_=Uuid)
#: Where the comments of a project stand that were written on a production or on an earlier one; of a `state` and from
#: a `share_link_id`, where these are not None.
PLACED: Final = Query(
    select(
        CommentRow.id,
        CommentRow.production_id,
        ProductionRow.revision_id,
        FRAME_RATE,
        CommentRow.shot,
        CommentRow.offset,
        CommentRow.frames,
    )
    .join(ProductionRow, ProductionRow.id == CommentRow.production_id)
    .where(
        CommentRow.organization_id == bindparam("organization_id"),
        CommentRow.project_id == bindparam("project_id"),
        CommentRow.production_id <= bindparam("production_id"),
        or_(_STATE.is_(None), CommentRow.resolved_at.is_(None) == (_STATE == "open")),
        or_(_LINK.is_(None), CommentRow.share_link_id == _LINK),
    )
    .order_by(CommentRow.id)
)
_IDS: Final = bindparam("ids", type_=ARRAY(Uuid))
COMMENTS: Final = Query(
    with_author(
        select(
            CommentRow.id,
            CommentRow.project_id,
            CommentRow.production_id,
            CommentRow.shot,
            CommentRow.offset,
            CommentRow.frames,
            CommentRow.text,
            CommentRow.drawing,
            CommentRow.resolved_at,
            CommentRow.version,
            CommentRow.created_at,
            CommentRow.updated_at,
            *author_columns(CommentRow),
        ),
        CommentRow,
    ).where(
        CommentRow.organization_id == bindparam("organization_id"),
        CommentRow.id == any_(_IDS),
        is_kept(CommentRow.project_id),
    )
)
#: Of the comments with `ids`, in the order in which they were written.
REPLIES: Final = Query(
    with_author(
        select(
            ReplyRow.id,
            ReplyRow.comment_id,
            ReplyRow.text,
            ReplyRow.version,
            ReplyRow.created_at,
            ReplyRow.updated_at,
            *author_columns(ReplyRow),
        ),
        ReplyRow,
    )
    .where(ReplyRow.organization_id == bindparam("organization_id"), ReplyRow.comment_id == any_(_IDS))
    .order_by(ReplyRow.id)
)

# --- approvals --------------------------------------------------------------------------------------------------------

_UNTIL: Final = bindparam("production_id", type_=Uuid)
#: Of a project, in the order in which they were given; on a production or on an earlier one, where it is not None.
APPROVALS: Final = Query(
    with_author(
        select(
            ApprovalRow.id,
            ApprovalRow.production_id,
            ProductionRow.revision_id,
            ApprovalRow.shot,
            ApprovalRow.created_at,
            *author_columns(ApprovalRow),
        ).join(ProductionRow, ProductionRow.id == ApprovalRow.production_id),
        ApprovalRow,
    )
    .where(
        ApprovalRow.organization_id == bindparam("organization_id"),
        ApprovalRow.project_id == bindparam("project_id"),
        or_(_UNTIL.is_(None), ApprovalRow.production_id <= _UNTIL),
    )
    .order_by(ApprovalRow.id)
)
#: Of a production's shots.
RECIPES: Final = Query(
    select(JobRow.ordinal, JobRow.recipe_hash).where(
        JobRow.organization_id == bindparam("organization_id"),
        JobRow.owner_id == bindparam("production_id"),
        JobRow.kind == "shot",
        JobRow.recipe_hash.is_not(None),
    )
)

# --- films ------------------------------------------------------------------------------------------------------------

#: Of a production: whose it is.
FILM: Final = Query(
    select(ProductionRow.project_id, ProductionRow.revision_id, FRAME_RATE, ProjectRow.title)
    .join(ProjectRow, ProjectRow.id == ProductionRow.project_id)
    .where(
        ProductionRow.organization_id == bindparam("organization_id"),
        ProductionRow.id == bindparam("id"),
        ProjectRow.deleted_at.is_(None),
    )
)
_LENGTHS: Final = Query(
    select(JobRow.result["frames"].astext.cast(Integer).label("frames"))
    .where(
        JobRow.organization_id == bindparam("organization_id"),
        JobRow.owner_id == bindparam("production_id"),
        JobRow.kind == "shot",
    )
    .order_by(JobRow.ordinal)
)
_LIKENESSES: Final = Query(
    select(
        ShotRow.spec["picture"].label("picture"),
        ShotRow.spec["action"].astext.label("action"),
        ShotRow.lines,
        ShotRow.size,
        ShotRow.subjects,
    )
    .where(ShotRow.organization_id == bindparam("organization_id"), ShotRow.revision_id == bindparam("revision_id"))
    .order_by(ShotRow.index)
)
#: Of pairs of revisions, which never change: a feature's shots take tens of milliseconds to follow.
_KEPT: Final = 64
_followed: Final[OrderedDict[tuple[uuid.UUID, uuid.UUID], dict[int, int]]] = OrderedDict()


async def cut_of(scope: ReadScope, production_id: uuid.UUID) -> Cut:
    """The lengths of a production's shots as far as they are made."""
    rows = await scope.rows(_LENGTHS, production_id=production_id)
    return Cut(tuple(row["frames"] for row in rows))


async def followed(scope: ReadScope, before: uuid.UUID, after: uuid.UUID) -> dict[int, int]:
    """Where the shots of one revision's film stand in another's; those that are gone are not there."""
    pair = before, after
    if (kept := _followed.get(pair)) is not None:
        _followed.move_to_end(pair)
        return kept
    shots = [await _likenesses(scope, revision) for revision in pair]
    _followed[pair] = await asyncio.to_thread(follow, *shots)
    while len(_followed) > _KEPT:
        _followed.popitem(last=False)
    return _followed[pair]


async def _likenesses(scope: ReadScope, revision_id: uuid.UUID) -> list[Likeness]:
    return [likeness_of(row) for row in await scope.rows(_LIKENESSES, revision_id=revision_id)]


async def erase(erasure: Erasure) -> None:
    comments = select(CommentRow.id).where(CommentRow.project_id == erasure.project_id)
    for statement in (
        delete(ReplyRow).where(ReplyRow.comment_id.in_(comments)),
        delete(CommentRow).where(CommentRow.project_id == erasure.project_id),
        delete(ApprovalRow).where(ApprovalRow.project_id == erasure.project_id),
        delete(TaskRow).where(TaskRow.project_id == erasure.project_id),
        delete(TaskFilterRow).where(TaskFilterRow.project_id == erasure.project_id),
        delete(ShareLinkRow).where(ShareLinkRow.project_id == erasure.project_id),
        delete(PlaylistRow).where(PlaylistRow.project_id == erasure.project_id),
        delete(MilestoneRow).where(MilestoneRow.project_id == erasure.project_id),
        delete(NotificationRow).where(NotificationRow.project_id == erasure.project_id),
    ):
        await erasure.session.execute(statement, execution_options={"synchronize_session": False})
