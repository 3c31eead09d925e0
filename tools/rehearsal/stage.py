"""Where a rehearsal takes place: a copy of the project that an operator would stand in, its state, and its account.

Settings are written into the copy's files, never into the project's own.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from components.base.setting_types import is_placeholder
from tools.environments import ROOT
from tools.errors import StudioError
from tools.local_cloud.machine import STACK as LAPTOP
from tools.program import stack_files
from tools.program.evaluate import STAND_IN_MAIL
from tools.rehearsal import engine, rights
from tools.rehearsal.answers import Answers
from tools.rehearsal.cloud import Cloud
from tools.rehearsal.journal import Entry, Journal, Trouble
from tools.rehearsal.laptop import Laptop
from tools.rehearsal.provider import Provider, recorded, serve

#: What the copy does without: its own state, the history, and what is made anew.
_NOT_IN_COPY: Final = frozenset({".git", ".studio", ".pytest_cache", ".ruff_cache", ".hypothesis"})
_SECONDS: Final = 500
#: Pulumi writes its state once, at the end of a command, however that ends, instead of twice for each resource, which
#: is nine tenths of what it computes. What is killed leaves nothing behind then.
_WRITES_ITS_STATE_ONCE: Final = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a command of `pulumi` ended, what it wrote, and what it did in the account meanwhile, in order."""

    command: tuple[str, ...]
    exit_code: int
    output: str
    entries: Sequence[Entry]
    #: Pulumi's events (`--event-log`), as its own JSON.
    events: Sequence[Mapping[str, Any]]

    @property
    def changes(self) -> Mapping[str, int]:
        """Operation → how many resources, as Pulumi counts them; without what stays the same."""
        for event in reversed(self.events):
            if "summaryEvent" in event:
                counts: Mapping[str, int] = event["summaryEvent"].get("resourceChanges") or {}
                return {kind: number for kind, number in counts.items() if number and kind != "same"}
        return {}

    @property
    def succeeded(self) -> bool:
        return self.exit_code == 0

    @property
    def reason(self) -> str:
        """What Pulumi says of why it failed, without what it lists before and after; all that it wrote where it says
        nothing."""
        _, found, rest = self.output.rpartition("Diagnostics:\n")  # of an update that looked first, the latter
        return rest.split("\nOutputs:\n", 1)[0].split("\nResources:\n", 1)[0].rstrip() if found else self.output

    def steps(self) -> Iterator[Mapping[str, Any]]:
        """Pulumi's plan: what each resource's operation is, with what replaces it."""
        for event in self.events:
            if "resourcePreEvent" in event:
                yield event["resourcePreEvent"]["metadata"]


