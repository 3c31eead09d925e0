"""Screenplays for the planning tests, written and random, and what becomes of them without a synthesiser."""

from dataclasses import dataclass

from film_studio.engines.character.casting.cast import CastMember, derive_cast
from film_studio.engines.postproduction.edit.timeline import place_film
from film_studio.engines.production.planning.planner import Plan, PlannedShot, plan
from film_studio.screenplay.elements import Screenplay
from film_studio.screenplay.parser import parse
from hypothesis import strategies as st

from contracts.recipes import recipe_hash
from contracts.recipes.animatic import DrawnView
from contracts.recipes.base import RecipeHash
from contracts.recipes.film import View
from contracts.recipes.shot import ShotRecipe


@dataclass(frozen=True)
class Film:
    screenplay: Screenplay
    cast: tuple[CastMember, ...]
    plan: Plan

    @property
    def durations(self) -> dict[RecipeHash, int]:
        """A length for every line that depends on its text, as a voice's would."""
        return {recipe_hash(line.recipe): 280 + 63 * len(line.text) for line in self.plan.lines}

    def placed(self) -> tuple[ShotRecipe, ...]:
        return place_film(self.plan, self.durations)


def film(text: str) -> Film:
    screenplay = parse(text)
    cast = derive_cast(screenplay)
    return Film(screenplay, cast, plan(screenplay, cast))


def views(planned: Plan, scene: int | None = None) -> list[tuple[PlannedShot, View]]:
    """The shots that show a place, title and intertitles left out."""
    return [
        (shot, shot.picture) for shot in planned.shots if isinstance(shot.picture, View) and scene in {None, shot.scene}
    ]


def drawing(shot: PlannedShot) -> DrawnView:
    """How the animatic draws a view."""
    assert shot.drawn is not None
    return shot.drawn


LIGHTHOUSE = """\
Title: The Lamp
Credit: Written by
Author: A. Keeper

FADE IN:

EXT. LIGHTHOUSE - DUSK

Waves hammer the rocks. MARA VOSS (34), in a red coat, climbs the path.

THEO, 70s, a fisherman, waits by the door.

THEO
You came back. I did not think you would.

MARA
(whispering)
Neither did I.

THEO
Then why?

MARA
Somebody had to turn the lamp on again.

THEO
And you think that you can?

MARA
I know that I can.

Theo holds out a key.

MARA (V.O.)
He had kept it for ten years.

INT. LIGHTHOUSE - LAMP ROOM - NIGHT

MARA
THE SHIP! IT IS TURNING!

INES (O.S.)
Lighthouse, this is Ines. Mara, answer me.

Mara runs to the radio.

MARA
Ines!

THEO ^
She cannot hear you.

DISSOLVE TO:

EXT. BEACH - DAWN

The sea is flat.

FADE OUT.
"""

_NAMES = ("MARA", "THEO", "OLD WOMAN", "МАРИЯ", "@花子", "R2D2", "ÉLODIE", "MARA/THEO", "MOM & DAD")
_EXTENSIONS = ("", "", "", " (V.O.)", " (O.S.)", " (CONT'D)", " (on the radio)", " ^")
_WORDS = """
the sea is flat and nobody came . ! ? , — … Mara runs she looks up opens letter phone rings Theo enters exits sits and
waits again by the door. Really! Why? ночь 夜です。 🙂 1945 INSERT POV
"""
_HEADINGS = ("INT.", "EXT.", "INT./EXT.", "EST.")
_PLACES = ("KITCHEN", "LIGHTHOUSE - LAMP ROOM", "BEACH", "CAR", "XYZZY", "КУХНЯ", "ROAD")
_TIMES = (" - DAY", " - NIGHT", " - CONTINUOUS", "", " - DAWN")
_MANNERS = ("", "", "(whispering)\n", "(beat)\n", "(shouting)\n")
_MARKS = ("FADE IN:", "CUT TO:", "DISSOLVE TO:", "> FADE OUT.", "> INTERMISSION <", "===", "[[note]]", "# Act")
_TITLES = ("", "Title: A Film\nAuthor: Somebody\n\n", "Title: Фильм\nLanguage: Russian\n\n")


@st.composite
def _blocks(draw: st.DrawFn) -> str:
    prose = " ".join(draw(st.lists(st.sampled_from(_WORDS.split()), min_size=1, max_size=60)))
    match draw(st.integers(0, 9)):
        case 0 | 1:
            parts = (
                draw(st.sampled_from(_HEADINGS)),
                " ",
                draw(st.sampled_from(_PLACES)),
                draw(st.sampled_from(_TIMES)),
            )
            return "".join(parts)
        case 2 | 3:
            return prose
        case 4:
            return draw(st.sampled_from(_MARKS))
        case _:
            cue = draw(st.sampled_from(_NAMES)) + draw(st.sampled_from(_EXTENSIONS))
            return f"{cue}\n{draw(st.sampled_from(_MANNERS))}{prose}"


@st.composite
def screenplays(draw: st.DrawFn) -> str:
    """Random screenplays with everything in them that changes a plan."""
    return draw(st.sampled_from(_TITLES)) + "\n\n".join(draw(st.lists(_blocks(), max_size=24))) + "\n"
