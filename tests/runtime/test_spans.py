"""Spans reach an OTLP receiver with the ids that were passed on, and cost nothing where there is no receiver."""

import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tools.environments import ROOT

PROGRAM = """
import sys, time
from runtime import spans
from runtime.spans import Span
from runtime.tracing import Trace

endpoint = sys.argv[1] if len(sys.argv) > 1 else None
spans.configure(service="film-studio-api", stage="local", endpoint=endpoint)
asked = Trace.begin("request-1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")
made = Trace.begin("request-1", asked.traceparent)
for name, trace, error in (("POST /productions", asked, None), ("make line", made, "it broke")):
    now = time.time_ns()
    spans.send(Span(name=name, kind="server", traceparent=trace.traceparent, parent=trace.parent, began=now - 5_000,
        ended=now, attributes={"attempt": 2}, error=error))
print(asked.traceparent, made.traceparent)
print("opentelemetry" in sys.modules)
"""


def ran(*arguments: str) -> list[str]:
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


@contextmanager
def receiver() -> Generator[tuple[str, list[ExportTraceServiceRequest]]]:
    """Its URL, and what it was sent."""
    received: list[ExportTraceServiceRequest] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — as its base calls it
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_spans_are_sent_with_the_ids_that_others_were_given() -> None:
    with receiver() as (url, received):
        said, loaded = ran(url)
    asked, made = (traceparent.split("-") for traceparent in said.split())
    resources = [each for request in received for each in request.resource_spans]
    names = {item.key: item.value.string_value for each in resources for item in each.resource.attributes}
    assert (names["service.name"], names["deployment.environment.name"]) == ("film-studio-api", "local")
    spans = {span.name: span for each in resources for scope in each.scope_spans for span in scope.spans}
    first, second = spans["POST /productions"], spans["make line"]
    assert {first.trace_id.hex(), second.trace_id.hex()} == {"0af7651916cd43dd8448eb211c80319c"}
    assert (first.parent_span_id.hex(), first.span_id.hex()) == ("b7ad6b7169203331", asked[2])
    assert (second.parent_span_id.hex(), second.span_id.hex()) == (asked[2], made[2])
    assert first.end_time_unix_nano - first.start_time_unix_nano == 5_000
    assert (first.status.message, second.status.message) == ("", "it broke")
    assert asked[3] == made[3] == "01"
    assert loaded == "True"


def test_without_a_receiver_opentelemetry_is_not_loaded_and_nothing_is_marked_as_recorded() -> None:
    said, loaded = ran()
    assert [traceparent[-2:] for traceparent in said.split()] == ["00", "00"]
    assert loaded == "False"
