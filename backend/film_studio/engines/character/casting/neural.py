"""Gives each character a neural voice that nobody else in the film has, where the film's language has such voices."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from contracts.recipes.kokoro import FASTEST, HIGHEST, LOWEST, SLOWEST, KokoroVoice, VoiceShare
from film_studio.engines.character.casting.profile import Age, Profile, Sex
from film_studio.kit.seeds import seeded

_LANGUAGES: Final[Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
#: Played so much higher, the same throat is a child's; older people speak lower and slower.
_AGE_PITCH: Final[dict[Age, float]] = {"child": 1.22, "young": 1.04, "adult": 1.0, "old": 0.94}
_AGE_SPEED: Final[dict[Age, float]] = {"child": 0.94, "young": 1.02, "adult": 1.0, "old": 0.9}
#: Steps of pitch by which people with one voice are told apart, small ones first: two semitones and a half at most.
_PITCH_STEPS: Final = (1.0, 0.93, 1.07, 0.87, 1.14)
#: Two with one voice are apart from this ratio on: a semitone.
CLEAR_PITCH: Final = 1.055
#: In a crowd, beyond all voices: heard side by side alone.
_CROWD_STEP: Final = 0.01
_CROWD_STEPS: Final = 25
#: BCP 47 tags by the letter that begins a voice's name.
ACCENTS: Final[Mapping[str, str]] = {
    "a": "en-US",
    "b": "en-GB",
    "e": "es",
    "f": "fr",
    "h": "hi",
    "i": "it",
    "j": "ja",
    "p": "pt-BR",
    "z": "zh-CN",
}
_Blend = tuple[tuple[str, float], ...]


def speaks(language: str) -> bool:
    """Whether neural voices speak a BCP 47 tag well enough."""
    return _primary(language) in _LANGUAGES


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice that speaks a language. A foreign one has an accent there."""

    name: str
    sex: Sex
    accent: str
    foreign: bool


def speakers_of(language: str) -> tuple[Speaker, ...]:
    """Who speaks a BCP 47 tag well enough: women first, and of each sex those first that are heard best."""
    if not speaks(language):
        return ()
    known = _LANGUAGES[_primary(language)]
    sexes: tuple[Sex, ...] = ("female", "male")
    return tuple(
        Speaker(name=name, sex=sex, accent=ACCENTS[name[0]], foreign=names.startswith("neighbours"))
        for sex in sexes
        for names in (sex, f"neighbours_{sex}")
        for name in known.get(names, ())
    )


