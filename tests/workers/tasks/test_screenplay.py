"""A screenplay as it comes off the press: its pages, its words at their places, the same bytes each time."""

import re
from pathlib import Path

import pytest
from film_workers.tasks import screenplay

from contracts.recipes.screenplay import (
    SCREENPLAY,
    Paper,
    Piece,
    PrintedLine,
    PrintedPage,
    ScreenplayRecipe,
    ScreenplayResult,
    TitleBlock,
    Words,
)


def line(at: int, text: str, style: str = "", scene: str = "") -> PrintedLine:
    return PrintedLine(at, (Piece(0, "left", (Words(text, style),)),), scene)


def script(*pages: PrintedPage, paper: Paper = "us-letter", cover: TitleBlock | None = None) -> ScreenplayRecipe:
    return ScreenplayRecipe(title="Low Tide", paper=paper, title_page=cover, pages=pages)


def page(*lines: PrintedLine, number: str = "2") -> PrintedPage:
    return PrintedPage(number=number, header="BLUE REVISIONS 28 MAY 2026", paper="#cfe6ff", lines=lines)


def printed(folder: Path, recipe: ScreenplayRecipe) -> tuple[bytes, ScreenplayResult]:
    folder.mkdir()
    result = screenplay.run(recipe, folder, lambda _: None)
    return (folder / SCREENPLAY).read_bytes(), result


def sheets_of(pdf: bytes) -> int:
    found = re.search(rb"/Type/Pages/Count (\d+)", pdf)
    assert found is not None
    return int(found[1])


def test_the_same_recipe_gives_the_same_bytes_in_another_folder(tmp_path: Path) -> None:
    cover = TitleBlock(title=("LOW TIDE",), middle=("written by", "", "A. Writer"), left=("Ask me",), right=("May",))
    recipe = script(page(line(0, "INT. BAR - DAY", scene="12A"), line(2, "Rain.", "biu")), cover=cover)
    first, result = printed(tmp_path / "first", recipe)
    assert printed(tmp_path / "another", recipe)[0] == first
    assert result.pages == 1
    assert printed(tmp_path / "a4", recipe.model_copy(update={"paper": "a4"}))[0] != first


def test_words_are_words_whatever_they_look_like_to_typst(tmp_path: Path) -> None:
    hostile = '#panic("x") $ \\ *_` @ref "], [ #read("/etc/passwd")'
    recipe = script(page(line(0, hostile)), cover=TitleBlock(title=(hostile,), middle=(hostile, ""), left=(hostile,)))
    assert printed(tmp_path / "words", recipe)[1].missing == ""


def test_what_no_font_has_is_named(tmp_path: Path) -> None:
    _, result = printed(
        tmp_path / "scripts", script(page(line(0, "Привет Ελλάδα 花は مرحبا ไทย हिन्दी 🎬 é e\u0301 𓀀")))
    )
    assert result.missing == "𓀀🎬"


@pytest.mark.parametrize("paper", ["us-letter", "a4"])
def test_every_page_is_one_sheet_of_either_paper_however_full_it_is(tmp_path: Path, paper: Paper) -> None:
    full = page(*(line(at, "x" * 60) for at in range(54)), number="12A")
    pdf, result = printed(
        tmp_path / paper, script(full, full, full, paper=paper, cover=TitleBlock(title=("LONG",) * 9))
    )
    assert (result.pages, sheets_of(pdf)) == (3, 4)
