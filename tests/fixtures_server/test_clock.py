"""The time of day."""

from datetime import UTC, datetime, timedelta

from fixtures_server.clock import utc_now


def test_the_time_is_now_and_in_utc():
    now = utc_now()
    assert now.utcoffset() == timedelta(0)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
