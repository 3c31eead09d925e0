"""Sends spans over OTLP/HTTP, in batches and from a thread of its own. Loaded only where an endpoint is configured."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)
from opentelemetry.util.re import parse_env_headers
from pydantic import SecretStr

from runtime.spans import Span

_KINDS: Final = {"server": SpanKind.SERVER, "consumer": SpanKind.CONSUMER}
_OWN: Final[ContextVar[SpanContext]] = ContextVar("own")


class _GivenIds(IdGenerator):
    """The ids that a span has already, and has passed on to others."""

    def generate_span_id(self) -> int:
        return _OWN.get().span_id

    def generate_trace_id(self) -> int:
        return _OWN.get().trace_id


def exporter_to(endpoint: str, *, service: str, stage: str, headers: SecretStr | None = None) -> Callable[[Span], None]:
    """What sends a span. What it holds is sent when the process ends in order."""
    resource = Resource.create({"service.name": service, "deployment.environment.name": stage})
    provider = TracerProvider(sampler=ALWAYS_ON, resource=resource, id_generator=_GivenIds())
    exporter = OTLPSpanExporter(
        endpoint=f"{endpoint.rstrip('/')}/v1/traces",
        headers=parse_env_headers(headers.get_secret_value(), liberal=True) if headers is not None else None,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("film_studio")

    def send(span: Span) -> None:
        token = _OWN.set(_context_of(span.traceparent))
        try:
            begun = tracer.start_span(
                span.name, _parent_of(span), kind=_KINDS[span.kind], attributes=span.attributes, start_time=span.began
            )
            if span.error is not None:
                begun.set_status(Status(StatusCode.ERROR, span.error))
            begun.end(span.ended)
        finally:
            _OWN.reset(token)

    return send


def _parent_of(span: Span) -> Context:
    if span.parent is None:
        return Context()
    return set_span_in_context(NonRecordingSpan(_context_of(span.parent)), Context())


def _context_of(traceparent: str) -> SpanContext:
    _, trace_id, span_id, _ = traceparent.split("-")
    return SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
