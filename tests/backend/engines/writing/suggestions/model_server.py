"""A server on this machine that answers as those of models do: what it was given, one after the other."""

import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]


@dataclass
class Server:
    """`answers` first; where none is left, what `otherwise` makes of the body that came. What came is kept: path,
    headers, body."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list[Answer])
    otherwise: Callable[[Any], Answer] | None = None
    came: list[tuple[str, dict[str, str], Any]] = field(default_factory=list[tuple[str, dict[str, str], Any]])
    hanging: bool = False
    let_go: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(otherwise: Callable[[Any], Answer] | None = None) -> Generator[Server]:
    kept = Server(otherwise=otherwise)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its base calls it so
            pass

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept.came.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if kept.hanging:
                kept.let_go.wait(10)
                return
            if kept.answers or kept.otherwise is None:
                status, answer = kept.answers.pop(0)
            else:
                status, answer = kept.otherwise(body)
            sent = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status >= 400:
                self.send_header("X-Amzn-ErrorType", "ServiceUnavailableException")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        kept.url = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield kept
        finally:
            kept.let_go.set()
            listening.shutdown()
            thread.join()


def of_openai(texts: Any) -> Answer:
    """An answer of OpenAI's protocol with these texts."""
    call = {
        "id": "call",
        "type": "function",
        "function": {"name": "final_result", "arguments": json.dumps({"texts": texts})},
    }
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
    answer = {"id": "x", "object": "chat.completion", "created": 1, "model": "small-2026", "choices": [choice]}
    return 200, {**answer, "usage": usage}
