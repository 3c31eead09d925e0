"""What people judge of a screenplay, as it is printed: coverage, and beat sheets beside the pages of a revision."""

from collections.abc import Sequence
from typing import Final

from contracts.recipes.assessment_paper import BeatSheetPaper, CoveragePaper, PrintedBeat, PrintedGrade, PrintedVerdict
from film_studio.engines.preproduction.papers.words import counted_pages, dated
from film_studio.engines.writing import Beat, BeatSheet, Coverage, Scene

#: Nearer than this many hundredths of the script, a turn comes where it was meant.
_NEAR: Final = 3


def coverage_paper(coverage: Coverage, pages: float) -> CoveragePaper:
    """`pages`: of the revision that was read."""
    return CoveragePaper(
        facts=(
            ("Reader", coverage.reader),
            ("Read on", dated(coverage.read_on)),
            ("Submitted by", coverage.submitted_by or ""),
            ("Genre", coverage.genre or ""),
            ("Form", "Screenplay"),
            ("Length", _length(pages)),
        ),
        logline=coverage.logline or "",
        synopsis=coverage.synopsis or "",
        comments=coverage.comments or "",
        grades=tuple(
            PrintedGrade(side=side.replace("_", " ").capitalize(), grade=grade)
            for side, grade in coverage.grades.model_dump().items()
        ),
        verdicts=(
            PrintedVerdict(of="Script", verdict=coverage.script),
            PrintedVerdict(of="Writer", verdict=coverage.writer),
        ),
    )


def beat_sheet_paper(sheet: BeatSheet, scenes: Sequence[Scene], pages: float) -> BeatSheetPaper | None:
    """Beside the scenes of a revision of so many pages, as the page shows them (`frontend/src/reports/beats.ts`). None
    for a sheet without beats."""
    if not sheet.beats:
        return None
    starts = {scene.number: scene.start_page for scene in scenes}
    beats = tuple(_beat(beat, starts.get(beat.scene or ""), pages) for beat in sheet.beats)
    return BeatSheetPaper(name=sheet.name, pages=_length(pages), beats=beats)


def _beat(beat: Beat, start: float | None, pages: float) -> PrintedBeat:
    """Pages count from 1; a script of `pages` pages ends on page 1 + pages."""
    comes = None if start is None or pages <= 0 else min(1.0, (start - 1) / pages)
    late = None if comes is None or beat.share is None else round(100 * (comes - beat.share))
    return PrintedBeat(
        name=beat.name,
        text=beat.text or "",
        scene=beat.scene or "",
        page="" if start is None else str(int(start)),
        meant="" if beat.share is None else str(int(1 + beat.share * pages)),
        lateness=_lateness(late) if beat.scene is None or start is not None else "not in the script",
        comes_at=comes,
        meant_at=beat.share,
    )


def _lateness(late: int | None) -> str:
    if late is None:
        return ""
    if abs(late) < _NEAR:
        return "where it was meant"
    return f"{abs(late)} % of the script {'later' if late > 0 else 'earlier'}"


def _length(pages: float) -> str:
    return counted_pages(round(8 * pages))
