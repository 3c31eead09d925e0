"""The stripboard as it is stored and sent, and every way in which a person changes it: pure functions.

Whatever is done, each scene of the revision stands exactly once on the board: in a day, or in the boneyard. A scene
that is split stands there in its parts, each of them once, whose lengths add up to its own.
"""

import datetime
from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from film_studio.kit.schemas import Name

#: More than any schedule has; and so many scenes are moved at once.
MOST_DAYS: Final = 1_000
MOST_BANNERS: Final = 1_000
MOST_MOVED: Final = 20_000
#: What parts are called by, beside scenes: more than any revision has scenes.
PARTS_FROM: Final = 1_000_000
_LEAP_YEARS: Final = "19(7[26]|8[048]|9[26])|20([02468][048]|[13579][26])|21(0[48]|[2468][048]|[13579][26])"
_DAYS: Final = "(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31"
#: Far enough that what follows a date is one too. Readers of the document cannot be told of limits of dates otherwise.
ShootDate = Annotated[
    datetime.date,
    Field(ge=datetime.date(1970, 1, 1), le=datetime.date(2199, 12, 31)),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^((19[7-9][0-9]|2[01][0-9]{{2}})-({_DAYS})|({_LEAP_YEARS})-02-29)$",
            "examples": ["2026-06-01"],
        }
    ),
]


class EditError(ValueError):
    """An edit that the board does not take; the text says why and what to do."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class Strip(_Part):
    """One scene in a day, or a part of one."""

    kind: Literal["strip"] = "strip"
    scene: int = Field(ge=0, description="Index of the scene in the scenario's revision, or `id` of a part")
    locked: bool = Field(default=False, description="It stays in its day, whoever or whatever moves strips")


class Banner(_Part):
    """A line across the board: a company move, travel, lunch."""

    kind: Literal["banner"] = "banner"
    text: Name


Item = Annotated[Strip | Banner, Field(discriminator="kind")]


class Day(_Part):
    """What stands between two day breaks, in the order of shooting."""

    date: ShootDate | None = Field(default=None, description="As somebody set it; null follows the day before")
    items: tuple[Item, ...] = ()

    @property
    def strips(self) -> tuple[Strip, ...]:
        return tuple(item for item in self.items if isinstance(item, Strip))


class OmittedScene(_Part):
    """A scene that stood on the board and is not in the new revision."""

    number: str
    heading: str | None
    day: int | None = Field(description="In which it stood, from 0; null for the boneyard")


class ScenePart(_Part):
    """A part of a scene that is shot on several days."""

    id: int = Field(ge=PARTS_FROM, description="What its strip, and every edit, calls it by in place of a scene")
    scene: int = Field(ge=0, description="Index of the scene in the scenario's revision")
    eighths: int = Field(ge=1, description="Its own length; those of all parts add up to the scene's")


class Board(_Part):
    days: tuple[Day, ...] = ()
    boneyard: tuple[int, ...] = Field(default=(), description="Scenes and parts that are in no day")
    parts: tuple[ScenePart, ...] = Field(default=(), description="Of each split scene, in the order of the script")
    omitted: tuple[OmittedScene, ...] = Field(
        default=(), description="Scenes that a new revision lacks, until somebody has seen that"
    )
    added: tuple[int, ...] = Field(default=(), description="Scenes that a new revision brought, until seen")


class Move(_Part):
    """Bring strips, in this order, to a place. Here and in other edits, `scenes` may name parts by their ids."""

    edit: Literal["move"]
    scenes: tuple[Annotated[int, Field(ge=0)], ...] = Field(min_length=1, max_length=MOST_MOVED)
    day: int | None = Field(ge=0, description="From 0; the number of days makes a new one at the end; null: boneyard")
    position: int | None = Field(
        default=None, ge=0, description="Among what then stands there, without the strips that move; null: at the end"
    )


class Lock(_Part):
    """Hold strips in their days, or let them go."""

    edit: Literal["lock"]
    scenes: tuple[Annotated[int, Field(ge=0)], ...] = Field(min_length=1, max_length=MOST_MOVED)
    locked: bool


class Break(_Part):
    """End a day after so many of its strips and banners; the rest begins a new one."""

    edit: Literal["break"]
    day: int = Field(ge=0)
    position: int = Field(ge=0)


class Join(_Part):
    """Take away the break at the end of a day: the next day's strips are shot in it."""

    edit: Literal["join"]
    day: int = Field(ge=0)


