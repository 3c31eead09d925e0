"""What becomes of the sound and the events that the synthesiser's process answers with, in figures to check by hand."""

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from film_workers.renderers.formant.synthesis import speak
from film_workers.sound.loudness import amplitude
from film_workers.speech.finishing import SYNTHETIC, finish
from film_workers.speech.heard import Spoken
from numpy.typing import NDArray

from contracts.recipes.film import Performance
from tests.workers.sound.listening import SAMPLE_RATE, level, line

MS = SAMPLE_RATE // 1000


@dataclass
class Process:
    """Stands where the synthesiser's process is, and answers each request with the same parts."""

    parts: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    sounds: list[NDArray[np.int16]] = field(default_factory=list[NDArray[np.int16]])
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def part(
        self,
        *stretches: tuple[int, int],
        words: Sequence[tuple[int, int, int]] = (),
        phonemes: Sequence[tuple[int, str]] = ((0, "a"),),
    ) -> None:
        """A part made of stretches of (milliseconds, size): each alternates between size and −size."""
        signs = np.array([1, -1])
        sound = np.concatenate([np.resize(signs, length * MS) * size for length, size in stretches]).astype(np.int16)
        self.sounds.append(sound)
        self.parts.append({"samples": len(sound), "words": [(*word, 0) for word in words], "phonemes": phonemes})

    def __call__(self, _command: object, **given: Any) -> subprocess.CompletedProcess[bytes]:
        self.requests.append(json.loads(given["input"]))
        header = json.dumps({"sample_rate": SAMPLE_RATE, "parts": self.parts}).encode()
        sound = b"".join(each.tobytes() for each in self.sounds)
        return subprocess.CompletedProcess([], 0, stdout=header + b"\n" + sound, stderr=b"")


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Process:
    made = Process()
    monkeypatch.setattr(subprocess, "run", made)
    return made


def milliseconds(spoken: Spoken) -> float:
    return len(spoken.samples) / MS


def test_a_line_keeps_fifteen_milliseconds_before_its_sound_and_sixty_after_it(process: Process) -> None:
    process.part((100, 0), (200, 9_000), (300, 0), words=[(100, 0, 1)], phonemes=[(100, "a"), (250, "b"), (300, "")])
    spoken = speak(line("ab"))
    assert milliseconds(spoken) == pytest.approx(15 + 200 + 60, abs=0.1)
    assert [(each.start_ms, each.end_ms) for each in spoken.timing.phonemes] == [(15, 165), (165, 215)]
    assert [(each.start_ms, each.end_ms) for each in spoken.timing.words] == [(15, 215)]


def test_what_begins_and_ends_at_once_is_kept_whole(process: Process) -> None:
    process.part((10, 0), (200, 9_000), (20, 0), words=[(10, 0, 1)], phonemes=[(10, "a")])
    spoken = speak(line("a"))
    assert milliseconds(spoken) == 230
    assert [(each.start_ms, each.end_ms) for each in spoken.timing.phonemes] == [(10, 230)]


def test_voices_that_share_a_line_follow_each_other_by_thirty_milliseconds(process: Process) -> None:
    process.part((50, 0), (200, 9_000), (90, 0), words=[(50, 0, 6)], phonemes=[(50, "a")])
    process.part((70, 0), (100, 9_000), (90, 0), words=[(70, 0, 2)], phonemes=[(70, "b"), (900, "c")])
    spoken = speak(line("Привет, my"))
    assert len(process.requests[0]["parts"]) == 2
    assert milliseconds(spoken) == pytest.approx(15 + 200 + 30 + 15 + 100 + 60, abs=0.1)
    # The last sample of each voice is not in its 30 and 60 ms: times are cut to whole milliseconds.
    assert [(each.symbol, each.start_ms, each.end_ms) for each in spoken.timing.phonemes] == [
        ("a", 15, 244),
        ("b", 259, 419),
    ]
    assert [(each.offset, each.start_ms) for each in spoken.timing.words] == [(0, 15), (8, 259)]


@pytest.mark.parametrize(
    ("loudest", "ending", "heard"),
    [
        # −50 dB of the loudest, within three of them.
        (16_000, 71, True),
        (16_000, 36, False),
        # What hardly moves the last bits is silence however soft the line.
        (600, 5, True),
        (600, 2, False),
    ],
)
def test_a_line_lasts_while_it_is_heard(loudest: int, ending: int, heard: bool, process: Process) -> None:
    process.part((50, 0), (200, loudest), (100, ending), (200, 0))
    assert milliseconds(speak(line("a"))) == pytest.approx(15 + 200 + (100 if heard else 0) + 60, abs=0.1)


def test_a_performance_changes_pace_pitch_and_melody(process: Process) -> None:
    process.part((200, 9_000))

    def order(measure: Callable[[dict[str, Any]], float]) -> list[str]:
        asked: dict[str, float] = {}
        performances: tuple[Performance, ...] = ("normal", "whispered", "shouted", "urgent", "slow")
        for each in performances:
            speak(line("a", "en-us+f2", performance=each))
            asked[each] = measure(process.requests[-1])
        return sorted(asked, key=lambda each: (asked[each], each))

    assert order(lambda request: request["words_per_minute"]) == ["slow", "whispered", "normal", "shouted", "urgent"]
    assert order(lambda request: request["pitch"]) == ["slow", "normal", "whispered", "urgent", "shouted"]
    assert order(lambda request: request["pitch_range"]) == ["whispered", "slow", "normal", "urgent", "shouted"]
    assert process.requests[0]["words_per_minute"] == 165
    assert process.requests[0]["pitch"] == process.requests[0]["pitch_range"] == 50


@pytest.mark.parametrize(("below", "pressed"), [(28.5, 5.0), (31.5, 0.0)])
def test_what_is_softer_than_the_loudest_by_thirty_decibels_is_a_pause(below: float, pressed: float) -> None:
    # A tenth of the line is loud. Where the rest counts, the mean lies 10 dB under it, and half of that is taken away.
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    sound = np.sin(2 * np.pi * 1_000 * time) * 0.3
    sound[SAMPLE_RATE // 5 :] *= amplitude(-below)
    heard = finish(sound.astype(np.float32), SAMPLE_RATE, level=0.0, tone=SYNTHETIC) / np.float32(32767)
    assert level(heard[2_400:7_200]) - level(heard[24_000:72_000]) == pytest.approx(below - pressed, abs=0.5)
