"""A shot's encoded segment and its frames: exact, repeatable, and joined to its neighbours."""

import hashlib
import json
import subprocess
import sys
import tracemalloc
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from film_workers.picture.encode import essence_sha256
from film_workers.renderers.animatic.camera import Path as Move
from film_workers.renderers.animatic.render import PictureError, frames, poster, render_shot

from contracts.recipes import canonical_json
from contracts.recipes.base import RecipeHash
from contracts.recipes.film import CameraMove, Card
from contracts.recipes.line import LineTiming
from contracts.recipes.shot import ShotRecipe
from tests.workers.renderers.animatic.cast import CAST, HEIGHT, LINE, WIDTH, location, said, scene, shot, timing

SPOKEN = {LINE: timing()}


def pictures(recipe: ShotRecipe, timings: dict[RecipeHash, LineTiming] | None = None) -> list[np.ndarray]:
    return [buffer.copy() for buffer in frames(recipe, timings or {})]


def luma(picture: np.ndarray) -> np.ndarray:
    return picture[: picture.shape[0] * 2 // 3].astype(int)


def quiet(_: float) -> None:
    pass


def packets(path: Path) -> "list[av.Packet[Any]]":
    with av.open(str(path)) as container:
        return [packet for packet in container.demux(container.streams.video[0]) if packet.size]


def test_a_shot_has_exactly_its_frames_and_starts_with_a_key_frame_at_time_zero(tmp_path: Path) -> None:
    result = render_shot(shot(scene(move="pan"), frames=31), {}, tmp_path / "a.mp4", quiet)
    found = packets(tmp_path / "a.mp4")
    assert result.frames == len(found) == 31
    assert found[0].is_keyframe
    times = sorted(Fraction(packet.pts or 0) * (packet.time_base or Fraction(0)) for packet in found)
    assert times == [Fraction(n, 24) for n in range(31)]
    assert result.renderer == "animatic"
    assert result.essence_sha256 == hashlib.sha256(b"".join(map(bytes, found))).hexdigest()


def test_every_group_of_pictures_is_closed(tmp_path: Path) -> None:
    render_shot(shot(scene(), frames=100), {}, tmp_path / "a.mp4", quiet)
    found = packets(tmp_path / "a.mp4")
    second = [index for index, packet in enumerate(found) if packet.is_keyframe][1]
    assert all((packet.pts or 0) > (found[second].pts or 0) for packet in found[second + 1 :])


def test_the_same_recipe_gives_the_same_bytes_here_and_in_another_process(tmp_path: Path) -> None:
    recipe = shot(scene("CU", move="dolly"), frames=14, speech=(said(start_frame=1),), action="He waits.")
    first = render_shot(recipe, SPOKEN, tmp_path / "a.mp4", quiet)
    render_shot(shot(scene("WS", ()), frames=3), {}, tmp_path / "between.mp4", quiet)
    second = render_shot(recipe, SPOKEN, tmp_path / "b.mp4", quiet)
    script = (
        "import sys; from pathlib import Path; from contracts.recipes.line import LineTiming; "
        "from contracts.recipes.shot import ShotRecipe; "
        "from film_workers.renderers.animatic.render import render_shot; "
        "recipe, timing, target = sys.argv[1:]; "
        f"render_shot(ShotRecipe.model_validate_json(recipe), {{'{LINE}': LineTiming.model_validate_json(timing)}}, "
        "Path(target), lambda _: None)"
    )
    arguments = [canonical_json(recipe).decode(), SPOKEN[LINE].model_dump_json(), str(tmp_path / "c.mp4")]
    paths = [str(Path.cwd()), str(Path.cwd() / "workers")]
    subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {json.dumps(paths)}; {script}", *arguments], check=True
    )
    assert first == second
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes() == (tmp_path / "c.mp4").read_bytes()


def test_shots_of_one_size_share_their_encoder_settings(tmp_path: Path) -> None:
    headers: set[bytes] = set()
    for index, recipe in enumerate(
        (shot(scene("WS", ())), shot(Card(lines=("THE END",))), shot(scene("CU", move="zoom")))
    ):
        render_shot(recipe, {}, tmp_path / f"{index}.mp4", quiet)
        with av.open(str(tmp_path / f"{index}.mp4")) as container:
            headers.add(bytes(container.streams.video[0].codec_context.extradata or b""))
    assert len(headers) == 1


def test_copying_the_packets_keeps_the_essence(tmp_path: Path) -> None:
    result = render_shot(shot(scene()), {}, tmp_path / "a.mp4", quiet)
    with av.open(str(tmp_path / "a.mp4")) as source, av.open(str(tmp_path / "copy.mp4"), "w") as target:
        stream = source.streams.video[0]
        track = target.add_stream_from_template(stream)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
        for packet in source.demux(stream):
            if packet.dts is not None:
                packet.stream = track
                target.mux(packet)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
    assert essence_sha256(tmp_path / "copy.mp4") == result.essence_sha256


