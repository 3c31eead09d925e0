"""Weather is seen where there is sky, moves, and is the same whoever draws it."""

import time
from dataclasses import replace
from pathlib import Path as FilePath

import av
import numpy as np
import pytest
from film_workers.renderers.animatic.backdrop import scenery
from film_workers.renderers.animatic.camera import Path, View
from film_workers.renderers.animatic.falling import Falling, falling
from film_workers.renderers.animatic.render import frames, render_shot
from film_workers.renderers.animatic.scene import Location
from film_workers.renderers.animatic.still import Still

from contracts.recipes.animatic import Place
from contracts.recipes.film import TimeOfDay, Weather, WeatherKind, WeatherPhase
from contracts.recipes.shot import ShotRecipe
from tests.workers.renderers.animatic.cast import CAST, HEIGHT, WIDTH, location, scene, shot

REST = Path("static", False, 1, 0.0)
KINDS: tuple[WeatherKind, ...] = ("rain", "snow", "fog", "storm", "wind")


def under(
    place: Place, kind: WeatherKind | None, time_of_day: TimeOfDay = "day", *, strength: float = 0.9, snow: bool = False
) -> Location:
    weather = Weather(kind=kind, strength=strength) if kind else None
    return replace(location(place, time_of_day), weather=weather, snow_lies=snow)


def drawn(recipe: ShotRecipe, *at: int) -> list[np.ndarray]:
    """Luma of some frames of a shot."""
    return [buffer[:HEIGHT].astype(int) for number, buffer in enumerate(frames(recipe, {})) if number in at]


@pytest.mark.parametrize("kind", KINDS)
def test_weather_outside_moves_from_frame_to_frame_while_the_camera_rests(kind: WeatherKind) -> None:
    first, second = drawn(shot(scene("WS", (), figures=(), location=under("street", kind)), 24), 0, 23)
    calm, later = drawn(shot(scene("WS", (), figures=(), location=under("street", None)), 24), 0, 23)
    assert np.array_equal(calm, later)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_of_weather_depends_on_its_number_alone(kind: WeatherKind) -> None:
    recipe = shot(scene("WS", (), location=under("coast", kind), move="pan"), 8)
    assert np.array_equal(drawn(recipe, 7)[0], drawn(recipe, 3, 7)[1])
    longer = shot(scene("WS", (), location=under("coast", kind)), 20)
    assert np.array_equal(drawn(longer, 7)[0], drawn(shot(scene("WS", (), location=under("coast", kind)), 8), 7)[0])


def test_rain_is_seen_through_the_windows_of_a_room_and_nowhere_else_in_it() -> None:
    empty = {"figures": (), "location": under("room", "rain")}
    before, after = drawn(shot(scene("WS", (), **empty)), 3, 9)
    changed = np.abs(before - after) > 4
    rows, columns = np.nonzero(changed)
    assert changed.any()
    # One window in the back wall: nothing falls on the floor, nor over most of the wall.
    assert rows.max() < 0.62 * HEIGHT
    assert columns.max() - columns.min() < 0.4 * WIDTH


