"""Who plays what, and where they sit: orchestration.toml, read and checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from contracts.recipes.score import Genre, MusicCue, Surroundings

Feeling = Literal["calm", "moving", "tense"]
#: The sections that hold the chords, from the lowest voice up, and the one below them.
CHORDS: Final = ("celli", "violas", "violins", "violins")
_MOVING: Final = 0.3
_TENSE: Final = 0.6


@dataclass(frozen=True, kw_only=True)
class Part:
    """An instrument and how it is played: "harp plucked". Percussion without a pitch is played as a "sound"."""

    instrument: str
    articulation: Literal["sustained", "short", "tremolo", "pizzicato", "plucked", "struck", "sound"]

    @property
    def rings(self) -> bool:
        """Whether its notes die away by themselves."""
        return self.articulation in ("pizzicato", "plucked", "struck", "sound")


def _part(written: object) -> object:
    if not isinstance(written, str):
        return written
    instrument, _, articulation = written.partition(" ")
    return {"instrument": instrument, "articulation": articulation}


_Written = Annotated[Part, BeforeValidator(_part)]
_Parts = Annotated[tuple[_Written, ...], Field(min_length=1)]


class Palette(BaseModel):
    """The instruments of a scene. `walking`: the bass is plucked, a note a beat; `choir`: voices double the chords
    where it is tense."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    genres: frozenset[Genre] = frozenset()
    surroundings: frozenset[Surroundings] = frozenset()
    calm: _Parts
    moving: _Parts
    tense: _Parts
    answer: _Parts
    broken: _Written
    touch: _Written
    opening: _Written
    brass: _Parts
    drums: _Parts
    walking: bool = False
    choir: bool = False

    @property
    def parts(self) -> frozenset[Part]:
        """Everybody in it."""
        alone = (self.broken, self.touch, self.opening)
        return frozenset((*self.calm, *self.moving, *self.tense, *self.answer, *alone, *self.brass, *self.drums))

    def melody(self, feeling: Feeling) -> tuple[Part, ...]:
        """Those who may have the melody."""
        return {"calm": self.calm, "moving": self.moving, "tense": self.tense}[feeling]


class Seat(BaseModel):
    """Where an instrument is heard, from 0 (left) to 1 (right), and its level in dB beside the others'."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pan: float = Field(ge=0, le=1)
    level: float = Field(ge=-24, le=12)


class Orchestration(BaseModel):
    """orchestration.toml. The first palette plays where no other is meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    palettes: tuple[Palette, ...] = Field(min_length=1)
    seats: Mapping[str, Seat]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wanted = {part.instrument for palette in self.palettes for part in palette.parts} | {*CHORDS, "basses"}
        if unseated := wanted - set(self.seats):
            raise ValueError(f"without a seat: {', '.join(sorted(unseated))}")
        for kind in ("genres", "surroundings"):
            named = [word for palette in self.palettes for word in getattr(palette, kind)]
            if twice := {word for word in named if named.count(word) > 1}:
                raise ValueError(f"two palettes for {', '.join(sorted(twice))}")
        return self

    def palette(self, genre: Genre | None, cue: MusicCue) -> Palette:
        """The palette of a scene: the genre's, which holds for the whole film, else that of where the scene plays."""
        for palette in self.palettes:
            if genre in palette.genres:
                return palette
        return next((each for each in self.palettes if cue.surroundings in each.surroundings), self.palettes[0])


def read(path: Path) -> Orchestration:
    """The table in a file. Raises `ValueError` for one that is not as it has to be."""
    return Orchestration.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


ORCHESTRATION: Final = read(Path(__file__).with_suffix(".toml"))


def feeling(tension: float) -> Feeling:
    """The mood that a tension stands for."""
    if tension > _TENSE:
        return "tense"
    return "moving" if tension > _MOVING else "calm"
