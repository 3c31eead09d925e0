"""From a synthesiser's raw sound to a line that sits in a mix, and the file that it is kept in."""

import wave
from pathlib import Path

import numpy as np
import pytest
from film_workers.errors import RefusedError
from film_workers.renderers.formant.synthesis import speak
from film_workers.sound import wav
from film_workers.sound.loudness import integrated_lufs
from film_workers.speech.finishing import SYNTHETIC, finish
from numpy.typing import NDArray

from tests.workers.sound.listening import SAMPLE_RATE, level, line

RATE = 22_050


def tone(seconds: float, frequency: float = 1_000.0, size: float = 0.3, rate: int = RATE) -> NDArray[np.float32]:
    return (np.sin(2 * np.pi * frequency / rate * np.arange(round(seconds * rate))) * size).astype(np.float32)


def finished(sound: NDArray[np.float32], *, rate: int = RATE, level: float = 0.0) -> NDArray[np.float32]:
    return np.asarray(finish(sound, rate, level=level, tone=SYNTHETIC) / np.float32(32767), np.float32)


def loudness(sound: NDArray[np.float32]) -> float:
    """From both loudspeakers."""
    return integrated_lufs(np.stack([sound, sound], axis=1))


@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
def test_a_line_keeps_its_length_and_its_pitch_at_48_khz(rate: int) -> None:
    sound = finished(tone(2, 440, rate=rate), rate=rate)
    assert len(sound) == pytest.approx(2 * SAMPLE_RATE, abs=2)
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.argmax(power) * SAMPLE_RATE / len(sound) == pytest.approx(440, abs=1)


@pytest.mark.parametrize("size", [0.01, 0.3, 0.9])
@pytest.mark.parametrize("above", [0.0, -5.0])
def test_every_line_is_equally_loud_but_for_how_it_is_said(size: float, above: float) -> None:
    assert loudness(finished(tone(3, size=size), level=above)) == pytest.approx(-20 + above, abs=0.3)


def test_a_short_word_is_as_loud_as_a_long_one() -> None:
    # Less than the meter's 0.4 s: played again and again, it is as loud as a line.
    short = finished(tone(0.25))
    assert loudness(np.tile(short, 12)) == pytest.approx(-20, abs=1)


def test_loud_moments_are_pressed_together_and_no_peak_passes_the_ceiling() -> None:
    loud, soft = tone(1, size=0.8), tone(1, size=0.1)
    sound = finished(np.concatenate([loud, soft, loud]))
    between = level(sound[4_800:43_200]) - level(sound[52_800:91_200])
    # 18 dB before; what is over the mean of the line comes down by half.
    assert 12 < between < 17.5
    cries = tone(4, size=0.02)
    cries[RATE : RATE + 400] = tone(400 / RATE, size=1.0)
    assert np.abs(finished(cries)).max() <= 0.84


