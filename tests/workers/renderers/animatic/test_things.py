"""Things in a shot stand on the floor, at their size beside people, in the set's light."""

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from film_studio.engines.production.planning.things import ENTRIES
from film_workers import material
from film_workers.renderers.animatic import things
from film_workers.renderers.animatic.composition import FRAME_HEIGHT, compose
from film_workers.renderers.animatic.palette import light_of
from film_workers.renderers.animatic.render import poster
from film_workers.renderers.animatic.scene import Scene
from film_workers.renderers.animatic.still import Drawing

from contracts.recipes.film import Stance, Thing
from contracts.recipes.shot import ShotRecipe
from tests.workers.renderers.animatic.cast import scene, shot
from tools.errors import StudioError
from tools.local_cloud import material as local_material


def thing(name: str = "suitcase", metres: float = 0.6, stands: Stance = "floor", x: float = 0.9) -> Thing:
    return Thing(name=name, kind="prop", stands=stands, metres=metres, x=x)


def drawn(picture: Scene) -> Drawing:
    return things.standing(picture, compose(picture, 16 / 9), light_of("day", True))


def box(drawing: Drawing) -> tuple[float, float, float, float]:
    solid = [shape.bounds for shape in drawing if not shape.glow]
    return (
        min(each[0] for each in solid),
        min(each[1] for each in solid),
        max(each[2] for each in solid),
        max(each[3] for each in solid),
    )


@pytest.fixture
def material_with_a_dog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / material.fingerprint() / "things"
    folder.mkdir(parents=True)
    (folder / "things.json").write_text(json.dumps({"dog": [["#aa6633", 1, [[0, 160, 512, 160, 512, 512, 0, 512]]]]}))
    monkeypatch.setattr(material, "HOME", tmp_path)
    things.of_the_material.cache_clear()
    things.areas_of.cache_clear()
    yield
    things.of_the_material.cache_clear()
    things.areas_of.cache_clear()


@pytest.mark.parametrize("size", ["EWS", "WS", "FS"])
def test_its_foot_is_on_the_floor_and_its_height_that_of_its_metres(size: str) -> None:
    picture = scene(size, subjects=(), things=(thing(),))  # pyright: ignore[reportArgumentType]
    composition = compose(picture, 16 / 9)
    _, top, _, bottom = box(drawn(picture))
    person = 6.9 * composition.placed[0].unit
    assert 0.9 * 0.6 / 1.72 <= (bottom - top) / person <= 0.6 / 1.72
    assert 0 <= composition.stage.ground - bottom <= 0.08 * person


@pytest.mark.parametrize("size", ["EWS", "WS", "FS"])
@pytest.mark.parametrize("metres", [8.0, 60.0])
def test_what_is_far_taller_than_the_picture_stands_so_far_away_that_it_is_seen_whole(size: str, metres: float) -> None:
    picture = scene(size, subjects=(), things=(thing("nowhere drawn", metres),))  # pyright: ignore[reportArgumentType]
    _, top, _, bottom = box(drawn(picture))
    ground = compose(picture, 16 / 9).stage.ground
    assert 0 < bottom - top <= 0.51 * FRAME_HEIGHT
    assert 0 <= top < bottom <= min(ground, FRAME_HEIGHT)


def test_small_things_close_sizes_and_more_than_four_are_left_out_and_said() -> None:
    assert drawn(scene("WS", things=(thing("gun", 0.2, "table"),))) == []
    assert things.undrawn(scene("WS", things=(thing("gun", 0.2, "table"),))) == ("gun",)
    assert drawn(scene("CU", things=(thing(),))) == []
    many = tuple(thing(name) for name in ("suitcase", "sword", "typewriter", "lamp", "gun"))
    assert things.undrawn(scene("WS", things=many)) == ("gun",)


def test_without_a_drawing_it_is_a_neutral_shape_and_said() -> None:
    unknown = scene("WS", things=(thing("anvil"),))
    assert len(drawn(unknown)) == 2
    assert things.undrawn(unknown) == ("anvil",)


def test_every_thing_of_the_vocabulary_has_a_drawing() -> None:
    try:
        local_material.ensure(lambda _: None)
    except StudioError as error:
        pytest.skip(f"the drawings cannot be had: {error}")
    assert [name for name in ENTRIES if not things.areas_of(name)] == []


@pytest.mark.parametrize(
    ("outline", "inside", "outside"),
    [
        ({"ellipse": [16, 16, 8, 4]}, (16, 13), (16, 11)),
        ({"ring": [16, 16, 8, 2]}, (24, 16), (16, 16)),
        ({"bar": [4, 4, 28, 28, 1]}, (16, 16), (16, 19)),
        ({"corners": [0, 0, 32, 0, 0, 32]}, (4, 4), (24, 24)),
    ],
)
def test_an_own_drawing_is_of_four_kinds_of_outline(
    outline: dict[str, list[float]], inside: tuple[int, int], outside: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A square around it, so that its own size does not move it.
    frame = {"colour": "#ffffff", "corners": [0, 0, 32, 0, 32, 32, 0, 32]}
    monkeypatch.setitem(things._OWN, "shape", [frame, {"colour": "#000000", **outline}])  # pyright: ignore[reportPrivateUsage]
    _, area = things.areas_of("shape")
    picture = np.zeros((320, 320), np.uint8)
    cv2.fillPoly(picture, [np.round((each + np.array([0.5, 0])) * 320).astype(np.int32) for each in area.contours], 255)
    things.areas_of.cache_clear()
    assert picture[inside[1] * 10, inside[0] * 10] == 255
    assert picture[outside[1] * 10, outside[0] * 10] == 0


@pytest.mark.usefixtures("material_with_a_dog")
def test_the_material_is_read_and_a_drawing_is_as_tall_as_it_says() -> None:
    picture = scene("WS", things=(thing("dog", 0.6),))
    assert things.undrawn(picture) == ()
    left, top, right, bottom = box(drawn(picture))
    assert (right - left) / (bottom - top) == pytest.approx(512 / 352, rel=0.01)


def decoded(recipe: ShotRecipe) -> np.ndarray:
    return np.asarray(cv2.imdecode(np.frombuffer(poster(recipe), np.uint8), cv2.IMREAD_COLOR), np.int16)


def test_it_changes_the_picture_where_it_stands_alone_and_never_a_face() -> None:
    bare, stood = scene("WS"), scene("WS", things=(thing(),))
    before, after = decoded(shot(bare)), decoded(shot(stood))
    rows, columns = np.nonzero(np.abs(after - before).max(axis=2) > 12)
    left, top, right, bottom = box(drawn(stood))
    scale = before.shape[0] / 1080
    assert columns.min() >= left * scale - 60
    assert columns.max() <= right * scale + 60
    assert rows.min() >= top * scale - 20
    assert rows.max() <= bottom * scale + 20
    assert poster(shot(stood)) == poster(shot(stood))


def test_people_stand_before_it() -> None:
    x = scene("WS").figures[0].x
    bare, stood = scene("WS"), scene("WS", things=(thing("suitcase", 3.0, x=x),))
    composition = compose(bare, 16 / 9)
    figure = composition.placed[0]
    scale = 268 / 1080
    row, column = round((figure.ground - 6.0 * figure.unit) * scale), round(figure.x * scale)
    face = slice(row - 2, row + 2), slice(column - 2, column + 2)
    assert np.array_equal(decoded(shot(bare))[face], decoded(shot(stood))[face])
