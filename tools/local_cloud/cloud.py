"""The whole of the stack `local` on this machine: made in the order in which AWS makes it, ended in reverse."""

import contextlib
import fcntl
import json
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
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
from tools.local_cloud.services import Debugger, Service, Task
from tools.program import stack_files
from tools.program.evaluate import Evaluation, Recorded, evaluate_stack

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


class LocalCloud:
    """Use as a context manager. `state` holds everything that outlives it: objects, database, logs, ports."""

    def __init__(
        self,
        state: Path,
        *,
        api_port: int | None = None,
        say: Callable[[str], None] = print,
        debugger: Debugger | None = None,
    ) -> None:
        self.state = state.resolve()
        self.logs = self.state / "logs"
        self._say = say
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
        environments.ensure("api", "worker", "emulator")
        ports = self._ports()
        self.site_port = ports["site"]
        region = stack_files.read(environments.ROOT, STACK).values["aws:region"]
        self.emulator = Emulator(
            self.state / "aws", region=region, port=ports["emulator"], log=self.logs / "emulator.log"
        )
        self.postgres = Postgres(self.state / "postgres", port=ports["postgres"])
        for part in (self.emulator, self.postgres):
            self._stack.callback(part.stop)
            part.start()
        for part in (self.emulator, self.postgres):
            part.wait()

        self.realiser = Realiser(emulator=self.emulator, postgres=self.postgres, api_port=ports["api"])
        program = evaluate_stack(
            STACK,
            outputs_for=self.realiser.outputs_for,
            overrides={
                "film-studio:apiPort": str(ports["api"]),
                "film-studio:pagesOrigins": json.dumps([f"http://127.0.0.1:{self.site_port}"]),
                **_provider(),
            },
        )
        self._report()
        definitions = {self._arn(program, definition): definition for definition in program.of_type(TASK_DEFINITION)}
        self._migration = self.realiser.task(definitions[program.outputs["migrationTaskDefinitionArn"]])
        tasks = [
            (self.realiser.task(definitions[service.inputs["taskDefinition"]]), service)
            for service in program.of_type(SERVICE)
        ]
        self._stack.callback(self._stop_services)
        # Whatever logs in to the database comes after the migration; the rest need not wait for it.
        for logs_in in (False, True):
            if logs_in:
                self.migrate()
            for task, service in tasks:
                if ("DATABASE_AUTH" in task.environment) is logs_in:
                    self._start_service(task, service)

        self.outputs = program.outputs
        self.api_url: str = program.outputs["apiUrl"]
        self._await_api()
        self.api_key = self._api_key(program.outputs["apiKeySecretArn"])
        self.publish_access()

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
        self._migration.run(self._credentials(self._migration), self.logs / f"{self._migration.name}.log")
        self._say(f"  ran     {self._migration.name}")

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

    def _ports(self) -> dict[str, int]:
        """The ports of the last time where they are still free, so that addresses stay; else free ones."""
        kept = self.state / "ports.json"
        last: dict[str, int] = json.loads(kept.read_text()) if kept.exists() else {}
        ports = {
            name: port if (port := last.get(name)) and processes.is_free(port) else processes.free_port()
            for name in ("api", "emulator", "postgres", "site")
        }
        if self._wanted_api_port is not None:
            if not processes.is_free(self._wanted_api_port):
                raise StudioError(f"Port {self._wanted_api_port} is in use; choose another with --port.")
            ports["api"] = self._wanted_api_port
        kept.write_text(json.dumps(ports))
        return ports

    def _report(self) -> None:
        for line in self.realiser.realised:
            self._say(f"  made    {line}")
        recorded = ", ".join(
            name if count == 1 else f"{count} × {name}" for name, count in sorted(self.realiser.recorded.items())
        )
        self._say(f"  only recorded (nothing on a laptop stands for it): {recorded}")

    def _start_service(self, task: Task, registered: Recorded) -> None:
        count = int(registered.inputs["desiredCount"])
        if count == 0:
            self._say(f"  idle    {task.name}: 0 tasks wanted")
            return
        if self._debugger is not None and self._debugger.wants(task):
            task, count = self._debugger.attach(task), 1
        service = Service(task, desired_count=count, credentials=self._credentials(task), logs=self.logs)
        service.start()
        self.services.append(service)
        self._say(f"  started {task.name}" + (f", {count} times" if count > 1 else ""))

    def _credentials(self, task: Task) -> dict[str, str]:
        """What the platform adds. The password goes only to who logs in to the database."""
        password = {"PGPASSWORD": self.postgres.password} if "DATABASE_AUTH" in task.environment else {}
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

    def _await_api(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.api_is_ready():
                return
            self.tend()
            time.sleep(0.1)
        logs = "\n".join(processes.tail(log) for service in self.services for log in service.logs if "api" in log.name)
        raise StudioError(f"The API at {self.api_url} did not become ready:\n{logs}", exit_code=FAILED)

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

    @staticmethod
    def _arn(program: Evaluation, definition: Recorded) -> str:
        return str(program.state[definition.urn]["arn"])


def _provider() -> dict[str, str]:
    """The settings of an OpenID provider that somebody tries signing in with, from this command's environment."""
    names = {
        "FILM_STUDIO_OIDC_ISSUER": "oidcIssuer",
        "FILM_STUDIO_OIDC_CLIENT_ID": "oidcClientId",
        "FILM_STUDIO_OIDC_CLIENT_SECRET": "oidcClientSecret",
    }
    given = {f"film-studio:{key}": os.environ[name] for name, key in names.items() if os.environ.get(name)}
    if domains := os.environ.get("FILM_STUDIO_OIDC_DOMAINS"):
        given["film-studio:oidcDomains"] = json.dumps(domains.split(","))
    return given


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