def test_what_is_under_the_knee_is_not_bent() -> None:
    sound = finished(tone(2, size=0.3))
    steady = sound[SAMPLE_RATE // 2 : SAMPLE_RATE]
    assert np.abs(steady).max() < 0.5
    power = np.abs(np.fft.rfft(steady * np.hanning(len(steady)))) ** 2
    peak = int(np.argmax(power))
    assert power[3 * peak - 3 : 3 * peak + 4].sum() < power.max() * 1e-5


def test_a_line_begins_and_ends_without_a_click() -> None:
    sound = finished(tone(1, frequency=3_000))
    assert sound[0] == 0
    assert abs(sound[-1]) < 0.001
    assert np.abs(sound[:24]).max() < np.abs(sound[400:800]).max() / 4
    assert np.abs(sound[192:400]).max() > 0.5 * np.abs(sound[4_800:9_600]).max()


def response(frequency: float) -> float:
    """How much louder than at 1 kHz a frequency leaves, in dB, in a sound that has both."""
    both = finished(tone(3, 1_000.0, 0.1, SAMPLE_RATE) + tone(3, frequency, 0.1, SAMPLE_RATE), rate=SAMPLE_RATE)
    power = np.abs(np.fft.rfft(both[24_000:120_000] * np.hanning(96_000))) ** 2

    def near(hertz: float) -> float:
        at = round(hertz * 96_000 / SAMPLE_RATE)
        return float(power[at - 3 : at + 4].sum())

    return 10 * float(np.log10(near(frequency) / near(1_000.0)))


@pytest.mark.parametrize(
    ("frequency", "decibels"),
    [(40.0, -14.2), (320.0, -2.0), (3_200.0, 2.5), (7_200.0, -5.5), (15_000.0, -3.0)],
)
def test_beside_a_voice_s_middle_boxiness_goes_presence_comes_and_rumble_is_cut(
    frequency: float, decibels: float
) -> None:
    assert response(frequency) == pytest.approx(decibels, abs=1.6)


def test_a_small_room_rings_softly_after_a_word() -> None:
    word = np.zeros(SAMPLE_RATE, np.float32)
    word[4_800:9_600] = tone(0.1, 800, 0.3, SAMPLE_RATE)
    sound = finished(word, rate=SAMPLE_RATE)
    spoken, ringing = sound[6_000:9_000], sound[9_800:11_000]
    assert -45 < level(ringing) - level(spoken) < -12
    assert level(sound[9_800:10_400]) > level(sound[11_200:11_800])
    assert level(sound[13_600:]) < level(spoken) - 60


def test_silence_stays_silence() -> None:
    assert not finish(np.zeros(RATE, np.float32), RATE, level=0.0, tone=SYNTHETIC).any()
    assert len(finish(np.zeros(10, np.float32), RATE, level=0.0, tone=SYNTHETIC)) > 0


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ((44_100, 1, 2), "44100 Hz, 1 channels, 16 bit"),
        ((48_000, 2, 2), "48000 Hz, 2 channels, 16 bit"),
        ((48_000, 1, 1), "48000 Hz, 1 channels, 8 bit"),
    ],
)
def test_another_kind_of_wav_is_refused(parameters: tuple[int, int, int], says: str, tmp_path: Path) -> None:
    rate, channels, width = parameters
    with wave.open(str(tmp_path / "line.wav"), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"\0" * 96)
    with pytest.raises(RefusedError, match=says):
        wav.length(tmp_path / "line.wav")


def test_a_wav_is_read_from_anywhere(tmp_path: Path) -> None:
    samples = np.arange(100, dtype=np.int16)
    wav.write(tmp_path / "line.wav", samples)
    assert wav.read(tmp_path / "line.wav", 90).tolist() == list(range(90, 100))
    assert wav.read(tmp_path / "line.wav", 0, 3).tolist() == [0, 1, 2]
    assert wav.read(tmp_path / "line.wav", 95, 100).tolist() == list(range(95, 100))


def test_a_line_begins_soon_and_ends_soon_after_its_sound() -> None:
    sound = speak(line("Stop.")).samples.astype(np.float32) / 32767
    loud = np.flatnonzero(np.abs(sound) > np.abs(sound).max() * 0.02)
    assert loud[0] < 0.03 * SAMPLE_RATE
    assert 0.003 * SAMPLE_RATE < len(sound) - loud[-1] < 0.12 * SAMPLE_RATE


def test_a_line_without_words_lasts_four_tenths_of_a_second() -> None:
    spoken = speak(line("…"))
    assert spoken.timing.duration_ms == 400
    assert len(spoken.samples) == 19_200


def test_whispers_of_women_and_men_differ() -> None:
    woman, man = (speak(line("She is here.", voice, performance="whispered")) for voice in ("en-us+f2", "en-us+m3"))
    assert woman.samples.tobytes() != man.samples.tobytes()
    other = speak(line("She is here.", "en-us+linda", performance="whispered"))
    assert other.samples.tobytes() == woman.samples.tobytes()


def test_stress_is_no_part_of_a_phoneme_and_a_change_of_language_is_none() -> None:
    spoken = speak(line("Hello Привет there"))
    symbols = [phoneme.symbol for phoneme in spoken.timing.phonemes]
    assert not [symbol for symbol in symbols if not symbol or symbol[0] in "ˈˌ("]
    assert len(symbols) > 8
