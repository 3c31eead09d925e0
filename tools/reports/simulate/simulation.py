"""A discrete-event simulation of queues, workers and the policies that start and stop them.

What it takes from the registered resources is in `model`; what it assumes of AWS is in `world`. Times are in seconds.
"""

import heapq
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from random import Random
from typing import Final

from tools.reports.simulate import clock
from tools.reports.simulate.clock import Change
from tools.reports.simulate.metric_math import Metric
from tools.reports.simulate.model import Fleet, Policy, Service
from tools.reports.simulate.state import Host, JobState, Message, Queue, Record, Sample, ServiceState, Worker, backoff
from tools.reports.simulate.traces import Job
from tools.reports.simulate.world import World

MINUTE: Final = 60.0


def simulate(
    fleet: Fleet, jobs: Sequence[Job], *, seed: int = 0, world: World | None = None, begins: float = 0.0
) -> Record:
    """Run until every job is done or dead and every worker that may go is gone, or until the horizon. It `begins` at a
    second of the week; what would be handed in while the API is closed is, when it opens.

    Raises `ValueError` for a job on a queue that nobody works.
    """
    for job in jobs:
        if job.queue not in fleet.queues:
            raise ValueError(
                f"A job arrives on the queue {job.queue}, from which no worker of {fleet.stack} takes any "
                f"(they take {', '.join(sorted(fleet.queues))})."
            )
    arriving = [replace(job, at=job.at + clock.opens(fleet.api, begins + job.at)) for job in jobs]
    return _Simulation(fleet, arriving, seed, world or World(), begins).run()


