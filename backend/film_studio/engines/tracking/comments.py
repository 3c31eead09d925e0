"""What is said of films: comments on frames, and the answers to them."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select

from contracts.limits import COMMENTS_A_PROJECT, REPLIES_A_COMMENT
from contracts.recipes.film import start_timecode
from film_studio.engines.management import project_row
from film_studio.engines.postproduction import file_stem
from film_studio.engines.production import production_row
from film_studio.engines.tracking import queries
from film_studio.engines.tracking.authors import author_of, check_author, check_may_delete, written_by
from film_studio.engines.tracking.comment_schemas import (
    Comment,
    CommentCreate,
    CommentUpdate,
    Reply,
    ReplyCreate,
    ReplyUpdate,
    State,
)
from film_studio.engines.tracking.cuts import at_the_same_time
from film_studio.engines.tracking.markers import WRITERS, MarkerFormat
from film_studio.engines.tracking.markers.marks import Marked, marks_of
from film_studio.engines.tracking.markers.timecode import Rate
from film_studio.engines.tracking.models import CommentRow, ReplyRow
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

_KEY: Final = TypeAdapter(tuple[bool, int, uuid.UUID])
#: Sorts behind every frame.
_NOWHERE: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a comment stands in the film that is asked for."""

    id: uuid.UUID
    shot: int | None
    frame: int | None
    frames: int

    @property
    def key(self) -> tuple[bool, int, uuid.UUID]:
        """By frames; behind them what has none."""
        return (self.frame is None, self.frame if self.frame is not None else self.shot or _NOWHERE, self.id)


async def placed_comments(
    scope: ReadScope, production_id: uuid.UUID, *, state: State | None, share_link_id: uuid.UUID | None = None
) -> list[Placed]:
    """Comments on a production and on those before it, by their frames in its film; behind them those without a frame.
    Raises a 404 problem for the production."""
    for film in await scope.rows(queries.FILM, id=production_id):
        rows = await scope.rows(
            queries.PLACED,
            project_id=film["project_id"],
            production_id=production_id,
            state=state,
            share_link_id=share_link_id,
        )
        cut = await queries.cut_of(scope, production_id)
        found: list[Placed] = []
        for row in rows:
            shot: int | None = row["shot"]
            if row["revision_id"] != film["revision_id"]:
                followed = await queries.followed(scope, row["revision_id"], film["revision_id"])
                shot = followed.get(row["shot"])
            rates = row["frame_rate"], film["frame_rate"]
            frame = None if shot is None else cut.frame_of(shot, at_the_same_time(row["offset"], *rates))
            frames = max(1, at_the_same_time(row["frames"], *rates))
            found.append(Placed(id=row["id"], shot=shot, frame=frame, frames=frames))
        return sorted(found, key=lambda each: each.key)
    raise not_found("production", production_id)


async def list_comments(
    scope: ReadScope,
    production_id: uuid.UUID,
    page: PageRequest,
    *,
    state: State | None,
    share_link_id: uuid.UUID | None = None,
) -> Page[Comment]:
    """A page of `placed_comments`. Raises a 404 problem for the production."""
    placed = await placed_comments(scope, production_id, state=state, share_link_id=share_link_id)
    after = page.after(_KEY.validate_python)
    rest = placed if after is None else [each for each in placed if each.key > after]
    shown = await shown_comments(scope, rest[: page.limit])
    return page.page(
        rest[: page.limit + 1],
        key=lambda each: each.key,
        item=lambda each: shown[each.id],
        total=len(placed) if page.total else None,
    )


async def get_markers(
    scope: ReadScope, production_id: uuid.UUID, form: MarkerFormat, *, state: State | None
) -> tuple[bytes, str]:
    """The comments as a file, as far as the film is made, and what it is called. Raises a 404 problem."""
    placed = await placed_comments(scope, production_id, state=state)
    (film,) = await scope.rows(queries.FILM, id=production_id)
    cut = await queries.cut_of(scope, production_id)
    comments = await shown_comments(scope, placed)
    marked = Marked(
        title=film["title"],
        rate=Rate.of(film["frame_rate"]),
        frames=cut.starts[-1],
        start=start_timecode(film["frame_rate"]),
        marks=marks_of(comments.values()),
    )
    data = await asyncio.to_thread(WRITERS[form].write, marked)
    return data, f"{file_stem(film['title'])}-comments{WRITERS[form].suffix}"


