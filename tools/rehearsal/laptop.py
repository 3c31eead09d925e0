"""Makes what the stack `local` registers real on this machine, when the real Pulumi asks for it.

The other stacks' things are entries in the stand-ins' account. Those of this one are also buckets and queues of the AWS
emulator, a database of PostgreSQL, and processes, so `pulumi up --stack local` ends with a studio that makes a film.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from tools.errors import StudioError
from tools.local_cloud import material
from tools.local_cloud.machine import SERVICE, STACK, TASK_DEFINITION, Machine, ports_of
from tools.program.recording import Recorded
from tools.rehearsal.cloud import Cloud, Thing

Result = TypeVar("Result")
_MIGRATION: Final = "migration"


class Laptop:
    """Use as a context manager; what runs ends with it, and what is kept lies in `state`. `recorded_of` makes a
    registration of a thing of the account.

    Nothing is started before the stack's first thing is made. All work is done by one thread, which lives as long as
    this: the kernel ends processes with the thread that has started them.
    """

    def __init__(self, state: Path, cloud: Cloud, recorded_of: Callable[[Thing], Recorded]) -> None:
        self.state: Final = state
        self._cloud: Final = cloud
        self._recorded_of: Final = recorded_of
        self._hand: Final = ThreadPoolExecutor(1, thread_name_prefix="laptop")
        self._machine: Machine | None = None
        self._said: list[str] = []

    def __enter__(self) -> Self:
        if self._cloud.things(SERVICE, STACK):
            self._by_hand(self._resume)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._by_hand(self._stop)
        self._hand.shutdown()

    @property
    def settings(self) -> Mapping[str, str]:
        """What the stack has to be told of this machine: settings by their names."""
        return {"apiPort": str(ports_of(self.state)["api"])}

    def make(self, recorded: Recorded) -> Mapping[str, Any]:
        """Make a thing, or change it; its outputs. Raises `StudioError`."""
        return self._by_hand(self._make, recorded)

    def run(self, service: Recorded) -> None:
        """Run a service's processes as it says now, in place of those that ran before. Raises `StudioError`."""
        self._by_hand(self._run, service)

    def remove(self, thing: Thing) -> None:
        """Raises `StudioError`."""
        self._by_hand(self._remove, thing)

    def tend(self) -> None:
        """Call it about once a second: what has ended by itself is started again. Raises `StudioError`."""
        if self._machine is not None:
            self._by_hand(self._machine.tend)

    def left(self) -> list[str]:
        """What there still is of the stack: buckets, queues, secrets, databases and processes, in words."""
        return self._by_hand(self._left)

    # --- By hand --------------------------------------------------------------------------------------------------

    def _by_hand(self, work: Callable[..., Result], *words: Any) -> Result:
        return self._hand.submit(work, *words).result()

    def _started(self) -> Machine:
        if self._machine is None:
            # The stack promises voices, and nothing here may choose others in silence.
            material.ensure(self._said.append)
            machine = Machine(self.state, say=self._said.append)
            machine.__enter__()
            self._machine = machine
        return self._machine

    def _stop(self) -> None:
        if self._machine is not None:
            self._machine.__exit__(None, None, None)
            self._machine = None

    def _resume(self) -> None:
        things = [thing for thing in self._cloud.things(stack=STACK) if thing.type != SERVICE]
        for thing in things:
            self._make(self._recorded_of(thing))
        for service in self._cloud.things(SERVICE, STACK):
            self._run(self._recorded_of(service))

    def _make(self, recorded: Recorded) -> Mapping[str, Any]:
        return self._started().realiser.outputs_for(recorded)

    def _run(self, service: Recorded) -> None:
        machine = self._started()
        task = machine.realiser.task(self._definition(str(service.inputs["taskDefinition"])))
        machine.stop_service(task.name)
        if not task.logs_in:
            machine.start_service(task, count=int(service.inputs["desiredCount"]))
            return
        migration = self._cloud.find(TASK_DEFINITION, _MIGRATION, STACK)
        machine.migration = machine.realiser.task(self._recorded_of(migration))
        machine.migrate()
        machine.start_service(task, count=int(service.inputs["desiredCount"]))
        machine.await_api(
            f"http://127.0.0.1:{task.environment['PORT']}",
            key_secret_arn=machine.migration.environment["API_KEY_SECRET_ARN"],
        )

    def _definition(self, arn: str) -> Recorded:
        for thing in self._cloud.things(TASK_DEFINITION, STACK):
            if thing.now.get("arn") == arn:
                return self._recorded_of(thing)
        raise StudioError(f"No task definition of the stack has the ARN {arn}.")

    def _remove(self, thing: Thing) -> None:
        machine = self._started()
        if thing.type == SERVICE:
            for task in (each.task.name for each in list(machine.services)):
                if self._is_run_by(thing, task):
                    machine.stop_service(task)
            return
        machine.realiser.remove(self._recorded_of(thing))

    def _is_run_by(self, service: Thing, task: str) -> bool:
        machine = self._started()
        return machine.realiser.task(self._definition(str(service.now["taskDefinition"]))).name == task

    def _left(self) -> list[str]:
        machine = self._started()
        return [*machine.realiser.left(), *(f"processes of {each.task.name}" for each in machine.services)]
