"""A save starts a service again; one that cannot run is said, and the next save mends it."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tools.environments import ENVIRONMENTS
from tools.errors import StudioError
from tools.local_cloud import processes
from tools.local_cloud.reload import Reloaded, Reloader, Saves
from tools.local_cloud.services import Debugger, Service, Task

SERVER = """
import http.server, sys
sys.path.insert(0, sys.argv[2])
import words

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(words.GREETING.encode())

    def log_message(self, *arguments):
        pass

http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@dataclass
class Served:
    """A small server whose answer stands in a module of its own, and what its reloader says."""

    url: str
    code: Path
    reloader: Reloader
    service: Service
    said: list[str] = field(default_factory=list[str])

    def answer(self) -> str | None:
        try:
            with urllib.request.urlopen(self.url, timeout=5) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            return None

    def save(self, text: str) -> None:
        (self.code / "words.py").write_text(text)


@pytest.fixture
def refused() -> list[str]:
    """Why the step before a restart refuses; empty while it does not."""
    return []


@pytest.fixture
def served(tmp_path: Path, refused: list[str]) -> Iterator[Served]:
    code = tmp_path / "code"
    code.mkdir()
    (tmp_path / "server.py").write_text(SERVER)
    (code / "words.py").write_text('GREETING = "good morning"\n')
    port = processes.free_port()
    task = Task(
        name="greeter",
        command=("python", str(tmp_path / "server.py"), str(port), str(code)),
        python=ENVIRONMENTS["test"].python,
        environment={"PYTHONDONTWRITEBYTECODE": "1"},
    )
    service = Service(task, desired_count=1, credentials={}, logs=tmp_path / "logs")
    said: list[str] = []

    def before(_: set[Path]) -> None:
        if refused:
            raise StudioError(refused[0])

    reloader = Reloader(
        [Reloaded(service=service, folders=[code], is_ready=lambda: found.answer() is not None)],
        say=said.append,
        before=before,
    )
    found = Served(f"http://127.0.0.1:{port}/", code, reloader, service, said)
    service.start()
    until(lambda: found.answer() is not None)
    yield found
    service.stop()


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_saved_line_is_what_the_service_then_answers(served: Served) -> None:
    served.save('GREETING = "good evening"\n')
    served.reloader.step()
    assert served.answer() == "good evening"
    (said,) = served.said
    assert said.startswith("greeter serves again, ")


def test_without_a_save_nothing_is_started_again(served: Served) -> None:
    before = served.service.process_ids
    served.reloader.step()
    assert (served.service.process_ids, served.said) == (before, [])


def test_what_is_no_python_is_said_with_its_line_and_the_service_stays_as_it_is(served: Served) -> None:
    before = served.service.process_ids
    served.save('GREETING = "good evening"\nGREETING = (\n')
    served.reloader.step()
    assert served.service.process_ids == before
    assert served.answer() == "good morning"
    (said,) = served.said
    assert said.startswith(f"{served.code / 'words.py'}:2: '(' was never closed\n")

    served.save('GREETING = "good night"\n')
    served.reloader.step()
    assert served.answer() == "good night"


def test_what_ends_at_its_start_is_said_once_and_started_again_at_the_next_save(served: Served) -> None:
    served.save('raise RuntimeError("no words")\n')
    served.reloader.step()
    for _ in range(3):
        served.reloader.step()
        served.service.tend()
    (said,) = served.said
    assert "greeter ended:" in said
    assert "RuntimeError: no words" in said

    served.save('GREETING = "at last"\n')
    served.reloader.step()
    assert served.answer() == "at last"


def test_where_the_step_before_fails_nothing_is_started_again(served: Served, refused: list[str]) -> None:
    """A migration that fails leaves the API as it is."""
    refused.append("The migration failed.")
    served.save('GREETING = "good evening"\n')
    served.reloader.step()
    assert served.answer() == "good morning"
    assert served.said == ["The migration failed.\nNothing was started again; the next save is tried."]

    refused.clear()
    served.save('GREETING = "good evening!"\n')
    served.reloader.step()
    assert served.answer() == "good evening!"


def test_saves_are_files_made_changed_and_removed_and_not_what_editors_and_python_keep(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "a.py").write_text("1")
    (room / "b.toml").write_text("1")
    saves = Saves([room, tmp_path / "not-yet"])
    assert saves.since() == set()

    (room / "a.py").write_text("12")
    (room / "b.toml").unlink()
    (room / "inner").mkdir()
    (room / "inner" / "c.py").write_text("1")
    (room / "__pycache__").mkdir()
    (room / "__pycache__" / "a.pyc").write_text("1")
    for own in (".a.py.swp", "a.py~"):
        (room / own).write_text("1")
    assert saves.since() == {room / "a.py", room / "b.toml", room / "inner" / "c.py"}
    assert saves.since() == set()


def test_a_debugger_listens_on_this_machine_alone_and_runs_what_the_task_runs() -> None:
    task = Task(name="film-api", command=("python", "-m", "film_studio"), python=Path("old"), environment={"A": "b"})
    debugger = Debugger(word="api", port=5678, python=Path("new"))
    assert debugger.wants(task)
    attached = debugger.attach(task)
    assert attached.command == ("python", "-m", "debugpy", "--listen", "127.0.0.1:5678", "-m", "film_studio")
    assert (attached.python, attached.environment) == (Path("new"), {"A": "b"})