async def shown_comments(scope: ReadScope, placed: Sequence[Placed]) -> dict[uuid.UUID, Comment]:
    """The comments with their answers, by their ids."""
    ids = [each.id for each in placed]
    if not ids:
        return {}
    rows = {row["id"]: row for row in await scope.rows(queries.COMMENTS, ids=ids)}
    replies: dict[uuid.UUID, list[Reply]] = {comment_id: [] for comment_id in ids}
    for row in await scope.rows(queries.REPLIES, ids=ids):
        replies[row["comment_id"]].append(_reply(row, scope))
    return {
        each.id: Comment.model_validate(
            rows[each.id]
            | {"shot": each.shot, "frame": each.frame, "frames": each.frames}
            | {"author": author_of(rows[each.id], scope.caller), "replies": replies[each.id]}
        )
        for each in placed
        if each.id in rows
    }


async def get_comment(scope: ReadScope, comment_id: uuid.UUID) -> Comment:
    """A comment at its place in the film that it was written on, or a 404 problem."""
    for row in await scope.rows(queries.COMMENTS, ids=[comment_id]):
        cut = await queries.cut_of(scope, row["production_id"])
        frame = cut.frame_of(row["shot"], row["offset"])
        place = Placed(id=comment_id, shot=row["shot"], frame=frame, frames=row["frames"])
        for comment in (await shown_comments(scope, [place])).values():
            return comment
    raise not_found("comment", comment_id)


async def create_comment(
    scope: Scope, production_id: uuid.UUID, body: CommentCreate, *, guest_name: str | None = None
) -> Comment:
    """Raises problems: 404, 409 while there is no film or where there are too many comments, and 422 for a frame that
    the film does not have."""
    production = await production_row(scope, production_id)
    await project_row(scope, production.project_id, lock="keep")
    cut = await queries.cut_of(scope, production_id)
    if cut.frames is None:
        raise ProblemError(409, "no-film", "the film is not finished; comment on it when it is")
    place = cut.at(body.frame)
    if place is None or body.frame + body.frames > cut.frames:
        raise ProblemError(
            422, "not-in-the-film", f"body.frame: the film has the frames 0 to {cut.frames - 1}; these go beyond"
        )
    count = select(func.count()).where(CommentRow.project_id == production.project_id)
    if (await scope.session.execute(count)).scalar_one() >= COMMENTS_A_PROJECT:
        raise ProblemError(
            409, "too-many-comments", f"a project has up to {COMMENTS_A_PROJECT} comments; delete some that are done"
        )
    row = CommentRow(
        organization_id=scope.organization_id,
        project_id=production.project_id,
        production_id=production_id,
        shot=place[0],
        offset=place[1],
        frames=body.frames,
        text=body.text,
        drawing=[stroke.model_dump(mode="json") for stroke in body.drawing],
        **written_by(scope.caller, guest_name),
    )
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(queries.COMMENT.type, row.id)
    scope.record(
        *("comment.created", queries.COMMENT.type, row.id),
        project_id=row.project_id,
        after={"frame": body.frame, "text": body.text},
    )
    return await get_comment(scope, row.id)


async def update_comment(scope: Scope, comment_id: uuid.UUID, body: CommentUpdate, seen: Precondition) -> Comment:
    """Raises problems: 404, those of `seen`, and 403 for the words of somebody else."""
    row, present = await _changed(scope, comment_id, seen)
    if body.text is not None or body.drawing is not None:
        check_author(row, scope.caller)
    before = {"text": row.text, "strokes": len(row.drawing)}
    if body.text is not None:
        row.text = body.text
    if body.drawing is not None:
        row.drawing = [stroke.model_dump(mode="json") for stroke in body.drawing]
    after = {"text": row.text, "strokes": len(row.drawing)}
    if after != before:
        scope.record(
            *("comment.updated", queries.COMMENT.type, row.id), project_id=row.project_id, before=before, after=after
        )
    if body.resolved is not None and body.resolved != (present.resolved_at is not None):
        row.resolved_at = scope.clock() if body.resolved else None
        action = "comment.resolved" if body.resolved else "comment.reopened"
        scope.record(action, queries.COMMENT.type, row.id, project_id=row.project_id)
    await scope.session.flush()
    await scope.announce(queries.COMMENT.type, row.id)
    return await get_comment(scope, comment_id)


async def delete_comment(scope: Scope, comment_id: uuid.UUID, seen: Precondition) -> None:
    """With its answers. Raises problems: 404, those of `seen`, and 403 for who may not."""
    row, _ = await _changed(scope, comment_id, seen)
    check_may_delete(row, scope.caller, row.project_id)
    await scope.announce(queries.COMMENT.type, row.id)
    await scope.session.execute(delete(ReplyRow).where(ReplyRow.comment_id == row.id))
    await scope.session.delete(row)
    await scope.session.flush()
    scope.record(
        *("comment.deleted", queries.COMMENT.type, row.id), project_id=row.project_id, before={"text": row.text}
    )


