"""Papers as they come off the press: the same bytes for the same recipe, words as words, and pages that go on."""

from pathlib import Path
from typing import Any, get_args

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
import pytest
from film_workers.tasks import document
from PIL import Image

from contracts.recipes.assessment_paper import (
    BeatSheetPaper,
    CoveragePaper,
    PrintedBeat,
    PrintedGrade,
    PrintedVerdict,
)
from contracts.recipes.breakdown_paper import (
    BreakdownSheetsPaper,
    ElementGroup,
    ElementListPaper,
    ElementRow,
    PrintedSheet,
)
from contracts.recipes.budget_paper import BudgetPaper, BudgetTotal, PrintedAccount, PrintedLine, PrintedSection
from contracts.recipes.call_sheet_paper import (
    AdvanceDay,
    CalledBackground,
    CalledCast,
    CalledCrew,
    CalledDepartment,
    CalledScene,
    CallSheetPaper,
    NoteBox,
    PrintedTime,
)
from contracts.recipes.document import (
    DOCUMENT,
    KIND,
    PAGES,
    PAPERS,
    SHOWN,
    Body,
    DocumentRecipe,
    DocumentResult,
    Head,
    PageSize,
)
from contracts.recipes.schedule_paper import (
    CalendarDay,
    CastNumber,
    DayOutOfDaysPaper,
    ElementBox,
    EngagedRow,
    PrintedBanner,
    PrintedDay,
    PrintedScene,
    SchedulePaper,
)

HOSTILE = '#panic("x") $ \\ *_` @ref "], [ #read("/etc/passwd")'
LONG = "LLANFAIRPWLLGWYNGYLLGOGERYCHWYRNDROBWLLLLANTYSILIOGOGOGOCH"


def scene(words: str) -> PrintedScene:
    return PrintedScene(
        number=words[:20], side="INT/EXT", set=words, time_of_day="NIGHT", story_day="FB12", synopsis=words,
        cast=", ".join(map(str, range(1, 60))), pages="112 7/8", time="122:15", background="1200+",
        flags=("Stunts", "SFX", "VFX", "Animals", "Vehicles"), tint="dusk",
        elements=(ElementBox(title=words, confirmed=(words,), suggested=(words,)),),
    )  # fmt: skip


def call_sheet(words: str, many: int) -> CallSheetPaper:
    called = CalledScene(
        scene=words[:20], side="INT/EXT", set=words, time_of_day="NIGHT", description=words, cast="1, 2, 3",
        pages="112 7/8", place=words, starts="23:30",
    )  # fmt: skip
    time = PrintedTime(title=words, clock="23:30", derived=True)
    cast = CalledCast(
        number="12", artist=words, character=words, status="SWF", pickup=time, call=time, on_set=time, remarks=words
    )
    crew = CalledCrew(role=words, name=words, call="23:30", contact=words)
    note = NoteBox(title=words, text=words)
    return CallSheetPaper(
        day=words, date=words, times=(time, time), closed_set=True, base=words, parking=words, hospital=words,
        weather=words, sun=words, forced=(words,), warnings=(words,), changes=(words,), scenes=(called,) * many,
        pages="112 7/8", cast=(cast,) * many, requirements=(note,), notes=(note,),
        background=(CalledBackground(count="24", who=words, call="23:30", report_to=words),),
        advance=AdvanceDay(title=words, scenes=(called,), pages="112 7/8"),
        crew=(CalledDepartment(title=words, people=(crew,) * many),), contacts=True,
    )  # fmt: skip


def body(paper: str, words: str = HOSTILE, many: int = 1) -> Body:
    """A paper on which everything that people write is `words`, `many` times."""
    match paper:
        case "breakdown_sheets":
            box = ElementBox(title=words, confirmed=(words,) * many, suggested=(words,))
            sheet = PrintedSheet(
                sheet=1, scene=words[:20], side="INT/EXT", set=words, time_of_day="NIGHT", pages="112 7/8",
                synopsis=words, script_page="112", story_day="N1", tint="night_ext", boxes=(box,) * 4,
            )  # fmt: skip
            return BreakdownSheetsPaper(sheets=(sheet, sheet))
        case "element_list":
            row = ElementRow(name=words, of=words, most=2, scenes=words, count=1, confirmed=False)
            return ElementListPaper(groups=(ElementGroup(title=words, rows=(row,) * many),))
        case "day_out_of_days":
            rows = tuple(
                EngagedRow(
                    number=str(number), name=words, codes=("SW", *[""] * (many - 1), "WF"), work=2, hold=0, drop=0,
                    start="6/1", finish="6/2", total=2,
                )
                for number in range(1, many + 1)
            )  # fmt: skip
            columns = tuple(
                CalendarDay(weekday="Mo", date=f"6/{day}", day=str(day), begins_week=day % 5 == 1)
                for day in range(1, many + 2)
            )
            return DayOutOfDaysPaper(subject=words, columns=columns, rows=rows, working=(1,) * (many + 1))
        case "budget":
            line = PrintedLine(description=words, amount="1", unit=words, times="1", rate="1", total="1", fringes=words)
            account = PrintedAccount(number="1400", title=words, total="1", lines=(line,) * many)
            return BudgetPaper(
                facts=((words, words),), currency="USD", detail=True, missing=(words,),
                sections=(PrintedSection(title=words, accounts=(account,), total="1"),),
                totals=(BudgetTotal(title=words, total="1"), BudgetTotal(title=words, total="2", grand=True)),
            )  # fmt: skip
        case "call_sheet":
            return call_sheet(words, many)
        case "coverage":
            return CoveragePaper(
                facts=((words, words), (words, "")), logline=words, synopsis="\n".join((words,) * many),
                comments="", grades=(PrintedGrade(side=words, grade="fair"), PrintedGrade(side=words)),
                verdicts=(PrintedVerdict(of=words, verdict="consider"), PrintedVerdict(of=words)),
            )  # fmt: skip
        case "beat_sheet":
            beat = PrintedBeat(
                name=words, text=words, scene="112A", page="112", meant="56", lateness=words, comes_at=1, meant_at=0.5
            )
            return BeatSheetPaper(name=words, pages=words, beats=(beat, PrintedBeat(name=words)) * many)
        case "one_line_schedule" | "shooting_schedule" | "stripboard":
            day = PrintedDay(
                number=1, date=words, items=(scene(words), PrintedBanner(text=words)) * many, pages="1 page",
                time="2:00", days_off=words, week_ends=words,
            )  # fmt: skip
            cast = (CastNumber(number="1", name=words),) * many
            return SchedulePaper(paper=paper, cast=cast, days=(day,), boneyard=(scene(words),))
        case _:
            raise LookupError(f"no example of the paper {paper}; write one")


