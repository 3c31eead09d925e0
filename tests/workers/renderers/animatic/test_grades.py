"""What is remembered or dreamt looks otherwise than the present, and as steadily."""

import numpy as np
import pytest
from film_workers.renderers.animatic.render import frames

from contracts.recipes.film import Told
from contracts.recipes.shot import ShotRecipe
from tests.workers.renderers.animatic.cast import HEIGHT, WIDTH, scene, shot

Planes = tuple[np.ndarray, np.ndarray, np.ndarray]


def planes(recipe: ShotRecipe, at: int) -> Planes:
    flat = next(buffer.copy() for number, buffer in enumerate(frames(recipe, {})) if number == at).reshape(-1)
    luma, chroma = WIDTH * HEIGHT, WIDTH * HEIGHT // 4
    half = (HEIGHT // 2, WIDTH // 2)
    y, u, v = flat[:luma], flat[luma : luma + chroma], flat[luma + chroma :]
    return y.reshape(HEIGHT, WIDTH).astype(int), u.reshape(half).astype(int), v.reshape(half).astype(int)


def told(how: Told | None, at: int = 0, **changes: object) -> Planes:
    return planes(shot(scene("WS", (), told=how, **changes)), at)


def corners(plane: np.ndarray) -> np.ndarray:
    return np.concatenate([plane[:4, :4], plane[:4, -4:], plane[-4:, :4], plane[-4:, -4:]])


def middle(plane: np.ndarray) -> np.ndarray:
    rows, columns = plane.shape
    return plane[rows // 4 : -rows // 4, columns // 4 : -columns // 4]


def test_a_flashback_is_warm_and_pale_within_a_dark_frame() -> None:
    y, u, v = told("flashback")
    plain_y, plain_u, plain_v = told(None)
    assert (corners(y) == 16).all()
    assert (corners(u) == 128).all()
    assert (corners(plain_y) > 16).any()
    # Warm: less blue, more red than before; pale: colours lie nearer together, blacks are lifted.
    assert middle(u).mean() < middle(plain_u).mean() - 5
    assert middle(v).mean() > middle(plain_v).mean() + 3
    assert middle(u).std() < 0.8 * middle(plain_u).std()
    assert middle(y).min() > middle(plain_y).min()


def test_a_dream_loses_its_edges_in_white() -> None:
    y, _, _ = told("dream")
    assert (corners(y) > 215).all()
    assert y[:, 0].mean() > middle(y).mean()


@pytest.mark.parametrize("how", ["flashback", "dream"])
def test_the_edge_stands_still_while_the_camera_moves(how: Told) -> None:
    first, last = told(how, 0, move="truck"), told(how, 11, move="truck")
    assert np.array_equal(corners(first[0]), corners(last[0]))
    assert not np.array_equal(middle(first[0]), middle(last[0]))


def test_a_picture_dissolves_into_a_flashback_as_it_is_seen_there() -> None:
    seen = scene("WS", (), told="flashback")
    y, _, _ = planes(shot(scene("WS", ()), into=seen), 11)
    plain, _, _ = planes(shot(scene("WS", ()), into=scene("WS", ())), 11)
    assert corners(y).mean() < corners(plain).mean() - 20
