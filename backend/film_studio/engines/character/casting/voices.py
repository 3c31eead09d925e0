"""Gives each character a voice of the formant synthesiser that nobody else in the film has."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from contracts.recipes.formant import FormantVoice
from film_studio.engines.character.casting.profile import Age, Profile, Sex
from film_studio.kit.seeds import seeded


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: espeak-ng's voices (1.52) by language, the most neutral first; several where it has several accents.
ACCENTS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("en-us", "en-gb-x-rp", "en-gb-scotland", "en-us-nyc", "en-029"),
    "en-us": ("en-us", "en-us-nyc"),
    "en-gb": ("en-gb-x-rp", "en-gb-scotland", "en-gb-x-gbclan"),
    "es": ("es", "es-419"),
    "fr": ("fr", "fr-be", "fr-ch"),
    "pt": ("pt", "pt-br"),
    "pt-br": ("pt-br",),
    "vi": ("vi", "vi-vn-x-central", "vi-vn-x-south"),
    "zh": ("cmn",),
    "no": ("nb",),
}
#: Languages whose voice is called as the language.
PLAIN: Final = _split("""
    af ar bg bn ca cmn cs cy da de el eo et fa fi ga he hi hr hu hy id is it ja ka ko la lt lv nb nl pl ro ru sk sl
    sr sv sw ta te th tr uk yue
""")
FALLBACK: Final = ("en-us",)
#: Variants of the voice, told apart by their formants, the fullest first.
VARIANTS: Final[dict[Sex, tuple[str, ...]]] = {
    "female": ("f2", "f4", "f1", "f3", "f5", "linda", "belinda", "Andrea", "aunty", "Annie", "grandma"),
    "male": (
        "m3",
        "m2",
        "m7",
        "m8",
        "m1",
        "m4",
        "m6",
        "m5",
        "Denis",
        "ian",
        "pablo",
        "victor",
        "paul",
        "Mario",
        "grandpa",
    ),
}


#: Among which a character's name chooses first. Children are spoken by light women's voices, as animation does.
_PREFERRED: Final[dict[tuple[Sex, Age], tuple[str, ...]]] = {
    ("female", "child"): ("f3", "Annie", "Andrea", "linda"),
    ("male", "child"): ("f3", "Andrea", "linda", "Annie"),
    ("female", "young"): ("f3", "f5", "Andrea", "f2"),
    ("male", "young"): ("m7", "pablo", "m2", "m6"),
    ("female", "adult"): ("f2", "f4", "f5", "f3"),
    ("male", "adult"): ("m3", "m2", "m7", "m4"),
    ("female", "old"): ("f1", "aunty", "f4"),
    ("male", "old"): ("m1", "m8", "ian"),
}
#: Steps that an ear tells apart, large ones first: pitch in espeak's 0–99 (50 is the variant's own), rate in words a
#: minute. Together with age they stay where the synthesiser sounds natural.
_PITCH_STEPS: Final = (0, 9, -9, 18, -18)
_RATE_STEPS: Final = (0, 12, -12)
_PITCH: Final[dict[Sex, int]] = {"female": 50, "male": 47}
_AGE_PITCH: Final[dict[Age, int]] = {"child": 14, "young": 3, "adult": 0, "old": -4}
#: Voices with equal formants and accent are apart from these steps on.
CLEAR_PITCH: Final = 8
CLEAR_RATE: Final = 10
_AGE_RATE: Final[dict[Age, int]] = {"child": 6, "young": 4, "adult": 0, "old": -10}
_RATE: Final = 162
_CROWD_MELODY: Final = 45


def accents(language: str) -> tuple[str, ...]:
    """Names of the synthesiser's voices for a BCP 47 tag. For a language that it cannot speak, the American one,
    which reads foreign words as an American would."""
    tag = language.casefold()
    primary = tag.split("-")[0]
    for candidate in (tag, primary):
        if candidate in ACCENTS:
            return ACCENTS[candidate]
    return (primary,) if primary in PLAIN else FALLBACK


class Voices:
    """Gives out the voices of one film in one language. The first eleven women and fifteen men differ in formants;
    after them in accent and pitch, then in rate. Who joins later changes nobody before. Time is about the same for
    each, however many came before: what was found full is not looked at again."""

    def __init__(self, language: str) -> None:
        self._accents: Final = accents(language)
        self._worn: Counter[str] = Counter()
        self._steps: dict[str, set[tuple[int, int]]] = {}  # by name of the voice: (pitch, rate) of each that has it
        self._full: Counter[tuple[Sex, Age]] = Counter()  # how many tiers, from the first, have nothing left
        self._met: Counter[tuple[Sex, int]] = Counter()  # how far the crowd's steps from each start are taken

    def assign(self, name: str, profile: Profile) -> FormantVoice:
        """A voice apart from those given already."""
        found = self._apart(name, profile)
        melody = 38 + seeded("melody", name) % 25 if found else _CROWD_MELODY
        voice, pitch, rate = found or self._crowd(name, profile.sex)
        self._worn[voice.partition("+")[2]] += 1
        self._steps.setdefault(voice, set()).add((pitch, rate))
        return FormantVoice(name=voice, words_per_minute=rate, pitch=pitch, pitch_range=melody)

    def _apart(self, name: str, profile: Profile) -> tuple[str, int, int] | None:
        """(voice, pitch, rate) that an ear tells from every other; None where the bank has no more."""
        kind = profile.sex, profile.age
        preferred = _PREFERRED[kind]
        start = seeded("voice", name) % len(preferred)
        variants = dict.fromkeys((*preferred[start:], *preferred[:start], *VARIANTS[profile.sex]))
        order = sorted(variants, key=self._worn.__getitem__)
        for accent, pitch_step, rate_step in _tiers(self._accents)[self._full[kind] :]:
            pitch = min(99, max(5, _PITCH[profile.sex] + _AGE_PITCH[profile.age] + pitch_step))
            rate = _RATE + _AGE_RATE[profile.age] + rate_step
            for variant in order:
                voice = f"{accent}+{variant}"
                if all(_steps_apart((pitch, rate), other) for other in self._steps.get(voice, ())):
                    return voice, pitch, rate
            # A voice once given is never taken back, so this tier stays full.
            self._full[kind] += 1
        return None

    def _crowd(self, name: str, sex: Sex) -> tuple[str, int, int]:
        """Beyond the bank of voices: some ten thousand small steps, which are heard only side by side."""
        variants = VARIANTS[sex]
        start = seeded("voice", name) % len(variants)
        while True:
            count = self._met[sex, start]
            voice = f"{self._accents[0]}+{variants[(start + count) % len(variants)]}"
            pitch, rate = 25 + count // len(variants) % 50, 130 + count // (50 * len(variants)) % 250
            if count >= 50 * 250 * len(variants):
                raise ValueError(f"no voice is left for {name}: the film has more characters than there are voices")
            self._met[sex, start] += 1
            if (pitch, rate) not in self._steps.get(voice, ()):
                return voice, pitch, rate


def apart(voice: FormantVoice, other: FormantVoice) -> bool:
    """True where an ear tells the two apart: another formant or accent, or a clear step in pitch or rate."""
    return voice.name != other.name or _steps_apart(
        (voice.pitch, voice.words_per_minute), (other.pitch, other.words_per_minute)
    )


def _steps_apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether (pitch, rate) of two with one voice are told apart."""
    return abs(one[0] - other[0]) >= CLEAR_PITCH or abs(one[1] - other[1]) >= CLEAR_RATE


