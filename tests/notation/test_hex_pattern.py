"""Bytes may be left open, and how often costs no more than the bytes themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.payload import hex_dump
from wscli.notation.hex_pattern import parse_hex_pattern


def matches(pattern, payload):
    return parse_hex_pattern(pattern).regex.fullmatch(payload) is not None


@pytest.mark.parametrize(
    ("pattern", "digits"),
    [
        ("..", ""),
        ("..", "00 0a ff"),
        ("00 .. ff", "00 ff"),
        ("00 .. ff", "00 0a 0d ff 01 ff"),
        ("00..FF", "00 01 ff"),
        ("00:??:ff", "00 0a ff"),
        ("?? ..", "2e"),
        ("?? ?? ??", "5c 2e 0a"),
        (".. 01 02 .. 03 ..", "01 01 02 03"),
        (".. 01 ?? .. 03", "01 01 02 02 03"),
        ("01 .. 01", "01 01"),
        (".. ..", "05"),
        (".. 2e 2a ..", "00 2e 2a"),
        ("", ""),
        ("00\n..\nff", "00 01 ff"),
    ],
)
def test_matches_what_is_left_open(pattern, digits):
    assert matches(pattern, bytes.fromhex(digits))


@pytest.mark.parametrize(
    ("pattern", "digits"),
    [
        ("??", ""),
        ("??", "00 01"),
        ("00 .. ff", "00"),
        ("00 .. ff", "00 ff 01"),
        ("01 .. 01", "01"),
        (".. 01 02 .. 03 ..", "03 01 02"),
        (".. 2e ..", "00 2f"),
        ("00 ..", "01 00"),
    ],
)
def test_does_not_match_anything_else(pattern, digits):
    assert not matches(pattern, bytes.fromhex(digits))


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=5), st.data())
def test_every_run_may_be_left_out(runs, data):
    payload = b"".join(runs)
    kept = [run.hex(" ") if data.draw(st.booleans()) else ".." for run in runs]
    assert matches(" ".join(kept), payload)


@given(st.binary(min_size=1))
def test_every_byte_may_be_left_open(payload):
    assert matches("?? " * len(payload), payload)
    assert not matches("?? " * len(payload), payload + b"x")


@given(st.binary(), st.binary())
def test_reads_a_hex_dump_that_was_cut_short(shown, rest):
    dump = "\n".join([*hex_dump(shown), ".."])
    assert matches(dump, shown + rest)
    assert not matches(dump, b"\x00" + shown) or not any(shown)


def test_takes_dots_in_the_column_of_letters_for_letters():
    (line,) = hex_dump(b"..??")
    assert matches(f"{line}\n..", b"..??!")
    assert not matches(f"{line}\n..", b"....!")


def test_many_gaps_take_no_longer_than_the_payload_is():
    pattern = parse_hex_pattern("61 .. " * 200 + "62")
    assert pattern.regex.fullmatch(b"a" * 100_000) is None


def test_is_shown_with_one_space_between_the_bytes():
    assert parse_hex_pattern("00:0A..??").text == "00 0a .. ??"


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [("00 0g ..", "0"), ("00 . 01", "."), ("...", "."), ("1 ..", "1")],
)
def test_refuses_what_is_neither_a_byte_nor_a_gap(pattern, wrong):
    with pytest.raises(ValueError, match=f"^'[{wrong}]' is neither"):
        parse_hex_pattern(pattern)


def test_refuses_a_line_that_only_looks_like_a_hex_dump():
    with pytest.raises(ValueError, match="hexadecimal digit"):
        parse_hex_pattern("00 01 |..|\n..")