class SetDate(_Part):
    edit: Literal["date"]
    day: int = Field(ge=0)
    date: ShootDate | None


class AddBanner(_Part):
    edit: Literal["add_banner"]
    day: int = Field(ge=0)
    position: int = Field(ge=0)
    text: Name


class RemoveBanner(_Part):
    edit: Literal["remove_banner"]
    day: int = Field(ge=0)
    position: int = Field(ge=0)


class Split(_Part):
    """Cut a strip in two: so many eighths stay, and the rest becomes a strip of its own right after it."""

    edit: Literal["split"]
    scene: int = Field(ge=0, description="A scene by its index, or a part by its id")
    eighths: int = Field(ge=1)


class Merge(_Part):
    """Put all parts of a scene together again, where this part of it stands."""

    edit: Literal["merge"]
    scene: int = Field(ge=PARTS_FROM, description="The part, by its id")


class Seen(_Part):
    """Somebody has seen what a new revision left out and brought."""

    edit: Literal["seen"]


Edit = Annotated[
    Move | Lock | Break | Join | SetDate | AddBanner | RemoveBanner | Split | Merge | Seen,
    Field(discriminator="edit"),
]


def in_script_order(eighths: Sequence[int], most_a_day: int) -> Board:
    """All scenes in the script's order, with a day break where the next scene would not fit into the day any more. A
    scene that is longer than a day has a day of its own. `eighths`: the length of each scene."""
    days: list[list[Strip]] = []
    length = 0
    for scene, its_length in enumerate(eighths):
        if not days or length + its_length > most_a_day:
            days.append([])
            length = 0
        days[-1].append(Strip(scene=scene))
        length += its_length
    return Board(days=tuple(Day(items=tuple(items)) for items in days))


def scenes_of(board: Board) -> Iterator[int]:
    """Each scene and part on the board, by index and id, days first."""
    for day in board.days:
        yield from (strip.scene for strip in day.strips)
    yield from board.boneyard


def edited(board: Board, edit: Edit, eighths: Sequence[int]) -> Board:
    """The board after an edit. `eighths`: the length of each scene. Raises `EditError`."""
    match edit:
        case Move():
            board = _moved(board, edit)
        case Lock():
            board = _locked(board, edit)
        case Break():
            board = _broken(board, edit)
        case Join():
            board = _joined(board, edit)
        case SetDate():
            board = _with_day(board, edit.day, _day(board, edit.day).model_copy(update={"date": edit.date}))
        case AddBanner():
            board = _with_banner(board, edit)
        case RemoveBanner():
            board = _without_banner(board, edit)
        case Split():
            board = _split(board, edit, eighths)
        case Merge():
            board = merged(board, edit.scene)
        case Seen():
            board = board.model_copy(update={"omitted": (), "added": ()})
    return board


