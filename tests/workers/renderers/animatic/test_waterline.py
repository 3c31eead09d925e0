"""What floats lies in the water and is cut by it, who swims is in it, and cloth moves where the wind blows."""

from dataclasses import replace

import numpy as np
import pytest
from film_studio.engines.production.planning.things import ENTRIES
from film_workers.renderers.animatic import things, waterline
from film_workers.renderers.animatic.backdrop import scenery
from film_workers.renderers.animatic.composition import FRAME_HEIGHT, compose
from film_workers.renderers.animatic.palette import light_of
from film_workers.renderers.animatic.render import frames
from film_workers.renderers.animatic.scene import Location, Scene

from contracts.recipes.animatic import Place
from contracts.recipes.film import Act, Thing, Weather, WeatherKind
from tests.workers.renderers.animatic.cast import CAST, HEIGHT, WIDTH, location, scene, shot

WIDE = 16 / 9


def thing(name: str, x: float = 0.5, count: int = 1) -> Thing:
    entry = ENTRIES[name]
    return Thing(name=name, kind=entry.kind, stands=entry.stands, metres=entry.metres, count=count, x=x)


def drawn(picture: Scene, *at: int, length: int = 25) -> list[np.ndarray]:
    """Luma of some frames of a shot."""
    found = {number: buffer[:HEIGHT].astype(int) for number, buffer in enumerate(frames(shot(picture, length), {}))}
    return [found[number] for number in at]


@pytest.mark.parametrize("size", ["EWS", "WS", "FS"])
@pytest.mark.parametrize("name", ["ferry", "ship", "rowing-boat", "duck", "whale"])
def test_what_floats_is_between_horizon_and_shore_seen_whole_and_cut_by_the_water(name: str, size: str) -> None:
    picture = scene(size, (), figures=(), location=location("coast"), things=(thing(name),))  # pyright: ignore[reportArgumentType]
    composition = compose(picture, WIDE)
    water = waterline.water_of(picture, composition)
    assert water is not None
    assert water.horizon < water.shore < water.ground
    # The outline that a hull is cut by laps; that of its reflection is a rectangle.
    shapes = things.standing(picture, composition, light_of("day", False))
    cut = [each for each in shapes if each.clip is not None and len(each.clip) > 10]
    lines = [float(each.clip[:, 1].max()) for each in cut if each.clip is not None]
    assert cut
    assert all(water.horizon < each <= water.shore + 8 for each in lines), lines
    tops = [each.bounds[1] for each in cut]
    assert min(tops) >= 0, "seen whole"
    bottoms = [max(float(contour[:, 1].max()) for contour in each.contours) for each in cut]
    assert max(bottoms) > max(lines) + 1, "some of it is under water"
    assert max(each.bounds[2] for each in cut) <= composition.width
    assert min(each.bounds[0] for each in cut) >= 0


def test_where_there_is_no_water_it_stands_on_the_ground() -> None:
    picture = scene("WS", (), figures=(), location=location("street"), things=(thing("rowing-boat"),))
    composition = compose(picture, WIDE)
    assert waterline.water_of(picture, composition) is None
    solid = [each for each in things.standing(picture, composition, light_of("day", False)) if not each.glow]
    assert all(each.clip is None for each in solid)
    assert max(each.bounds[3] for each in solid) == pytest.approx(composition.stage.ground, abs=80)


def test_what_is_larger_is_further_away_and_all_of_it_as_perspective_has_it() -> None:
    picture = scene("WS", (), figures=(), location=location("coast"), things=())
    composition = compose(picture, WIDE)
    water = waterline.water_of(picture, composition)
    assert water is not None
    metre = composition.stage.unit * 4
    small, large = (waterline.floating(thing(each), metre, 1.5, water, composition.width) for each in ("duck", "ship"))
    assert large.y < small.y
    for each, metres in ((small, ENTRIES["duck"].metres), (large, ENTRIES["ship"].metres)):
        nearness = (each.y - water.horizon) / (water.ground - water.horizon)
        assert each.height == pytest.approx(metres * metre * nearness)


def swimming(*acts: Act, posture: str = "swim", **changes: object) -> Scene:
    mara = replace(CAST[0], posture=posture, acts=acts)  # pyright: ignore[reportArgumentType]
    return scene("WS", (), **{"figures": (mara, CAST[1]), "location": location("coast"), **changes})


