"""A scene as its events in order: what happens, who says what, how it is left. Shots and voices are planned from it."""

from collections.abc import Iterable
from dataclasses import dataclass

from film_studio.screenplay import text
from film_studio.screenplay.elements import (
    Action,
    Boneyard,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    Parenthetical,
    Scene,
    Transition,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A stretch of one speech, said in one manner."""

    text: str  # as spoken: one line, no markup; never empty
    parentheticals: tuple[str, ...] = ()  # those written directly before it, such as ("whispering",)
    sung: bool = False
    line: int = 0  # of the source, from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One character's cue and all that is said under it."""

    cue: Cue
    utterances: tuple[Utterance, ...]  # at least one

    @property
    def name(self) -> str:
        """The character as the cue names it: `MOM`, without extensions."""
        return self.cue.name

    @property
    def extensions(self) -> tuple[str, ...]:
        """As written: `("V.O.",)`, `("on the radio", "CONT'D")`."""
        return self.cue.extensions

    @property
    def dual(self) -> bool:
        """Said at the same time as the speech before it."""
        return self.cue.dual

    @property
    def text(self) -> str:
        """Everything that is said, in one line."""
        return " ".join(utterance.text for utterance in self.utterances)

    @property
    def parentheticals(self) -> tuple[str, ...]:
        """All of them, in order."""
        return tuple(each for utterance in self.utterances for each in utterance.parentheticals)

    @property
    def voice_over(self) -> bool:
        """V.O.: heard over the picture, not in the place."""
        return "VO" in _letters(self.extensions)

    @property
    def off_screen(self) -> bool:
        """O.S. or O.C.: in the place, out of frame."""
        return not {"OS", "OC", "OFF"}.isdisjoint(_letters(self.extensions))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionBeat:
    """Something seen or heard that is not speech."""

    text: str  # without markup; lines as written; never empty
    line: int = 0
    centered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechBeat:
    """Somebody speaks."""

    speech: Speech
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionBeat:
    """How one picture goes over into the next: `DISSOLVE TO:`."""

    text: str  # in capitals, without markup
    line: int = 0


Beat = ActionBeat | SpeechBeat | TransitionBeat


def beats(scene: Scene) -> tuple[Beat, ...]:
    """The scene's events in the order of the page. Notes, boneyards, sections, synopses and page breaks are left out.

    A cue with brackets but no words (`BOB`, `(nods)`) is something to see: an ActionBeat "BOB (nods)". A lyric without
    a cue is one too.
    """
    result: list[Beat] = []
    elements = scene.elements
    position = 0
    while position < len(elements):
        element = elements[position]
        position += 1
        match element:
            case Cue():
                under: list[Element] = []
                while position < len(elements) and isinstance(elements[position], _UNDER_A_CUE):
                    under.append(elements[position])
                    position += 1
                result.extend(_speech(element, under))
            case Transition():
                if words := text.spoken(element.text):
                    result.append(TransitionBeat(text=words.upper(), line=element.line))
            case Action() | Lyric():
                if words := text.plain(element.text).strip():
                    centered = isinstance(element, Action) and element.centered
                    result.append(ActionBeat(text=words, line=element.line, centered=centered))
            case _:
                pass
    return tuple(result)


def speeches(scene: Scene) -> tuple[Speech, ...]:
    """Only what is said, in order."""
    return tuple(beat.speech for beat in beats(scene) if isinstance(beat, SpeechBeat))


_UNDER_A_CUE = (Parenthetical, Dialogue, Lyric, Note, Boneyard)


def _speech(cue: Cue, under: Iterable[Element]) -> Iterable[Beat]:
    utterances: list[Utterance] = []
    waiting: list[str] = []
    for element in under:
        match element:
            case Parenthetical():
                if manner := text.spoken(element.text):
                    waiting.append(manner)
            case Dialogue() | Lyric():
                if words := text.spoken(element.text):
                    sung = isinstance(element, Lyric)
                    utterances.append(
                        Utterance(text=words, parentheticals=tuple(waiting), sung=sung, line=element.line)
                    )
                    waiting.clear()
            case _:
                pass
    if utterances:
        yield SpeechBeat(speech=Speech(cue=cue, utterances=tuple(utterances)), line=cue.line)
    if waiting:
        # After the last words, or without any: nothing left to say in that manner, so it is business to be seen.
        yield ActionBeat(text=f"{cue.name} ({'; '.join(waiting)})", line=cue.line)


def _letters(extensions: tuple[str, ...]) -> set[str]:
    return {"".join(filter(str.isalnum, extension)).upper() for extension in extensions}
