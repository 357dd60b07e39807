"""A received message has views, and a short name for sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.escape import is_printable
from wscli.core.frames import MessageKind
from wscli.core.payload import JsonError
from wscli.notation.received import Received

TEXT, BINARY = MessageKind.TEXT, MessageKind.BINARY


def test_has_text_and_json_whatever_its_kind():
    for kind in MessageKind:
        message = Received(kind, '{"ü": 1}'.encode())
        assert message.text == '{"ü": 1}'
        assert message.json() == {"ü": 1}


@pytest.mark.parametrize(
    ("payload", "reason"), [(b"hello", "expecting value"), (b"\xff", "not UTF-8")]
)
def test_says_why_it_is_no_json(payload, reason):
    with pytest.raises(JsonError, match=reason):
        Received(BINARY, payload).json()


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (Received(TEXT, b"hello "), 'the text "hello "'),
        (Received(TEXT, b'say "hi"'), r'the text "say \"hi\""'),
        (Received(TEXT, b""), 'the text ""'),
        (Received(BINARY, b""), "an empty binary message"),
        (Received(BINARY, b"\x00\xff"), "the bytes 00 ff"),
        (Received(BINARY, bytes(25)), f"the bytes {bytes(24).hex(' ')} …"),
    ],
)
def test_is_called_by_what_it_says(message, name):
    assert str(message) == name


@given(st.sampled_from(MessageKind), st.binary(max_size=500))
def test_its_name_is_short_and_safe_to_show(kind, payload):
    name = str(Received(kind, payload))
    assert is_printable(name, allowed="")
    assert len(name) < 1000
