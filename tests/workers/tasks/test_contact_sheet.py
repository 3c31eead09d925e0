"""A contact sheet as it comes off the press: its pages, its words, the same bytes each time."""

from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest
from film_workers.errors import RefusedError
from film_workers.store import Inputs
from film_workers.tasks import contact_sheet

from contracts.recipes.base import RecipeHash
from contracts.recipes.contact_sheet import CONTACT_SHEET, ContactSheetRecipe, Panel, SheetScene

MADE = RecipeHash("a" * 64)


class Stills:
    """Stands for what earlier jobs left in the bucket: one still."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.fetched: list[str] = []

    def temporary(self, recipe_hash: RecipeHash, file: str, place: str) -> Path:
        if recipe_hash != MADE:
            raise RefusedError(f"input {recipe_hash} is not in storage")
        self.fetched.append(recipe_hash)
        path = self._folder / "inputs" / place / file
        path.parent.mkdir(parents=True)
        assert cv2.imwrite(str(path), np.full((360, 640, 3), (60, 120, 200), np.uint8))
        return path


def panel(shot_hash: RecipeHash | None = MADE, who: str = "", text: str = "") -> Panel:
    return Panel(shot_hash=shot_hash, size="MCU", angle="eye", move="static", frames=108, who=who, text=text)


def sheet(*panels: Panel) -> ContactSheetRecipe:
    scene = SheetScene(number="2A", heading="INT. CAFÉ - NIGHT", panels=panels)
    return ContactSheetRecipe(title="Low Tide", revision=3, drawn_by=("animatic",), scenes=(scene,))


def set_in(folder: Path, recipe: ContactSheetRecipe) -> tuple[bytes, Stills, list[float]]:
    folder.mkdir()
    stills, seen = Stills(folder), list[float]()
    result = contact_sheet.run(recipe, cast("Inputs", stills), folder, seen.append)
    shown = [each for scene in recipe.scenes for each in scene.panels]
    assert result.panels == len(shown)
    return (folder / CONTACT_SHEET).read_bytes(), stills, seen


def test_the_same_recipe_gives_the_same_bytes_in_another_folder(tmp_path: Path) -> None:
    recipe = sheet(panel(who="Ida", text="It was here this morning."), panel(None, text="The tide is out."))
    first, stills, seen = set_in(tmp_path / "first", recipe)
    second, _, _ = set_in(tmp_path / "another", recipe)
    assert first == second
    assert first.startswith(b"%PDF-")
    assert stills.fetched == [MADE]
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_words_are_words_whatever_they_look_like_to_typst(tmp_path: Path) -> None:
    hostile = '#panic("x") $ \\ *_` @ref "], [ #read("/etc/passwd")'
    set_in(tmp_path / "words", sheet(panel(who=hostile[:40], text=hostile), panel(text="مرحبا こんにちは 🎬")))


def test_a_shot_that_is_shown_twice_is_fetched_once(tmp_path: Path) -> None:
    _, stills, _ = set_in(tmp_path / "twice", sheet(panel(), panel()))
    assert stills.fetched == [MADE]


def test_a_still_that_is_gone_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"b{64} is not in storage"):
        set_in(tmp_path / "gone", sheet(panel(RecipeHash("b" * 64))))
