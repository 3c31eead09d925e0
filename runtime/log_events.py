"""Every event that the programs log: one vocabulary, so that a search written for one line finds the others too.

An event's name in the log is its class's in lower case with underscores. The job, its organisation and the request that
a line belongs to are bound to the context and stand in it by themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

Level = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, kw_only=True)
class LogEvent:
    """Something worth a line."""

    level: ClassVar[Level] = "info"


# --- a worker's life ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class WorkerReady(LogEvent):
    queues: Sequence[str]
    renderers: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class WorkerChecked(LogEvent):
    queues: Sequence[str]
    renderers: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class WorkerCannotStart(LogEvent):
    level: ClassVar[Level] = "error"
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkerDraining(LogEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class WorkerDrained(LogEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AwsUnreachable(LogEvent):
    level: ClassVar[Level] = "warning"
    error: str
    pause_seconds: float


@dataclass(frozen=True, kw_only=True)
class TaskProtectionFailed(LogEvent):
    level: ClassVar[Level] = "warning"
    enabled: bool
    error: str


@dataclass(frozen=True, kw_only=True)
class TaskProtectionRefused(LogEvent):
    level: ClassVar[Level] = "warning"
    enabled: bool
    answer: str


# --- a job at a worker ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MessageUnreadable(LogEvent):
    """It is set aside in the dead-letter queue."""

    level: ClassVar[Level] = "error"
    queue: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageTakenOver(LogEvent):
    """Somebody else had the message when its outcome was to be told."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageLost(LogEvent):
    """A heartbeat was refused."""

    level: ClassVar[Level] = "warning"
    reason: str


@dataclass(frozen=True, kw_only=True)
class HeartbeatFailed(LogEvent):
    """SQS or the API's queue was out of reach; the next beat tries again."""

    level: ClassVar[Level] = "warning"
    error: str


