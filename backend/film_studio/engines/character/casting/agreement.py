"""Whether people have agreed to what is made of them: the likeness and the voice of a character who is somebody."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

#: avatar: invented, like everybody whom the casting draws. actor: looks and sounds like a person. brand: looks like the
#: face of a brand.
Mode = Literal["avatar", "actor", "brand"]
ConsentKind = Literal["likeness", "voice"]
#: What a consent is for. Productions are films.
Use = Literal["film", "trailer", "dub", "training"]


#: What contracts call all of it by.
_EVERYWHERE: Final = frozenset({"world", "the world", "worldwide", "world-wide", "throughout the world", "universe"})
#: Between territories that one contract names.
_PARTED: Final = re.compile(r"[,;/&+]|\band\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A consent as far as it lets something be made."""

    kind: ConsentKind
    person: str
    uses: tuple[Use, ...]
    territory: str  # in the contract's words
    begins_on: date
    expires_on: date | None  # its last day
    withdrawn_on: date | None
    has_file: bool


def needed(mode: Mode, *, speaks: bool) -> tuple[ConsentKind, ...]:
    """What somebody in this mode has to agree to."""
    if mode == "avatar":
        return ()
    return ("likeness", "voice") if mode == "actor" and speaks else ("likeness",)


def lacks(
    mode: Mode, *, speaks: bool, agreed: Iterable[Agreed], use: Use, on: date, territories: Sequence[str] = ()
) -> tuple[str, ...]:
    """What is missing for this use on a day in all these territories, in words; empty where all is agreed."""
    given = list(agreed)
    found: list[str] = []
    for kind in needed(mode, speaks=speaks):
        reasons = [why_not(each, use, on, territories) for each in given if each.kind == kind]
        if not reasons:
            found.append(f"a {kind} consent is missing")
        elif None not in reasons:
            found.append(next(reason for reason in reversed(reasons) if reason is not None))
    return tuple(found)


def covers(territory: str, wanted: str) -> bool:
    """Whether a consent for a territory, in its contract's words, is for another one too: it is the world, or names it
    among others."""
    named = {" ".join(each.casefold().split()) for each in _PARTED.split(territory)}
    return not named.isdisjoint({*_EVERYWHERE, " ".join(wanted.casefold().split())})


def why_not(agreed: Agreed, use: Use, on: date, territories: Sequence[str] = ()) -> str | None:
    """Why a consent does not allow this use on a day in these territories; None where it does."""
    what = f"the {agreed.kind} consent of {agreed.person}"
    outside = [each for each in territories if not covers(agreed.territory, each)]
    reasons = (
        (agreed.withdrawn_on is not None, f"{what} was withdrawn on {agreed.withdrawn_on}"),
        (agreed.expires_on is not None and agreed.expires_on < on, f"{what} expired on {agreed.expires_on}"),
        (agreed.begins_on > on, f"{what} begins on {agreed.begins_on}"),
        (use not in agreed.uses, f"{what} is not for a {use}"),
        (outside, f"{what} is for {agreed.territory}, and the film is also for {', '.join(outside)}"),
        (not agreed.has_file, f"{what} has no file"),
    )
    return next((reason for holds, reason in reasons if holds), None)
