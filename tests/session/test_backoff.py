"""Waits before retries: each twice the one before, up to a limit, never in step."""

import pytest

from wscli.session.backoff import Backoff


def delays(backoff, count):
    return [backoff.delay(attempt) for attempt in range(count)]


def test_each_wait_is_twice_the_one_before_up_to_the_longest():
    backoff = Backoff(first=1.0, longest=30.0, random=lambda: 1.0)
    assert delays(backoff, 7) == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_chance_shortens_a_wait_by_a_quarter_at_most():
    least = Backoff(first=1.0, longest=30.0, random=lambda: 0.0)
    between = Backoff(first=1.0, longest=30.0, random=lambda: 0.5)
    assert delays(least, 3) == [0.75, 1.5, 3.0]
    assert delays(between, 3) == [0.875, 1.75, 3.5]


def test_each_wait_asks_chance_anew():
    numbers = iter([0.0, 1.0])
    backoff = Backoff(first=4.0, longest=4.0, random=lambda: next(numbers))
    assert delays(backoff, 2) == [3.0, 4.0]


def test_a_first_wait_beyond_the_longest_is_cut():
    assert Backoff(first=60.0, longest=30.0, random=lambda: 1.0).delay(0) == 30.0


def test_no_wait_is_a_short_one_that_hammers_nobody():
    backoff = Backoff(first=0.0, longest=30.0, random=lambda: 1.0)
    assert delays(backoff, 3) == [0.01, 0.02, 0.04]


@pytest.mark.parametrize("attempt", [64, 1_000, 10**9])
def test_the_wait_after_years_of_retries_is_a_number(attempt):
    backoff = Backoff(first=1.0, longest=30.0, random=lambda: 1.0)
    assert backoff.delay(attempt) == 30.0
