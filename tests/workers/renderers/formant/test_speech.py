"""A line is heard as its recipe says, and its timing tells when each word and phoneme is."""

import hashlib
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from film_studio.engines.character.casting.voices import ACCENTS, VARIANTS
from film_workers.errors import RefusedError
from film_workers.renderers.formant.synthesis import speak
from film_workers.sound import wav
from film_workers.sound.loudness import integrated_lufs
from film_workers.speech import espeak_process
from film_workers.speech.espeak import SpeechError
from film_workers.speech.heard import Spoken
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.recipes.film import Performance
from contracts.recipes.formant import FormantVoice
from contracts.recipes.line import LineRecipe, LineTiming
from tests.workers.sound.listening import SAMPLE_RATE, ebu_r128, level, line

SENTENCE = "You came back, after eleven years! Did the harbour change?"


def pitch(spoken: Spoken) -> float:
    """Median fundamental in Hz of the voiced windows, by autocorrelation."""
    sound = spoken.samples.astype(np.float64)
    found: list[float] = []
    for start in range(0, len(sound) - 2048, 2048):
        window = sound[start : start + 2048] * np.hanning(2048)
        match = np.fft.irfft(np.abs(np.fft.rfft(window, 4096)) ** 2)[:2048]
        lag = SAMPLE_RATE // 400 + int(match[SAMPLE_RATE // 400 : SAMPLE_RATE // 60].argmax())
        if match[lag] > 0.5 * match[0] > 0:
            found.append(SAMPLE_RATE / lag)
    return float(np.median(found)) if found else 0.0


def assert_consistent(text: str, spoken: Spoken) -> None:
    timing = spoken.timing
    assert timing.duration_ms == len(spoken.samples) * 1000 // SAMPLE_RATE
    for events in (timing.words, timing.phonemes):
        assert all(event.start_ms <= event.end_ms <= timing.duration_ms for event in events)
        assert all(one.end_ms <= other.start_ms for one, other in pairwise(events))
    assert all(word.offset + word.length <= len(text) for word in timing.words)
    assert all(one.offset + one.length <= other.offset for one, other in pairwise(timing.words))


def said(text: str, timing: LineTiming) -> list[str]:
    return [text[word.offset : word.offset + word.length] for word in timing.words]


def test_words_and_phonemes_lie_inside_the_line_in_order() -> None:
    spoken = speak(line(SENTENCE))
    assert_consistent(SENTENCE, spoken)
    assert said(SENTENCE, spoken.timing) == re.findall(r"\w+", SENTENCE)
    assert {phoneme.symbol for phoneme in spoken.timing.phonemes} >= {"k", "b", "m", "l", "v", "h"}


@pytest.mark.parametrize(
    ("text", "voice", "words"),
    [
        ("Привет, мой старый друг!", "ru", ["Привет", "мой", "старый", "друг"]),
        ("Élodie, où étais tu à minuit ?", "fr", ["Élodie", "où", "étais", "tu", "à", "minuit"]),
        ("naïve cafe\u0301 crème", "en-us", ["naïve", "cafe\u0301", "crème"]),
        ("He said “stay” – didn’t he?", "en-us", ["He", "said", "stay", "didn’t", "he"]),
        ("The year was 1999, not 2001.", "en-us", ["The", "year", "was", "1999", "not", "2001"]),
    ],
)
def test_offsets_of_words_count_code_points_of_the_text(text: str, voice: str, words: list[str]) -> None:
    assert said(text, speak(line(text, voice)).timing) == words


def test_a_phoneme_is_heard_where_the_timing_says_and_a_pause_is_quiet() -> None:
    spoken = speak(line("Stop. Now go on."))
    sound = spoken.samples.astype(np.float32) / 32768
    heard = [
        sound[each.start_ms * 48 : each.end_ms * 48] for each in spoken.timing.phonemes if each.symbol in ("ɑː", "aʊ")
    ]
    gaps = [
        sound[(one.end_ms + 60) * 48 : (other.start_ms - 30) * 48]
        for one, other in pairwise(spoken.timing.phonemes)
        if other.start_ms - one.end_ms > 150
    ]
    assert heard
    assert gaps
    assert min(map(level, heard)) > max(map(level, gaps)) + 20


def test_the_same_recipe_gives_the_same_bytes_in_another_process() -> None:
    recipe = line("She whispers: the light went out.", "en-gb-x-rp+f2", performance="whispered")
    program = (
        "import sys, hashlib; from contracts.recipes.line import LineRecipe;"
        "from film_workers.renderers.formant.synthesis import speak;"
        "spoken = speak(LineRecipe.model_validate_json(sys.argv[1]));"
        "print(hashlib.sha256(spoken.samples.tobytes() + spoken.timing.model_dump_json().encode()).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program, recipe.model_dump_json()],
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=True,
    )
    spoken = speak(recipe)
    here = hashlib.sha256(spoken.samples.tobytes() + spoken.timing.model_dump_json().encode()).hexdigest()
    assert other.stdout.strip() == here


def test_voices_differ_in_pitch_and_in_sound() -> None:
    woman, man, other_man = (speak(line(SENTENCE, voice)) for voice in ("en-us+f2", "en-us+m3", "en-gb-scotland+m8"))
    assert pitch(woman) > 1.5 * pitch(man) > 0
    assert man.samples.tobytes() != other_man.samples.tobytes()


