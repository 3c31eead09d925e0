"""What can be counted in a screenplay: acts, scenes, places, times of day, and who says how much."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from film_studio.engines.writing.schemas import (
    LongestSpeech,
    ReportedAct,
    ReportedCharacter,
    ReportedScene,
    Share,
    StructureReport,
)
from film_studio.screenplay import pagination, text
from film_studio.screenplay.blocks import Speech, speeches
from film_studio.screenplay.elements import Element, Scene, Screenplay, Section
from film_studio.screenplay.files import parse_file
from film_studio.screenplay.pagination import LINES_PER_PAGE, Layout, printed, word_count
from film_studio.screenplay.speakers import Speakers

#: Of a scene whose heading does not say.
_NONE = "none"


@dataclass(slots=True)
class _Part:
    """What one character says."""

    scenes: set[int] = field(default_factory=set[int])
    pages: set[int] = field(default_factory=set[int])
    speeches: list[float] = field(default_factory=list[float])


def structure(data: bytes) -> StructureReport:
    """The report of a file's screenplay. Raises ScreenplayError."""
    screenplay = parse_file(data)
    layout = pagination.paginate(screenplay.elements)
    pages = _Pages(screenplay, layout)
    speakers = Speakers(screenplay)
    parts: defaultdict[str, _Part] = defaultdict(_Part)
    scenes: list[ReportedScene] = []
    longest: tuple[float, Speech, Scene] | None = None
    for scene in screenplay.scenes:
        said = speeches(scene)
        counts = [word_count(speech.text) for speech in said]
        for speech, words in zip(said, counts, strict=True):
            for name in speakers.of(speech):
                parts[name].scenes.add(scene.index)
                parts[name].pages.add(pages.of(speech.cue))
                parts[name].speeches.append(words)
            if longest is None or words > longest[0]:
                longest = (words, speech, scene)
        scenes.append(
            ReportedScene(
                number=scene.number,
                heading=None if scene.heading is None else text.spoken(scene.heading.text),
                start_page=scene.start_page,
                eighths=scene.eighths,
                speeches=len(said),
                words=round(sum(counts)),
                characters=list(speakers.of_scene(scene)),
            )
        )
    spoken = sum(word_count(speech.text) for scene in screenplay.scenes for speech in speeches(scene))
    everything = sum(word_count(printed(element)) for element in screenplay.elements)
    return StructureReport(
        pages=screenplay.pages,
        screen_seconds=pagination.screen_time(screenplay),
        reading_seconds=pagination.reading_time(screenplay),
        dialogue_share=min(1.0, spoken / everything) if everything else 0.0,
        longest_speech=longest
        and LongestSpeech(
            character=speakers.of(longest[1])[0],
            words=round(longest[0]),
            page=pages.of(longest[1].cue),
            scene=longest[2].number,
        ),
        acts=pages.acts(),
        scenes=scenes,
        settings=_shares(screenplay, _setting),
        times=_shares(screenplay, lambda scene: ((scene.heading and scene.heading.time) or _NONE).upper()),
        locations=_shares(screenplay, lambda scene: ((scene.heading and scene.heading.location) or _NONE).upper()),
        characters=sorted(
            (
                ReportedCharacter(
                    name=name,
                    scenes=len(part.scenes),
                    speeches=len(part.speeches),
                    words=round(sum(part.speeches)),
                    first_page=min(part.pages),
                    last_page=max(part.pages),
                    longest_speech=round(max(part.speeches)),
                )
                for name, part in parts.items()
            ),
            key=lambda each: (-each.words, each.name),
        ),
    )


class _Pages:
    """On which page an element begins, from 1."""

    def __init__(self, screenplay: Screenplay, layout: Layout) -> None:
        self._elements = screenplay.elements
        self._last = max(1, pagination.page_count(screenplay))
        self._starts = {id(element): start for element, start in zip(screenplay.elements, layout.starts, strict=True)}

    def of(self, element: Element) -> int:
        return min(self._last, self._starts[id(element)] // LINES_PER_PAGE + 1)

    def acts(self) -> list[ReportedAct]:
        """By the sections of the first level. An act that begins on a page with another's end shares it."""
        found = [element for element in self._elements if isinstance(element, Section) and element.level == 1]
        ends = [self._starts[id(after)] for after in found[1:]]
        lasts = [min(self._last, max(end - 1, 0) // LINES_PER_PAGE + 1) for end in ends]
        return [
            ReportedAct(title=text.spoken(act.text), first_page=self.of(act), last_page=max(last, self.of(act)))
            for act, last in zip(found, [*lasts, self._last], strict=False)
        ]


def _shares(screenplay: Screenplay, kind: Callable[[Scene], str]) -> list[Share]:
    scenes: defaultdict[str, list[int]] = defaultdict(list)
    for scene in screenplay.scenes:
        scenes[kind(scene)].append(scene.eighths)
    found = (Share(name=name, scenes=len(lengths), eighths=sum(lengths)) for name, lengths in scenes.items())
    return sorted(found, key=lambda share: (-share.eighths, share.name))


def _setting(scene: Scene) -> str:
    heading = scene.heading
    names = [] if heading is None else ["INT"] * heading.interior + ["EXT"] * heading.exterior
    return "/".join(names) or _NONE
