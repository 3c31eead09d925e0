"""The template writer: whatever the logline is, what it drafts is a short film, says that a template made it, and is
the same for the same logline and seed."""

import re

import pytest
from film_studio.engines.character import derive_cast
from film_studio.engines.production.planning.planner import plan
from film_studio.engines.writing.suggestions.template import UntoldError, draft
from film_studio.screenplay import advice, language, names, parser, titles
from film_studio.screenplay.elements import Cue, Dialogue, Screenplay, Section
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.backend.screenplay.strategies import any_text

KEEPER = "A lighthouse keeper must choose between her lost brother and the last ferry."
WORDS = st.lists(
    st.sampled_from([*KEEPER.split(), "a", "the", "INT.", "[[", "*/", "CUT TO:", "Title:", "MARA", "thief's", "~"]),
    max_size=30,
).map(" ".join)


def drafted(logline: str, *, title: str = "The Last Ferry", seed: int = 0) -> Screenplay:
    return parser.parse_bytes(draft(logline, title=title, seed=seed).encode())


def check(logline: str, title: str, seed: int) -> None:
    try:
        text = draft(logline, title=title, seed=seed)
    except UntoldError as error:
        assume(False)
        raise AssertionError from error
    screenplay = parser.parse_bytes(text.encode())
    assert advice.remarks_on(screenplay) == []
    assert [scene.heading is not None and scene.heading.time is not None for scene in screenplay.scenes] == [True] * 6
    assert len([each for each in screenplay.elements if isinstance(each, Section)]) == 3
    cast = {names.key(member.name) for member in derive_cast(screenplay)}
    cues = {names.key(each.name) for each in screenplay.elements if isinstance(each, Cue)}
    assert cues == cast
    assert 2 <= len(cues) <= 4
    assert re.search(r"template writer 1, seed|Vorlagenschreiber 1, Anfangszahl", " ".join(titles.rest(screenplay)))
    assert titles.stated(screenplay, "title")
    assert 2 <= screenplay.pages <= 5
    assert "{" not in text
    assert draft(logline, title=title, seed=seed) == text


@settings(max_examples=40, deadline=None)
@given(any_text | WORDS, any_text, st.integers(0, 2**31 - 1))
@example("", "", 0)
@example("\x00", "\x00", 0)
@example("A [[note]] of /* a */ thief", "]] */ Title: *", 1)
def test_of_any_logline_it_drafts_a_film_without_a_remark(logline: str, title: str, seed: int) -> None:
    check(logline, title, seed)


def test_people_speak_of_what_the_logline_names_where_it_plays() -> None:
    screenplay = drafted(KEEPER)
    spoken = " ".join(each.text for each in screenplay.elements if isinstance(each, Dialogue))
    assert "the last ferry" in spoken
    assert "the lost brother" in spoken.lower()
    headings = [scene.heading.text for scene in screenplay.scenes if scene.heading]
    assert {"EXT. FERRY LANDING - DAY", "INT. LIGHTHOUSE - DAY"} <= set(headings)
    assert "the lighthouse keeper of this story" in draft(KEEPER, title="x", seed=0)


def test_what_it_drafts_is_planned_as_a_film_in_which_everybody_speaks() -> None:
    screenplay = drafted(KEEPER)
    planned = plan(screenplay, derive_cast(screenplay))
    assert len(planned.shots) >= len(screenplay.scenes)
    assert {line.character for shot in planned.shots for line in shot.lines} == {
        member.name for member in derive_cast(screenplay)
    }


def test_a_logline_in_german_is_drafted_in_german_and_another_seed_is_another_draft() -> None:
    german = "Eine Leuchtturmwärterin muss zwischen ihrem Bruder und der letzten Fähre wählen."
    screenplay = drafted(german)
    assert language.of_screenplay(screenplay) == "de"
    spoken = " ".join(each.text for each in screenplay.elements if isinstance(each, Dialogue))
    assert "Fähre" in spoken
    assert len({draft(german, title="x", seed=seed) for seed in range(10)}) == 10


@pytest.mark.parametrize(
    "logline",
    [
        "Два человека ищут ключ.",
        "Une gardienne de phare cherche son frère perdu, et elle parle avec des oiseaux.",
    ],
)
def test_of_a_logline_in_another_language_it_says_that_it_cannot(logline: str) -> None:
    with pytest.raises(UntoldError, match="English and German"):
        draft(logline, title="x", seed=0)
