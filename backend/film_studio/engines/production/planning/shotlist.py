"""The shot list: the plan of a film, shot by shot, as it is stored and given to post-production."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from contracts.recipes.animatic import DrawnView, Look
from contracts.recipes.base import Contract, Fraction
from contracts.recipes.effects import Ambience, SpotEffect, Surface
from contracts.recipes.film import Picture
from contracts.recipes.kokoro import KokoroVoice
from contracts.recipes.line import LineRecipe
from film_studio.engines.character import Clothes, Part, dressed, in_language, neural

ShotTransition = Literal["cut", "dissolve", "fade_out"]


class PlannedLine(Contract):
    """One sound file to be spoken: a speech, or a part of one that ends at a sentence."""

    index: int = Field(ge=0, description="Counts through the film, in script order")
    character: str
    text: str
    on_screen: bool = Field(description="False for V.O. and O.S.: heard, captioned, no mouth")
    recipe: LineRecipe = Field(description="As the formant synthesiser speaks it")
    neural_voice: KokoroVoice | None = Field(default=None, description="By which a neural voice may speak it instead")
    with_previous: bool = Field(default=False, description="Dual dialogue: begins together with the line before it")
    pause_seconds: float = Field(default=0.0, ge=0, le=5, description="Silence before it, beyond the usual gap")

    def voiced(self, part: Part, film: str) -> Self:
        """The same line in the voices of a part, chosen for a film's language, where it has any."""
        recipe, voice = self.recipe, self.neural_voice
        if part.voice is not None:
            own = in_language(part.voice, recipe.language, film)
            recipe = recipe.model_copy(update={"formant": own})
        if part.neural_voice is not None:
            voice = neural.in_language(part.neural_voice, recipe.language, film)
        return self.model_copy(update={"recipe": recipe, "neural_voice": voice})

    def spoken_by(self, renderer: str) -> Self:
        """The same line, for the renderer of this name where it speaks it."""
        if renderer != "kokoro" or self.neural_voice is None:
            return self
        return self.model_copy(update={"recipe": self.recipe.spoken_by(self.neural_voice)})


class PlannedAmbience(Contract):
    """What goes on for as long as a scene does."""

    scene: int = Field(ge=0)
    stretch: int = Field(ge=0, description="`PlannedShot.stretch` of the shots in which it goes on")
    sound: Ambience
    strength: Fraction
    distance: Fraction
    interior: bool
    behind_walls: bool = False
    source: str = Field(description="The words of the page, or the place, that it comes from")
    line: int = Field(default=0, ge=0, description="Of the screenplay's source, from 1; 0 where it has none")


class PlannedSound(Contract):
    """What is heard at a moment of a shot."""

    sound: SpotEffect
    at: Fraction = Field(description="The moment, as a share of the shot's action")
    seconds: float = Field(gt=0, le=60)
    strength: Fraction
    distance: Fraction
    pan: float = Field(ge=-1, le=1)
    interior: bool
    behind_walls: bool
    surface: Surface
    source: str = Field(description="The words of the page that it comes from")
    line: int = Field(default=0, ge=0, description="Of the screenplay's source, from 1; 0 where it has none")


