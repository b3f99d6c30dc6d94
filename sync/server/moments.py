"""The endpoint's own times: UTC, to the millisecond, always of one length, so that they sort."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

DISTRICT_TIME = timezone(timedelta(hours=8))
"""China has one time, without summer time."""
Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def as_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def read_moment(text: str) -> datetime:
    """Read ISO 8601 with an offset. Raises `ValueError` when the offset is missing."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its offset says nothing")
    return moment


def start_of(day: date) -> str:
    """Return the moment at which the day begins in the district, as text."""
    return as_text(datetime.combine(day, time(), DISTRICT_TIME))


def district_day(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(DISTRICT_TIME).date()