@pytest.mark.parametrize("move", ["static", "pan", "tilt", "dolly", "truck", "pedestal", "zoom", "handheld"])
@pytest.mark.parametrize("reverse", [False, True])
def test_a_dissolve_ends_one_step_before_the_picture_with_which_the_next_shot_starts(
    move: CameraMove, reverse: bool
) -> None:
    following = scene("MCU", ("THEO",), move=move, reverse=reverse, location=location("coast"))
    last = pictures(shot(scene("WS", ()), frames=9, into=following))[-1]
    alone = pictures(shot(scene("WS", ()), frames=9))[-1]
    first = pictures(shot(following, frames=70, captions=False))[0]
    expected = np.rint(alone / 7 + first * (6 / 7))
    assert np.abs(last - expected).max() <= 1


def test_a_move_starts_at_rest() -> None:
    for move in ("pan", "tilt", "dolly", "truck", "pedestal", "zoom", "handheld"):
        for reverse in (False, True):
            path = Move(move, reverse, 96, 0.3)
            start, next_, middle, after = (path.at(n) for n in (0, 1, 48, 49))
            first = abs(next_.x - start.x) + abs(next_.y - start.y) + abs(next_.zoom - start.zoom)
            later = abs(after.x - middle.x) + abs(after.y - middle.y) + abs(after.zoom - middle.zoom)
            assert first < 0.12 * later
            assert start == Move(move, reverse, 500, 0.3).at(0)


def test_a_reversed_move_goes_the_other_way() -> None:
    for move in ("pan", "tilt", "truck", "pedestal"):
        there, back = Move(move, False, 96, 0).at(95), Move(move, True, 96, 0).at(95)
        assert (there.x, there.y) == pytest.approx((-back.x, -back.y))
        assert (there.x, there.y) != (0, 0)
    assert Move("zoom", False, 96, 0).at(95).zoom > Move("zoom", False, 96, 0).at(0).zoom
    assert Move("zoom", True, 96, 0).at(95).zoom < Move("zoom", True, 96, 0).at(0).zoom
    assert Move("tilt", False, 96, 0).at(95).y < Move("tilt", False, 96, 0).at(0).y


def test_fades_begin_and_end_in_black() -> None:
    drawn = pictures(shot(scene(), frames=12, fade_in=4, fade_out=4, action="Rain.", captions=True))
    levels = [luma(picture).mean() for picture in drawn]
    assert luma(drawn[0]).max() == luma(drawn[-1]).max() == 16
    assert levels[:5] == sorted(levels[:5])
    assert levels[-5:] == sorted(levels[-5:], reverse=True)
    assert levels[4] == max(levels)


def test_a_title_card_comes_out_of_black_and_goes_back_to_it() -> None:
    drawn = pictures(shot(Card(lines=("THE LAMP", "a film")), frames=72))
    assert luma(drawn[0]).max() < 40
    assert luma(drawn[36]).max() > 200
    assert luma(drawn[-1]).max() < 40


def test_a_poster_shows_the_lettering_of_a_card_and_the_light_of_a_set() -> None:
    import cv2  # noqa: PLC0415

    for picture in (Card(lines=("THE LAMP",)), scene()):
        image = cv2.imdecode(np.frombuffer(poster(shot(picture)), np.uint8), cv2.IMREAD_COLOR)
        assert image is not None
        assert image.shape == (HEIGHT, WIDTH, 3)
        assert image.max() > 200


@pytest.mark.parametrize(("width", "height"), [(64, 64), (644, 272), (272, 480), (1000, 420), (100, 640)])
def test_any_size_that_a_recipe_allows_is_drawn(tmp_path: Path, width: int, height: int) -> None:
    recipe = shot(
        scene("OTS", ("MARA", "THEO"), move="handheld"),
        frames=3,
        width=width,
        height=height,
        speech=(said(start_frame=0),),
    )
    assert render_shot(recipe, SPOKEN, tmp_path / "a.mp4", quiet).frames == 3
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (width, height)


def test_a_missing_timing_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=LINE):
        render_shot(shot(scene(), speech=(said(),)), {}, tmp_path / "a.mp4", quiet)


def test_progress_rises_to_one_and_may_stop_the_work(tmp_path: Path) -> None:
    seen: list[float] = []
    render_shot(shot(scene(), frames=40), {}, tmp_path / "a.mp4", seen.append)
    assert seen == sorted(seen)
    assert len(seen) >= 3
    assert seen[-1] == 1

    class StoppedError(Exception):
        pass

    def cancel(_: float) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        render_shot(shot(scene(), frames=40), {}, tmp_path / "b.mp4", cancel)


def test_memory_does_not_grow_with_the_length_of_a_shot() -> None:
    def peak(count: int) -> int:
        for _ in frames(shot(scene(move="pan"), frames=2), {}):
            pass
        tracemalloc.start()
        for _ in frames(shot(scene(move="pan"), frames=count), {}):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(160) < peak(16) + 200_000


def test_nobody_in_the_set_is_fine(tmp_path: Path) -> None:
    for size in ("EWS", "MS", "CU", "OTS", "INSERT", "POV"):
        empty = scene(size, (), figures=(), location=location("coast"))
        assert len(pictures(shot(empty, frames=1))) == 1
    lonely = scene("OTS", ("MARA",), figures=CAST[:1])
    assert len(pictures(shot(lonely, frames=1))) == 1