@pytest.mark.parametrize("voice", ["en-us+f2", "en-gb-x-rp+m3", "ru+m1", "ja+f5"])
@pytest.mark.parametrize("text", [SENTENCE, "No."])
def test_every_line_is_equally_loud_and_does_not_clip(text: str, voice: str, tmp_path: Path) -> None:
    spoken = speak(line(text, voice))
    repeats = -(-SAMPLE_RATE * 2 // len(spoken.samples))
    wav.write(tmp_path / "line.wav", np.tile(spoken.samples, repeats))
    lufs, peak = ebu_r128(tmp_path / "line.wav")
    assert lufs == pytest.approx(-23, abs=1)  # one channel; −20 from two loudspeakers
    assert peak < -1
    assert abs(float(spoken.samples.mean())) < 20


@pytest.mark.parametrize(
    ("performance", "louder", "faster"),
    [("whispered", -5.0, 0.9), ("shouted", 2.5, 1.08), ("urgent", 1.0, 1.26), ("slow", 0.0, 0.74)],
)
def test_a_performance_is_as_loud_and_as_fast_as_it_is_meant(
    performance: Performance, louder: float, faster: float
) -> None:
    """In LU and in speed against the ordinary line."""
    usual, said = (speak(line(SENTENCE, "en-us+m3", performance=manner)) for manner in ("normal", performance))
    lufs = [integrated_lufs((each.samples[:, np.newaxis] / 32768).astype(np.float32)) for each in (usual, said)]
    assert lufs[1] - lufs[0] == pytest.approx(louder, abs=0.3)
    assert usual.timing.duration_ms / said.timing.duration_ms == pytest.approx(faster, abs=0.08)


def test_a_performance_is_heard() -> None:
    def spoken(performance: Performance) -> Spoken:
        return speak(line(SENTENCE, "en-us+f2", performance=performance))

    normal, whispered, shouted, urgent, slow = map(spoken, ("normal", "whispered", "shouted", "urgent", "slow"))
    loudness = {
        each: level(value.samples / np.float32(32768))
        for each, value in (("n", normal), ("w", whispered), ("s", shouted))
    }
    assert loudness["w"] + 3 < loudness["n"] < loudness["s"] - 1
    assert pitch(shouted) > 1.1 * pitch(normal)
    assert urgent.timing.duration_ms < 0.88 * normal.timing.duration_ms
    assert slow.timing.duration_ms > 1.2 * normal.timing.duration_ms
    # Breath has no fundamental: hardly a window of a whisper repeats itself.
    assert pitch(whispered) == 0 or pitch(whispered) > 1.2 * pitch(normal)


@pytest.mark.parametrize("voice", ["klingonese", "en-us+f99", "../../etc/passwd", "en-us+../../phontab", ""])
def test_an_unknown_voice_is_refused_by_name_with_what_to_use(voice: str) -> None:
    with pytest.raises(SpeechError, match="use ") as refused:
        speak(line("Hello.", voice))
    assert repr(voice.partition("+")[2] or voice) in str(refused.value)


def test_every_voice_that_the_cast_may_get_exists() -> None:
    accents = sorted({accent for accents in ACCENTS.values() for accent in accents})
    request = {"variant": None, "words_per_minute": 165, "pitch": 50, "pitch_range": 50}
    header, _ = espeak_process.speak({**request, "parts": [{"text": "a", "voice": accent} for accent in accents]})
    assert len(header["parts"]) == len(accents)
    for variant in sorted({variant for variants in VARIANTS.values() for variant in variants}):
        assert speak(line("a", f"en-us+{variant}")).timing.phonemes


@pytest.mark.parametrize("text", ["…", "?!", " ", "😀 👩🏽‍🚀", "♪ ♫", "\u200b\ufeff"])
def test_a_line_without_a_sayable_letter_is_a_short_silence(text: str) -> None:
    spoken = speak(line(text))
    assert 200 <= spoken.timing.duration_ms <= 1000
    assert spoken.timing.words == spoken.timing.phonemes == ()
    assert not spoken.samples.any()


def test_a_script_that_the_voice_cannot_read_is_read_by_one_that_can() -> None:
    text = "Привет said Мария to 花子さん"
    spoken = speak(line(text, "en-us+f2"))
    assert_consistent(text, spoken)
    assert "".join(said(text, spoken.timing)).replace(" ", "") == text.replace(" ", "")
    # Spelled out ("Japanese letter, Japanese letter …") the last word alone would take three seconds.
    assert spoken.timing.duration_ms < 5000


def test_a_line_of_twenty_thousand_characters_is_spoken() -> None:
    text = ("word after word " * 1250)[:20_000]
    hasty = FormantVoice(name="en-us+m3", words_per_minute=400, pitch=50, pitch_range=50)
    spoken = speak(LineRecipe(text=text, language="en", formant=hasty))
    assert_consistent(text, spoken)
    assert len(spoken.timing.words) == 3_750


@settings(max_examples=25, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@example("\x00<speak>[[h@l'oU]]</speak>\r\n")
@example("ก็ได้ ༀ 한국어 עברית العربية ქართული")
def test_any_text_becomes_a_line_whose_timing_holds(text: str) -> None:
    assert_consistent(text, speak(line(text)))


def test_speech_on_disk_is_48_khz_mono_16_bit(tmp_path: Path) -> None:
    samples = np.arange(-500, 500, dtype=np.int16)
    wav.write(tmp_path / "line.wav", samples)
    assert wav.read(tmp_path / "line.wav").tolist() == samples.tolist()
    assert wav.read(tmp_path / "line.wav", 10, 5).tolist() == samples[10:15].tolist()
    assert wav.length(tmp_path / "line.wav") == 1000
    (tmp_path / "other.wav").write_bytes(b"RIFF, or so they say")
    with pytest.raises(RefusedError, match=r"other\.wav is not a WAV file"):
        wav.read(tmp_path / "other.wav")
