"""Close codes and reasons that a user gives."""

import pytest

from wscli.cli.closing import checked_close, checked_expected_close
from wscli.core.actions import Close
from wscli.core.errors import UsageError


@pytest.mark.parametrize("code", [1000, 1001, 1011, 3000, 3999, 4000, 4999])
def test_a_code_that_may_be_sent(code):
    assert checked_close(code, "bye") == Close(code, "bye")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (999, "invalid"),
        (1004, "reserved"),
        (1005, "no status received"),
        (1006, "abnormal closure"),
        (1015, "TLS handshake"),
        (1016, "unassigned"),
        (5000, "invalid"),
    ],
)
def test_a_code_that_must_not_be_sent(code, name):
    with pytest.raises(UsageError) as caught:
        checked_close(code, "")
    assert str(caught.value) == (
        f"--close-code: {code} ({name}) must not be sent; use 1000, another"
        " registered code, or one from 3000 to 4999"
    )


def test_a_reason_has_room_for_123_bytes():
    assert checked_close(1000, "é" * 61 + "e").reason == "é" * 61 + "e"
    with pytest.raises(UsageError) as caught:
        checked_close(1000, "é" * 62)
    assert str(caught.value) == (
        "--close-reason: 124 bytes are too many; a close frame has room for 123"
    )


def test_a_reason_that_is_no_text_is_refused():
    with pytest.raises(UsageError) as caught:
        checked_close(1000, "\udcff")
    assert str(caught.value) == (
        "--close-reason: it is not valid UTF-8; RFC 6455 section 5.5.1 asks for text"
    )


@pytest.mark.parametrize("code", [None, 1000, 1005, 1006, 1014, 3000, 4999])
def test_a_code_that_can_be_seen(code):
    assert checked_expected_close(code) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (0, "invalid"),
        (999, "invalid"),
        # Whoever sends one of these breaks the protocol.
        (1004, "reserved"),
        (1015, "TLS handshake"),
        (1016, "unassigned"),
        (2999, "unassigned"),
        (5000, "invalid"),
    ],
)
def test_a_code_that_no_connection_ends_with(code, name):
    with pytest.raises(UsageError) as caught:
        checked_expected_close(code)
    assert str(caught.value) == (
        f"--expect-close: no connection ends with {code} ({name}); a peer sends 1000"
        " to 1014 or 3000 to 4999; 1006 is a lost connection"
    )
