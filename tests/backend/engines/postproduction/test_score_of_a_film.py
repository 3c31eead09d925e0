"""What the music is told of each scene: where it lies, when and where it plays, and how tense it is."""

from itertools import accumulate, pairwise

import pytest
from film_studio.engines.postproduction.edit.recipes import score_recipe

from contracts.recipes.score import MusicCue
from tests.backend.engines.production.planning.planned_films import LIGHTHOUSE, film

CALM = ("Very well.", "I see.", "So it is.", "Perhaps.", "Good.", "We are here.")


def cues(script: str) -> tuple[MusicCue, ...]:
    made = film(script)
    return score_recipe(made.plan, made.placed(), "score").music_cues


def scene(*speeches: str, action: str = "A table.", time: str = "DAY") -> str:
    """A scene in which one person after another says these, each with the words for how it is said before it."""
    said = "".join(f"{'MARA' if turn % 2 else 'THEO'}\n{speech}\n\n" for turn, speech in enumerate(speeches))
    return f"INT. ROOM - {time}\n\n{action}\n\n{said}"


def tension(script: str) -> float:
    (cue,) = cues(script)
    return cue.tension


def moody(count: int, manner: str) -> str:
    """A scene of six speeches of which so many are said in a manner; each lasts as long as it would without."""
    return scene(*(f"({manner})\n{words}" if index < count else words for index, words in enumerate(CALM)))


@pytest.mark.parametrize("manner", ["shouting", "whispering", "urgently"])
def test_a_manner_of_speech_makes_a_scene_tense_and_a_third_of_its_lines_are_enough(manner: str) -> None:
    none, one, two, six = (tension(moody(count, manner)) for count in (0, 1, 2, 6))
    assert one - none == pytest.approx((two - none) / 2, abs=0.002)
    # All that more of them can add is that the camera comes closer.
    assert two <= six <= two + 0.1
    assert two > none + 0.15


def exclaimed(count: int, mark: str) -> str:
    return scene(*(words.replace(".", mark) if index < count else words for index, words in enumerate(CALM)))


@pytest.mark.parametrize("mark", ["!", "！"])
def test_exclamations_make_a_scene_tense(mark: str) -> None:
    none, one, two, six = (tension(exclaimed(count, mark)) for count in (0, 1, 2, 6))
    assert none < one < two
    assert one - none == pytest.approx((two - none) / 2, abs=0.002)
    assert six >= two


def test_night_and_pursuit_make_a_scene_tense() -> None:
    day, night = tension(scene(*CALM)), tension(scene(*CALM, time="NIGHT"))
    chase = tension(scene(*CALM, action="A table is laid.\n\nMara runs from Theo."))
    assert night == pytest.approx(day + 0.15, abs=0.002)
    assert chase > day + 0.1


def test_close_faces_make_a_scene_tense() -> None:
    # The same words and lengths, in one shot of both or in close-ups of each.
    far, close = (scene(*("Perhaps it may be so.",) * turns) for turns in (3, 14))
    assert tension(close) > tension(far) + 0.03


def test_two_close_faces_weigh_the_less_the_longer_the_scene() -> None:
    """Of so many speeches each scene ends on two."""
    tensions = [tension(scene(*("Perhaps it may be so.",) * turns)) for turns in (6, 8, 10, 12)]
    assert tensions == sorted(set(tensions), reverse=True)


def test_nothing_is_tenser_than_one() -> None:
    frantic = "".join(f"{name}\n(shouting)\nRUN FOR IT NOW!\n\n" for name in ("MARA", "THEO") * 6)
    hushed = "".join(f"{name}\n(whispering)\nRun for it now!\n\n" for name in ("MARA", "THEO") * 6)
    urgent = "".join(f"{name}\n(urgently)\nRun for it now!\n\n" for name in ("MARA", "THEO") * 6)
    script = f"INT. ROOM - NIGHT\n\nMara runs from Theo.\n\n{frantic}{hushed}{urgent}"
    assert tension(script) == 1.0


def _equal_scenes(count: int) -> tuple[MusicCue, ...]:
    return cues("".join(f"INT. ROOM {number} - DAY\n\nA table.\n\n" for number in range(count)))


def test_a_story_rises_to_its_climax_in_the_last_sixth_and_falls_after_it() -> None:
    tensions = [cue.tension for cue in _equal_scenes(20)]
    climax = tensions.index(max(tensions))
    assert climax in (16, 17)
    assert tensions[: climax + 1] == sorted(tensions[: climax + 1])
    assert tensions[climax:] == sorted(tensions[climax:], reverse=True)
    steps = [later - earlier for earlier, later in pairwise(tensions[:17])]
    assert max(steps) - min(steps) <= 0.002
    assert 0.25 < tensions[climax] <= 0.3
    assert tensions[0] < 0.02


def test_music_changes_with_the_scene_and_knows_every_cut() -> None:
    made = film(LIGHTHOUSE)
    shots = made.placed()
    score = score_recipe(made.plan, shots, "score")
    starts = [0, *accumulate(shot.frames for shot in shots)]
    firsts = [next(shot.index for shot in made.plan.shots if shot.scene == scene) for scene in made.plan.scenes]
    assert [cue.start_frame for cue in score.music_cues] == [starts[index] for index in firsts]
    assert score.cuts == tuple(starts[:-1])
    assert score.frames == starts[-1]


def test_music_knows_when_and_where_a_scene_plays() -> None:
    script = "Title: T\n\nEXT. FIELD - DUSK\n\nGrass.\n\nINT. ROOM - NIGHT\n\nA table.\n\nEXT. ROAD - DAWN\n\nDust.\n"
    assert [(cue.time_of_day, cue.interior) for cue in cues(script)] == [
        ("dusk", False),
        ("night", True),
        ("dawn", False),
    ]


def test_a_scene_of_cards_sounds_like_the_place_before_it_and_the_first_like_the_one_to_come() -> None:
    script = "INT. A - DAY\n\n> ONE <\n\nEXT. FIELD - NIGHT\n\nGrass.\n\nINT. B - DAY\n\n> TWO <\n"
    assert [(cue.time_of_day, cue.interior) for cue in cues(script)] == [("night", False)] * 3


def test_a_film_of_nothing_but_cards_is_a_day_inside() -> None:
    (cue,) = cues("> ONE <\n")
    assert (cue.time_of_day, cue.interior) == ("day", True)
