"""The only place that asks the time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
