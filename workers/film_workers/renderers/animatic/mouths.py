"""When each mouth takes which shape, and when eyes blink: functions of the frame's number."""

from collections.abc import Iterable, Mapping
from typing import Final

from contracts.recipes.base import RecipeHash
from contracts.recipes.film import FRAMES_PER_SECOND, FrameRate, at_rate, per_second
from contracts.recipes.line import LineTiming
from contracts.recipes.shot import Speech
from film_workers.renderers.animatic.palette import chance
from film_workers.renderers.animatic.people.mouth import Mouth

_SHAPES: Final[dict[Mouth, str]] = {
    "closed": "mbpɓʙ",
    "teeth": "fvszʃʒtdnlɫɾθðɕʑʂʐcɟɲʎɬɭɳʈɖβɸ",
    "round": "uʊoɔwɯʉʏyøœɵɤʍɥ",
    "wide": "ieɪɛjɨɘ",
    "open": "aɑæʌɐɒɶ",
    "half": "əɜɚɝɞkɡgŋhɹrʁʀxɣχħʕɦɻqɢɴʔ",
}
_SHAPE_OF: Final[dict[str, Mouth]] = {sound: shape for shape, sounds in _SHAPES.items() for sound in sounds}


def shape_of(phoneme: str) -> Mouth:
    """The mouth that makes a phoneme (IPA); a pause closes it, an unknown sound opens it half."""
    for sound in phoneme:
        if sound in _SHAPE_OF:
            return _SHAPE_OF[sound]
    return "half" if any(sound.isalpha() for sound in phoneme) else "closed"


def mouth_track(
    speech: Iterable[Speech],
    timings: Mapping[RecipeHash, LineTiming],
    character: str,
    frames: int,
    rate: FrameRate = FRAMES_PER_SECOND,
) -> list[Mouth]:
    """The mouth of a character at every frame of a shot, as seen in the middle of the frame's time."""
    track: list[Mouth] = ["closed"] * frames
    for line in speech:
        if line.character != character or not line.on_screen:
            continue
        for phoneme in timings[line.line_hash].phonemes:
            shape = shape_of(phoneme.symbol)
            first = line.start_frame + _frame(phoneme.start_ms, rate)
            for frame in range(max(0, first), min(frames, line.start_frame + _frame(phoneme.end_ms, rate))):
                track[frame] = shape
    return track


def _frame(milliseconds: int, rate: FrameRate) -> int:
    """The first frame whose middle is not before a moment."""
    return int(-(-(milliseconds * per_second(rate) - 500) // 1000))


def blinks(character: str, seed: int, frames: int, rate: FrameRate = FRAMES_PER_SECOND) -> set[int]:
    """Frames at which a character's eyes are shut: for an eighth of a second, every two to five seconds, none at the
    start."""
    random = chance("blink", character, seed)
    shut: set[int] = set()
    frame, shuts = at_rate(random.randint(20, 80), rate), at_rate(3, rate)
    while frame < frames:
        shut.update(range(frame, min(frame + shuts, frames)))
        frame += at_rate(random.randint(48, 120), rate)
    return shut
