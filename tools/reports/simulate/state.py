"""The parts that move in a simulation: messages, queues, workers, hosts; and the record of what became of them."""

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from tools.reports.simulate.model import Policy, QueueModel, Service
from tools.reports.simulate.traces import Job

Outcome = Literal["open", "done", "dead", "lost"]
#: What a worker of ours does after an error: 5 s, 10 s, 20 s … at most 5 minutes (`film_workers.process.consumer`).
LONGEST_BACKOFF = 300.0
#: A message that was received so often no longer counts for the age of a queue's oldest. Source: SQS Developer Guide,
#: "Available CloudWatch metrics for Amazon SQS".
AGELESS_AFTER = 3


def backoff(receives: int) -> float:
    return min(LONGEST_BACKOFF, 5.0 * 2 ** (receives - 1))


@dataclass(kw_only=True)
class JobState:
    """A job as the API's database knows it. `at_work` counts workers that are at it now."""

    job: Job
    outcome: Outcome = "open"
    began: float | None = None
    resolved: float | None = None
    at_work: int = 0
    runs: int = 0
    duplicated: bool = False
    losses: int = 0


@dataclass(kw_only=True)
class Message:
    """`receipt` grows with each receive: whoever holds an older one has lost the message."""

    state: JobState
    sent: float
    receives: int = 0
    receipt: int = 0
    hidden_until: float = 0.0
    is_gone: bool = False


@dataclass(kw_only=True)
class Queue:
    model: QueueModel
    visible: deque[Message] = field(default_factory=deque[Message])
    hidden: dict[int, Message] = field(default_factory=dict[int, Message])

    @property
    def length(self) -> int:
        return len(self.visible) + len(self.hidden)

    def age(self, now: float) -> float:
        """Seconds that the oldest message is old, as SQS reports it: those in work count, poison after a while not."""
        sent = [each.sent for each in (*self.visible, *self.hidden.values()) if each.receives < AGELESS_AFTER]
        return now - min(sent) if sent else 0.0

    def oldest(self) -> float | None:
        """When the oldest message was sent that can succeed and that nobody works on."""
        return min((each.sent for each in self.visible if not each.state.job.poison), default=None)


@dataclass(kw_only=True, eq=False)
class Host:
    """An instance. It is billed from `started`; `worker` is the task on it."""

    started: float
    is_ready: bool = False
    has_image: bool = False
    worker: "Worker | None" = None
    empty_since: float = 0.0
    is_gone: bool = False


@dataclass(kw_only=True, eq=False)
class Worker:
    """A task. `epoch` changes with everything that ends what it does, so that events of before find nobody."""

    service: "ServiceState"
    started: float
    host: Host | None = None
    is_ready: bool = False
    is_gone: bool = False
    message: Message | None = None
    receipt: int = 0
    took: float = 0.0
    epoch: int = 0
    next_queue: int = 0


@dataclass(kw_only=True, eq=False)
class ServiceState:
    model: Service
    desired: int
    least: int
    most: int
    """Of workers, as the clock has it now."""
    workers: list[Worker] = field(default_factory=list[Worker])
    hosts: list[Host] = field(default_factory=list[Host])
    hosts_wanted: int = 0
    """The desired capacity of its group of hosts."""
    last_activity: float = float("-inf")
    history: dict[Policy, deque[float]] = field(default_factory=dict[Policy, deque[float]])


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A minute: messages that wait or are in work, workers that run (of these, `on_demand` on hosts so bought), workers
    wanted, age of the oldest, USD so far."""

    at: float
    backlog: int
    running: int
    on_demand: int
    desired: int
    oldest_age: float
    usd: float


@dataclass(kw_only=True)
class Record:
    """What happened."""

    jobs: list[JobState]
    samples: list[Sample]
    usd: float = 0.0
    on_demand_usd: float = 0.0
    on_demand_seconds: float = 0.0
    task_seconds: float = 0.0
    wasted_seconds: float = 0.0
    interruptions: int = 0
    crashes: int = 0
    stopped_at_work: int = 0
    """Workers that scaling stopped in the middle of a job."""
    dead_letters: int = 0
    ended: float = 0.0
