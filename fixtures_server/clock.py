"""The time of day, as messages carry it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Reads the system's clock."""
    return datetime.now(UTC)


def clock_of(connection: HTTPConnection) -> Clock:
    """Finds the clock that the app was made with."""
    clock: Clock = connection.app.state.clock
    return clock


AppClock = Annotated[Clock, Depends(clock_of)]
