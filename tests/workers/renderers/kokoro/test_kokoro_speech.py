"""A neural voice says the line, and its timing tells when each word and phoneme is heard."""

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from film_workers import material
from film_workers.material import MaterialMissingError
from film_workers.renderers.formant.synthesis import speak
from film_workers.renderers.kokoro import RENDERER, model, synthesis
from film_workers.renderers.kokoro.model import VoiceError
from film_workers.sound.loudness import LoudnessMeter
from film_workers.speech.espeak import SpeechError
from film_workers.speech.heard import Spoken
from film_workers.store import Inputs

from contracts.recipes.film import Performance
from contracts.recipes.kokoro import KokoroVoice, VoiceShare
from contracts.recipes.line import SPEECH, TIMING, LineRecipe, LineTiming
from contracts.renderers import RENDERERS
from tests.workers.sound.listening import SAMPLE_RATE
from tests.workers.sound.listening import line as spoken_by_formant
from tools.errors import StudioError
from tools.local_cloud import material as of_the_laptop

SENTENCE = "You came back, after eleven years! Did the harbour change?"


@pytest.fixture(scope="module", autouse=True)
def voices() -> None:
    try:
        of_the_laptop.ensure(lambda _: None)
    except StudioError as error:
        pytest.skip(f"no neural voice can be heard: {error}")


def voice(*names: str, speed: float = 1.0, pitch: float = 1.0) -> KokoroVoice:
    shares = tuple(VoiceShare(name=name, share=1 / len(names)) for name in names)
    return KokoroVoice(blend=shares, speed=speed, pitch=pitch)


def line(
    text: str = SENTENCE,
    by: KokoroVoice | None = None,
    *,
    language: str = "en",
    performance: Performance = "normal",
) -> LineRecipe:
    return LineRecipe(
        renderer=RENDERERS["kokoro"].stamp,
        text=text,
        language=language,
        performance=performance,
        kokoro=by or voice("bf_emma"),
    )


@pytest.fixture(scope="module")
def spoken(voices: None) -> Spoken:
    return synthesis.speak(line())


def test_words_are_heard_in_order_and_stand_in_the_text(spoken: Spoken) -> None:
    words = [SENTENCE[word.offset : word.offset + word.length] for word in spoken.timing.words]
    assert words == ["You", "came", "back", "after", "eleven", "years", "Did", "the", "harbour", "change"]
    assert all(one.end_ms <= other.start_ms + 30 for one, other in pairwise(spoken.timing.words))
    assert all(word.start_ms < word.end_ms <= spoken.timing.duration_ms for word in spoken.timing.words)
    assert spoken.timing.duration_ms == len(spoken.samples) * 1000 // SAMPLE_RATE


def test_the_first_word_begins_when_the_first_sound_is_heard(spoken: Spoken) -> None:
    """Fifteen milliseconds are kept before it; mouths and subtitles that come later than 40 ms are seen to."""
    assert abs(spoken.timing.words[0].start_ms - 15) <= 40


def test_in_one_breath_a_word_begins_where_the_one_before_ends(spoken: Spoken) -> None:
    """The model gives blanks a length, in which the next word is heard already: 50 ms late in the middle of cases."""
    words = spoken.timing.words
    for one, other in ((0, 1), (1, 2), (3, 4), (4, 5), (6, 7), (7, 8), (8, 9)):
        assert words[one].end_ms == words[other].start_ms
    assert words[2].end_ms < words[3].start_ms, "a comma is a pause"


def test_between_sentences_it_is_quiet_where_the_timing_says_so(spoken: Spoken) -> None:
    years, did = spoken.timing.words[5], spoken.timing.words[6]
    loud = np.abs(spoken.samples.astype(np.float64))

    def level(start_ms: int, end_ms: int) -> float:
        return float(np.sqrt(np.mean(np.square(loud[start_ms * 48 : end_ms * 48]))))

    middle = (years.end_ms + did.start_ms) // 2
    assert level(middle - 15, middle + 15) < 0.2 * level(years.start_ms, years.end_ms)


def test_mouths_have_phonemes_all_along_a_word(spoken: Spoken) -> None:
    harbour = spoken.timing.words[8]
    inside = [each for each in spoken.timing.phonemes if harbour.start_ms <= each.start_ms < harbour.end_ms]
    assert inside[0].symbol == "h"
    assert len(inside) >= 4
    assert all(each.start_ms < each.end_ms for each in spoken.timing.phonemes)


