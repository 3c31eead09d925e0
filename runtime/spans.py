"""What was done when and for whom, as OpenTelemetry's spans: sent over OTLP where an endpoint is configured. Where none
is, a span costs one comparison, and OpenTelemetry is not even loaded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import SecretStr


@dataclass(frozen=True, kw_only=True)
class Span:
    """One thing that is over. `traceparent` is its own place in a trace, `parent` that of what it was done for; times
    are nanoseconds since 1970. `error` says what was wrong, where something was."""

    name: str
    kind: Literal["server", "consumer"]
    traceparent: str
    parent: str | None
    began: int
    ended: int
    attributes: Mapping[str, str | int | float | bool]
    error: str | None = None


class _Export:
    """Where this process's spans go."""

    to: Callable[[Span], None] | None = None


def configure(*, service: str, stage: str, endpoint: str | None, headers: SecretStr | None = None) -> None:
    """Send this process's spans to `endpoint`/v1/traces from now on, with `headers` (NAME=VALUE,NAME=VALUE); nowhere
    without an endpoint."""
    if endpoint is not None:
        from runtime.otlp import exporter_to  # noqa: PLC0415 — loading it costs time and memory that most stacks save

        send_to(exporter_to(endpoint, service=service, stage=stage, headers=headers))


def send_to(export: Callable[[Span], None] | None) -> None:
    """Hand each span to this; None: to nobody."""
    _Export.to = export


def are_sent() -> bool:
    return _Export.to is not None


def send(span: Span) -> None:
    """Nothing happens where spans are not sent, or the endpoint cannot be reached."""
    if _Export.to is not None:
        _Export.to(span)
