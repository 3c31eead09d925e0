"""Ports behind which there is nothing, or nothing that answers."""

import socket
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def silent_port() -> Generator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield listening.getsockname()[1]


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