def printed_result(folder: Path, of: Body, size: PageSize = "us-letter", words: str = "Low Tide") -> DocumentResult:
    folder.mkdir()
    head = Head(title=words, company=words, script=words, version=words, standing="approved")
    result = document.run(DocumentRecipe(size=size, head=head, body=of), folder, lambda _: None)
    assert result.paper == of.paper
    return result


def printed(folder: Path, of: Body, size: PageSize = "us-letter", words: str = "Low Tide") -> tuple[bytes, list[str]]:
    printed_result(folder, of, size, words)
    pages = pypdfium2.PdfDocument(folder / DOCUMENT)
    texts = [page.get_textpage().get_text_bounded() for page in pages]  # pyright: ignore[reportUnknownMemberType]
    return (folder / DOCUMENT).read_bytes(), texts


def test_every_paper_has_a_template_and_every_template_is_a_paper_s_or_a_part_of_others() -> None:
    templates = {path.stem for path in Path(document.__file__).with_name("papers").glob("*.typ")}
    assert templates - set(PAPERS) == {"common", "rows"}
    assert set(PAPERS) <= templates


@pytest.mark.parametrize("paper", PAPERS)
def test_words_are_words_and_the_same_recipe_gives_the_same_bytes(paper: str, tmp_path: Path) -> None:
    first, texts = printed(tmp_path / "first", body(paper), words=HOSTILE)
    assert printed(tmp_path / "again", body(paper), words=HOSTILE)[0] == first
    seen = "".join("".join(texts).replace("\u200b", "").split())
    assert "".join(HOSTILE.split()) in seen
    assert "APPROVED" in texts[-1]
    assert f"page 1 of {len(texts)}" in " ".join(texts[0].split())


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("size", get_args(PageSize))
def test_what_is_long_goes_on_over_pages_and_stays_on_the_paper(paper: str, size: PageSize, tmp_path: Path) -> None:
    _, texts = printed(tmp_path / "long", body(paper, LONG, 120), size)
    assert len(texts) >= 3
    for page in pypdfium2.PdfDocument(tmp_path / "long" / DOCUMENT):
        width, height = page.get_size()
        letters: Any = page.get_textpage()
        for index in range(letters.count_chars()):
            left, low, right, high = letters.get_charbox(index)
            assert left >= 0
            assert low >= 0
            assert right <= width
            assert high <= height


def test_days_that_do_not_fit_beside_each_other_go_on_and_the_totals_stand_once(tmp_path: Path) -> None:
    _, texts = printed(tmp_path / "days", body("day_out_of_days", "MARA", 25))
    assert len(texts) == 2
    assert ["Travel" in text for text in texts] == [False, True]
    assert ["6/26" in text.split() for text in texts] == [False, True]


def test_what_no_font_has_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "named"
    folder.mkdir()
    head = Head(title="Low \U00013000 Tide", company="", script="")
    recipe = DocumentRecipe(head=head, body=body("element_list", "馬場"))
    assert document.run(recipe, folder, lambda _: None).missing == "\U00013000"


@pytest.mark.parametrize("size", get_args(PageSize))
def test_what_a_room_shows_has_its_first_pages_as_images_of_its_own_size(size: PageSize, tmp_path: Path) -> None:
    made = printed_result(tmp_path / "made", body("call_sheet", LONG, 120), size)
    assert made.pages > len(PAGES) == made.images
    assert list(KIND.files_of(made.model_dump())) == [DOCUMENT, *PAGES]
    papers = pypdfium2.PdfDocument(tmp_path / "made" / DOCUMENT)
    assert len(papers) == made.pages
    for name, page in zip(PAGES, papers, strict=False):
        with Image.open(tmp_path / "made" / name) as image:
            assert image.size == tuple(round(2 * points) for points in page.get_size())
            assert image.convert("L").getextrema() == (0, 255), "there is something on it"
    assert KIND.saved_as(PAGES[0], made.model_dump()) == "call-sheet-page-1.png"


@pytest.mark.parametrize("paper", sorted(set(PAPERS) - SHOWN))
def test_other_papers_are_a_pdf_alone(paper: str, tmp_path: Path) -> None:
    made = printed_result(tmp_path / "made", body(paper))
    assert (made.pages, list(KIND.files_of(made.model_dump()))) == (0, [DOCUMENT])
    assert not list((tmp_path / "made").glob("*.png"))


def test_a_paper_of_a_former_release_has_no_images() -> None:
    assert list(KIND.files_of({"version": 1, "kind": "document", "paper": "call_sheet"})) == [DOCUMENT]