def test_who_swims_is_in_the_water_and_whoever_stands_is_on_the_shore() -> None:
    picture = swimming("swim")
    before = compose(picture, WIDE)
    after = waterline.immersed(picture, before)
    water = waterline.water_of(picture, before)
    assert water is not None
    (mara,) = [each for each in after.placed if each.figure.character == "MARA"]
    assert water.horizon < waterline.line_of(mara) <= water.shore
    assert mara.ground > waterline.line_of(mara) + 4 * mara.unit
    assert [each for each in after.placed if each.figure.character == "THEO"] == [
        each for each in before.placed if each.figure.character == "THEO"
    ]
    assert after.placed[-1].figure.character == "THEO", "nearer, so before her"


def test_of_who_swims_nothing_is_seen_below_the_waterline() -> None:
    picture = swimming("swim")
    alone, empty = (drawn(replace(picture, figures=figures), 12)[0] for figures in ((picture.figures[0],), ()))
    placed = waterline.immersed(picture, compose(picture, WIDE)).placed
    line = waterline.line_of(next(each for each in placed if each.figure.character == "MARA")) * HEIGHT / FRAME_HEIGHT
    rows, _ = np.nonzero(np.abs(alone - empty) > 6)
    assert rows.min() < line - 10
    assert rows.max() < line + 8, "rings, and no legs"


def test_a_stroke_moves_arms_and_a_frame_of_it_depends_on_its_number_alone() -> None:
    picture = swimming("swim")
    first, later = drawn(picture, 2, 14)
    assert not np.array_equal(first, later)
    assert np.array_equal(drawn(picture, 14)[0], later)


@pytest.mark.parametrize(
    ("posture", "acts", "wet"),
    [("stand", ("swim",), True), ("swim", (), True), ("swim", ("walk",), False), ("stand", ("walk",), False)],
)
def test_who_goes_in_is_in_the_water_and_who_gets_out_is_not(posture: str, acts: tuple[Act, ...], wet: bool) -> None:
    picture = swimming(*acts, posture=posture)
    assert [waterline.swims(each) for each in compose(picture, WIDE).placed] == [wet, False]


def test_a_hall_with_a_swimmer_has_a_basin_and_a_close_face_has_water_below_it() -> None:
    hall = swimming("swim", location=location("hall"))
    dry = replace(hall, figures=(CAST[0], CAST[1]))
    changed = np.abs(drawn(hall, 4)[0] - drawn(dry, 4)[0]) > 12
    assert changed[int(0.97 * HEIGHT) :].mean() > 0.8, "all across the picture"
    close = replace(swimming("swim"), size="CU", subjects=("MARA",))
    composition = compose(close, WIDE)
    assert waterline.basin(close, composition, light_of("day", False)) != []
    assert (
        waterline.basin(
            replace(close, figures=CAST), compose(replace(close, figures=CAST), WIDE), light_of("day", False)
        )
        == []
    )


def windy(place: Place, kind: WeatherKind | None) -> Location:
    return replace(location(place), weather=Weather(kind=kind, strength=0.9) if kind else None)


@pytest.mark.parametrize("name", ["flag", "laundry"])
@pytest.mark.parametrize(("kind", "moves"), [("wind", True), ("storm", True), ("rain", False), (None, False)])
def test_cloth_moves_in_wind_and_storm_alone(name: str, kind: WeatherKind | None, moves: bool) -> None:
    picture = scene("WS", (), figures=(), location=windy("desert", kind), things=(thing(name, 0.5),))
    composition = compose(picture, WIDE)
    bare = replace(picture, things=())
    with_cloth = [np.abs(one - other) for one, other in zip(drawn(picture, 0, 12), drawn(bare, 0, 12), strict=True)]
    differs = np.abs(with_cloth[0] - with_cloth[1]) > 25
    assert (differs.mean() > 0.002) == moves
    swings = things.blown(picture, composition, light_of("day", False))
    assert swings
    for swing in swings:
        held = np.array(swing.pivot)
        still, blown = (np.concatenate([c for s in swing.at(share) for c in s.contours]) for share in (0.0, 1.0))
        near, far = (np.abs(still - held).sum(axis=1).argmin(), np.abs(still - held).sum(axis=1).argmax())
        moved = np.abs(blown - still).sum(axis=1)
        assert moved[near] < 0.25 * moved[far], "it is held where it hangs"