class _Simulation:
    def __init__(self, fleet: Fleet, jobs: Sequence[Job], seed: int, world: World, begins: float) -> None:
        self.world, self.begins = world, begins
        self.random = Random(seed)  # noqa: S311 - chance, no secret
        self.now = 0.0
        self.order = count()
        self.events: list[tuple[float, int, Callable[[], None]]] = []
        self.queues = {name: Queue(model=model) for name, model in fleet.queues.items()}
        self.services = [self.begun(model) for model in fleet.services]
        self.record = Record(jobs=[JobState(job=job) for job in jobs], samples=[])
        self.open = len(jobs)
        self.deadline = max((job.at for job in jobs), default=0.0) + world.horizon

    def begun(self, model: Service) -> ServiceState:
        now = clock.latest(model.schedule, self.begins)
        least, most = (now.least, now.most) if now else (model.least, model.most)
        history: dict[Policy, deque[float]] = {policy: deque() for policy in model.policies}
        return ServiceState(model=model, desired=least, least=least, most=most, history=history)

    # --- time -------------------------------------------------------------------------------------------------

    def at(self, when: float, what: Callable[[], None]) -> None:
        heapq.heappush(self.events, (when, next(self.order), what))

    def run(self) -> Record:
        for state in self.record.jobs:
            self.at(state.job.at, lambda state=state: self.publish(state))
        for service in self.services:
            self.fit(service)
            for when, change in clock.following(service.model.schedule, self.begins, self.deadline):
                self.at(when, lambda service=service, change=change: self.by_the_clock(service, change))
        for begin, _ in self.world.droughts:
            self.at(begin, self.begin_drought)
        self.at(0.0, self.minute)
        while self.events and not (self.open == 0 and self.is_quiet()):
            when, _, what = heapq.heappop(self.events)
            if when > self.deadline:
                break
            self.now = when
            what()
        for service in self.services:
            for worker in list(service.workers):
                self.bill(worker)
            for host in service.hosts:
                self.bill_host(service, host)
        for state in self.record.jobs:
            if state.outcome == "open":
                state.outcome = "lost"
        self.record.ended = self.now
        return self.record

    def is_quiet(self) -> bool:
        return all(
            max(len(service.workers), len(service.hosts), service.desired) <= service.least for service in self.services
        )

    # --- messages ---------------------------------------------------------------------------------------------

    def publish(self, state: JobState) -> None:
        message = Message(state=state, sent=self.now)
        self.show(self.queues[state.job.queue], message)

    def show(self, queue: Queue, message: Message) -> None:
        queue.hidden.pop(id(message), None)
        queue.visible.append(message)
        self.offer(queue)

    def offer(self, queue: Queue) -> None:
        """Whoever polls takes at once."""
        while queue.visible:
            idle = [
                worker
                for service in self.services
                if queue.model.name in service.model.queues
                for worker in service.workers
                if worker.is_ready and worker.message is None
            ]
            if not idle or not self.take(self.random.choice(idle), queue):
                return

    def receive(self, queue: Queue) -> Message | None:
        while queue.visible:
            message = queue.visible.popleft()
            limit = queue.model.max_receives
            if self.now - message.sent > queue.model.retention:
                message.is_gone = True
                self.unheard(message.state)
            elif limit is not None and message.receives >= limit:
                message.is_gone = True
                self.record.dead_letters += 1
                if message.state.outcome == "open":
                    self.unheard(message.state)
            else:
                message.receives += 1
                message.receipt += 1
                queue.hidden[id(message)] = message
                return message
        return None

    def unheard(self, state: JobState) -> None:
        """A message is gone without a word: the API looks after the job once its lease has run out."""
        if state.outcome == "open":
            self.at(self.now + self.lease(state), lambda: self.look_after(state, self.now))

    def lease(self, state: JobState) -> float:
        return 2 * max(each.model.visibility for each in self.services if state.job.queue in each.model.queues)

    def look_after(self, state: JobState, since: float) -> None:
        if state.outcome != "open":
            return
        if self.queues[state.job.queue].length and self.now - since < self.world.patience:
            self.at(self.now + self.lease(state), lambda: self.look_after(state, since))
            return
        state.losses += 1
        if state.losses >= self.world.losses:
            self.resolve(state, "dead" if state.job.poison else "lost")
        else:
            self.publish(state)

    def resolve(self, state: JobState, outcome: str) -> None:
        if state.outcome == "open":
            state.outcome = "done" if outcome == "done" else "dead" if outcome == "dead" else "lost"
            state.resolved = self.now
            self.open -= 1

    # --- workers ----------------------------------------------------------------------------------------------

    def take(self, worker: Worker, queue: Queue) -> bool:
        message = self.receive(queue)
        if message is None:
            return False
        service, state = worker.service.model, message.state
        worker.message, worker.receipt, worker.took = message, message.receipt, self.now
        worker.epoch += 1
        message.hidden_until = self.now + service.visibility
        state.began = self.now if state.began is None else state.began
        if state.outcome == "open":
            state.duplicated = state.duplicated or state.at_work > 0 or state.runs > 0
            state.at_work += 1
        epoch, receipt = worker.epoch, message.receipt
        self.at(message.hidden_until, lambda: self.expire(queue, message, receipt))
        if service.heartbeat is not None:
            self.at(self.now + service.heartbeat, lambda: self.beat(worker, epoch))
        cached = state.outcome != "open"
        takes = 1.0 if cached else min(5.0, state.job.seconds) if state.job.poison else state.job.seconds
        self.at(self.now + takes, lambda: self.finish(worker, epoch))
        return True

    def expire(self, queue: Queue, message: Message, receipt: int) -> None:
        if message.is_gone or message.receipt != receipt or id(message) not in queue.hidden:
            return
        if message.hidden_until > self.now:
            self.at(message.hidden_until, lambda: self.expire(queue, message, receipt))
        else:
            self.show(queue, message)

    def beat(self, worker: Worker, epoch: int) -> None:
        message = worker.message
        if worker.epoch != epoch or message is None:
            return
        service = worker.service.model
        if self.holds(worker, message):
            message.hidden_until = self.now + service.visibility
            self.at(self.now + (service.heartbeat or 0), lambda: self.beat(worker, epoch))
        else:  # somebody else has the message: stop without a trace
            self.put_down(worker)
            self.look_for_work(worker)

    def holds(self, worker: Worker, message: Message) -> bool:
        hidden = self.queues[message.state.job.queue].hidden
        return not message.is_gone and message.receipt == worker.receipt and id(message) in hidden

    def finish(self, worker: Worker, epoch: int) -> None:
        message = worker.message
        if worker.epoch != epoch or message is None:
            return
        state, queue = message.state, self.queues[message.state.job.queue]
        held = self.holds(worker, message)
        if state.job.poison == "crash" and state.outcome == "open":
            self.record.crashes += 1
            self.end(worker, hands_back=False)
            self.fit(worker.service)
            return
        final = queue.model.max_receives is not None and message.receives >= queue.model.max_receives
        self.put_down(worker, wasted=bool(state.job.poison) or state.outcome == "done")
        if state.job.poison == "error" and state.outcome == "open":
            if final:
                self.resolve(state, "dead")
            if held:
                receipt = message.receipt
                message.hidden_until = self.now + (0.0 if final else backoff(message.receives))
                self.at(message.hidden_until, lambda: self.expire(queue, message, receipt))
        else:
            state.runs += 1
            self.resolve(state, "done")
            if held:
                message.is_gone = True
                del queue.hidden[id(message)]
        self.look_for_work(worker)

    def put_down(self, worker: Worker, *, wasted: bool = True) -> None:
        message = worker.message
        if message is None:
            return
        if wasted:
            self.record.wasted_seconds += self.now - worker.took
        message.state.at_work = max(0, message.state.at_work - 1)
        worker.message = None
        worker.epoch += 1

    def look_for_work(self, worker: Worker) -> None:
        if worker.is_gone:
            return
        names = worker.service.model.queues
        for step in range(len(names)):
            name = names[(worker.next_queue + step) % len(names)]
            if self.take(worker, self.queues[name]):
                worker.next_queue = (worker.next_queue + step + 1) % len(names)
                return
        self.fit(worker.service)

    def end(self, worker: Worker, *, hands_back: bool) -> None:
        """The task stops. With `hands_back` its message is visible again at once; else when its time is over."""
        if worker.is_gone:
            return
        message = worker.message
        held = message is not None and self.holds(worker, message)
        self.put_down(worker)
        worker.is_gone = True
        self.bill(worker)
        worker.service.workers.remove(worker)
        if worker.host is not None:
            worker.host.worker, worker.host.empty_since = None, self.now
        if message is not None and held and hands_back:
            self.show(self.queues[message.state.job.queue], message)

    def interrupt(self, worker: Worker, *, notice: bool) -> None:
        if worker.is_gone:
            return
        drained = notice and self.random.random() >= self.world.failed_drains
        self.end(worker, hands_back=drained)

    # --- services: as many workers as are wanted ---------------------------------------------------------------

    def fit(self, service: ServiceState) -> None:
        while len(service.workers) < service.desired and self.start(service):
            pass
        surplus = len(service.workers) - service.desired
        if surplus > 0:
            for worker in self._least_missed(service)[:surplus]:
                if worker.message is not None:
                    self.record.stopped_at_work += 1
                self.interrupt(worker, notice=True)

    def _least_missed(self, service: ServiceState) -> list[Worker]:
        """Those that ECS may stop: never one that is protected, and without protection any."""
        free = [worker for worker in service.workers if worker.message is None or not service.model.protects]
        if not service.model.protects:
            self.random.shuffle(free)
        return sorted(free, key=lambda worker: worker.is_ready) if service.model.protects else free

    def start(self, service: ServiceState) -> bool:
        """Start one worker; False where no host has room for it yet."""
        world = self.world
        if service.model.hosts is None:
            worker = Worker(service=service, started=self.now)
            wait = self.random.uniform(*world.fargate_start)
            if service.model.machine == "spot":
                self.maybe(world.interruptions, lambda: self.take_back(worker))
        else:
            host = next((each for each in service.hosts if each.is_ready and each.worker is None), None)
            if host is None:
                return False
            worker = Worker(service=service, started=self.now, host=host)
            wait = world.next_start if host.has_image else self.random.uniform(*world.first_pull)
            host.worker, host.has_image = worker, True
        service.workers.append(worker)
        self.maybe(world.crashes, lambda: self.crash(worker))
        self.at(self.now + wait, lambda: self.ready(worker))
        return True

    def maybe(self, rate: float, what: Callable[[], None]) -> None:
        if rate > 0:
            self.at(self.now + self.random.expovariate(rate / 3600), what)

    def ready(self, worker: Worker) -> None:
        if not worker.is_gone:
            worker.is_ready = True
            self.look_for_work(worker)

    def take_back(self, worker: Worker) -> None:
        if not worker.is_gone:
            self.record.interruptions += 1
            self.interrupt(worker, notice=True)
            self.fit(worker.service)

    def crash(self, worker: Worker) -> None:
        if not worker.is_gone:
            self.record.crashes += 1
            self.interrupt(worker, notice=False)
            self.fit(worker.service)

    # --- hosts ------------------------------------------------------------------------------------------------

    def provide(self, service: ServiceState) -> None:
        """The capacity provider's minute: a step of hosts towards the tasks that are wanted, empty ones away."""
        hosts = service.model.hosts
        if hosts is None:
            return
        wanted = min(hosts.limit, max(service.desired, len(service.workers)))
        more = max(0, min(hosts.step, wanted - len(service.hosts)))
        service.hosts_wanted = len(service.hosts) + more
        for _ in range(0 if hosts.spot and self.is_drought() else more):
            host = Host(started=self.now, empty_since=self.now)
            service.hosts.append(host)
            wait = self.random.uniform(*self.world.host_boot)
            self.at(self.now + wait, lambda host=host: self.host_ready(service, host))
            if hosts.spot:
                self.maybe(self.world.interruptions, lambda host=host: self.take_host_back(service, host))
        if len(service.hosts) > wanted:
            empty = [each for each in service.hosts if each.is_ready and each.worker is None]
            going = [each for each in empty if self.now - each.empty_since >= self.world.host_idle]
            if not hosts.protected:  # the group picks one, and never asks what runs on it
                going = [self.random.choice(service.hosts)]
            for host in going[:1]:
                if host.worker is not None and host.worker.message is not None:
                    self.record.stopped_at_work += 1
                self.remove(service, host, notice=hosts.drains)
                service.hosts_wanted = len(service.hosts)

    def is_drought(self) -> bool:
        return any(begin <= self.now < end for begin, end in self.world.droughts)

    def begin_drought(self) -> None:
        for service in self.services:
            if service.model.hosts is not None and service.model.hosts.spot:
                for host in service.hosts:
                    wait = self.random.uniform(0, self.world.drought_notice)
                    self.at(self.now + wait, lambda s=service, h=host: self.take_host_back(s, h))

    def host_ready(self, service: ServiceState, host: Host) -> None:
        if not host.is_gone:
            host.is_ready, host.empty_since = True, self.now
            self.fit(service)

    def take_host_back(self, service: ServiceState, host: Host) -> None:
        if host.is_gone:
            return
        self.record.interruptions += 1
        hosts = service.model.hosts
        self.remove(service, host, notice=hosts is not None and hosts.drains)

    def remove(self, service: ServiceState, host: Host, *, notice: bool) -> None:
        if host.worker is not None:
            self.interrupt(host.worker, notice=notice)
        host.is_gone = True
        self.bill_host(service, host)
        service.hosts.remove(host)

    # --- scaling: once a minute -------------------------------------------------------------------------------

    def minute(self) -> None:
        for service in self.services:
            for policy, history in service.history.items():
                history.append(policy.formula.value(self.measure))
                while len(history) > policy.periods + 2:
                    history.popleft()
                self.at(
                    self.now + self.world.metric_delay,
                    lambda s=service, p=policy, h=tuple(history): self.alarm(s, p, h),
                )
            self.fit(service)
            self.provide(service)
        self.sample()
        self.at(self.now + MINUTE, self.minute)

    def measure(self, metric: Metric) -> float:
        if metric.name in ("wanted", "running"):
            groups = [each for each in self.services if each.model.hosts and each.model.hosts.group == metric.of]
            return float(
                sum(
                    group.hosts_wanted if metric.name == "wanted" else sum(host.is_ready for host in group.hosts)
                    for group in groups
                )
            )
        queue = self.queues[metric.of]
        if metric.name == "age":
            return queue.age(self.now)
        return float(len(queue.visible) if metric.name == "visible" else len(queue.hidden))

    def alarm(self, service: ServiceState, policy: Policy, history: tuple[float, ...]) -> None:
        recent = history[-policy.periods :]
        if sum(policy.breaches(value) for value in recent) < policy.needed:
            return
        wanted = policy.count_for(recent[-1])
        if wanted is None:
            return
        wanted = min(max(wanted, service.least), service.most)
        cooling = self.now - service.last_activity < policy.cooldown
        if wanted == service.desired or (wanted < service.desired and cooling):
            return
        service.desired, service.last_activity = wanted, self.now
        self.fit(service)

    def by_the_clock(self, service: ServiceState, change: Change) -> None:
        """A schedule raises what runs to the new least and lowers it to the new most, at once."""
        service.least, service.most = change.least, change.most
        service.desired = min(max(service.desired, service.least), service.most)
        self.fit(service)

    # --- money and records ------------------------------------------------------------------------------------

    def bill(self, worker: Worker) -> None:
        seconds = self.now - worker.started
        self.record.task_seconds += seconds
        # Fargate bills a minute at least.
        self.record.usd += max(seconds, MINUTE) / 3600 * worker.service.model.usd_hour

    def bill_host(self, service: ServiceState, host: Host) -> None:
        if service.model.hosts is None:
            return
        seconds = max(self.now - host.started, MINUTE)
        usd = seconds / 3600 * service.model.hosts.usd_hour
        self.record.usd += usd
        if not service.model.hosts.spot:
            self.record.on_demand_seconds += seconds
            self.record.on_demand_usd += usd

    def running_usd(self) -> float:
        """What those that run now have cost so far."""
        usd = 0.0
        for service in self.services:
            usd += sum(self.now - worker.started for worker in service.workers) / 3600 * service.model.usd_hour
            if service.model.hosts is not None:
                usd += sum(self.now - host.started for host in service.hosts) / 3600 * service.model.hosts.usd_hour
        return usd

    def sample(self) -> None:
        oldest = [sent for queue in self.queues.values() if (sent := queue.oldest()) is not None]
        self.record.samples.append(
            Sample(
                at=self.now,
                backlog=sum(queue.length for queue in self.queues.values()),
                running=sum(worker.is_ready for service in self.services for worker in service.workers),
                on_demand=sum(
                    worker.is_ready
                    for service in self.services
                    if service.model.hosts is not None and not service.model.hosts.spot
                    for worker in service.workers
                ),
                desired=sum(service.desired for service in self.services),
                oldest_age=self.now - min(oldest) if oldest else 0.0,
                usd=self.record.usd + self.running_usd(),
            )
        )
