"""Close codes against IANA's registry, and against what RFC 6455 lets one send."""

import re
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core import close_codes
from wscli.core.close_codes import (
    MAX_REASON_BYTES,
    NEVER_ON_THE_WIRE,
    ORDERLY,
    REGISTERED,
    explain,
    may_be_sent,
)

# The WebSocket Close Code Number Registry: every code that it assigns, with the
# meaning in its words. 1014 has a description there instead of a name.
IANA = {
    1000: "Normal Closure",
    1001: "Going Away",
    1002: "Protocol error",
    1003: "Unsupported Data",
    1004: "Reserved",
    1005: "No Status Rcvd",
    1006: "Abnormal Closure",
    1007: "Invalid frame payload data",
    1008: "Policy Violation",
    1009: "Message Too Big",
    1010: "Mandatory Ext.",
    1011: "Internal Error",
    1012: "Service Restart",
    1013: "Try Again Later",
    1014: "Bad gateway",
    1015: "TLS handshake",
    3000: "Unauthorized",
    3003: "Forbidden",
    3008: "Timeout",
}

SPELLED_OUT = {
    "No Status Rcvd": "no status received",
    "Mandatory Ext.": "mandatory extension",
}


def test_the_registered_codes_are_those_of_the_registry():
    ours = {code: meaning.name.lower() for code, meaning in REGISTERED.items()}
    assert ours == {
        code: SPELLED_OUT.get(name, name.lower()) for code, name in IANA.items()
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("NORMAL_CLOSURE", 1000),
        ("GOING_AWAY", 1001),
        ("PROTOCOL_ERROR", 1002),
        ("NO_STATUS_RECEIVED", 1005),
        ("ABNORMAL_CLOSURE", 1006),
        ("INVALID_DATA", 1007),
        ("MESSAGE_TOO_BIG", 1009),
        ("INTERNAL_ERROR", 1011),
    ],
)
def test_the_codes_that_wscli_uses_itself_have_names(name, code):
    assert getattr(close_codes, name) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (-1, "invalid"),
        (0, "invalid"),
        (999, "invalid"),
        (1000, "normal closure"),
        (1015, "TLS handshake"),
        (1016, "unassigned"),
        (2999, "unassigned"),
        (3000, "unauthorized"),
        (3001, "library or framework code"),
        (3999, "library or framework code"),
        (4000, "application code"),
        (4999, "application code"),
        (5000, "invalid"),
        (65535, "invalid"),
    ],
)
def test_any_code_has_a_name_by_itself_or_by_its_range(code, name):
    assert explain(code).name == name


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            1005,
            "The close frame carried no code: an orderly goodbye that gives no cause.",
        ),
        (
            1006,
            "The connection was lost without a close frame: the server's process or"
            " handler died, or something between dropped it.",
        ),
        (1015, "The TLS handshake failed, so no close frame could be sent."),
        (
            2000,
            "The range 1000-2999 is the protocol's own, and this code is not"
            " registered.",
        ),
        (
            3500,
            "The range 3000-3999 is for libraries and frameworks; the documentation of"
            " the one that the server uses says what it means.",
        ),
        (
            4009,
            "The range 4000-4999 belongs to applications; this one's own documentation"
            " says what it means.",
        ),
        (999, "Close codes run from 1000 to 4999; this one is outside."),
    ],
)
def test_the_meaning_of_a_code_is_told_as_it_is_seen(code, sentence):
    assert explain(code).sentence == sentence


@given(st.integers())
def test_every_integer_has_one_plain_sentence(code):
    assert re.fullmatch(r"[A-Z][^\n]*\.", explain(code).sentence)


@pytest.mark.parametrize("code", REGISTERED)
def test_every_registered_code_has_one_plain_sentence(code):
    assert re.fullmatch(r"[A-Z][^\n]*\.", explain(code).sentence)


def test_the_codes_that_may_be_sent_are_those_that_section_7_4_allows():
    sendable = {*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)}
    assert {code for code in range(-1, 70_000) if may_be_sent(code)} == sendable


def test_a_code_that_is_only_reported_is_never_sent():
    assert {1005, 1006, 1015} == NEVER_ON_THE_WIRE


def test_sessions_end_normally_with_three_codes():
    assert {1000, 1001, 1005} == ORDERLY


def test_a_meaning_does_not_change():
    meaning = explain(1000)
    with pytest.raises(FrozenInstanceError):
        meaning.name = "other"
    assert not hasattr(meaning, "__dict__")
    assert hash(meaning) == hash(explain(1000))


def test_a_reason_fits_a_control_frame_beside_its_code():
    assert len((1000).to_bytes(2)) + MAX_REASON_BYTES == 125