def test_without_wind_a_thing_with_cloth_is_drawn_as_any_other() -> None:
    picture = scene("WS", (), figures=(), location=location("park"), things=(thing("flag"),))
    composition = compose(picture, WIDE)
    whole = things.standing(picture, composition, light_of("day", False))
    pole = things.standing(picture, composition, light_of("day", False), blown=True)
    assert len(whole) == len(pole) + sum(area.wind is not None for area in things.areas_of("flag"))


def test_curtains_stir_in_a_storm_and_in_fair_weather_hang_still() -> None:
    storm = scene("WS", (), figures=(), location=windy("room", "storm"))
    assert len(scenery(storm.location).swings) == 2
    assert scenery(windy("room", "rain")).swings == ()
    first, later = drawn(storm, 0, 12)
    _, columns = np.nonzero(np.abs(first - later) > 12)
    assert columns.size
    assert columns.max() - columns.min() < 0.45 * WIDTH, "the window and its curtains"


def test_ducks_float_on_the_pond_of_a_park_and_a_ship_does_not() -> None:
    picture = scene("WS", (), figures=(), location=location("park"), things=(thing("duck", 0.9, 3), thing("ship", 0.1)))
    composition = compose(picture, WIDE)
    water = waterline.water_of(picture, composition)
    assert water is not None
    shapes = things.standing(picture, composition, light_of("day", False))
    ducks = [each for each in shapes if each.clip is not None and len(each.clip) > 10]
    assert ducks
    assert min(each.bounds[0] for each in ducks) >= water.left
    assert max(each.bounds[2] for each in ducks) <= water.right
    assert max(float(each.clip[:, 1].max()) for each in ducks if each.clip is not None) <= water.shore + 4
    ship = [each for each in shapes if each.clip is None and not each.glow and each.alpha == 1]
    assert max(each.bounds[2] - each.bounds[0] for each in ship) > 200


def test_who_drives_what_stands_beside_them_sits_on_no_chair() -> None:
    def picture(posture: str) -> np.ndarray:
        figures = (replace(CAST[0], posture=posture),)  # pyright: ignore[reportArgumentType]
        return drawn(scene("WS", (), figures=figures, location=location("coast")), 4)[0]

    assert np.array_equal(picture("drive"), picture("stand"))
    assert not np.array_equal(picture("sit"), picture("stand"))


def test_an_umbrella_is_held_over_the_head() -> None:
    light = light_of("day", False)
    picture = scene("WS", (), figures=(CAST[0],), location=location("street"), things=())
    hand, size = (400.0, 600.0), 70.0
    shape = things.held(picture, "umbrella", hand, size, light)
    top = min(each.bounds[1] for each in shape)
    assert hand[1] - top > 4 * size, "above who holds it at the height of the chest"
    assert max(each.bounds[3] for each in shape) < hand[1] + 0.6 * size
    cup = things.held(picture, "cup", hand, size, light)
    assert max(each.bounds[3] for each in cup) - min(each.bounds[1] for each in cup) < 2 * size


def test_a_flag_has_the_shadow_of_its_pole_and_a_suitcase_that_of_all_of_it() -> None:
    def shadow(name: str) -> tuple[float, float]:
        """Its middle, from that of the thing, and its width, beside the thing's own."""
        drawing = things.drawn(name, 500.0, 900.0, 300.0, light_of("day", False))
        (glow,) = [each for each in drawing if each.glow]
        rest = [each.bounds for each in drawing if not each.glow]
        wide = max(each[2] for each in rest) - min(each[0] for each in rest)
        return ((glow.bounds[0] + glow.bounds[2]) / 2 - 500) / wide, (glow.bounds[2] - glow.bounds[0]) / wide

    middle, wide = shadow("flag")
    assert middle < -0.3
    assert wide < 0.4
    middle, wide = shadow("suitcase")
    assert abs(middle) < 0.05
    assert wide > 0.9


@pytest.mark.parametrize("size", ["EWS", "WS", "FS"])
def test_what_does_not_float_never_stands_in_the_sea(size: str) -> None:
    picture = scene(size, (), figures=(), location=location("coast"), things=(thing("flag"),))  # pyright: ignore[reportArgumentType]
    composition = compose(picture, WIDE)
    water = waterline.water_of(picture, composition)
    assert water is not None
    solid = [each for each in things.standing(picture, composition, light_of("day", False)) if not each.glow]
    assert max(each.bounds[3] for each in solid) > water.shore + 0.5 * (water.ground - water.shore)