def reordered(board: Board, days: Sequence[Sequence[int]]) -> Board:
    """The board with the same days, dates, banners and boneyard, and the scenes of its days in another order. Banners
    stay where they are, or stand at the end of a day that has become shorter. Raises `EditError` where these are not
    the same scenes, or a locked one left its day."""
    held = {strip.scene: (number, strip) for number, day in enumerate(board.days) for strip in day.strips}
    if len(days) != len(board.days) or sorted(held) != sorted(scene for day in days for scene in day):
        raise EditError("the board has other days or scenes than when this order was looked for; look for one again")
    changed: list[Day] = []
    for number, (day, scenes) in enumerate(zip(board.days, days, strict=True)):
        if any(held[scene][1].locked and held[scene][0] != number for scene in scenes):
            raise EditError("a strip was locked since this order was looked for; look for one again")
        items: list[Strip | Banner] = [held[scene][1] for scene in scenes]
        for position, item in enumerate(day.items):
            if isinstance(item, Banner):
                items.insert(position, item)
        changed.append(day.model_copy(update={"items": tuple(items)}))
    return board.model_copy(update={"days": tuple(changed)})


def _moved(board: Board, edit: Move) -> Board:
    moving = dict.fromkeys(edit.scenes)
    places = {strip.scene: (number, strip) for number, day in enumerate(board.days) for strip in day.strips}
    for scene in moving:
        if scene in places and places[scene][1].locked and places[scene][0] != edit.day:
            raise EditError(f"the strip of scene {scene} is locked in day {places[scene][0] + 1}; unlock it first")
        if scene not in places and scene not in board.boneyard:
            raise EditError(f"scene {scene} is not on this board; it has those that its revision has, from 0")
    days = [
        day.model_copy(update={"items": tuple(item for item in day.items if not _is_among(item, moving))})
        for day in board.days
    ]
    boneyard = [scene for scene in board.boneyard if scene not in moving]
    if edit.day is None:
        position = len(boneyard) if edit.position is None else min(edit.position, len(boneyard))
        boneyard[position:position] = moving
    else:
        if edit.day > len(days) or edit.day >= MOST_DAYS:
            raise EditError(f"the board has {len(days)} days, and day {edit.day + 1} is not the next one")
        if edit.day == len(days):
            days.append(Day())
        items = list(days[edit.day].items)
        position = len(items) if edit.position is None else min(edit.position, len(items))
        items[position:position] = [places[scene][1] if scene in places else Strip(scene=scene) for scene in moving]
        days[edit.day] = days[edit.day].model_copy(update={"items": tuple(items)})
    return board.model_copy(update={"days": tuple(days), "boneyard": tuple(boneyard)})


def _is_among(item: Strip | Banner, scenes: dict[int, None]) -> bool:
    return isinstance(item, Strip) and item.scene in scenes


def _locked(board: Board, edit: Lock) -> Board:
    wanted = set(edit.scenes)
    if missing := wanted - {strip.scene for day in board.days for strip in day.strips}:
        raise EditError(f"scene {min(missing)} is in no day; only strips in days are locked")
    days = tuple(
        day.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={"locked": edit.locked})
                    if isinstance(item, Strip) and item.scene in wanted
                    else item
                    for item in day.items
                )
            }
        )
        for day in board.days
    )
    return board.model_copy(update={"days": days})


def _broken(board: Board, edit: Break) -> Board:
    day = _day(board, edit.day)
    if len(board.days) >= MOST_DAYS:
        raise EditError(f"a board has at most {MOST_DAYS} days")
    if edit.position > len(day.items):
        raise EditError(f"day {edit.day + 1} has {len(day.items)} strips and banners; break it within these")
    parts = (day.model_copy(update={"items": day.items[: edit.position]}), Day(items=day.items[edit.position :]))
    return board.model_copy(update={"days": (*board.days[: edit.day], *parts, *board.days[edit.day + 1 :])})


def _joined(board: Board, edit: Join) -> Board:
    first, second = _day(board, edit.day), _day(board, edit.day + 1)
    both = first.model_copy(update={"items": (*first.items, *second.items)})
    return board.model_copy(update={"days": (*board.days[: edit.day], both, *board.days[edit.day + 2 :])})


