"""Messages between the API and the workers: versioned, validated, ids instead of payloads.

The protocol, from the worker's side:

1. Receive a `JobMessage` from a work queue. What cannot be read (`MessageError`) goes to that queue's dead-letter
   queue with its reason; nothing else happens.
2. If `storage_keys.cancellation` of the owner exists, delete the message: nobody wants it any more. Look again with
   each heartbeat, and stop then. Otherwise send `started` (sequence 0; at the n-th delivery of the same message
   (n − 1) × 1,000,000, so that what the next worker sends is never taken for late). If the result of the recipe exists
   already, go to 5.
3. Work; keep the message hidden with a heartbeat; send `progress` at most once a second. A heartbeat that
   is refused means that somebody else has the message: stop without a trace.
4. Write the artifacts, then the result, under keys derived from the recipe.
5. Send `succeeded` with the result, then delete the message. Sent twice, it changes nothing.

On SIGTERM the worker hands the message back (visibility 0) and sends `released`. Work that cannot succeed (a
recipe that is refused, an input that is missing) sends `failed` with a reason a person can act on, and the message is
deleted; an unexpected error sends `failed` with `retryable` and leaves the message to the queue's redrive policy. At
the last delivery that this allows, `retryable` is false: SQS moves the message to the dead-letter queue.

The API applies an event when its attempt is the job's current one and its sequence is higher than the last that it
applied from this worker; anything else is late and is dropped. An outcome (`succeeded`, `failed` for good) counts
whatever its sequence: the worker that took over from a dead one may have counted less far.
"""

import json
import re
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from contracts.recipes import Result
from contracts.recipes.base import Contract, RecipeHashField
from contracts.recipes.schedule import FoundOrder
from contracts.renderers import Kind

MESSAGE_VERSION: Final = 1


#: What PostgreSQL does not store (NUL), and what no UTF-8 can hold (halves of surrogate pairs).
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_HALF: Final = re.compile(r"[\ud800-\udfff]|\\u[dD][89a-fA-F]")
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def storable(text: str) -> str:
    """The text with U+FFFD for each character that cannot be stored or sent."""
    return _UNSTORABLE.sub(_REPLACEMENT, text)


def _storable_value(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


#: What a worker says in its own words, such as an error's text. Whatever is in it, the event is sent and applied.
Words = Annotated[str, BeforeValidator(_storable_value)]


class MessageError(ValueError):
    """A message that cannot be read; its text says why and what would be right."""


class Traced(Contract):
    """Knows which request it is for: whoever gets it writes that into each line of its log, and passes it on."""

    request_id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9._-]{8,64}$")
    traceparent: str | None = Field(
        default=None, pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", description="W3C Trace Context"
    )


class JobMessage(Traced):
    """One job to do. The recipe is at `storage_keys.recipe(organization_id, recipe_hash)`. Only the API knows what the
    owner is."""

    version: Literal[1] = MESSAGE_VERSION
    job_id: UUID
    organization_id: UUID
    owner_id: UUID
    kind: Kind
    attempt: int = Field(ge=1, description="Grows with every publication; fences late results")
    recipe_hash: RecipeHashField


class EventBase(Traced):
    version: Literal[1] = MESSAGE_VERSION
    job_id: UUID
    organization_id: UUID
    owner_id: UUID
    attempt: int = Field(ge=1)
    sequence: int = Field(ge=0, description="Grows within an attempt, from delivery to delivery")
    worker: Words = Field(description="Who reports: host and process")
    at: datetime


class Started(EventBase):
    event: Literal["started"] = "started"


class Progress(EventBase):
    event: Literal["progress"] = "progress"
    fraction: float = Field(ge=0, le=1)
    found: FoundOrder | None = Field(
        default=None, description="Of a job that looks for the best: the best so far, where it is a better one"
    )


class Succeeded(EventBase):
    event: Literal["succeeded"] = "succeeded"
    result: Annotated[Result, Field(discriminator="kind")]
    cached: bool = Field(description="The result existed already; nothing was made")
    seconds: float = Field(ge=0, description="Wall time of the work")


class Failed(EventBase):
    event: Literal["failed"] = "failed"
    reason: Words = Field(description="What went wrong, where, and what to do")
    retryable: bool = Field(description="True: the message stays in the queue and is tried again")


class Released(EventBase):
    event: Literal["released"] = "released"


Event = Annotated[Started | Progress | Succeeded | Failed | Released, Field(discriminator="event")]
EVENT: Final[TypeAdapter[Started | Progress | Succeeded | Failed | Released]] = TypeAdapter(Event)


def read_job(body: str) -> JobMessage:
    """Parse the body of a work-queue message. Raises `MessageError`."""
    try:
        return JobMessage.model_validate_json(body)
    except ValidationError as error:
        raise MessageError(_explain("job message", error)) from error


def read_event(body: str) -> Started | Progress | Succeeded | Failed | Released:
    """Parse the body of an events-queue message. Raises `MessageError`."""
    try:
        return EVENT.validate_json(_without_halves(body))
    except ValidationError as error:
        raise MessageError(_explain("event message", error)) from error


def _without_halves(body: str) -> str:
    """The same JSON without halves of surrogate pairs, escaped or not, for which a strict reader refuses all of it."""
    if _HALF.search(body) is None:
        return body
    try:
        # json joins two halves that belong together, and keeps lone ones, which only text can hold.
        return _SURROGATE.sub(_REPLACEMENT, json.dumps(json.loads(body), ensure_ascii=False))
    except (ValueError, RecursionError):
        return body  # it is no JSON: the reader says what is wrong with it


def _explain(what: str, error: ValidationError) -> str:
    details = "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'body'}: {item['msg']}" for item in error.errors(include_url=False)[:5]
    )
    return f"not a version {MESSAGE_VERSION} {what}: {details}"
