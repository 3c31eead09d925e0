"""Whether people have agreed to what is made of them: the likeness and the voice of a character who is somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

#: avatar: invented, like everybody whom the casting draws. actor: looks and sounds like a person. brand: looks like the
#: face of a brand.
Mode = Literal["avatar", "actor", "brand"]
ConsentKind = Literal["likeness", "voice"]
#: What a consent is for. Productions are films.
Use = Literal["film", "trailer", "dub", "training"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A consent as far as it lets something be made."""

    kind: ConsentKind
    person: str
    uses: tuple[Use, ...]
    begins_on: date
    expires_on: date | None  # its last day
    withdrawn_on: date | None
    has_file: bool


def needed(mode: Mode, *, speaks: bool) -> tuple[ConsentKind, ...]:
    """What somebody in this mode has to agree to."""
    if mode == "avatar":
        return ()
    return ("likeness", "voice") if mode == "actor" and speaks else ("likeness",)


def lacks(mode: Mode, *, speaks: bool, agreed: Iterable[Agreed], use: Use, on: date) -> tuple[str, ...]:
    """What is missing for this use on a day, in words; empty where all is agreed."""
    given = list(agreed)
    found: list[str] = []
    for kind in needed(mode, speaks=speaks):
        reasons = [why_not(each, use, on) for each in given if each.kind == kind]
        if not reasons:
            found.append(f"a {kind} consent is missing")
        elif None not in reasons:
            found.append(next(reason for reason in reversed(reasons) if reason is not None))
    return tuple(found)


def why_not(agreed: Agreed, use: Use, on: date) -> str | None:
    """Why a consent does not allow this use on a day; None where it does."""
    what = f"the {agreed.kind} consent of {agreed.person}"
    if agreed.withdrawn_on is not None:
        return f"{what} was withdrawn on {agreed.withdrawn_on}"
    if agreed.expires_on is not None and agreed.expires_on < on:
        return f"{what} expired on {agreed.expires_on}"
    if agreed.begins_on > on:
        return f"{what} begins on {agreed.begins_on}"
    if use not in agreed.uses:
        return f"{what} is not for a {use}"
    if not agreed.has_file:
        return f"{what} has no file"
    return None