def _with_banner(board: Board, edit: AddBanner) -> Board:
    day = _day(board, edit.day)
    if sum(len(each.items) - len(each.strips) for each in board.days) >= MOST_BANNERS:
        raise EditError(f"a board has at most {MOST_BANNERS} banners")
    items = list(day.items)
    items.insert(edit.position, Banner(text=edit.text))
    return _with_day(board, edit.day, day.model_copy(update={"items": tuple(items)}))


def _without_banner(board: Board, edit: RemoveBanner) -> Board:
    day = _day(board, edit.day)
    if edit.position >= len(day.items) or not isinstance(day.items[edit.position], Banner):
        raise EditError(f"what is at {edit.position} in day {edit.day + 1} is not a banner")
    items = (*day.items[: edit.position], *day.items[edit.position + 1 :])
    return _with_day(board, edit.day, day.model_copy(update={"items": items}))


def merged(board: Board, part_id: int) -> Board:
    """The board on which all parts of a scene are one strip again, where this one stands. Raises `EditError`."""
    part = next((each for each in board.parts if each.id == part_id), None)
    if part is None:
        raise EditError(f"the board has no part {part_id}; a scene is split before it is merged")
    others = {each.id for each in board.parts if each.scene == part.scene} - {part_id}
    for number, day in enumerate(board.days):
        if any(strip.locked and strip.scene in others for strip in day.strips):
            raise EditError(f"another part of this scene is locked in day {number + 1}; unlock it first")
    days = tuple(
        day.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={"scene": part.scene})
                    if isinstance(item, Strip) and item.scene == part_id
                    else item
                    for item in day.items
                    if not isinstance(item, Strip) or item.scene not in others
                )
            }
        )
        for day in board.days
    )
    boneyard = tuple(part.scene if each == part_id else each for each in board.boneyard if each not in others)
    parts = tuple(each for each in board.parts if each.scene != part.scene)
    return board.model_copy(update={"days": days, "boneyard": boneyard, "parts": parts})


def _split(board: Board, edit: Split, eighths: Sequence[int]) -> Board:
    known = {each.id: each for each in board.parts}
    if edit.scene not in set(scenes_of(board)):
        raise EditError(f"scene {edit.scene} is not on this board; it has those that its revision has, from 0")
    whole = known.get(edit.scene)
    scene, length = (whole.scene, whole.eighths) if whole else (edit.scene, eighths[edit.scene])
    if edit.eighths >= length:
        raise EditError(f"the strip has {length} eighths of a page; less than that has to stay in its first part")
    next_id = max(known, default=PARTS_FROM - 1) + 1
    first_id, second_id = (whole.id, next_id) if whole else (next_id, next_id + 1)
    both = (
        ScenePart(id=first_id, scene=scene, eighths=edit.eighths),
        ScenePart(id=second_id, scene=scene, eighths=length - edit.eighths),
    )
    parts = [each for each in board.parts if each.id != first_id]
    place = next((at for at, each in enumerate(board.parts) if each.id == first_id), len(parts))
    parts[place:place] = both
    days: list[Day] = []
    for day in board.days:
        items: list[Strip | Banner] = []
        for item in day.items:
            if isinstance(item, Strip) and item.scene == edit.scene:
                items += [item.model_copy(update={"scene": each.id}) for each in both]
            else:
                items.append(item)
        days.append(day.model_copy(update={"items": tuple(items)}))
    boneyard: list[int] = []
    for each in board.boneyard:
        boneyard += [first_id, second_id] if each == edit.scene else [each]
    added = tuple(each for each in board.added if each != scene)
    return board.model_copy(
        update={"days": tuple(days), "boneyard": tuple(boneyard), "parts": tuple(parts), "added": added}
    )


def _day(board: Board, number: int) -> Day:
    if number >= len(board.days):
        raise EditError(f"the board has {len(board.days)} days; day {number + 1} is not among them")
    return board.days[number]


def _with_day(board: Board, number: int, day: Day) -> Board:
    return board.model_copy(update={"days": (*board.days[:number], day, *board.days[number + 1 :])})
