"""Rules over many casts and consents: merging loses nothing, and nothing is allowed that was not agreed to."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from film_studio.engines.character.casting.agreement import Agreed, covers, lacks, needed
from film_studio.engines.character.casting.cast import OnPage, derive_cast
from film_studio.engines.character.casting.people import Named, people
from film_studio.engines.production.planning.planner import plan
from film_studio.screenplay.parser import parse_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

SAMPLE = Path(__file__).resolve().parents[4] / "samples" / "the-last-ferry.fountain"
NAMES = ("ANNA", "MOM", "THEO", "BO", "IDA")
TODAY = date(2026, 5, 28)


def page(scenes: list[int], talks: dict[str, int]) -> OnPage:
    return OnPage(days={"1": tuple(sorted(set(scenes)))} if scenes else {}, talks=talks)


@st.composite
def casts(draw: st.DrawFn) -> tuple[Named, ...]:
    """Names that answer each other, some of them other names of others: in chains, in circles, of nobody."""
    count = draw(st.integers(1, len(NAMES)))
    talks: dict[str, dict[str, int]] = {name: {} for name in NAMES[:count]}
    for index, name in enumerate(NAMES[:count]):
        for other in NAMES[index + 1 : count]:
            if times := draw(st.integers(0, 3)):
                talks[name][other] = talks[other][name] = times
    return tuple(
        Named(
            name=name,
            lines=draw(st.integers(0, 9)),
            words=draw(st.integers(0, 99)),
            page=page(draw(st.lists(st.integers(0, 6), max_size=4)), talks[name]),
            same_as=draw(st.none() | st.sampled_from((*NAMES, "NOBODY"))),
        )
        for name in NAMES[:count]
    )


@given(casts())
@settings(max_examples=60, deadline=None)
def test_merged_or_split_every_name_line_and_scene_is_of_exactly_one_person(cast: tuple[Named, ...]) -> None:
    for everybody in (people(cast), people([replace(each, same_as=None) for each in cast])):
        assert sorted(name for person in everybody for name in person.names) == sorted(each.name for each in cast)
        assert sum(person.lines for person in everybody) == sum(each.lines for each in cast)
        assert sum(person.words for person in everybody) == sum(each.words for each in cast)
        by_name = {name: person for person in everybody for name in person.names}
        for each in cast:
            assert {*each.page.days.get("1", ())} <= {*by_name[each.name].scenes}
        for person in everybody:
            assert person.name not in person.talks, "nobody talks with themselves"
            for other, times in person.talks.items():
                assert by_name[other].talks[person.name] == times, "both count the same"
    assert len(people([replace(each, same_as=None) for each in cast])) == len(cast)


days = st.integers(-3, 3).map(lambda shift: TODAY + timedelta(days=shift))
agreements = st.builds(
    Agreed,
    kind=st.sampled_from(("likeness", "voice")),
    person=st.just("Jane"),
    uses=st.sets(st.sampled_from(("film", "trailer", "dub"))).map(tuple),
    territory=st.sampled_from(("World", "Germany", "France, Germany and Spain")),
    begins_on=days,
    expires_on=st.none() | days,
    withdrawn_on=st.none() | days,
    has_file=st.booleans(),
)


@given(
    st.sampled_from(("avatar", "actor", "brand")),
    st.booleans(),
    st.lists(agreements, max_size=5),
    st.sampled_from(((), ("Germany",), ("Germany", "France"), ("France",))),
)
@settings(max_examples=150, deadline=None)
def test_nothing_is_allowed_but_by_a_consent_of_each_needed_kind_that_holds_today(
    mode: str, speaks: bool, given_by: list[Agreed], territories: tuple[str, ...]
) -> None:
    holding = {
        each.kind
        for each in given_by
        if each.has_file
        and each.withdrawn_on is None
        and "film" in each.uses
        and ("France" not in territories or each.territory != "Germany")
        and each.begins_on <= TODAY <= (each.expires_on or date.max)
    }
    missing = [kind for kind in needed(mode, speaks=speaks) if kind not in holding]  # pyright: ignore[reportArgumentType]
    told = lacks(
        mode,  # pyright: ignore[reportArgumentType]
        speaks=speaks,
        agreed=given_by,
        use="film",
        on=TODAY,
        territories=territories,
    )
    assert len(told) == len(missing)
    assert all(kind in words for kind, words in zip(missing, told, strict=True))


@pytest.mark.parametrize(
    ("territory", "wanted", "is_covered"),
    [
        ("World", "Peru", True),
        ("throughout  the WORLD", "Peru", True),
        ("Germany, Austria and Switzerland", "austria", True),
        ("Germany; Austria", "Switzerland", False),
        ("Finland", "Fin", False),
        ("Poland", "Po and land", False),
    ],
)
def test_a_contract_covers_the_territories_that_it_names(territory: str, wanted: str, is_covered: bool) -> None:
    assert covers(territory, wanted) is is_covered


def test_the_sample_wears_its_hard_hat_on_the_quay_and_not_in_the_wheelhouse() -> None:
    screenplay = parse_bytes(SAMPLE.read_bytes())
    planned = plan(screenplay, derive_cast(screenplay))
    worn: dict[str, set[str | None]] = {}
    for shot in planned.shots:
        if shot.drawn and "NILS" in shot.drawn.looks:
            heading = screenplay.scenes[shot.scene].heading
            hat = shot.drawn.looks["NILS"].hat
            worn.setdefault(heading.location if heading else "", set()).add(hat and hat.shape)
    assert worn == {"HARBOUR": {"helmet"}, "FERRY WHEELHOUSE": {None}}


def test_a_page_that_dresses_somebody_makes_the_scenes_of_that_story_day_anew_and_no_others() -> None:
    script = """INT. BAR - DAY

THEO, 70s, waits.

INT. BAR - NEXT DAY

THEO{dressed} waits.

EXT. STREET - LATER

Theo walks.

INT. BAR - NEXT DAY

Theo sleeps.
"""

    def looks(dressed: str) -> list[set[str]]:
        screenplay = parse_bytes(script.format(dressed=dressed).encode())
        found: list[set[str]] = [set() for _ in screenplay.scenes]
        for shot in plan(screenplay, derive_cast(screenplay)).shots:
            if shot.drawn and "THEO" in shot.drawn.looks:
                found[shot.scene].add(shot.drawn.looks["THEO"].model_dump_json())
        return found

    plain, coat = looks(""), looks(", in a green coat,")
    assert [before == after for before, after in zip(plain, coat, strict=True)] == [True, False, False, True]
    assert all('"garment":"coat"' in look for look in coat[2])
