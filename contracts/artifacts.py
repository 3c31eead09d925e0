"""What jobs leave behind: file names, and the JSON inside those that others read."""

from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from contracts.recipes import Contract, Hash, Kind

SPEECH: Final = "speech.wav"
TIMING: Final = "timing.json"
PICTURE: Final = "picture.mp4"
SCORE: Final = "score.flac"
FILM: Final = "film.mp4"
SUBTITLES_SRT: Final = "film.srt"
SUBTITLES_VTT: Final = "film.vtt"
REPORT: Final = "report.json"

#: Files that each kind of job makes, its result aside.
NAMES: Final[dict[Kind, tuple[str, ...]]] = {
    "line": (SPEECH, TIMING),
    "shot": (PICTURE,),
    "score": (SCORE,),
    "assembly": (FILM, SUBTITLES_SRT, SUBTITLES_VTT, REPORT),
}
MEDIA_TYPES: Final[dict[str, str]] = {
    SPEECH: "audio/wav",
    TIMING: "application/json",
    PICTURE: "video/mp4",
    SCORE: "audio/flac",
    FILM: "video/mp4",
    SUBTITLES_SRT: "application/x-subrip",
    SUBTITLES_VTT: "text/vtt",
    REPORT: "application/json",
}


class Word(Contract):
    """A word as spoken: where it stands in the line's text (in code points) and when it is heard."""

    offset: int = Field(ge=0)
    length: int = Field(ge=1)
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)


class Phoneme(Contract):
    """A phoneme (IPA) and when it is heard; the mouth follows it."""

    symbol: str
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)


class LineTiming(Contract):
    """`timing.json` beside `speech.wav`."""

    version: Literal[1] = 1
    duration_ms: int = Field(ge=0)
    words: tuple[Word, ...]
    phonemes: tuple[Phoneme, ...]


class LineResult(Contract):
    kind: Literal["line"] = "line"
    duration_ms: int = Field(ge=0)


class ShotResult(Contract):
    kind: Literal["shot"] = "shot"
    frames: int
    renderer: str = Field(description="What drew it: a delivered shot always says so")
    essence_sha256: Hash = Field(description="sha256 over the encoded pictures alone, container excluded")


class ScoreResult(Contract):
    kind: Literal["score"] = "score"
    frames: int


class FilmResult(Contract):
    """Also the content of `report.json`."""

    kind: Literal["assembly"] = "assembly"
    frames: int
    duration_ms: int
    essence_sha256: Hash = Field(description="sha256 over all encoded pictures of the film, in order")
    integrated_lufs: float
    true_peak_dbtp: float
    subtitle_cues: int
    renderers: tuple[str, ...] = Field(description="Every renderer that made a shot of this film")


Result = Annotated[LineResult | ShotResult | ScoreResult | FilmResult, Field(discriminator="kind")]
RESULT: Final[TypeAdapter[LineResult | ShotResult | ScoreResult | FilmResult]] = TypeAdapter(Result)
