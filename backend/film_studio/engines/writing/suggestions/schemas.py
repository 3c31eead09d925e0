"""Wire formats of suggestions."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from contracts.limits import SCREENPLAY_LINES
from film_studio.engines.writing.suggestions.asking import Kind
from film_studio.engines.writing.suggestions.writers import WriterName
from film_studio.kit.schemas import VERSION, Body, Lines, Wire

State = Literal["waiting", "writing", "open", "accepted", "rejected", "failed"]
_Line = Annotated[int, Field(ge=1, le=SCREENPLAY_LINES, description="From 1", examples=[3])]
_Wish = Annotated[
    Lines | None, Field(default=None, description="What is wanted of it, in words", examples=["Shorter."])
]


class LinesAsked(Body):
    """Lines of the revision, the last one included. Which is the first does not matter."""

    revision_id: uuid.UUID
    first_line: _Line
    last_line: _Line


class DraftCreate(Body):
    """A short screenplay from a logline, in place of all that is written."""

    kind: Literal["draft"]
    writer: WriterName = "template"
    logline: Lines = Field(examples=["A lighthouse keeper must choose between her lost brother and the last ferry."])
    seed: int = Field(default=0, ge=0, le=2**31 - 1, description="Another one is another draft of the template's")


class RewriteCreate(LinesAsked):
    """The lines written anew: tighter, or as is wished."""

    kind: Literal["rewrite"]
    wish: _Wish


class ContinuationCreate(LinesAsked):
    """The scene goes on behind the last of the lines."""

    kind: Literal["continuation"]
    wish: _Wish


class AlternativesCreate(LinesAsked):
    """Other ways to say the lines, which are one person's."""

    kind: Literal["alternatives"]
    wish: _Wish


class LoglineCreate(Body):
    """A logline of the screenplay, for its title page."""

    kind: Literal["logline"]
    revision_id: uuid.UUID
    wish: _Wish


SuggestionCreate = Annotated[
    DraftCreate | RewriteCreate | ContinuationCreate | AlternativesCreate | LoglineCreate, Field(discriminator="kind")
]


class AskedBy(Wire):
    """Whoever has asked for it."""

    kind: Literal["member", "program"]
    name: str
    is_you: bool


class OfRevision(Wire):
    id: uuid.UUID
    number: int


class Usage(Wire):
    """What a model was given and gave, all its tries together."""

    input_tokens: int
    output_tokens: int
    usd: float | None = Field(description="Null where the stack does not say what the model costs")


class Suggestion(Wire):
    """What a writer was asked for."""

    id: uuid.UUID
    project_id: uuid.UUID
    kind: Kind
    wish: str = Field(description="The logline of a draft; else what was wanted of it, or empty")
    state: State = Field(description="`open` until somebody accepts or rejects it")
    reason: str | None = Field(description="Why it failed, or was rejected")
    based_on: OfRevision | None = Field(description="The revision that it is about; null where there was none")
    first_line: int = Field(description="That it would replace, from 1, in that revision")
    lines: int = Field(description="How many it would replace; 0: it comes before the first line")
    writer: WriterName
    made_by: str | None = Field(description="The template or the model by its name; null until it has answered")
    usage: Usage | None = Field(description="Of a model that has answered")
    asked_by: AskedBy
    accepted_as: OfRevision | None = Field(description="The revision that was made of it")
    version: int = VERSION
    created_at: datetime


class SuggestedHunk(Wire):
    """Some lines that go, and some that come in their place."""

    line: int = Field(description="From 1 within `before`: the first that goes, else the one that it comes before")
    removed: list[str]
    added: list[str]


class SuggestedOption(Wire):
    """One of the texts to choose from."""

    text: str
    hunks: list[SuggestedHunk] = Field(description="What tells it from `before`, in order; accepted by their index")


class SuggestionWithText(Suggestion):
    before: str = Field(description="What the lines say that it would replace")
    options: list[SuggestedOption] = Field(description="Empty until it is written")


class SuggestionAcceptance(Body):
    option: int = Field(default=0, ge=0, le=9, description="Index of the text that is chosen")
    hunks: list[Annotated[int, Field(ge=0, le=SCREENPLAY_LINES)]] | None = Field(
        default=None,
        min_length=1,
        max_length=2000,
        description="Indexes of the hunks that are accepted; left out: all",
        examples=[[0]],
    )


class SuggestionRejection(Body):
    reason: Lines | None = Field(default=None, examples=["Too many words."])


class TemplateOffer(Wire):
    """The template writer, which is always there, and costs nothing."""

    name: str
    kinds: list[Kind]
    languages: list[str] = Field(description="BCP 47")


class KindPrice(Wire):
    kind: Kind
    output_tokens: int = Field(description="That an answer has, about")
    most_tokens: int = Field(description="Of all tries together, at most: then it fails")


class ModelOffer(Wire):
    """The model that this stack asks."""

    name: str
    host: str = Field(description="Who is sent what is written: Amazon Bedrock in its region, or a server by its name")
    kinds: list[KindPrice]
    input_usd: float | None = Field(description="For a million tokens that it reads; null where nobody has said")
    output_usd: float | None = Field(description="For a million tokens that it writes")
    prompt_tokens: int = Field(description="Of what it is told beside the screenplay, about")
    characters_a_token: int


class Writers(Wire):
    """Who can be asked for suggestions."""

    template: TemplateOffer
    model: ModelOffer | None = Field(description="Null where this stack names none")
