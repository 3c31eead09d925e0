"""Marks on a film's frames, as edit suites read them: one a frame, since DaVinci Resolve drops a second one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from film_studio.engines.tracking.comment_schemas import Comment
from film_studio.engines.tracking.markers.timecode import Rate, frame_of, timecode


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is said of the frames from `frame` (of the film, from 0) on. `note` has everything that was said."""

    frame: int
    frames: int
    name: str
    note: str
    resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A film with its marks, in the order of their frames; its first frame has the timecode `start`."""

    title: str
    rate: Rate
    frames: int
    start: str
    marks: tuple[Mark, ...]

    @property
    def first(self) -> int:
        """The number of the film's first frame, from 00:00:00:00."""
        return frame_of(self.start, self.rate)

    def at(self, frame: int) -> str:
        """The timecode of a frame of the film."""
        return timecode(self.first + frame, self.rate)


_AUTHORS: Final = 3


def marks_of(comments: Iterable[Comment]) -> tuple[Mark, ...]:
    """One mark a frame: what is said of the same frame stands in one note, the answers below what they answer. What
    has no place in the film is left out."""
    placed = sorted((it for it in comments if it.frame is not None), key=lambda it: (it.frame, it.id))
    return tuple(_mark(frame, list(same)) for frame, same in groupby(placed, key=lambda it: it.frame or 0))


def _mark(frame: int, comments: list[Comment]) -> Mark:
    names = list(dict.fromkeys(comment.author.name for comment in comments))
    more = f" and {len(names) - _AUTHORS} more" if len(names) > _AUTHORS else ""
    lines: list[str] = []
    for comment in comments:
        lines.append(f"{comment.author.name}: {comment.text}" if len(names) > 1 else comment.text)
        lines += [f"> {reply.author.name}: {reply.text}" for reply in comment.replies]
    return Mark(
        frame=frame,
        frames=max(comment.frames for comment in comments),
        name=", ".join(names[:_AUTHORS]) + more,
        note="\n".join(lines),
        resolved=all(comment.resolved_at is not None for comment in comments),
    )