class Stage:
    """A folder in which `pulumi` works against the stand-ins, for as long as the `with` lasts. What is made stays.

    With `realises`, what the stack `local` registers is made on this machine, and runs as long. `backend` says in
    Pulumi's variables where the stacks' state is; by default in a folder beside the project's copy.
    """

    def __init__(
        self,
        folder: Path,
        *,
        root: Path = ROOT,
        account: Path | None = None,
        realises: bool = False,
        backend: Mapping[str, str] | None = None,
    ) -> None:
        self.folder, self.root = folder, root
        self._backend = backend or {"PULUMI_BACKEND_URL": (folder / "state").as_uri()}
        self.project = folder / "project"
        self.journal, self.trouble = Journal(), Trouble()
        self.cloud = Cloud(account or folder / "account.sqlite")
        self.provider = Provider(self.cloud, self.journal, self.trouble)
        self.answers = Answers(self.cloud, self.journal, self.trouble)
        self.laptop = (
            Laptop(folder / "laptop", self.cloud, lambda thing: recorded(thing.urn, thing.urn, thing.now))
            if realises
            else None
        )
        self.provider.laptop = self.laptop
        self._attach = ""
        self._server: Any = None
        self._host: subprocess.Popen[str] | None = None
        self._language = ""

    def __enter__(self) -> Self:
        self._copy()
        self._program = engine.command_line()
        if self.laptop is not None:
            self.laptop.__enter__()
        self._server, self._attach = serve(self.provider)
        self.answers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_host()
        self.answers.__exit__(kind, error, trace)
        self._server.stop(None).wait()
        if self.laptop is not None:
            self.laptop.__exit__(kind, error, trace)
        self.cloud.__exit__(kind, error, trace)

    def tend(self) -> None:
        """Call it about once a second where the laptop's things are made. Raises `StudioError`."""
        if self.laptop is not None:
            self.laptop.tend()

    def environment(self) -> dict[str, str]:
        """What `pulumi` runs with: no account, no credentials and no profile of the operator's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PULUMI_"))}
        state = self.folder / "state"
        state.mkdir(parents=True, exist_ok=True)
        return {
            **kept,
            "PATH": os.pathsep.join((str(engine.language_host()), str(self._program.parent), kept.get("PATH", ""))),
            "AWS_ACCESS_KEY_ID": "rehearsal",
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_ENDPOINT_URL": self.answers.url,
            "AWS_REGION": "us-east-2",
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "of a state in which nothing is real",
            "PULUMI_DEBUG_PROVIDERS": self._attach,
            "PULUMI_DEBUG_COMMANDS": "true",  # else there is no --event-log
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "GOGC": "400",  # a command is over before its memory matters, and a quarter of it was looking for garbage
            "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            **self._backend,
        }

    def create(self, stack: str) -> None:
        """A stack with the settings of the project's file, as `pulumi stack init` makes it. Raises `StudioError`."""
        if (
            (self.folder / "state" / ".pulumi" / "stacks" / stack_files.read(self.root, stack).project)
            .joinpath(f"{stack}.json")
            .exists()
        ):
            return
        made = self.pulumi("stack", "init", stack, "--secrets-provider", "passphrase")
        if not made.succeeded:
            raise StudioError(f"`pulumi stack init {stack}` failed:\n{made.output}")
        configured = stack_files.read(self.root, stack)
        mail = f"{configured.project}:alarmEmail"
        if is_placeholder(configured.values.get(mail, "")):
            self.set(stack, "alarmEmail", STAND_IN_MAIL)  # `up` refuses the example's address

    @contextmanager
    def acting_as(self, role: str) -> Generator[None]:
        """Within it commands have the rights of a role that a stack here has made, by its name in the program, instead
        of an administrator's. Raises `LookupError`."""
        self.provider.caller = self.answers.caller = rights.role_of(self.cloud, role)
        try:
            yield
        finally:
            self.provider.caller = self.answers.caller = None

    def set(self, stack: str, key: str, value: str) -> None:
        """`pulumi config set`; a list is given as JSON. Raises `StudioError`."""
        done = self.pulumi("config", "set", "--stack", stack, key, "--", value)
        if not done.succeeded:
            raise StudioError(f"`pulumi config set {key}` failed:\n{done.output}")

    def pulumi(
        self,
        *words: str,
        interrupt_after: int | None = None,
        interrupt_at: str | None = None,
        interrupt: int = signal.SIGINT,
    ) -> Outcome:
        """Run a command. Pulumi gets the signal after that many operations, or when the resource (as in `Trouble`) is
        made or changed and Pulumi has not heard so; it is killed with all that it started for SIGKILL, and only then
        writes its state as it goes."""
        log = self.folder / "events.json"
        log.unlink(missing_ok=True)
        logged = ("--event-log", str(log)) if words[0] in ("up", "preview", "destroy", "refresh") else ()
        command = [str(self._program), "--non-interactive", "--color", "never", words[0], *logged, *words[1:]]
        if interrupt_after is not None or interrupt_at is not None:
            self._end_host()  # a program that is broken off may go on for a while
            environment = self.environment()
        else:
            environment = {**self.environment(), "PULUMI_DEBUG_LANGUAGES": self._language_host()}
        if interrupt != signal.SIGKILL:
            environment |= _WRITES_ITS_STATE_ONCE
        mark = self.journal.mark()
        with _running(command, self.project, environment) as process:

            def listen(number: int) -> None:
                urn = self.journal.entries[number - 1].urn
                meets = interrupt_at is not None and urn and Trouble.meets(urn, {interrupt_at})
                if meets or number - mark == interrupt_after:
                    _signal(process, interrupt)

            self.journal.listen = listen
            try:
                output, _ = process.communicate(timeout=_SECONDS)
            except KeyboardInterrupt:
                _signal(process, signal.SIGINT)
                process.communicate(timeout=60)
                raise
            except subprocess.TimeoutExpired as error:
                raise StudioError(f"`pulumi {' '.join(words)}` has not ended after {_SECONDS} seconds.") from error
            finally:
                self.journal.listen = lambda _: None
        if process.returncode != 0:
            # Its program was not at its end when Pulumi left: tasks, threads and a server of it go on in the host,
            # where the next command's program would meet them.
            self._end_host()
        events = [json.loads(line) for line in log.read_text().splitlines() if line.strip()] if log.exists() else []
        return Outcome(
            command=("pulumi", *words),
            exit_code=process.returncode,
            output=output,
            entries=self.journal.since(mark),
            events=events,
        )

    def _language_host(self) -> str:
        """Where the host is that all commands share: one of its own would load Python and the SDK for each."""
        if self._host is None:
            self._host = subprocess.Popen(
                [engine.language_host() / "pulumi-language-python"],
                cwd=self.project,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            assert self._host.stdout is not None
            self._language = f"python:{self._host.stdout.readline().strip()}"
        return self._language

    def _end_host(self) -> None:
        if self._host is not None:
            self._host.kill()
            self._host.communicate()
            self._host = None

    def state(self, stack: str) -> Sequence[Mapping[str, Any]]:
        """The resources of the stack's state. Raises `StudioError`."""
        return self._deployment(stack).get("resources") or ()

    def pending(self, stack: str) -> Sequence[Mapping[str, Any]]:
        """Operations that were broken off, of which Pulumi does not know how they ended."""
        return self._deployment(stack).get("pending_operations") or ()

    def _deployment(self, stack: str) -> Mapping[str, Any]:
        exported = self.pulumi("stack", "export", "--stack", stack)
        if not exported.succeeded:
            raise StudioError(f"`pulumi stack export` failed:\n{exported.output}")
        return json.loads(exported.output[exported.output.index("{") :])["deployment"]

    def _copy(self) -> None:
        self.project.mkdir(parents=True, exist_ok=True)
        for entry in self.root.iterdir():
            copy = self.project / entry.name
            if entry.name in _NOT_IN_COPY or copy.exists():
                continue
            if entry.match("Pulumi.*.yaml"):
                shutil.copyfile(stack_files.file_of(self.root, entry.name.split(".")[1]), copy)
            elif entry.name == "Pulumi.yaml":
                shutil.copyfile(entry, copy)
                if self.laptop is not None and entry.name == f"Pulumi.{LAPTOP}.yaml":
                    copy.write_text(_told(entry.read_text(), self.laptop.settings))
            elif not copy.is_symlink():
                copy.symlink_to(entry)


def _told(stack_file: str, values: Mapping[str, str]) -> str:
    """The text of a stack's file with more of the program's settings."""
    told = "".join(f'  film-studio:{name}: "{value}"\n' for name, value in values.items())
    return stack_file.replace("config:\n", f"config:\n{told}", 1)


@contextmanager
def _running(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Generator[subprocess.Popen[str]]:
    """In a group of its own, which is gone afterwards."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            _signal(process, signal.SIGKILL)
            process.wait()


def _signal(process: subprocess.Popen[str], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