async def create_reply(
    scope: Scope,
    comment_id: uuid.UUID,
    body: ReplyCreate,
    *,
    guest_name: str | None = None,
    share_link_id: uuid.UUID | None = None,
) -> Reply:
    """Raises problems: 404, also for a comment from elsewhere than `share_link_id`, and 409 for too many."""
    comment = await comment_row(scope, comment_id)
    if share_link_id is not None and comment.share_link_id != share_link_id:
        raise not_found("comment", comment_id)
    count = select(func.count()).where(ReplyRow.comment_id == comment_id)
    if (await scope.session.execute(count)).scalar_one() >= REPLIES_A_COMMENT:
        raise ProblemError(
            409, "too-many-comments", f"a comment has up to {REPLIES_A_COMMENT} answers; go on in another"
        )
    row = ReplyRow(
        organization_id=scope.organization_id,
        comment_id=comment_id,
        text=body.text,
        **written_by(scope.caller, guest_name),
    )
    scope.session.add(row)
    await scope.session.flush()
    await scope.announce(queries.COMMENT.type, comment_id)
    scope.record("reply.created", "reply", row.id, project_id=comment.project_id, after={"text": body.text})
    return await get_reply(scope, comment_id, row.id)


async def update_reply(scope: Scope, reply_id: uuid.UUID, body: ReplyUpdate, seen: Precondition) -> Reply:
    """Raises problems: 404, those of `seen`, and 403 for the words of somebody else."""
    row, project_id = await _reply_row(scope, reply_id)
    seen.check(row, await get_reply(scope, row.comment_id, reply_id))
    check_author(row, scope.caller)
    before, row.text = row.text, body.text
    await scope.session.flush()
    await scope.announce(queries.COMMENT.type, row.comment_id)
    scope.record(
        *("reply.updated", "reply", row.id), project_id=project_id, before={"text": before}, after={"text": body.text}
    )
    return await get_reply(scope, row.comment_id, reply_id)


async def delete_reply(scope: Scope, reply_id: uuid.UUID, seen: Precondition) -> None:
    """Raises problems: 404, those of `seen`, and 403 for who may not."""
    row, project_id = await _reply_row(scope, reply_id)
    seen.check(row, await get_reply(scope, row.comment_id, reply_id))
    check_may_delete(row, scope.caller, project_id)
    await scope.announce(queries.COMMENT.type, row.comment_id)
    await scope.session.delete(row)
    await scope.session.flush()
    scope.record("reply.deleted", "reply", row.id, project_id=project_id, before={"text": row.text})


async def get_reply(scope: ReadScope, comment_id: uuid.UUID, reply_id: uuid.UUID) -> Reply:
    """An answer to a comment, or a 404 problem."""
    for row in await scope.rows(queries.REPLIES, ids=[comment_id]):
        if row["id"] == reply_id:
            return _reply(row, scope)
    raise not_found("reply", reply_id)


async def comment_row(scope: Scope, comment_id: uuid.UUID) -> CommentRow:
    """The comment, locked to change it, in a project that nobody deletes meanwhile; or a 404 problem."""
    one = select(CommentRow).where(CommentRow.organization_id == scope.organization_id, CommentRow.id == comment_id)
    row = (await scope.session.scalars(one.with_for_update())).one_or_none()
    if row is None:
        raise not_found("comment", comment_id)
    await project_row(scope, row.project_id, lock="keep")
    return row


async def _changed(scope: Scope, comment_id: uuid.UUID, seen: Precondition) -> tuple[CommentRow, Comment]:
    row = await comment_row(scope, comment_id)
    present = await get_comment(scope, comment_id)
    seen.check(row, present)
    return row, present


async def _reply_row(scope: Scope, reply_id: uuid.UUID) -> tuple[ReplyRow, uuid.UUID]:
    """The answer, locked with its comment, and the project's id; or a 404 problem."""
    one = select(ReplyRow).where(ReplyRow.organization_id == scope.organization_id, ReplyRow.id == reply_id)
    found = (await scope.session.scalars(one)).one_or_none()
    if found is None:
        raise not_found("reply", reply_id)
    comment = await comment_row(scope, found.comment_id)
    row = (await scope.session.scalars(one.with_for_update().execution_options(populate_existing=True))).one_or_none()
    if row is None:
        raise not_found("reply", reply_id)
    return row, comment.project_id


def _reply(row: Mapping[str, Any], scope: ReadScope) -> Reply:
    return Reply(**row, author=author_of(row, scope.caller))
