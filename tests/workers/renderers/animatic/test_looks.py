"""What is in the picture: people who stay themselves and on their side, mouths in time, captions, every set."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any, get_args

import cv2
import numpy as np
import pytest
from film_workers.captions.subtitles import film_captions
from film_workers.renderers.animatic import lettering
from film_workers.renderers.animatic.camera import OVERSAMPLING, Path, Source, View
from film_workers.renderers.animatic.composition import compose
from film_workers.renderers.animatic.mouths import mouth_track, shape_of
from film_workers.renderers.animatic.render import frames, poster
from film_workers.renderers.animatic.scene import Figure

from contracts.recipes.animatic import Garment, Hat, HatShape, Insert, Place
from contracts.recipes.base import RecipeHash
from contracts.recipes.film import ShotSize, TimeOfDay
from contracts.recipes.line import LineTiming
from contracts.recipes.shot import ShotRecipe
from tests.workers.renderers.animatic.cast import CAST, HEIGHT, LINE, WIDTH, location, said, scene, shot, timing
from tools.bench.storyboard import INES, MARA

PLACES: tuple[Place, ...] = get_args(Place)
TIMES: tuple[TimeOfDay, ...] = get_args(TimeOfDay)
SIZES: tuple[ShotSize, ...] = get_args(ShotSize)


def image(recipe: ShotRecipe) -> np.ndarray:
    """The poster as RGB."""
    decoded = cv2.imdecode(np.frombuffer(poster(recipe), np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return decoded[:, :, ::-1].astype(int)


def near(picture: np.ndarray, colour: str, within: int = 26) -> np.ndarray:
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return np.abs(picture - wanted).max(axis=2) <= within


def middle_column(mask: np.ndarray) -> float:
    return float(np.argwhere(mask)[:, 1].mean())


def luma(recipe: ShotRecipe, timings: dict[RecipeHash, LineTiming]) -> Iterator[np.ndarray]:
    for buffer in frames(recipe, timings):
        yield buffer[: recipe.height].astype(int)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_a_picture_of_its_own_at_every_time_of_day(place: Place) -> None:
    drawn = [
        image(shot(scene("WS", (), figures=(), location=location(place, time)), width=240, height=136))
        for time in TIMES
    ]
    for one, other in combinations(drawn, 2):
        assert np.abs(one - other).mean() > 4
    levels = dict(zip(TIMES, (picture.mean() for picture in drawn), strict=True))
    assert levels["night"] < levels["day"] - 25
    assert all(len(np.unique(picture.reshape(-1, 3) // 8, axis=0)) > 120 for picture in drawn)


def test_no_two_places_look_alike() -> None:
    drawn = {
        place: image(shot(scene("WS", (), figures=(), location=location(place)), width=160, height=92))
        for place in PLACES
    }
    for a, b in product(PLACES, PLACES):
        assert a == b or np.abs(drawn[a] - drawn[b]).mean() > 8, (a, b)


def test_a_location_keeps_its_details_and_another_one_has_others() -> None:
    first, again, other = (image(shot(scene("WS", (), location=location("street", seed=seed)))) for seed in (5, 5, 6))
    assert (first == again).all()
    assert np.abs(first - other).mean() > 5


@pytest.mark.parametrize("size", ["EWS", "WS", "FS", "MWS", "MS", "MCU", "TWO"])
def test_characters_keep_their_colours_and_their_side(size: ShotSize) -> None:
    subjects = ("MARA", "THEO")
    picture = image(shot(scene(size, subjects, location=location("hospital")), width=960, height=540))
    red, blue = near(picture, "#c0392b", 34), near(picture, "#2471a3", 34)
    assert red.sum() > 30
    assert blue.sum() > 30
    assert middle_column(red) < middle_column(blue)


@pytest.mark.parametrize("size", SIZES)
def test_nobody_crosses_the_axis_in_any_size(size: ShotSize) -> None:
    trio = (*CAST, Figure("INES", INES, x=0.9, facing="right"))
    placed = compose(scene(size, ("THEO", "INES", "MARA"), figures=trio), 16 / 9).placed
    order = [p.figure.character for p in sorted(placed, key=lambda p: p.x)]
    assert order == [name for name in ("MARA", "THEO", "INES") if name in order]


def test_closer_sizes_show_larger_people() -> None:
    units = [
        compose(scene(size, ("MARA",)), 16 / 9).placed[0].unit
        for size in ("EWS", "WS", "FS", "MWS", "MS", "MCU", "CU", "ECU")
    ]
    assert units == sorted(units)
    assert len(set(units)) == len(units)


def test_people_in_a_vehicle_sit_in_it_in_order() -> None:
    placed = compose(scene("WS", (), location=location("vehicle")), 16 / 9).placed
    assert [p.figure.character for p in placed] == ["MARA", "THEO"]
    assert all(p.ground > 1080 for p in placed)
    assert placed[0].x < placed[1].x


def test_people_on_a_boat_stand_in_its_wheelhouse_over_the_water() -> None:
    car = location("vehicle")
    boat = replace(car, outside="coast")

    assert all(p.ground < 1080 for p in compose(scene("WS", (), location=boat), 16 / 9).placed)
    drawn = [image(shot(scene("WS", (), figures=(), location=place), width=160, height=92)) for place in (car, boat)]
    assert np.abs(drawn[0] - drawn[1]).mean() > 8


def test_an_insert_shows_its_thing() -> None:
    things = get_args(Insert)
    drawn = [image(shot(scene("INSERT", (), figures=(), insert=thing), width=160, height=92)) for thing in things]
    assert all(np.abs(a - b).mean() > 2 for a, b in combinations(drawn, 2))


def test_who_looks_right_has_room_on_the_right() -> None:
    right = compose(scene("MCU", ("MARA",)), 16 / 9)
    left = compose(scene("MCU", ("THEO",)), 16 / 9)
    assert right.placed[0].x < right.width / 2
    assert left.placed[0].x > left.width / 2


def test_a_low_camera_shows_more_sky_than_a_high_one() -> None:
    low, eye, high = (compose(scene("MS", angle=angle), 16 / 9).backdrop[1] for angle in ("low", "eye", "high"))
    assert low < eye < high


def test_the_shoulder_is_on_its_owners_side() -> None:
    over_theo = compose(scene("OTS", ("MARA", "THEO")), 16 / 9)
    over_mara = compose(scene("OTS", ("THEO", "MARA")), 16 / 9)
    assert over_theo.near is not None
    assert over_mara.near is not None
    assert over_theo.near.x > over_theo.placed[0].x
    assert over_mara.near.x < over_mara.placed[0].x


def test_the_mouth_moves_with_the_phonemes_and_nothing_else_does() -> None:
    recipe = shot(scene("CU"), frames=20, speech=(said(start_frame=5),), captions=False)
    open_, shut = timing(symbol="ɑ"), timing(symbol="m")
    spoken, hummed = list(luma(recipe, {LINE: open_})), list(luma(recipe, {LINE: shut}))
    assert all((a == b).all() for a, b in zip(spoken[:5], hummed[:5], strict=True))
    moved = np.argwhere(np.abs(spoken[10] - hummed[10]) > 12)
    assert len(moved) > 40
    top, left = moved.min(axis=0)
    bottom, right = moved.max(axis=0)
    assert bottom - top < HEIGHT * 0.25
    assert right - left < WIDTH * 0.2
    assert top > HEIGHT * 0.3


def test_a_voice_that_is_off_screen_moves_no_mouth() -> None:
    recipe = shot(scene("CU"), frames=12, speech=(said(start_frame=0, on_screen=False),), captions=False)
    silent = shot(scene("CU"), frames=12, captions=False)
    for heard, unheard in zip(luma(recipe, {LINE: timing(symbol="ɑ")}), luma(silent, {}), strict=True):
        assert (heard == unheard).all()


def test_lips_meet_for_p_b_m_and_part_for_vowels() -> None:
    assert {shape_of(sound) for sound in "pbm"} == {"closed"}
    assert shape_of("") == shape_of("_") == "closed"
    shapes = {shape_of(sound) for sound in ("p", "f", "uː", "iː", "ɑː", "ə")}
    assert len(shapes) == 6


def test_a_mouth_follows_its_phonemes_to_the_frame() -> None:
    track = mouth_track((said("aa", start_frame=3),), {LINE: timing("aa", "ɑ")}, "MARA", 12)
    assert [index for index, mouth in enumerate(track) if mouth == "open"] == [3, 4, 5, 6]


def test_eyes_blink_but_not_at_the_start() -> None:
    drawn = list(luma(shot(scene("CU"), frames=110), {}))
    changed = [index for index, picture in enumerate(drawn) if (picture != drawn[0]).any()]
    assert changed
    assert min(changed) >= 12
    assert len(changed) < 30


@pytest.mark.parametrize(
    "text",
    ["Papa came back at last.", "Ты вернулся. Я не думал.", "おかえりなさい、遅かったね。", "Γύρισες πίσω.", "W" * 200],
)
def test_captions_stand_in_the_safe_area_exactly_while_they_are_due(text: str) -> None:
    given = timing(text)
    due = film_captions([(0, "MARA", text, given, True)])
    last = 3 + round(max(item.end_ms for item in due) * 24 / 1000) + 2
    bare = shot(scene("WS", ()), frames=min(last, 90), speech=(said(text, start_frame=3),), captions=False)
    lettered = bare.model_copy(update={"captions": True})
    for index, (plain, written) in enumerate(
        zip(luma(bare, {LINE: given}), luma(lettered, {LINE: given}), strict=True)
    ):
        moment = index - 3
        expected = any(round(item.start_ms * 24 / 1000) <= moment < round(item.end_ms * 24 / 1000) for item in due)
        changed = np.argwhere(plain != written)
        assert (len(changed) > 0) == expected, index
        if expected:
            (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
            assert top > HEIGHT * 0.5
            assert bottom < HEIGHT * 0.955
            assert left > WIDTH * 0.045
            assert right < WIDTH * 0.955


def test_scripts_are_lettered_with_their_own_signs_and_never_with_empty_boxes() -> None:
    faces = {run.face for run in lettering.runs("Ты дома? おかえり 你好 한국", "figo")}
    assert faces == {"figo", "cjk"}
    assert "".join(run.text for run in lettering.runs("ok\U0001f600! \U00012000 ♪", "figo")) == "ok! · ♪"
    for sign in "AЖΩあ漢한":
        face = lettering.runs(sign, "figo")[0].face
        assert lettering.has(face, sign)
    assert not lettering.has("figo", "漢")


def test_emoji_are_left_out_of_the_picture_as_they_are_of_speech() -> None:
    family = "\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd"
    assert lettering.caption((family,), WIDTH, HEIGHT) is None
    alone = lettering.caption(("Well.",), WIDTH, HEIGHT)
    beside = lettering.caption(("Well.\U0001f600", family), WIDTH, HEIGHT)
    assert alone is not None
    assert beside is not None
    assert alone.box == beside.box


def test_the_action_is_shown_where_nobody_speaks() -> None:
    recipe = shot(scene("WS", ()), frames=110, speech=(said(start_frame=40),), action="She strikes a match.")
    bare = recipe.model_copy(update={"captions": False})
    written = [
        (a != b).any(axis=1) for a, b in zip(luma(recipe, {LINE: timing()}), luma(bare, {LINE: timing()}), strict=True)
    ]
    assert written[10].any()
    assert not (written[10] == written[50]).all()
    assert written[50].any()


@pytest.mark.parametrize("move", ["pan", "truck", "dolly", "zoom", "handheld", "tilt"])
def test_a_camera_move_jitters_by_less_than_a_twentieth_of_a_pixel(move: str) -> None:
    """A bright blob's centre of mass is where the path says, frame after frame."""
    width, height = 480, 272
    path = Path(move, False, 96, 0.2)  # pyright: ignore[reportArgumentType]
    across, down = width * OVERSAMPLING, height * OVERSAMPLING
    columns, rows = (int(np.ceil(size * 1.3 / 4)) * 4 for size in (across, down))
    y, x = np.mgrid[0:rows, 0:columns]
    blob_x, blob_y = columns * 0.53, rows * 0.48
    blob = np.exp(-((x + 0.5 - blob_x) ** 2 + (y + 0.5 - blob_y) ** 2) / (2 * 16.0**2))
    plane = np.rint(16 + 219 * blob).astype(np.uint8)
    half = np.full((rows // 2, columns // 2), 128, np.uint8)
    source = Source((plane, half, half), across, down)
    out = (
        np.empty((height, width), np.uint8),
        np.empty((height // 2, width // 2), np.uint8),
        np.empty((height // 2, width // 2), np.uint8),
    )
    off: list[tuple[float, float]] = []
    for frame in range(0, 96, 3):
        seen: View = path.at(frame)
        source.look(seen, out)
        weight = np.clip(out[0].astype(float) - 18, 0, None)
        got = (
            (weight.sum(axis=0) @ (np.arange(width) + 0.5)) / weight.sum(),
            (weight.sum(axis=1) @ (np.arange(height) + 0.5)) / weight.sum(),
        )
        left = (columns - across / seen.zoom) / 2 + seen.x * across
        top = (rows - down / seen.zoom) / 2 + seen.y * down
        scale = across / seen.zoom / width, down / seen.zoom / height
        off.append((got[0] - (blob_x - left) / scale[0], got[1] - (blob_y - top) / scale[1]))
    assert np.sqrt(np.var(np.array(off), axis=0)).max() < 0.05


def dressed(size: ShotSize = "FS", **worn: Any) -> np.ndarray:
    who = Figure("MARA", MARA.model_copy(update=worn), x=0.5, facing="right")
    return image(shot(scene(size, ("MARA",), figures=(who,))))


@pytest.mark.parametrize("shape", get_args(HatShape))
def test_a_hat_sits_on_the_head_in_its_colour_and_leaves_the_face_alone(shape: HatShape) -> None:
    bare, hatted = dressed("CU"), dressed("CU", hat=Hat(shape=shape, colour="#2fa8c9"))
    changed = np.argwhere(np.abs(bare - hatted).max(axis=2) > 12)
    face = np.argwhere(near(bare, MARA.skin, 20))
    assert near(hatted, "#2fa8c9", 60).sum() > 1500
    # Whatever of it changes the picture lies above the middle of the face: eyes and mouth are seen.
    assert changed[:, 0].max() < np.median(face[:, 0])


@pytest.mark.parametrize("garment", get_args(Garment))
def test_every_garment_is_drawn_in_its_colour_and_is_one_of_its_own(garment: Garment) -> None:
    worn = dressed(garment=garment, top="#c0392b", bottom="#2471a3")
    assert near(worn, "#c0392b", 40).sum() > 300
    for other in set(get_args(Garment)) - {garment, "jacket" if garment == "suit" else "suit"}:
        assert (worn != dressed(garment=other, top="#c0392b", bottom="#2471a3")).any(), other


def test_a_coat_hangs_lower_than_a_jacket_and_a_dress_is_a_skirt() -> None:
    colour, trousers = "#e21ad0", "#2471a3"

    def lowest(garment: Garment, bottom: str) -> int:
        return int(np.argwhere(near(dressed(garment=garment, top=colour, bottom=bottom), colour, 60))[:, 0].max())

    jacket = lowest("jacket", trousers)
    assert lowest("coat", trousers) > jacket + 15
    assert lowest("dress", colour) > jacket + 10


def test_a_hat_is_seen_over_a_shoulder_too() -> None:
    hatted = CAST[1].look.model_copy(update={"hat": Hat(shape="brim", colour="#2fa8c9")})
    one, other = (
        image(shot(scene("OTS", ("MARA", "THEO"), figures=(CAST[0], replace(CAST[1], look=look)))))
        for look in (CAST[1].look, hatted)
    )
    assert (np.abs(one - other).max(axis=2) > 12).sum() > 500


def test_words_over_the_picture_come_and_go_and_leave_the_captions_their_place() -> None:
    plain, lettered = (
        list(luma(shot(scene("WS", ()), 48, action="Snow falls.", lettering=words), {}))
        for words in (None, "OSLO, 1943")
    )
    changed = [np.argwhere(np.abs(one - other) > 8) for one, other in zip(plain, lettered, strict=True)]
    assert [bool(len(changed[frame])) for frame in (0, 5, 24, 47)] == [False, False, True, False]
    where = changed[24][:, 0]
    assert where.min() > HEIGHT * 0.55
    assert where.max() < HEIGHT * 0.82


def test_words_over_the_picture_are_drawn_without_captions_too() -> None:
    bare, lettered = (
        list(luma(shot(scene("WS", ()), 30, captions=False, lettering=words), {})) for words in (None, "OSLO, 1943")
    )
    assert (np.abs(bare[18] - lettered[18]) > 8).any()


@pytest.mark.parametrize(
    "text",
    [
        "Across the water stands a new bridge, finished but for one gap in the middle, like a missing tooth.",
        "Behind her hangs a photograph: Marta at thirty, the same ferry, nothing behind it but open sea.",
        "word " * 40,
    ],
)
def test_what_happens_is_told_in_lines_of_nearly_equal_length(text: str) -> None:
    lines = lettering.balanced(text, "figit", HEIGHT * 0.03, WIDTH * 0.7)
    assert " ".join(lines) == " ".join(text.split())
    assert len(lines) == len(lettering.wrap(text, "figit", HEIGHT * 0.03, WIDTH * 0.7)) > 1
    assert min(map(len, lines)) > 0.7 * max(map(len, lines))


def test_a_line_that_fits_stays_one() -> None:
    assert lettering.balanced("A gull.", "figit", 12, 400) == ["A gull."]
    assert lettering.balanced("", "figit", 12, 400) == []


@pytest.mark.parametrize("aspect", [9 / 16, 1.0, 16 / 9, 2.39])
def test_faces_are_whole_and_nobody_stands_before_them_in_every_shape(aspect: float) -> None:
    for size in ("MS", "MCU", "CU"):
        made = compose(scene(size, ("MARA",)), aspect)
        (mara,) = (placed for placed in made.placed if placed.figure.character == "MARA")
        assert mara.x - 0.5 * mara.unit >= 0
        assert mara.x + 0.5 * mara.unit <= made.width
    over = compose(scene("OTS", ("MARA", "THEO")), aspect)
    (subject,) = over.placed
    assert over.near is not None
    assert abs(over.near.x - subject.x) >= 0.5 * (over.near.unit + subject.unit), "a shoulder, and not a wall"
    assert subject.x - 0.5 * subject.unit >= 0
    assert subject.x + 0.5 * subject.unit <= over.width


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1920, 804), (1080, 1920), (1080, 1080)])
def test_words_stand_inside_the_safe_area_and_are_legible_in_every_shape(width: int, height: int) -> None:
    longest = ("The last span goes in at midnight, and you", "have never in your life been upriver, Nils.")
    said = lettering.caption(longest, width, height)
    done = lettering.action("Floodlights. High above the river a crane lowers the last span.", width, height)
    over = lettering.over("THREE WEEKS LATER, AND NOBODY HAS SLEPT", width, height)
    foot = 0.16 if height > width else 0.05
    for overlay in (said, done, over):
        assert overlay is not None
        left, top, right, bottom = overlay.box
        assert left >= 0.04 * width
        assert right <= 0.96 * width
        assert 0 <= top < bottom <= (1 - foot) * height + 2
    assert said is not None
    rows = (said.box[3] - said.box[1]) / (0.042 * min(width, height) * 1.24)
    assert rows >= (4 if height > width else 1.8), "upright, the same words stand in more lines, not in smaller ones"