class NeuralVoices:
    """Gives out the neural voices of one film. Single voices first, then two of them blended, then both a clear step
    higher or lower. Who joins later changes nobody before."""

    def __init__(self, language: str) -> None:
        self._language: Final = language
        self._worn: dict[_Blend, list[float]] = {}
        self._full: dict[tuple[Sex, Age], int] = {}
        self._crowd = 0

    def assign(self, name: str, profile: Profile) -> KokoroVoice | None:
        """A voice apart from those given already; None where the language has no neural voices."""
        if not speaks(self._language):
            return None
        blend, pitch = self._apart(name, profile) or self._in_crowd(name, profile)
        self._worn.setdefault(blend, []).append(pitch)
        speed = _speed(self._language) * _AGE_SPEED[profile.age] * (1 + (seeded("pace", name) % 5 - 2) * 0.02)
        return KokoroVoice(
            blend=tuple(VoiceShare(name=part, share=share) for part, share in blend),
            speed=round(min(FASTEST, max(SLOWEST, speed)), 2),
            pitch=pitch,
        )

    def _apart(self, name: str, profile: Profile) -> tuple[_Blend, float] | None:
        """A blend and a pitch that an ear tells from every other; None where there is none left."""
        kind = profile.sex, profile.age
        tiers = _tiers(_primary(self._language), profile.sex)
        for tier in range(self._full.get(kind, 0), len(tiers)):
            step, blends = tiers[tier]
            pitch = round(_AGE_PITCH[profile.age] * step, 2)
            # A child's voice has no room for the steps that go higher still.
            if not LOWEST <= pitch <= HIGHEST:
                continue
            start = seeded("voice", name) % len(blends)
            for blend in (*blends[start:], *blends[:start]):
                if all(_apart(pitch, other) for other in self._worn.get(blend, ())):
                    return blend, pitch
            # A voice once given is never taken back, so this tier stays full.
            self._full[kind] = tier + 1
        return None

    def _in_crowd(self, name: str, profile: Profile) -> tuple[_Blend, float]:
        _, blends = _tiers(_primary(self._language), profile.sex)[-1]
        self._crowd += 1
        step = self._crowd % _CROWD_STEPS - _CROWD_STEPS // 2
        blend = blends[(seeded("voice", name) + self._crowd // _CROWD_STEPS) % len(blends)]
        return blend, round(min(HIGHEST, max(LOWEST, _AGE_PITCH[profile.age] + step * _CROWD_STEP)), 2)


def apart(voice: KokoroVoice, other: KokoroVoice) -> bool:
    """True where an ear tells the two apart: other voices in them, or a clear step in pitch."""
    return voice.blend != other.blend or _apart(voice.pitch, other.pitch)


def _apart(pitch: float, other: float) -> bool:
    return max(pitch, other) / min(pitch, other) >= CLEAR_PITCH


def at_another_age(voice: KokoroVoice, ages: tuple[Age, Age]) -> KokoroVoice:
    """The voice of the same person, who is of the first of these ages, at the second."""
    now, then = ages
    pitch = voice.pitch * _AGE_PITCH[then] / _AGE_PITCH[now]
    speed = voice.speed * _AGE_SPEED[then] / _AGE_SPEED[now]
    return voice.model_copy(
        update={
            "pitch": round(min(HIGHEST, max(LOWEST, pitch)), 2),
            "speed": round(min(FASTEST, max(SLOWEST, speed)), 2),
        }
    )


def in_language(voice: KokoroVoice, spoken: str, film: str) -> KokoroVoice | None:
    """The same person speaking another language: a voice of that language and of their sex, as high and as fast
    against it. None where no neural voice speaks it."""
    if not speaks(spoken):
        return None
    if _primary(spoken) == _primary(film):
        return voice
    first = voice.blend[0].name
    sex: Sex = "female" if first[1] == "f" else "male"
    _, blends = _tiers(_primary(spoken), sex)[0]
    chosen = blends[seeded("voice", first) % len(blends)]
    speed = voice.speed / _speed(film) * _speed(spoken)
    return voice.model_copy(
        update={
            "blend": tuple(VoiceShare(name=part, share=share) for part, share in chosen),
            "speed": round(min(FASTEST, max(SLOWEST, speed)), 2),
        }
    )


@cache
def _tiers(language: str, sex: Sex) -> tuple[tuple[float, tuple[_Blend, ...]], ...]:
    """(step of pitch, blends), each tier further from a plain voice than the one before."""
    known = _LANGUAGES[language]
    own: list[str] = known[sex]
    neighbours: list[str] = known.get(f"neighbours_{sex}", [])
    single: tuple[_Blend, ...] = tuple(((name, 1.0),) for name in own or neighbours)
    return tuple(
        tier for step in _PITCH_STEPS for tier in ((step, single), (step, tuple(_blends(own, neighbours)))) if tier[1]
    )


def _blends(own: list[str], neighbours: list[str]) -> Iterator[_Blend]:
    """Half of one and half of another; of a neighbour, which brings its accent, less."""
    for one, other in combinations(own or neighbours, 2):
        yield ((one, 0.5), (other, 0.5))
    if own:
        for one in own:
            for other in neighbours:
                yield ((one, 0.6), (other, 0.4))


def _primary(language: str) -> str:
    return language.casefold().split("-")[0]


def _speed(language: str) -> float:
    return float(_LANGUAGES[_primary(language)]["speed"]) if speaks(language) else 1.0
