"""The machine's clock: forwards only, and in UTC."""

from datetime import UTC, datetime, timedelta

from wscli.core.clock import Clock, SystemClock


def test_the_system_clock_never_runs_backwards():
    clock: Clock = SystemClock()
    readings = [clock.monotonic() for _ in range(100)]
    assert readings == sorted(readings)


def test_the_system_clock_counts_seconds():
    clock = SystemClock()
    began = clock.monotonic(), clock.wall()
    while clock.wall() - began[1] < timedelta(milliseconds=20):
        pass
    assert 0.01 < clock.monotonic() - began[0] < 10


def test_the_time_of_day_is_the_present_in_utc():
    before, now, after = datetime.now(UTC), SystemClock().wall(), datetime.now(UTC)
    assert before <= now <= after
    assert now.utcoffset() == timedelta(0)
