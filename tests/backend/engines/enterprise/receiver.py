"""Somebody's server that webhooks lead to: it takes, refuses, or dawdles, and keeps what it was sent."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """Answers with the first of `answers` that is left, then 204. `dawdles` is in seconds, byte by byte."""

    url: str = ""
    answers: list[int] = field(default_factory=list[int])
    dawdles: float = 0.0
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list[tuple[dict[str, str], bytes]])

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.received]


@contextmanager
def receiver(**how: Any) -> Generator[Receiver]:
    """A server on this machine, for the length of the block."""
    kept = Receiver(**how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            ends = time.monotonic() + kept.dawdles
            try:
                while time.monotonic() < ends:
                    self.wfile.write(b"H" if time.monotonic() + 0.2 < ends else b"")
                    self.wfile.flush()
                    time.sleep(0.1)
                self.send_response(kept.answers.pop(0) if kept.answers else 204)
                self.send_header("Location", f"{kept.url}/elsewhere")
                self.end_headers()
            except OSError:
                return

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — its base calls it so
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