@dataclass(frozen=True, kw_only=True)
class JobStarted(LogEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class JobSucceeded(LogEvent):
    cached: bool
    seconds: float


@dataclass(frozen=True, kw_only=True)
class JobRefused(LogEvent):
    """It cannot succeed however often it is tried."""

    level: ClassVar[Level] = "error"
    reason: str


@dataclass(frozen=True, kw_only=True)
class JobAttemptFailed(LogEvent):
    level: ClassVar[Level] = "error"
    retryable: bool


@dataclass(frozen=True, kw_only=True)
class JobAbandoned(LogEvent):
    level: ClassVar[Level] = "warning"
    reason: str


@dataclass(frozen=True, kw_only=True)
class JobCancelled(LogEvent):
    """Somebody cancelled what it is for: its message is gone, and nothing is made."""


@dataclass(frozen=True, kw_only=True)
class JobReleased(LogEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class JobNotReleased(LogEvent):
    """Its message comes back when its visibility ends."""

    level: ClassVar[Level] = "warning"
    reason: str


@dataclass(frozen=True, kw_only=True)
class JobDidNotStop(LogEvent):
    """The worker ends all the same."""

    level: ClassVar[Level] = "warning"
    grace_seconds: float


# --- jobs at the API ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class JobsStarted(LogEvent):
    """The background tasks run; `lease_seconds` by queue."""

    lease_seconds: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class TaskFailed(LogEvent):
    """A background task; it goes on after a pause."""

    level: ClassVar[Level] = "error"
    task: str


@dataclass(frozen=True, kw_only=True)
class MessageSent(LogEvent):
    """A job's message is in its queue; the job waits there for a worker."""

    queue: str
    job: UUID
    attempt: int


@dataclass(frozen=True, kw_only=True)
class MessageRefused(LogEvent):
    """SQS did not take a job's message; it stays in the outbox."""

    level: ClassVar[Level] = "error"
    queue: str
    job: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class JobFailed(LogEvent):
    level: ClassVar[Level] = "warning"
    job: UUID
    owner: UUID
    kind: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class JobLost(LogEvent):
    """Nothing was heard of it any more; it is queued again."""

    level: ClassVar[Level] = "warning"
    job: UUID
    attempt: int
    worker: str | None
    losses: int


@dataclass(frozen=True, kw_only=True)
class JobNotLookedAfter(LogEvent):
    """Looking after a silent job raised; it is left alone for a while, and fails when this goes on."""

    level: ClassVar[Level] = "error"
    job: UUID
    attempt: int
    losses: int


@dataclass(frozen=True, kw_only=True)
class MessageNotSent(LogEvent):
    """Publishing a job raised; its message stays in the outbox for another try, and the job fails when this goes on."""

    level: ClassVar[Level] = "error"
    queue: str
    job: UUID
    failures: int


@dataclass(frozen=True, kw_only=True)
class CancellationPublished(LogEvent):
    """Workers drop what is queued for this owner."""

    owner: UUID


@dataclass(frozen=True, kw_only=True)
class CancellationNotPublished(LogEvent):
    """Storage did not take it; it is tried again."""

    level: ClassVar[Level] = "error"
    owner: UUID


@dataclass(frozen=True, kw_only=True)
class ComposeFailed(LogEvent):
    """A recipe could not be composed, for a reason that nobody foresaw."""

    level: ClassVar[Level] = "error"
    owner: UUID


@dataclass(frozen=True, kw_only=True)
class ResultFound(LogEvent):
    """A job that nothing was heard of is done: its result is in storage."""

    job: UUID
    attempt: int


@dataclass(frozen=True, kw_only=True)
class ResultUnreadable(LogEvent):
    level: ClassVar[Level] = "warning"
    job: UUID
    recipe_hash: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StoredUnreadable(LogEvent):
    """Something stored is not what today's code takes; whoever asked for it is shown the rest."""

    level: ClassVar[Level] = "warning"
    model: str
    places: list[str]


@dataclass(frozen=True, kw_only=True)
class EventApplied(LogEvent):
    kind: str
    job: UUID
    attempt: int
    effect: str


@dataclass(frozen=True, kw_only=True)
class ProgressApplied(EventApplied):
    """One a second of each running job: nobody reads them."""

    level: ClassVar[Level] = "debug"


@dataclass(frozen=True, kw_only=True)
class EventUnreadable(LogEvent):
    """It comes again, and to the dead-letter queue in the end."""

    level: ClassVar[Level] = "error"
    reason: str
    receives: int


@dataclass(frozen=True, kw_only=True)
class EventNotApplied(LogEvent):
    """It comes again, and to the dead-letter queue in the end."""

    level: ClassVar[Level] = "error"
    job: UUID
    kind: str
    receives: int


@dataclass(frozen=True, kw_only=True)
class EventOfUnknownJob(LogEvent):
    level: ClassVar[Level] = "warning"
    job: UUID
    worker: str


# --- requests -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Request(LogEvent):
    """`route` is the template, and nothing where there is none; a path may hold anything that somebody typed.
    `problem` is the kind of an answer that says what was wrong."""

    method: str
    route: str | None
    path: str | None
    status: int
    problem: str | None
    milliseconds: float


@dataclass(frozen=True, kw_only=True)
class UnexpectedError(LogEvent):
    level: ClassVar[Level] = "error"


@dataclass(frozen=True, kw_only=True)
class PartUnavailable(LogEvent):
    level: ClassVar[Level] = "warning"
    part: str
    error: str


@dataclass(frozen=True, kw_only=True)
class OpenIdRefused(LogEvent):
    """Somebody came back from the OpenID provider with nothing that lets them in."""

    level: ClassVar[Level] = "warning"
    issuer: str
    reason: str


# --- housekeeping and migration -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ProjectErased(LogEvent):
    project: UUID
    organization: UUID
    deleted_at: str
    objects: int


@dataclass(frozen=True, kw_only=True)
class MailSent(LogEvent):
    """A letter has left; neither whom it is for nor what it says stands here."""

    mail: UUID
    about: str


@dataclass(frozen=True, kw_only=True)
class MailNotSent(LogEvent):
    """A letter waits for another try."""

    level: ClassVar[Level] = "warning"
    mail: UUID
    about: str
    failures: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class MailGivenUp(LogEvent):
    """A letter will not be sent; the row in outgoing_mail keeps why."""

    level: ClassVar[Level] = "error"
    mail: UUID
    about: str
    failures: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class WebhookDelivered(LogEvent):
    delivery: UUID
    webhook: UUID
    what: str


@dataclass(frozen=True, kw_only=True)
class WebhookNotDelivered(LogEvent):
    """An address did not take an event; its log says whether and when it is tried again."""

    level: ClassVar[Level] = "warning"
    delivery: UUID
    webhook: UUID
    what: str
    failures: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class WebhookDisabled(LogEvent):
    level: ClassVar[Level] = "warning"
    webhook: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuggestionWritten(LogEvent):
    suggestion: UUID
    made_by: str
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, kw_only=True)
class SuggestionPutOff(LogEvent):
    """Who writes it is away; it is asked again."""

    level: ClassVar[Level] = "warning"
    suggestion: UUID
    tries: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuggestionFailed(LogEvent):
    """There is no suggestion; whoever asked is shown why."""

    level: ClassVar[Level] = "warning"
    suggestion: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class NotTold(LogEvent):
    """Telling of something raised; it is tried again later, and in the end left untold."""

    level: ClassVar[Level] = "error"
    happening: UUID
    what: str
    failures: int


@dataclass(frozen=True, kw_only=True)
class ProjectNotErased(LogEvent):
    """It keeps its rows, and is tried again later."""

    level: ClassVar[Level] = "error"
    project: UUID
    organization: UUID
    failures: int


@dataclass(frozen=True, kw_only=True)
class ThrownAway(LogEvent):
    """What housekeeping removed because its time was over."""

    idempotency_keys: int
    sign_ins: int
    projects: int
    imports: int
    deliveries: int
    notifications: int


@dataclass(frozen=True, kw_only=True)
class DatabaseNotReady(LogEvent):
    error: str


@dataclass(frozen=True, kw_only=True)
class MigrationWaits(LogEvent):
    """A table that a migration changes was in use; all of it begins again soon."""

    level: ClassVar[Level] = "warning"
    error: str


@dataclass(frozen=True, kw_only=True)
class Migrated(LogEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MigrationFailed(LogEvent):
    level: ClassVar[Level] = "error"


@dataclass(frozen=True, kw_only=True)
class FirstKeyMade(LogEvent):
    secret: str
    prefix: str


@dataclass(frozen=True, kw_only=True)
class FirstKeyAdopted(LogEvent):
    """The secret held a key already, which this new database takes."""

    secret: str


@dataclass(frozen=True, kw_only=True)
class SecretHoldsNoKeyOfThisDatabase(LogEvent):
    level: ClassVar[Level] = "warning"
    secret: str
    remedy: str
