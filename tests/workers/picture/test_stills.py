"""The pictures that a shot leaves for boards."""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from film_workers.errors import RefusedError
from film_workers.picture.stills import STILL_WIDTH, STRIP_FRAMES, STRIP_WIDTH, Stills

from contracts.recipes.shot import STILL, STRIP


def grey(luma: int, width: int = 640, height: int = 360) -> np.ndarray:
    buffer = np.full((height * 3 // 2, width), 128, np.uint8)
    buffer[:height] = luma
    return buffer


def seen(frames: int, luma: list[int] | None = None) -> Stills:
    stills = Stills(frames, 640, 360)
    for frame in range(frames):
        stills.see(frame, grey(luma[frame] if luma else 100))
    return stills


def read(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path))
    assert picture is not None
    return picture


def test_the_still_is_the_middle_and_the_strip_goes_from_beginning_to_end(tmp_path: Path) -> None:
    rising = [16 + 2 * frame for frame in range(100)]
    assert seen(100, rising).write(tmp_path) == STRIP_FRAMES
    still, strip = read(tmp_path / STILL), read(tmp_path / STRIP)
    assert still.shape == (360, STILL_WIDTH, 3)
    assert strip.shape == (180, STRIP_WIDTH * STRIP_FRAMES, 3)
    # Limited range: 16 is black and 235 is white.
    assert still.mean() == pytest.approx((rising[50] - 16) * 255 / 219, abs=2)
    parts = [part.mean() for part in np.split(strip, STRIP_FRAMES, axis=1)]
    assert parts == pytest.approx([(rising[5 + 10 * part] - 16) * 255 / 219 for part in range(STRIP_FRAMES)], abs=2)


def test_colours_are_those_of_the_video(tmp_path: Path) -> None:
    buffer = grey(63)
    chroma = buffer[360:].reshape(-1)
    # BT.709's red, limited range.
    chroma[: 320 * 180], chroma[320 * 180 :] = 102, 240
    stills = Stills(1, 640, 360)
    stills.see(0, buffer)
    stills.write(tmp_path)
    blue, green, red = (int(value) for value in read(tmp_path / STILL)[180, 320])
    assert (red, green, blue) == pytest.approx((255, 0, 0), abs=6)


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(16, 235, (4, 540, 640), np.uint8)
    written: set[bytes] = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        stills = Stills(4, 640, 360)
        for frame, buffer in enumerate(noise):
            stills.see(frame, buffer)
        stills.write(tmp_path / name)
        written.add((tmp_path / name / STILL).read_bytes() + (tmp_path / name / STRIP).read_bytes())
    assert len(written) == 1


@pytest.mark.parametrize("frames", [1, 2, 9, 10, 11])
def test_a_short_shot_has_a_strip_of_what_it_has(tmp_path: Path, frames: int) -> None:
    assert seen(frames).write(tmp_path) == min(frames, STRIP_FRAMES)


def test_a_renderer_that_draws_nothing_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="no frame from the middle"):
        Stills(24, 640, 360).write(tmp_path)


def test_they_cost_little(tmp_path: Path) -> None:
    stills = Stills(96, 1920, 1080)
    picture = grey(100, 1920, 1080)
    began = time.thread_time()
    for frame in range(96):
        stills.see(frame, picture)
    stills.write(tmp_path)
    # Such a shot takes about two seconds to draw and encode.
    assert time.thread_time() - began < 0.4
