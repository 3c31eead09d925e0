"""The time now. Whoever needs it is given this function, so that a test can give another."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
