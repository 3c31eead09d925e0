"""Which scene of a new revision is which of the one before, so that what was scheduled stays scheduled."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from film_studio.engines.preproduction.schedule.board import Board, Day, OmittedScene, ScenePart, Strip, merged
from film_studio.engines.preproduction.schedule.schemas import StripScene


def matching(old: Sequence[StripScene], new: Sequence[StripScene]) -> dict[int, int]:
    """Index of an old scene → index of the new one that it is; each at most once.

    Where the writer numbered the new scenes, a number is a scene's identity. Else it is the heading: first along the
    script's order, then wherever it moved to; what is left between two scenes that stayed is the same scene with
    another heading, if as many are left on both sides.
    """
    if any(scene.number != str(scene.index + 1) for scene in new):
        return _by_number(old, new)
    before, after = [_heading(scene) for scene in old], [_heading(scene) for scene in new]
    found: dict[int, int] = {}
    gaps: list[tuple[range, range]] = []
    for what, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found.update(zip(range(start, end), range(new_start, new_end), strict=True))
        else:
            gaps.append((range(start, end), range(new_start, new_end)))
    elsewhere: defaultdict[str, deque[int]] = defaultdict(deque)
    for _, fresh in gaps:
        for index in fresh:
            elsewhere[after[index]].append(index)
    for gone, _ in gaps:
        for index in gone:
            if elsewhere[before[index]]:
                found[index] = elsewhere[before[index]].popleft()
    taken = set(found.values())
    for gone, fresh in gaps:
        left = [index for index in gone if index not in found]
        arrived = [index for index in fresh if index not in taken]
        if len(left) == len(arrived):
            found.update(zip(left, arrived, strict=True))
    return found


def on_revision(board: Board, old: Sequence[StripScene], new: Sequence[StripScene]) -> Board:
    """The board of the old revision with the new one's scenes: each stays in its day and its place. What the new one
    lacks is listed as omitted; what it brings is listed, and lies in the boneyard. A scene that is split stays so where
    its new length has room for its parts, of which the last ones become longer or shorter; else it is one again, where
    its first part stands."""
    same = matching(old, new)
    for scene, parts in _parts_by_scene(board).items():
        if scene in same and new[same[scene]].eighths < len(parts):
            board = merged(_unlocked(board, {part.id for part in parts}), parts[0].id)
    parts = tuple(
        part.model_copy(update={"scene": same[scene], "eighths": eighths})
        for scene, own in _parts_by_scene(board).items()
        if scene in same
        for part, eighths in zip(own, _refitted(own, new[same[scene]].eighths), strict=True)
    )
    names = same | {part.id: part.id for part in parts}
    added = tuple(sorted({scene.index for scene in new} - set(same.values())))
    return Board(
        days=tuple(
            Day(
                date=day.date,
                items=tuple(
                    item.model_copy(update={"scene": names[item.scene]}) if isinstance(item, Strip) else item
                    for item in day.items
                    if not isinstance(item, Strip) or item.scene in names
                ),
            )
            for day in board.days
        ),
        boneyard=(*(names[scene] for scene in board.boneyard if scene in names), *added),
        parts=parts,
        omitted=(*board.omitted, *_omitted(board, old, same)),
        added=(*(same[scene] for scene in board.added if scene in same), *added),
    )


def _parts_by_scene(board: Board) -> dict[int, list[ScenePart]]:
    found: dict[int, list[ScenePart]] = {}
    for part in board.parts:
        found.setdefault(part.scene, []).append(part)
    return found


def _refitted(parts: Sequence[ScenePart], eighths: int) -> list[int]:
    """Lengths for these parts that add up to so many eighths, at least one for each: the last ones give and take."""
    found = [part.eighths for part in parts]
    missing = eighths - sum(found)
    found[-1] += max(0, missing)
    for at in reversed(range(len(found))):
        given = min(found[at] - 1, max(0, -missing))
        found[at] -= given
        missing += given
    return found


def _unlocked(board: Board, strips: set[int]) -> Board:
    days = tuple(
        day.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={"locked": False})
                    if isinstance(item, Strip) and item.scene in strips
                    else item
                    for item in day.items
                )
            }
        )
        for day in board.days
    )
    return board.model_copy(update={"days": days})


def _omitted(board: Board, old: Sequence[StripScene], same: Mapping[int, int]) -> tuple[OmittedScene, ...]:
    scenes = {part.id: part.scene for part in board.parts}
    days: dict[int, int] = {}
    for number, day in enumerate(board.days):
        for strip in day.strips:
            days.setdefault(scenes.get(strip.scene, strip.scene), number)
    return tuple(
        OmittedScene(number=scene.number, heading=scene.heading, day=days.get(scene.index))
        for scene in old
        if scene.index not in same
    )


def _by_number(old: Sequence[StripScene], new: Sequence[StripScene]) -> dict[int, int]:
    numbers: dict[str, int] = {}
    for scene in new:
        numbers.setdefault(scene.number, scene.index)
    found: dict[int, int] = {}
    for scene in old:
        if (index := numbers.pop(scene.number, None)) is not None:
            found[scene.index] = index
    return found


def _heading(scene: StripScene) -> str:
    return " ".join((scene.heading or "").casefold().split())
