"""The ground of a cloud on this machine: the AWS emulator, PostgreSQL, and the processes that stand for ECS's tasks."""

import contextlib
import fcntl
import json
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Self

from botocore.exceptions import ClientError

from contracts.environment import PLATFORM
from tools import environments
from tools.errors import FAILED, StudioError
from tools.local_cloud import processes
from tools.local_cloud.emulator import Emulator
from tools.local_cloud.postgres import Postgres
from tools.local_cloud.realise import Realiser
from tools.local_cloud.services import Container, Debugger, Service, Task
from tools.program import stack_files

STACK: Final = "local"
TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE: Final = "aws:ecs/service:Service"


@dataclass(frozen=True, kw_only=True)
class Access:
    """How to reach a running cloud. Kept in the state folder, readable by its owner alone, while it runs."""

    api_url: str
    api_key: str
    process_id: int
    site_url: str | None = None
    """Where the web studio is served; None while it is not."""


class Machine:
    """Use as a context manager. `state` holds everything that outlives it: objects, database, logs, ports.

    `containers` run the tasks of the images that these environments stand for.
    """

    api_url: str
    api_key: str
    #: What brings the database to where the code is.
    migration: Task

    def __init__(
        self,
        state: Path,
        *,
        api_port: int | None = None,
        say: Callable[[str], None] = print,
        debugger: Debugger | None = None,
        containers: Mapping[str, Container] | None = None,
    ) -> None:
        self.containers = containers or {}
        self.state = state.resolve()
        self.logs = self.state / "logs"
        self.say = say
        self._wanted_api_port = api_port
        self._debugger = debugger
        self._stack = contextlib.ExitStack()
        self.services: list[Service] = []

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as undo:
            undo.callback(self._stack.close)
            self._start()
            undo.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def _start(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        self._lock()
        environments.ensure(*(name for name in ("api", "worker", "emulator") if name not in self.containers))
        self.ports = ports_of(self.state, api_port=self._wanted_api_port)
        self.site_port = self.ports["site"]
        region = stack_files.read(environments.ROOT, STACK).values["aws:region"]
        self.emulator = Emulator(
            self.state / "aws", region=region, port=self.ports["emulator"], log=self.logs / "emulator.log"
        )
        self.postgres = Postgres(self.state / "postgres", port=self.ports["postgres"])
        for part in (self.emulator, self.postgres):
            self._stack.callback(part.stop)
            part.start()
        for part in (self.emulator, self.postgres):
            part.wait()
        self.realiser = Realiser(
            emulator=self.emulator,
            postgres=self.postgres,
            api_port=self.ports["api"],
            containers=self.containers,
        )
        self._stack.callback(self._stop_services)

    def tend(self) -> None:
        """Keep services at their desired count; raise `StudioError` when what they stand on has ended."""
        for part, name in ((self.emulator, "The AWS emulator"), (self.postgres, "PostgreSQL")):
            if not part.is_running():
                raise StudioError(
                    f"{name} ended by itself; its last words are in {self.logs}. Start again: nothing stored is lost.",
                    exit_code=FAILED,
                )
        for service in self.services:
            service.tend()

    def start_beside(self, service: Service, **changes: str) -> Service:
        """One more process of a service's task, with these variables changed, which is tended and ended like the
        others. Its log is named after them."""
        task = replace(
            service.task,
            name="-".join((service.task.name, *changes.values())),
            environment={**service.task.environment, **changes},
        )
        another = Service(task, desired_count=1, credentials=self._credentials(task), logs=self.logs)
        another.start()
        self.services.append(another)
        return another

    def migrate(self) -> None:
        """Bring the database to where the code is. Raises `StudioError` with the migration's last words."""
        self.migration.run(self._credentials(self.migration), self.logs / f"{self.migration.name}.log")
        self.say(f"  ran     {self.migration.name}")

    def api_is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.api_url}/api/v1/health/ready", timeout=2) as answer:  # noqa: S310
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    # --- steps ------------------------------------------------------------------------------------------------

    def _lock(self) -> None:
        lock = self._stack.enter_context((self.state / "lock").open("a+"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StudioError(
                f"Another ./studio is running on {self.state}. Use that one, end it with Ctrl-C, "
                "or choose another folder with --state DIR."
            ) from None

    def start_service(self, task: Task, *, count: int) -> None:
        """Run as many processes of a task, which are tended and ended with the machine."""
        if count == 0:
            self.say(f"  idle    {task.name}: 0 tasks wanted")
            return
        if self._debugger is not None and self._debugger.wants(task):
            task, count = self._debugger.attach(task), 1
        service = Service(task, desired_count=count, credentials=self._credentials(task), logs=self.logs)
        service.start()
        self.services.append(service)
        self.say(f"  started {task.name}" + (f", {count} times" if count > 1 else ""))

    def stop_service(self, task: str) -> None:
        """End the processes of the task with this name, if any run."""
        for service in [each for each in self.services if each.task.name == task]:
            self.services.remove(service)
            service.stop()

    def _credentials(self, task: Task) -> dict[str, str]:
        """What the platform adds. The password goes only to who logs in to the database."""
        password = {"PGPASSWORD": self.postgres.password} if task.logs_in else {}
        added = {**self.emulator.credentials, **password}
        if surplus := set(added) - PLATFORM:
            raise StudioError(f"The laptop adds {sorted(surplus)}, which the contract does not allow.")
        return added

    def _stop_services(self) -> None:
        # All at once: what workers report while they hand their messages back waits in its queue for the next start.
        stopping = [threading.Thread(target=service.stop) for service in self.services]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        self.services.clear()
        (self.state / "access.json").unlink(missing_ok=True)

    def await_api(self, url: str, *, key_secret_arn: str, seconds: float = 60) -> None:
        """Wait until the API answers, then publish how it is reached. Raises `StudioError` with its last words."""
        self.api_url = url
        deadline = time.monotonic() + seconds
        while not self.api_is_ready():
            if time.monotonic() > deadline:
                logs = (log for service in self.services for log in service.logs if "api" in log.name)
                said = "\n".join(processes.tail(log) for log in logs)
                raise StudioError(f"The API at {self.api_url} did not become ready:\n{said}", exit_code=FAILED)
            self.tend()
            time.sleep(0.1)
        self.api_key = self._api_key(key_secret_arn)
        self.publish_access()

    def _api_key(self, secret_arn: str) -> str:
        try:
            return self.emulator.client("secretsmanager").get_secret_value(SecretId=secret_arn)["SecretString"]
        except ClientError as error:
            raise StudioError(f"The migration left no API key in {secret_arn}: {error}") from error

    def publish_access(self, *, site_url: str | None = None) -> None:
        """Say to other commands how to reach this cloud, and its site if it is served."""
        access = Access(api_url=self.api_url, api_key=self.api_key, process_id=os.getpid(), site_url=site_url)
        path = self.state / "access.json"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(access)))


def running(state: Path) -> Access | None:
    """The cloud that runs on this state, if one does."""
    path = state.resolve() / "access.json"
    lock = state.resolve() / "lock"
    if not path.exists() or not lock.exists():
        return None
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return Access(**json.loads(path.read_text()))
    return None


def ports_of(state: Path, *, api_port: int | None = None) -> dict[str, int]:
    """The ports of the last time where they are still free, so that addresses stay; else free ones. The API's may be
    chosen. Raises `StudioError` where that one is in use."""
    kept = state.resolve() / "ports.json"
    last: dict[str, int] = json.loads(kept.read_text()) if kept.exists() else {}
    ports = {
        name: port if (port := last.get(name)) and processes.is_free(port) else processes.free_port()
        for name in ("api", "emulator", "postgres", "site")
    }
    if api_port is not None:
        if not processes.is_free(api_port):
            raise StudioError(f"Port {api_port} is in use; choose another with --port.")
        ports["api"] = api_port
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(ports))
    return ports