def at_another_age(voice: FormantVoice, name: str, sex: Sex, ages: tuple[Age, Age]) -> FormantVoice:
    """The voice of the same person, who is of the first of these ages, at the second: as much higher and faster as
    that; a child's is of another throat."""
    now, then = ages
    variant = voice.name.partition("+")[2]
    if "child" in ages and now != then:
        preferred = _PREFERRED[sex, then]
        variant = preferred[seeded("former voice", name) % len(preferred)]
    return voice.model_copy(
        update={
            "name": f"{voice.name.partition('+')[0]}+{variant}",
            "pitch": min(99, max(5, voice.pitch + _AGE_PITCH[then] - _AGE_PITCH[now])),
            "words_per_minute": voice.words_per_minute + _AGE_RATE[then] - _AGE_RATE[now],
        }
    )


def in_language(voice: FormantVoice, spoken: str, film: str) -> FormantVoice:
    """The same person speaking another language: the film's own voice where the line is in the film's language."""
    if spoken == film:
        return voice
    return voice.model_copy(update={"name": f"{accents(spoken)[0]}+{voice.name.partition('+')[2]}"})


@lru_cache(maxsize=64)
def _tiers(names: tuple[str, ...]) -> tuple[tuple[str, int, int], ...]:
    """(accent, pitch step, rate step), each once, so that neighbours differ in as much as they can."""

    def diagonal() -> Iterator[tuple[str, int, int]]:
        for turn in range(len(_PITCH_STEPS) * len(_RATE_STEPS)):
            for index, accent in enumerate(names):
                pitch = _PITCH_STEPS[(turn + index) % len(_PITCH_STEPS)]
                rate = _RATE_STEPS[(turn + turn // len(_PITCH_STEPS) + index) % len(_RATE_STEPS)]
                yield accent, pitch, rate

    every = ((accent, pitch, rate) for rate in _RATE_STEPS for pitch in _PITCH_STEPS for accent in names)
    return tuple(dict.fromkeys((*diagonal(), *every)))
