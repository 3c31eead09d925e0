"""What people did survives a new revision, whatever was written meanwhile: each is kept once or lost with a reason."""

import uuid

from film_studio.engines.preproduction.breakdown.carrying import Carrier, Fresh, Gone, Held, Kept
from film_studio.engines.preproduction.breakdown.categories import Paragraph
from film_studio.engines.preproduction.breakdown.same_scenes import SceneText, matched
from hypothesis import given, settings
from hypothesis import strategies as st

PLACES = ("INT. BAR - NIGHT", "EXT. QUAY - DAY", "INT. CAR - DAY")
THINGS = ("dog", "suitcase", "lamp", "umbrella", "piano")
Film = list[tuple[str, list[str]]]
#: Scenes with their headings and the things that their paragraphs name, one each.
FILMS = st.lists(st.tuples(st.sampled_from(PLACES), st.lists(st.sampled_from(THINGS), unique=True)), max_size=6)


def sentence(thing: str) -> str:
    return f"Somebody carries a {thing} through the room."


def scenes_of(film: Film) -> list[SceneText]:
    return [
        SceneText(index, str(index + 1), heading, "\n".join(map(sentence, named)))
        for index, (heading, named) in enumerate(film)
    ]


def printed_of(film: Film) -> dict[int, list[Paragraph]]:
    return {
        index: [Paragraph(10 * index + at, "action", sentence(thing)) for at, thing in enumerate(named)]
        for index, (_, named) in enumerate(film)
    }


def suggested_for(film: Film) -> list[Fresh]:
    return [
        Fresh(uuid.uuid5(uuid.NAMESPACE_OID, f"{index}{thing}"), f"thing:{thing}", "props", thing, index)
        for index, (_, named) in enumerate(film)
        for thing in named
    ]


def held_of(film: Film) -> list[Held]:
    """Everything that was suggested, renamed and confirmed; a thing of each scene as a whole, and of each line."""
    held: list[Held] = []
    for index, (_, named) in enumerate(film):
        for key, name, quote in (
            *((f"thing:{thing}", f"old {thing}", sentence(thing)) for thing in named),
            *((f"own:{thing}", f"{thing} double", sentence(thing)) for thing in named),
            (f"own:{index}", "crane", ""),
        ):
            held.append(
                Held(
                    id=uuid.uuid5(uuid.NAMESPACE_URL, f"{index}{key}"),
                    key=key,
                    suggested="props" if key.startswith("thing:") else None,
                    category="props",
                    name=name,
                    state="confirmed",
                    scene=index,
                    line=None,
                    words="",
                    quote=quote,
                )
            )
    return held


def carried(before: Film, after: Film, held: list[Held]) -> list[Kept | Gone]:
    former, new = scenes_of(before), scenes_of(after)
    return Carrier(new, printed_of(after), suggested_for(after), matched(former, new), former).carry(held)


@settings(max_examples=30)
@given(FILMS, FILMS)
def test_each_is_kept_once_or_lost_with_its_scene(before: Film, after: Film) -> None:
    held = held_of(before)
    done = carried(before, after, held)
    assert [each.held for each in done] == held
    for each in done:
        if isinstance(each, Gone):
            assert each.lost.heading == before[each.held.scene or 0][0]
        else:
            assert 0 <= each.scene < len(after)
            assert each.fresh is not None or each.line is not None or not each.held.quote
    fresh = [each.fresh for each in done if isinstance(each, Kept) and each.fresh is not None]
    assert len(fresh) == len(set(fresh))


@settings(max_examples=30)
@given(FILMS)
def test_an_unchanged_screenplay_keeps_all_where_it_was(film: Film) -> None:
    done = carried(film, film, held_of(film))
    for each in done:
        assert isinstance(each, Kept)
        assert film[each.scene] == film[each.held.scene or 0]
        assert each.how == "same"
    assert len({(each.held.scene, each.scene) for each in done if isinstance(each, Kept)}) == len(film)


@settings(max_examples=30)
@given(FILMS, st.integers(0, 6), st.sampled_from(PLACES), st.data())
def test_scenes_that_are_new_or_stand_elsewhere_take_nothing_from_the_others(
    film: Film, at: int, place: str, data: st.DataObject
) -> None:
    moved = data.draw(st.permutations(film))
    after = [*moved[:at], (place, ["trapdoor"]), *moved[at:]]
    for each in carried(film, after, held_of(film)):
        assert isinstance(each, Kept)
        assert after[each.scene] == film[each.held.scene or 0]


@settings(max_examples=30)
@given(FILMS)
def test_what_was_lost_with_its_scenes_comes_back_with_them(film: Film) -> None:
    held = held_of(film)
    gone = carried(film, [], held)
    assert {each.lost.reason for each in gone if isinstance(each, Gone)} <= {"scene_gone"}
    lost = [
        Held(
            **{name: getattr(each.held, name) for name in Held.__slots__ if name not in ("scene", "lost")},
            scene=None,
            lost=each.lost,
        )
        for each in gone
        if isinstance(each, Gone)
    ]
    back = carried([], film, lost)
    assert len(back) == len(held)
    assert all(isinstance(each, Kept) for each in back)


def test_a_line_that_was_rewritten_a_little_keeps_what_a_person_hung_on_it() -> None:
    before: Film = [(PLACES[0], ["dog"])]
    (rules, own, whole) = held_of(before)
    new = [SceneText(0, "1", PLACES[0], "Somebody carries a cat through the room.")]
    printed = {0: [Paragraph(7, "action", "Somebody carries a cat through the room.")]}
    former = scenes_of(before)
    kept = Carrier(new, printed, [], matched(former, new), former).carry([rules, own, whole])
    assert [(type(each), getattr(each, "line", None)) for each in kept] == [(Gone, None), (Kept, 7), (Kept, None)]