class PlannedShot(Contract):
    """One shot. Its exact length is known once its lines have been spoken (`postproduction.timeline`)."""

    index: int = Field(ge=0, description="Counts through the film")
    scene: int = Field(
        ge=0, description="`Scene.index`; the title belongs to the first scene, the end card to the last"
    )
    stretch: int = Field(default=0, ge=0, description="Counts what the film tells in one place and in one way")
    montage: bool = Field(default=False, description="One of a run of short pictures, through which music plays")
    picture: Picture
    drawn: DrawnView | None = Field(default=None, description="How the animatic draws a view")
    action: str | None = None
    lettering: str | None = Field(default=None, description="Words of the film over the picture: SUPER, TITLE OVER")
    lines: tuple[PlannedLine, ...] = ()
    sounds: tuple[PlannedSound, ...] = ()
    former: tuple[str, ...] = Field(
        default=(), description="Who looks and sounds otherwise than in the rest of the film, as the page says"
    )
    day: str = Field(default="", description="Its story day: 1, 2, …, FB1")
    worn: Mapping[str, Clothes] = Field(
        default={}, description="What people wear in it otherwise than in the rest of the film, as the page says"
    )
    seconds: float = Field(gt=0, le=60, description="Length where nobody speaks; otherwise an estimate")
    transition: ShotTransition = Field(default="cut", description="To the next shot")
    fade_in: bool = False

    def cast_as(self, parts: Mapping[str, Part], film: str) -> Self:
        """The same shot with other looks, clothes and voices; `film` is the language that these were chosen for. Who is
        of another age in it stays as they are. Clothes that were chosen for its story day come before those of the
        page, and these before a chosen look's."""
        drawn = self.drawn
        parts = {name: part for name, part in parts.items() if name not in self.former} if self.former else parts
        looks = (
            {name: self._look(name, look, parts[name]) for name, look in drawn.looks.items() if name in parts}
            if drawn
            else {}
        )
        if drawn and looks:
            drawn = drawn.model_copy(update={"looks": {**drawn.looks, **looks}})
        lines = tuple(
            line.voiced(parts[line.character], film) if line.character in parts else line for line in self.lines
        )
        return self.model_copy(update={"drawn": drawn, "lines": lines})

    def _look(self, name: str, look: Look, part: Part) -> Look:
        chosen = part.outfits.get(self.day)
        if part.look is None:
            return dressed(look, None, chosen)
        return dressed(part.look, self.worn.get(name), chosen)


class Plan(Contract):
    """The whole film. Equal screenplays give equal plans; it round-trips through JSON."""

    title: str
    language: str = Field(description="BCP 47 tag of what is mostly spoken")
    shots: tuple[PlannedShot, ...] = Field(min_length=1)
    ambience: tuple[PlannedAmbience, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if [shot.index for shot in self.shots] != list(range(len(self.shots))):
            raise ValueError("shots must be numbered 0, 1, 2 … in the order of the film")
        if any(later.scene < earlier.scene for earlier, later in zip(self.shots, self.shots[1:], strict=False)):
            raise ValueError("a scene's shots must stand together, scenes in the order of the screenplay")
        return self

    def cast_as(self, parts: Mapping[str, Part]) -> Self:
        """The same film with other looks and neural voices, by the names of those who have them. Lines and shots of
        everybody else stay as they are, and so do their recipes."""
        if not parts:
            return self
        shots = tuple(shot.cast_as(parts, self.language) for shot in self.shots)
        return self.model_copy(update={"shots": shots})

    def spoken_by(self, renderer: str) -> Self:
        """The same film, its lines for the renderer of this name wherever it speaks them."""
        shots = tuple(
            shot.model_copy(update={"lines": tuple(line.spoken_by(renderer) for line in shot.lines)})
            if shot.lines
            else shot
            for shot in self.shots
        )
        return self.model_copy(update={"shots": shots})

    @property
    def lines(self) -> tuple[PlannedLine, ...]:
        """Every line of the film, in script order."""
        return tuple(line for shot in self.shots for line in shot.lines)

    @property
    def scenes(self) -> tuple[int, ...]:
        """Indices of the scenes that have shots, in the film's order. A scene that prints nothing has none."""
        return tuple(dict.fromkeys(shot.scene for shot in self.shots))

    def shots_of(self, scene: int) -> tuple[PlannedShot, ...]:
        """The shots of one scene, in order; empty when the scene has none."""
        return tuple(shot for shot in self.shots if shot.scene == scene)

    def following(self, scene: int) -> PlannedShot | None:
        """The first shot after the scene: what a dissolve out of its last shot needs. None at the film's end."""
        return next((shot for shot in self.shots if shot.scene > scene), None)
