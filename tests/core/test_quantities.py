"""Durations and sizes: what people write, and what they read."""

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import UsageError
from wscli.core.quantities import (
    format_duration,
    format_size,
    parse_duration,
    parse_size,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("3", 3),
        ("2.5", 2.5),
        (".5s", 0.5),
        ("2.s", 2),
        ("250ms", 0.25),
        ("250 ms", 0.25),
        (" 3s ", 3),
        ("3S", 3),
        ("2m", 120),
        ("1h", 3600),
        ("1d", 86400),
        ("007s", 7),
        ("999999999999999d", 999_999_999_999_999 * 86400),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text, seconds):
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("512", 512),
        ("512B", 512),
        ("1k", 1024),
        ("64KiB", 65536),
        (" 64 kib ", 65536),
        ("1kb", 1000),
        ("16M", 16 * 2**20),
        ("16MiB", 16 * 2**20),
        ("1MB", 10**6),
        ("1.5g", 3 * 2**29),
        ("1GiB", 2**30),
        ("1GB", 10**9),
        ("0.9", 0),
        ("999999999999999", 999_999_999_999_999),
    ],
)
def test_a_size_is_a_number_and_a_unit(text, size):
    assert parse_size(text) == size


REFUSED_BY_BOTH = [
    "",
    " ",
    "s",
    "-1",
    "-1s",
    "+1s",
    "1e3",
    "inf",
    "nan",
    "0x10",
    "1_000",
    "1,5s",
    "1.2.3",
    ".",
    "٣s",
    "٣",
    "²",
    "1\n2",
    "1s2",
    "1x",
    "1 s s",
    "9" * 16,
    "9" * 5000,
]


@pytest.mark.parametrize("text", [*REFUSED_BY_BOTH, "1kib", "1w", "1us"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(UsageError, match="is not a duration"):
        parse_duration(text)


@pytest.mark.parametrize("text", [*REFUSED_BY_BOTH, "1s", "1t", "1 kilobyte"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(UsageError, match="is not a size"):
        parse_size(text)


@pytest.mark.parametrize(
    ("parse", "sentence"),
    [
        (
            parse_duration,
            r"'1\x1bx' is not a duration; write a number and ms, s, m, h or d: 250ms",
        ),
        (
            parse_size,
            r"'1\x1bx' is not a size; write a number and B, KiB, MiB or GiB: 64KiB",
        ),
    ],
)
def test_a_refusal_says_what_to_write(parse, sentence):
    with pytest.raises(UsageError) as refusal:
        parse("1\x1bx")
    assert str(refusal.value) == sentence


def _usable_or_refused(parse, text):
    try:
        return parse(text)
    except UsageError:
        return 0


@given(st.text() | st.from_regex(r"\d+(\.\d*)?\s?[a-zA-Z]{0,3}"))
def test_any_text_is_a_finite_quantity_or_refused(text):
    assert 0 <= _usable_or_refused(parse_duration, text) < math.inf
    assert 0 <= _usable_or_refused(parse_size, text) < sys.float_info.max


@given(st.integers(0, 10**15 - 1))
def test_a_size_in_bytes_is_exact(size):
    assert parse_size(str(size)) == size


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 ms"),
        (0.0004, "0.4 ms"),
        (0.00949, "9.5 ms"),
        (0.0096, "10 ms"),
        (0.012, "12 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (3, "3.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 m"),
        (60, "1 m"),
        (119.7, "2 m"),
        (125, "2 m 5 s"),
        (7325, "122 m 5 s"),
    ],
)
def test_a_duration_reads_well(seconds, text):
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (512, "512 bytes"),
        (1023, "1023 bytes"),
        (1024, "1.0 KiB"),
        (1536, "1.5 KiB"),
        (2**20 - 1, "1.0 MiB"),
        (2**20, "1.0 MiB"),
        (2**30 - 1, "1.0 GiB"),
        (5 * 2**30, "5.0 GiB"),
        (2**50, "1048576.0 GiB"),
    ],
)
def test_a_size_reads_well(size, text):
    assert format_size(size) == text


@given(st.integers(0, 2**45))
def test_a_size_as_shown_is_near_the_size(size):
    assert parse_size(format_size(size).replace("bytes", "B").replace("byte", "B")) == (
        pytest.approx(size, rel=0.05)
    )