def test_who_stands_before_a_window_is_dry() -> None:
    room = under("office", "rain")
    # The windows of an office are as wide as people are apart; somebody close hides most of them.
    far = drawn(shot(scene("WS", (), figures=(), location=room)), 3, 9)
    near = drawn(shot(scene("CU", ("MARA",), location=room)), 3, 9)
    middle = slice(WIDTH // 2 - 20, WIDTH // 2 + 20)
    assert np.array_equal(near[0][HEIGHT // 2 :, middle], near[1][HEIGHT // 2 :, middle])
    assert not np.array_equal(far[0], far[1])


def test_who_walks_past_a_window_hides_the_rain_where_they_are_and_no_longer() -> None:
    room = under("hall", "snow")
    walks = (replace(CAST[0], acts=("leave",)), CAST[1])
    moving = drawn(shot(scene("WS", (), figures=walks, location=room), 60), 12, 59)
    gone = drawn(shot(scene("WS", (), figures=CAST[1:], location=room), 60), 12, 59)
    # Who has left the picture has left no hole in the snow behind the windows. THEO stands in the right half.
    passing, left = (np.abs(one - other)[:, : WIDTH // 2].max() for one, other in zip(moving, gone, strict=True))
    assert passing > 60
    assert left <= 3


def test_weather_is_hidden_behind_who_walks_by_and_seen_again_when_they_have_gone() -> None:
    walks = (replace(CAST[0], acts=("leave",)),)
    still = Still(scene("WS", (), figures=walks, location=under("hall", "snow")), WIDTH, HEIGHT, REST)
    empty = Still(scene("WS", (), figures=(), location=under("hall", "snow")), WIDTH, HEIGHT, REST)

    def seen(of: Still, frame: int) -> np.ndarray:
        out = np.zeros((HEIGHT, WIDTH), np.uint8)
        of.act(of.at(frame, {}), of.leans(frame))
        assert of.source.veiled(View(), out)
        return out.astype(int)

    bare = seen(empty, 0)
    first, later, gone = (seen(still, frame) for frame in (0, 12, 120))
    assert (first < bare).any()
    assert (later < bare).any()
    assert not np.array_equal(first, later)
    assert np.array_equal(gone, bare)


@pytest.mark.parametrize("place", ["room", "corridor", "workshop", "vehicle"])
def test_what_is_seen_of_the_weather_inside_is_less_than_outside(place: Place) -> None:
    inside = drawn(shot(scene("WS", (), figures=(), location=under(place, "storm"))), 2, 8)
    outside = drawn(shot(scene("WS", (), figures=(), location=under("street", "storm"))), 2, 8)
    share = [(np.abs(one - other) > 4).mean() for one, other in (inside, outside)]
    assert share[0] < 0.6 * share[1]


def test_a_camera_that_moves_sees_the_rain_behind_the_same_panes() -> None:
    pan = drawn(shot(scene("WS", (), figures=(), location=under("room", "rain"), move="dolly"), 24), 0, 1, 22, 23)
    for one, other in (pan[:2], pan[2:]):
        rows, _ = np.nonzero(np.abs(one - other) > 12)
        assert rows.size == 0 or rows.max() < 0.7 * HEIGHT


def sky(kind: WeatherKind, phase: WeatherPhase) -> Location:
    return replace(location("street"), weather=Weather(kind=kind, strength=0.9, phase=phase))


@pytest.mark.parametrize("kind", KINDS)
def test_weather_that_begins_in_a_shot_is_not_there_at_first_and_all_there_at_last(kind: WeatherKind) -> None:
    def moved(phase: WeatherPhase, *at: int) -> float:
        one, other = drawn(shot(scene("WS", (), figures=(), location=sky(kind, phase)), 96), *at)
        return float(np.abs(one - other).mean())

    assert moved("begins", 0, 12) <= (0 if kind not in {"wind", "storm"} else 0.5), "a tree may move already"
    assert moved("begins", 80, 92) == pytest.approx(moved("on", 80, 92), rel=0.05)
    assert moved("ends", 0, 12) == pytest.approx(moved("on", 0, 12), rel=0.05)
    assert moved("ends", 80, 92) <= moved("begins", 0, 12) + 0.5


@pytest.mark.parametrize("phase", ["before", "after"])
def test_nothing_falls_before_the_rain_and_after_it_and_the_sky_is_the_same(phase: WeatherPhase) -> None:
    first, later = drawn(shot(scene("WS", (), figures=(), location=sky("storm", phase)), 24), 0, 23)
    assert np.array_equal(first, later)
    assert scenery(sky("storm", phase)).light.sky == scenery(sky("storm", "on")).light.sky


def test_the_ground_is_dry_until_it_rains_and_wet_when_it_has_rained() -> None:
    def ground(phase: WeatherPhase) -> float:
        picture = drawn(shot(scene("WS", (), figures=(), location=sky("rain", phase))), 0)[0]
        return float(picture[int(0.9 * HEIGHT) :].mean())

    assert ground("before") > ground("after") + 5
    assert ground("begins") > ground("ends") + 5, "the air is thick in both"


def test_a_shot_in_rain_fits_where_others_do(tmp_path: FilePath) -> None:
    """Bytes: an encoder has to describe rain anew in each of its pictures. It is still seen in the file."""
    sizes: dict[str, int] = {}
    for name, of in (("dry", location("street")), ("rain", sky("rain", "on")), ("snow", sky("snow", "on"))):
        render_shot(shot(scene("WS", (), location=of), 48), {}, tmp_path / f"{name}.mp4", lambda _: None)
        sizes[name] = (tmp_path / f"{name}.mp4").stat().st_size
    assert sizes["rain"] < 7 * sizes["dry"], sizes
    assert sizes["snow"] < 18 * sizes["dry"], sizes
    with av.open(str(tmp_path / "rain.mp4")) as file:
        seen = [frame.to_ndarray()[:HEIGHT].astype(int) for frame in file.decode(video=0)]
    streaks = np.abs(seen[20] - seen[26]) > 20
    assert streaks.mean() > 0.004, "of the pixels, what a streak covers in one picture and not in the other"


def test_stronger_rain_is_more_rain_and_night_gives_less_light_back() -> None:
    def light(strength: float, time_of_day: TimeOfDay = "day") -> float:
        half = np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8)
        planes = np.zeros((HEIGHT, WIDTH), np.uint8), half, half.copy()
        found = falling(under("street", "rain", time_of_day, strength=strength), (WIDTH, HEIGHT), 24)
        assert found is not None
        found.lay(5, planes, None)
        return float(planes[0].mean())

    assert light(0.2) < light(0.5) < light(0.9)
    assert light(0.9, "night") < 0.7 * light(0.9)


@pytest.mark.parametrize("kind", ["rain", "storm", "snow", "fog"])
def test_a_closed_sky_is_grey_and_shows_no_sun(kind: WeatherKind) -> None:
    def colour(of: Location) -> float:
        """How far the light of a sky is from grey."""
        return max(max(stop) - min(stop) for _, stop in scenery(of).light.sky)

    assert colour(under("street", kind)) < 0.4 * colour(under("street", None))
    assert colour(under("street", "wind")) > 0.7 * colour(under("street", None))


@pytest.mark.parametrize("time_of_day", ["day", "night"])
@pytest.mark.parametrize("place", ["street", "road", "park", "station"])
def test_a_place_keeps_its_details_in_any_weather(place: Place, time_of_day: TimeOfDay) -> None:
    """Trees and houses stand where they stood: every outline of the fair set is in the wet one, but for the sky's."""

    def outlines(of: Location) -> set[bytes]:
        return {contour.tobytes() for shape in scenery(of).back for contour in shape.contours if not shape.glow}

    fair, wet = outlines(under(place, None, time_of_day)), outlines(under(place, "rain", time_of_day))
    assert len(fair - wet) <= (170 if time_of_day == "night" else 6)
    assert len(fair & wet) > 40


def test_snow_lies_white_on_the_ground_and_rain_leaves_it_dark() -> None:
    def ground(kind: WeatherKind | None, *, snow: bool = False) -> float:
        picture = drawn(shot(scene("WS", (), figures=(), location=under("street", kind, snow=snow))), 0)[0]
        return float(picture[int(0.9 * HEIGHT) :].mean())

    assert ground("rain") < ground(None) - 10
    assert ground(None, snow=True) > ground(None) + 60


def test_it_neither_snows_nor_gets_wet_indoors() -> None:
    plain = scenery(location("kitchen"))
    snowy = scenery(replace(location("kitchen"), snow_lies=True))
    assert [shape.bounds for shape in plain.back] == [shape.bounds for shape in snowy.back]


def test_a_frame_of_weather_costs_little() -> None:
    """Milliseconds of the 41 that 24 frames a second leave, at full size; the best of several."""
    size = 1920, 1080
    luma, half = np.full((1080, 1920), 90, np.uint8), np.full((540, 960), 128, np.uint8)
    storm = Falling(Weather(kind="storm", strength=0.9), size, 24, 1.0)
    spent: list[float] = []
    for frame in range(12):
        begun = time.perf_counter()
        storm.lay(frame, (luma, half, half.copy()), None)
        spent.append(time.perf_counter() - begun)
    assert min(spent) < 0.006, min(spent)


@pytest.mark.parametrize(("kind", "moves"), [("storm", True), ("wind", True), ("rain", False), ("fog", False)])
def test_wind_moves_trees_and_what_hangs_over_the_picture(kind: WeatherKind, moves: bool) -> None:
    still = Still(scene("WS", (), figures=(), location=under("park", kind)), WIDTH, HEIGHT, REST)
    seen = [luma(still, frame) for frame in (0, 12)]
    assert np.array_equal(seen[0], seen[1]) != moves
    assert bool(scenery(under("park", kind)).swings) == moves
    # A window's pixels depend on the frame alone, whatever was shown before.
    again = Still(scene("WS", (), figures=(), location=under("park", kind)), WIDTH, HEIGHT, REST)
    assert np.array_equal(luma(again, 12), seen[1])


def test_the_lamp_of_a_boat_swings_in_a_storm_and_a_chandelier_ashore_does_not() -> None:
    boat = Location("WHEELHOUSE", True, "night", "vehicle", 7, "coast", Weather(kind="storm", strength=0.9))
    assert len(scenery(boat).swings) == 1
    still = Still(scene("WS", (), figures=(), location=boat), WIDTH, HEIGHT, REST)
    assert not np.array_equal(luma(still, 0), luma(still, 12))
    assert scenery(under("hall", "storm")).swings == ()


def test_people_stand_before_trees_in_the_wind_and_far_out_of_focus_nothing_moves() -> None:
    location_of = under("park", "wind")
    still = Still(scene("FS", ("MARA",), location=location_of), WIDTH, HEIGHT, REST)
    calm = Still(scene("FS", ("MARA",), location=under("park", None)), WIDTH, HEIGHT, REST)
    face = slice(int(0.25 * HEIGHT), int(0.6 * HEIGHT)), slice(WIDTH // 2 - 12, WIDTH // 2 + 12)
    assert np.abs(luma(still, 12)[face] - luma(calm, 0)[face]).mean() < 12
    close = Still(scene("CU", ("MARA",), location=location_of), WIDTH, HEIGHT, REST)
    assert not close.moves
    assert np.array_equal(luma(close, 0), luma(close, 12))


def luma(still: Still, frame: int) -> np.ndarray:
    """What a still shows at a frame, without what falls."""
    y = np.zeros((HEIGHT, WIDTH), np.uint8)
    u, v = (np.zeros((HEIGHT // 2, WIDTH // 2), np.uint8) for _ in range(2))
    if still.moves:
        still.act(still.at(frame, {}), still.leans(frame))
    still.source.copy((y, u, v))
    return y.astype(int)
