"""What has changed from one version of a call sheet to the next, in words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from film_studio.engines.preproduction.callsheet.clocks import shown
from film_studio.engines.preproduction.callsheet.schemas import Sheet, SheetTime

_TIMES: Final = {"crew_call": "Crew call", "shooting_call": "Shooting call", "lunch": "Lunch", "wrap": "Estimated wrap"}
_WORDS: Final = {"weather": "Weather", "hospital": "Nearest hospital", "script": "Script", "schedule": "Schedule"}
_OF_SCENE: Final = ("side", "set", "time_of_day", "description", "cast", "pages", "place")


def changes_between(old: Sheet, new: Sheet) -> list[str]:
    """In the order of the sheet; empty where everything is as it was."""
    return list(dict.fromkeys(_changes(old, new)))


def _changes(old: Sheet, new: Sheet) -> Iterator[str]:
    if (old.day, old.days) != (new.day, new.days):
        yield f"Day {old.day} of {old.days} → day {new.day} of {new.days}"
    if old.date != new.date:
        yield f"Date {old.date:%a %d %b} → {new.date:%a %d %b}"
    for name, title in _TIMES.items():
        yield from _time(title, (getattr(old, name), old), (getattr(new, name), new))
    for name, title in _WORDS.items():
        yield from _words(title, getattr(old, name), getattr(new, name))
    if old.closed_set != new.closed_set:
        yield "The set is closed" if new.closed_set else "The set is open"
    if old.base != new.base or old.sun != new.sun:
        yield from _words("Base", old.base and old.base.name, new.base and new.base.name, or_else="Base: other details")
    yield from _scenes(old, new)
    yield from _people(old, new, "cast", "character", ("call", "pickup", "on_set"))
    yield from _people(old, new, "crew", "crew_member_id", ("call",))
    for name, title in (("background", "Background"), ("requirements", "Requirements"), ("notes", "Notes")):
        if getattr(old, name) != getattr(new, name):
            yield f"{title} changed"
    if old.advance != new.advance:
        yield "Advance schedule changed"
    if [each.words for each in old.forced] != [each.words for each in new.forced]:
        yield f"Forced calls: {len(old.forced)} → {len(new.forced)}"
    if (old.title, old.company, old.clock) != (new.title, new.company, new.clock):
        yield "Head of the sheet changed"


def _scenes(old: Sheet, new: Sheet) -> Iterator[str]:
    before, after = ({scene.scene: scene for scene in sheet.scenes} for sheet in (old, new))
    if gone := [number for number in before if number not in after]:
        yield f"{_scene(gone)} out"
    if added := [number for number in after if number not in before]:
        yield f"{_scene(added)} in"
    kept = [number for number in before if number in after]
    if kept != [number for number in after if number in before]:
        yield "Scenes in another order"
    told = {each: [getattr(before[each], x) == getattr(after[each], x) for x in _OF_SCENE] for each in kept}
    if changed := [each for each in kept if not all(told[each])]:
        yield f"{_scene(changed)} changed"


def _people(old: Sheet, new: Sheet, what: str, key: str, times: Iterable[str]) -> Iterator[str]:
    before: Mapping[Any, Any] = {getattr(each, key): each for each in getattr(old, what)}
    after: Mapping[Any, Any] = {getattr(each, key): each for each in getattr(new, what)}
    for each in (*before, *(each for each in after if each not in before)):
        was, is_ = before.get(each), after.get(each)
        name = _name(was or is_)
        if was is None or is_ is None:
            yield f"{name} {'called' if was is None else 'not called any more'}"
            continue
        told = [
            text
            for time in times
            for text in _time(
                name if time == "call" else f"{name} {time.replace('_', ' ')}",
                (getattr(was, time), old),
                (getattr(is_, time), new),
            )
        ]
        yield from told
        plain = dict.fromkeys((*times, "dismissed"))
        if not told and was.model_copy(update=plain) != is_.model_copy(update=plain):
            yield f"{name}: other details"


def _name(person: Any) -> str:
    return getattr(person, "character", None) or person.name


def _time(title: str, was: tuple[SheetTime | None, Sheet], is_: tuple[SheetTime | None, Sheet]) -> Iterator[str]:
    before, after = _shown(*was), _shown(*is_)
    if before != after:
        yield f"{title} {before} → {after}"


def _shown(time: SheetTime | None, sheet: Sheet) -> str:
    return "–" if time is None else shown(time.at, sheet.date)


def _words(title: str, was: str | None, is_: str | None, *, or_else: str | None = None) -> Iterator[str]:
    if was != is_:
        yield f"{title}: {' '.join(is_.split()) if is_ else 'left blank'}"
    elif or_else:
        yield or_else


def _scene(numbers: list[str]) -> str:
    return f"{'Scene' if len(numbers) == 1 else 'Scenes'} {', '.join(numbers)}"
