"""A small film through the real worker: lines spoken, score composed, everything assembled, over the queues."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from film_workers import tasks

from contracts import storage_keys
from contracts.messages import Failed, Succeeded
from contracts.queues import QueueName
from contracts.recipes import KINDS, Recipe, Result, canonical_json, recipe_hash
from contracts.recipes.animatic import AnimaticShot, DrawnSet, DrawnView, Look
from contracts.recipes.assembly import AssemblyRecipe, FilmResult, PlacedLine, Segment
from contracts.recipes.effects import EffectsRecipe, EffectsResult, SoundCue
from contracts.recipes.film import Card, FilmSet, FrameRate, Position, View, per_second
from contracts.recipes.formant import FormantVoice
from contracts.recipes.line import LineRecipe, LineResult
from contracts.recipes.note import Note
from contracts.recipes.score import MusicCue, ScoreRecipe
from contracts.recipes.shot import Dissolve, ShotRecipe, ShotResult, Speech
from tests.workers.sound.listening import ebu_r128
from tests.workers.tiny_shots import HEIGHT, WIDTH, encode
from tests.workers.worker_cloud import WorkerCloud

QUEUES: tuple[QueueName, ...] = ("jobs", "video", "voice")
FRAMES = (48, 72, 36)
SMALL = (480, 272)
GUESSED = Note(kind="guessed", subject="person", name="ANNA", reason="The page does not say how old they are.")
LINES = (
    ("ANNA", "Is anybody there?", FormantVoice(name="gmw/en-US", words_per_minute=165, pitch=62, pitch_range=50), 12),
    ("IVAN", "Только ветер.", FormantVoice(name="zle/ru", words_per_minute=150, pitch=38, pitch_range=45), 60),
)


def do(cloud: WorkerCloud, directory: Path, recipes: Sequence[Recipe]) -> list[Result]:
    """Have a worker do the jobs; their results in order."""
    consumer = cloud.consumer(directory, tasks.run, queues=QUEUES)
    results: list[Result] = []
    for recipe in recipes:
        cloud.submit(recipe, queue=KINDS[recipe.kind].queue)
        assert consumer.take_one()
        outcome = cloud.events()[-1]
        assert not isinstance(outcome, Failed), outcome.reason
        assert isinstance(outcome, Succeeded)
        results.append(outcome.result)
    return results


def spoken_lines() -> list[LineRecipe]:
    return [LineRecipe(text=text, language="en", formant=voice) for _, text, voice, _ in LINES]


def score(rate: FrameRate = 24) -> ScoreRecipe:
    return ScoreRecipe(
        frame_rate=rate,
        seed=7,
        frames=sum(FRAMES),
        music_cues=(MusicCue(start_frame=0, frames=sum(FRAMES), time_of_day="dusk", interior=True, tension=0.4),),
        cuts=(0, 48, 120),
    )


def effects(rate: FrameRate = 24) -> EffectsRecipe:
    return EffectsRecipe(
        frame_rate=rate,
        seed=7,
        frames=sum(FRAMES),
        cues=(
            SoundCue(sound="room_tone", start_frame=0, frames=sum(FRAMES), interior=True),
            SoundCue(sound="knock", start_frame=50, frames=24, interior=True),
        ),
    )


def assembly(
    shots: Sequence[ShotRecipe], size: tuple[int, int] = (WIDTH, HEIGHT), rate: FrameRate = 24
) -> AssemblyRecipe:
    return AssemblyRecipe(
        title="Nobody",
        language="en",
        width=size[0],
        height=size[1],
        frame_rate=rate,
        segments=tuple(
            Segment(shot_hash=recipe_hash(shot), frames=shot.frames, scene=number, words=f"Shot {number}")
            for number, shot in enumerate(shots)
        ),
        lines=tuple(
            PlacedLine(line_hash=recipe_hash(recipe), start_frame=start, character=character, text=text)
            for recipe, (character, text, _, start) in zip(spoken_lines(), LINES, strict=True)
        ),
        score_hash=recipe_hash(score(rate)),
        score_renderer=score(rate).renderer,
        effects_hash=recipe_hash(effects(rate)),
        sounds=("knock", "room_tone"),
        poster_frames=(2, 100, 60),
        notes=(GUESSED,),
    )


def encoded_shots(cloud: WorkerCloud, directory: Path, rate: FrameRate = 24) -> list[ShotRecipe]:
    """Shots that a renderer made earlier: their artifacts and results are in the bucket."""
    shots: list[ShotRecipe] = []
    for number, frames in enumerate(FRAMES):
        shot = ShotRecipe(
            width=WIDTH, height=HEIGHT, frame_rate=rate, frames=frames, picture=Card(lines=(f"Shot {number}",))
        )
        part = encode(directory / f"{number}.mp4", frames, seed=number, rate=rate)
        result = ShotResult(
            frames=frames, renderer="animatic/1", essence_sha256="0" * 64, undrawn=("anvil", "crown")[: number + 1]
        )
        name = recipe_hash(shot)
        key = storage_keys.artifact(cloud.organization, name, "picture.mp4")
        cloud.s3.put_object(Bucket=cloud.name, Key=key, Body=part.path.read_bytes())
        cloud.s3.put_object(
            Bucket=cloud.name, Key=storage_keys.result(cloud.organization, name), Body=canonical_json(result)
        )
        shots.append(shot)
    return shots


def drawn_shots(spoken: Sequence[LineResult]) -> list[ShotRecipe]:
    """A title that dissolves into a kitchen, somebody who speaks there, and the empty room."""
    anna, _ = spoken_lines()
    look = Look(skin="#c68863", hair="#2b1d14", hair_style="bob", top="#a23b3b", bottom="#27364a", height=1, build=1)
    kitchen = View(
        set=FilmSet(interior=True, location="KITCHEN", time_of_day="dusk"),
        blocking=(Position(character="ANNA", x=0.4, facing="right"),),
        subjects=("ANNA",),
        size="MS",
    )
    empty = kitchen.model_copy(update={"blocking": (), "subjects": (), "size": "WS", "move": "pan"})
    drawn = DrawnView(set=DrawnSet(place="kitchen", seed=11), looks={"ANNA": look})
    said = Speech(character="ANNA", text=anna.text, line_hash=recipe_hash(anna), start_frame=12)
    title, talk, end = FRAMES
    assert spoken[0].duration_ms * 24 < (talk - 12) * 1000, "the line has to fit into its shot"
    width, height = SMALL
    return [
        ShotRecipe(
            width=width,
            height=height,
            frames=title,
            picture=Card(lines=("NOBODY",)),
            fade_in=12,
            dissolve=Dissolve(frames=12, into=kitchen),
            animatic=AnimaticShot(into=drawn),
        ),
        ShotRecipe(
            width=width, height=height, frames=talk, picture=kitchen, speech=(said,), animatic=AnimaticShot(view=drawn)
        ),
        ShotRecipe(
            width=width,
            height=height,
            frames=end,
            picture=empty,
            action="The tap drips.",
            fade_out=12,
            animatic=AnimaticShot(view=drawn),
        ),
    ]


def test_a_film_is_made_from_recipes_alone(cloud: WorkerCloud, tmp_path: Path) -> None:
    """Every job type over its queue, each from what those before it left in the bucket."""
    spoken = do(cloud, tmp_path, spoken_lines())
    shots = drawn_shots([result for result in spoken if isinstance(result, LineResult)])
    recipe = assembly(shots, size=SMALL)
    *drawn, _, heard, film = do(cloud, tmp_path, [*shots, score(), effects(), recipe])

    assert [result.frames for result in drawn if isinstance(result, ShotResult)] == list(FRAMES)
    assert isinstance(heard, EffectsResult)
    assert heard.synthesised == ("knock", "room_tone")
    assert isinstance(film, FilmResult)
    assert film.sounds == ("knock", "room_tone")
    assert len(film.renderers) == 1
    assert "animatic" in film.renderers[0]
    (tmp_path / "film.mp4").write_bytes(cloud.artifacts(recipe)["film.mp4"])
    with av.open(str(tmp_path / "film.mp4")) as file:
        brightness = [float(frame.to_ndarray()[: SMALL[1]].mean()) for frame in file.decode(video=0)]
    assert len(brightness) == sum(FRAMES)
    assert brightness[0] < 20, "the film fades in from black"
    assert brightness[-1] < 25, "and out to black"
    assert min(brightness[FRAMES[0] : FRAMES[0] + FRAMES[1]]) > 40, "the kitchen is lit"
    assert film.poster is not None
    assert film.poster.frame != recipe.poster_frames[0], "the first of those it may be is black"
    poster = cv2.imdecode(np.frombuffer(cloud.artifacts(recipe)["poster.jpg"], np.uint8), cv2.IMREAD_GRAYSCALE)
    assert poster is not None
    assert poster.shape == SMALL[::-1]
    assert float(poster.mean()) == pytest.approx(brightness[film.poster.frame], abs=16)


@pytest.mark.parametrize("rate", [24, "29.97"])
def test_spoken_lines_and_a_score_become_a_film(cloud: WorkerCloud, tmp_path: Path, rate: FrameRate) -> None:
    shots = encoded_shots(cloud, tmp_path, rate)
    recipe = assembly(shots, rate=rate)
    *spoken, _, _, film = do(cloud, tmp_path, [*spoken_lines(), score(rate), effects(rate), recipe])

    assert isinstance(film, FilmResult)
    assert all(isinstance(result, LineResult) and result.duration_ms > 300 for result in spoken)
    assert film.frames == sum(FRAMES)
    assert film.duration_ms == round(sum(FRAMES) * 1000 / per_second(rate))
    assert film.renderers == ("animatic/1",)
    assert film.undrawn == ("anvil", "crown")
    said = [(note.kind, note.subject, note.name, note.scene, note.words) for note in film.notes]
    assert said == [
        ("guessed", "person", "ANNA", None, ""),
        ("neutral", "thing", "anvil", 0, "Shot 0"),
        ("neutral", "thing", "anvil", 1, "Shot 1"),
        ("neutral", "thing", "crown", 1, "Shot 1"),
        ("neutral", "thing", "anvil", 2, "Shot 2"),
        ("neutral", "thing", "crown", 2, "Shot 2"),
        ("synthesised", "sound", "knock", None, ""),
        ("synthesised", "sound", "room tone", None, ""),
        ("synthesised", "music", score().renderer, None, ""),
    ]
    made = cloud.artifacts(recipe)
    assert set(made) == {"film.mp4", "film.srt", "film.vtt", "poster.jpg", "report.json", "result.json"}
    assert FilmResult.model_validate_json(made["report.json"]) == film
    assert "Только ветер." in made["film.srt"].decode()
    assert made["film.vtt"].startswith(b"WEBVTT")
    (tmp_path / "film.mp4").write_bytes(made["film.mp4"])
    with av.open(str(tmp_path / "film.mp4")) as file:
        assert [stream.type for stream in file.streams] == ["video", "audio", "subtitle"]
        lengths = {stream.type: (stream.duration or 0) * Fraction(stream.time_base or 0) for stream in file.streams}
        assert lengths["video"] == sum(FRAMES) / per_second(rate)
        assert abs(lengths["audio"] - lengths["video"]) < Fraction(1, 48_000), "to the sample"
        assert file.streams.video[0].average_rate == per_second(rate)
    loudness, peak = ebu_r128(tmp_path / "film.mp4")
    assert loudness == pytest.approx(-14, abs=0.5)
    assert loudness == pytest.approx(film.integrated_lufs, abs=0.3)
    assert peak <= -1


def test_the_same_film_made_from_nothing_is_the_same_bytes(cloud: WorkerCloud, tmp_path: Path) -> None:
    shots = encoded_shots(cloud, tmp_path)
    recipes = [*spoken_lines(), score(), effects(), assembly(shots)]
    do(cloud, tmp_path, recipes)
    first = cloud.artifacts(assembly(shots))

    other = WorkerCloud(cloud.emulator)
    encoded_shots(other, tmp_path)
    do(other, tmp_path / "elsewhere", recipes)

    assert other.artifacts(assembly(shots)) == first


def test_a_film_whose_shot_is_missing_says_which(cloud: WorkerCloud, tmp_path: Path) -> None:
    shots = encoded_shots(cloud, tmp_path)
    do(cloud, tmp_path, [*spoken_lines(), score(), effects()])
    absent = recipe_hash(shots[1])
    cloud.s3.delete_object(Bucket=cloud.name, Key=storage_keys.result(cloud.organization, absent))

    cloud.submit(assembly(shots), queue="jobs")
    cloud.consumer(tmp_path, tasks.run, queues=("jobs",)).take_one()

    failed = cloud.events()[-1]
    assert isinstance(failed, Failed)
    assert not failed.retryable
    assert f"recipe {absent} has no result in storage; start its job again" in failed.reason


def test_an_unknown_voice_is_refused_with_its_name(cloud: WorkerCloud, tmp_path: Path) -> None:
    voice = FormantVoice(name="gmw/klingon", words_per_minute=160, pitch=50, pitch_range=50)
    cloud.submit(LineRecipe(text="Hello.", language="en", formant=voice))
    cloud.consumer(tmp_path, tasks.run).take_one()

    failed = cloud.events()[-1]
    assert isinstance(failed, Failed)
    assert not failed.retryable
    assert "gmw/klingon" in failed.reason
