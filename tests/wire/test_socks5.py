import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.wire.socks5 import (
    REPLY_START,
    authenticate,
    connect,
    explain_reply,
    greet,
    missing_of_reply,
)


def test_the_offer_counts_its_methods() -> None:
    assert greet(0) == b"\x05\x01\x00"
    assert greet(0, 2) == b"\x05\x02\x00\x02"


def test_user_and_password_are_counted_and_in_utf8() -> None:
    assert authenticate("me", "päss") == b"\x01\x02me\x05p\xc3\xa4ss"
    assert authenticate("me", "") == b"\x01\x02me\x00"


@pytest.mark.parametrize(("user", "password"), [("x" * 256, ""), ("me", "ä" * 128)])
def test_what_cannot_be_counted_is_refused(user: str, password: str) -> None:
    with pytest.raises(ValueError, match="bytes must be in range"):
        authenticate(user, password)


@pytest.mark.parametrize(
    ("host", "octets"),
    [
        ("127.0.0.1", b"\x01\x7f\x00\x00\x01"),
        ("::1", b"\x04" + bytes(15) + b"\x01"),
        ("example.com", b"\x03\x0bexample.com"),
    ],
)
def test_addresses_go_as_such_and_names_counted(host: str, octets: bytes) -> None:
    assert connect(host, 8000) == b"\x05\x01\x00" + octets + b"\x1f\x40"


def test_a_name_that_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes must be in range"):
        connect("x" * 256, 80)


@pytest.mark.parametrize(
    ("reply", "missing"),
    [
        (b"\x05\x00\x00\x01\x7f", 3 + 2),
        (b"\x05\x00\x00\x04\x00", 15 + 2),
        (b"\x05\x00\x00\x03\x09", 9 + 2),
        (b"\x05\x00\x00\x03\x00", 2),
        (b"\x05\x00\x00\x99\x02", 2 + 2),
    ],
)
def test_a_reply_ends_with_an_address_of_its_own_length(
    reply: bytes, missing: int
) -> None:
    assert missing_of_reply(reply) == missing


def test_replies_are_told_in_words() -> None:
    assert explain_reply(1) == "general failure"
    assert explain_reply(5) == "connection refused"
    assert explain_reply(99) == "reply 99"


@given(st.binary(min_size=REPLY_START, max_size=REPLY_START))
def test_any_reply_has_an_end(start: bytes) -> None:
    assert 2 <= missing_of_reply(start) <= 257
