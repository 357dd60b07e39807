"""The options about the last message."""

import pytest

from wscli.cli.until_options import UntilOptions, parse_count
from wscli.core.errors import UsageError


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("1", 1), ("01000", 1000)])
def test_a_number_of_messages(text, number):
    assert parse_count(text) == number


@pytest.mark.parametrize("text", ["-1", "1.5", "", "two", "٣", "1e3", "+1"])
def test_what_is_no_number_of_messages(text):
    with pytest.raises(UsageError) as caught:
        parse_count(text)
    assert str(caught.value) == (
        f"{text!r} is not a number of messages; write 0 or more"
    )


def test_a_number_of_thousands_of_digits_is_none():
    with pytest.raises(UsageError) as caught:
        parse_count("9" * 5000)
    assert str(caught.value) == (
        "'99999999999999999999' is not a number of messages; write 0 or more"
    )


def test_without_options_no_message_is_the_last_one():
    assert UntilOptions() == UntilOptions(count=None, until=None)
