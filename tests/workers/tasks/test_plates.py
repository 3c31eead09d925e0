"""The plates of a character's sheet and the cast on paper: the same bytes for the same look, and every look its own."""

import struct
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from film_workers.renderers.animatic.people.plates import FACE, HEIGHT, WIDTH, plate
from film_workers.tasks import casting_sheet, plates

from contracts.recipes.animatic import Hat, Look
from contracts.recipes.casting_sheet import CASTING_SHEET, Appearance, CastEntry, CastingSheetRecipe
from contracts.recipes.plates import PLATES, PlatesRecipe

LOOK = Look(
    skin="#8d5a3b",
    hair="#1b1512",
    hair_style="bob",
    top="#c0392b",
    bottom="#26364d",
    height=0.97,
    build=1.0,
    garment="coat",
    hat=Hat(shape="cap", colour="#d4a017"),
)


def pixels(png: bytes) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def test_every_plate_is_a_picture_of_its_own_with_stable_bytes(tmp_path: Path) -> None:
    done: list[float] = []
    result = plates.run(PlatesRecipe(look=LOOK), tmp_path, done.append)
    files = {name: (tmp_path / name).read_bytes() for name in PLATES}
    assert len(set(files.values())) == len(PLATES)
    assert done == [0.2, 0.4, 0.6, 0.8, 1.0]
    for name, png in files.items():
        wide = len(result.expressions) * FACE if name == "expressions.png" else WIDTH
        assert struct.unpack(">II", png[16:24]) == (wide, FACE if name == "expressions.png" else HEIGHT)
        assert png == plate(LOOK, PLATES[name]), f"{name} differs when it is drawn again"


@pytest.mark.parametrize("which", ["front", "three_quarter", "profile", "back"])
def test_a_plate_shows_the_colours_that_are_worn_and_nobody_is_cut_off(which: str) -> None:
    front = pixels(plate(LOOK, which))  # pyright: ignore[reportArgumentType] — one of the plates
    paper = front[0, 0].astype(int)
    drawn = np.abs(front.astype(int) - paper).sum(axis=2) > 24
    assert not drawn[:12].any(), "nothing of the hat is cut off"
    assert drawn[HEIGHT // 2].any()
    green = pixels(plate(LOOK.model_copy(update={"top": "#1e8449"}), which))  # pyright: ignore[reportArgumentType]
    changed = np.abs(front.astype(int) - green.astype(int)).sum(axis=2) > 24
    assert changed[HEIGHT // 4 : HEIGHT * 3 // 4].mean() > 0.05, "the coat"
    assert not changed[: HEIGHT // 8].any(), "nothing above it"


def test_faces_differ_in_their_mouths_and_eyes_alone() -> None:
    row = pixels(plate(LOOK, "expressions"))
    calm = row[:, :FACE].astype(int)
    for left in range(FACE, row.shape[1], FACE):
        other = np.abs(row[:, left : left + FACE].astype(int) - calm).sum(axis=2) > 24
        assert other.any()
        assert not other[: FACE // 4].any(), "hat"
        assert not other[-FACE // 8 :].any(), "coat"


def test_the_cast_on_paper_has_the_same_bytes_for_the_same_cast_whatever_it_is_called(tmp_path: Path) -> None:
    entry = CastEntry(
        name="ÉLODIE", also=("MOM",), look=LOOK, mode="actor", lacks=("a voice consent is missing",), lines=3,
        words=12, scenes=("1", "2A"), days=("1", "FB1"), said=("ÉLODIE (40), in a coat.",), talks=("THEO (2)",),
        notes="Scar on the left.",
    )  # fmt: skip
    people = (entry, entry.model_copy(update={"name": "馬場", "also": (), "lacks": ()}))
    recipe = CastingSheetRecipe(
        title='#panic("x") *', revision=2, people=people, matrix=(Appearance(number="2A", present=(1, 2)),)
    )
    papers: list[bytes] = []
    for name, cast in (("a", recipe), ("b", recipe), ("c", recipe.model_copy(update={"people": people[:1]}))):
        (tmp_path / name).mkdir()
        assert casting_sheet.run(cast, tmp_path / name, lambda _: None).people == len(cast.people)
        papers.append((tmp_path / name / CASTING_SHEET).read_bytes())
    assert papers[0] == papers[1] != papers[2]
    assert papers[0].startswith(b"%PDF-")