def test_a_line_is_as_loud_as_every_other_and_a_whisper_is_softer(spoken: Spoken) -> None:
    whispered = synthesis.speak(line(performance="whispered"))
    formant = speak(spoken_by_formant(SENTENCE))
    assert loudness(spoken) == pytest.approx(loudness(formant), abs=1)
    assert loudness(spoken) - loudness(whispered) == pytest.approx(5, abs=1)


def loudness(heard: Spoken) -> float:
    meter = LoudnessMeter(1)
    meter.add(np.asarray(heard.samples / np.float32(32767), np.float32)[:, np.newaxis])
    return meter.integrated_lufs


def test_the_same_recipe_gives_the_same_bytes_and_files_that_say_so(tmp_path: Path, spoken: Spoken) -> None:
    result = RENDERER.render(line(), cast("Inputs", None), tmp_path, lambda _: None)  # a line builds on no file
    timing = LineTiming.model_validate_json((tmp_path / TIMING).read_bytes())
    assert timing == spoken.timing
    assert result.duration_ms == timing.duration_ms
    sound = (tmp_path / SPEECH).read_bytes()
    assert (
        hashlib.sha256(sound[-2 * len(spoken.samples) :]).digest() == hashlib.sha256(spoken.samples.tobytes()).digest()
    )


def test_blends_speeds_and_pitches_are_heard() -> None:
    short = "Nobody leaves."
    plain, blended = (
        synthesis.speak(line(short, voice(*names))) for names in (("bm_george",), ("bm_george", "am_puck"))
    )
    slow = synthesis.speak(line(short, voice("bm_george", speed=0.8)))
    high = synthesis.speak(line(short, voice("bm_george", pitch=1.2)))
    assert not np.array_equal(plain.samples, blended.samples)
    assert slow.timing.duration_ms > 1.1 * plain.timing.duration_ms
    # Higher, and no faster for it.
    assert high.timing.duration_ms == pytest.approx(plain.timing.duration_ms, rel=0.12)
    assert brightness(high) > 1.08 * brightness(plain)


def brightness(heard: Spoken) -> float:
    """The spectrum's centre in Hz."""
    size = np.abs(np.fft.rfft(heard.samples.astype(np.float64)))
    return float(np.sum(np.fft.rfftfreq(len(heard.samples), 1 / SAMPLE_RATE) * size) / np.sum(size))


@pytest.mark.parametrize(
    ("text", "language", "by"),
    [
        ("Apporte-moi un verre d'eau.", "fr", "ff_siwis"),
        ("Bring mir ein Glas Wasser.", "de", "im_nicola"),
        ("Tráeme un vaso de agua.", "es-MX", "ef_dora"),
        ("मुझे एक गिलास पानी दो।", "hi", "hf_alpha"),
        ("水を一杯、私のそばに Tokyo 持ってきて。", "ja", "jf_alpha"),
        ("给我一杯水，OK？好，谢谢你。", "zh", "zf_xiaoxiao"),
        ("Take it, «Последний» one 🚂.", "en", "am_michael"),
    ],
)
def test_other_languages_and_scripts_are_spoken(text: str, language: str, by: str) -> None:
    heard = synthesis.speak(line(text, voice(by), language=language))
    found = [text[word.offset : word.offset + word.length] for word in heard.timing.words]
    assert len(found) >= 4
    assert found == sorted(found, key=text.index)
    assert heard.timing.duration_ms > 700


@pytest.mark.parametrize("text", ["…", "🚂", "—!"])
def test_a_line_without_anything_to_say_is_a_short_silence(text: str) -> None:
    heard = synthesis.speak(line(text))
    assert not heard.samples.any()
    assert heard.timing.words == ()


def test_a_language_that_the_model_does_not_speak_is_refused() -> None:
    with pytest.raises(SpeechError, match="no neural voice speaks 'ru'"):
        synthesis.speak(line("Последний поезд.", language="ru"))


def test_a_voice_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(VoiceError, match=r"unknown voice 'xx_nobody': use one of af_alloy, .*zm_yunyang"):
        synthesis.speak(line(by=voice("xx_nobody")))


def test_without_material_a_line_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(material, "HOME", tmp_path)
    model._model.cache_clear()  # pyright: ignore[reportPrivateUsage]
    try:
        with pytest.raises(MaterialMissingError, match=r"no voices/kokoro\.onnx: run \./studio material"):
            synthesis.speak(line())
    finally:
        model._model.cache_clear()  # pyright: ignore[reportPrivateUsage]
