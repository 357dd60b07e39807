"""What is not a data message is a verb: what we did, or what came."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.escape import is_printable
from wscli.core.events import FrameSeen
from wscli.core.frames import Direction, Frame, Opcode
from wscli.notation.verbs import (
    CloseFields,
    read_close,
    with_name,
    write_closed,
    write_control,
    write_string,
)

SENT, RECEIVED = Direction.SENT, Direction.RECEIVED


@pytest.mark.parametrize(
    ("direction", "opcode", "payload", "line"),
    [
        (SENT, Opcode.PING, b"", "ping"),
        (SENT, Opcode.PING, b"are you there?", 'ping "are you there?"'),
        (RECEIVED, Opcode.PING, b'a "b"\n', r'pinged "a \"b\"\n"'),
        (SENT, Opcode.PONG, b"x", 'pong "x"'),
        (RECEIVED, Opcode.PONG, "ü".encode(), 'ponged "ü"'),
        (RECEIVED, Opcode.PONG, b"\x9a\x31\xff\x00", "ponged hex 9a 31 ff 00"),
        (SENT, Opcode.CLOSE, b"\x03\xe8bye", 'close 1000 "bye"'),
        (SENT, Opcode.CLOSE, b"", "close 1005"),
        (RECEIVED, Opcode.CLOSE, b"\x0f\xa0", "closed 4000 (application code)"),
        (RECEIVED, Opcode.CLOSE, b"", "closed 1005 (no status received)"),
        (RECEIVED, Opcode.CLOSE, b"\x03", "closed hex 03"),
        (SENT, Opcode.CLOSE, b"\x03\xe8\xff", "close hex 03 e8 ff"),
    ],
)
def test_a_control_frame(direction, opcode, payload, line):
    seen = FrameSeen(0.5, direction, Frame(opcode, payload))
    assert write_control(seen) == line
    assert write_control(seen, name="ann") == f"ann {line}"


def test_the_end_of_a_connection_has_its_code_by_name():
    assert write_closed(1008, "no token") == (
        'closed 1008 (policy violation) "no token"'
    )
    assert write_closed(1006, "", name="bob") == "bob closed 1006 (abnormal closure)"


def test_a_step_has_a_name_only_where_there_are_several_connections():
    assert with_name("opened", "") == "opened"
    assert with_name("opened", "ann") == "ann opened"


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        (b"", CloseFields(1005)),
        (b"\x03\xe8", CloseFields(1000)),
        (b"\x03\xf0\xc3\xbc", CloseFields(1008, "ü")),
        (b"\x03", None),
        (b"\x03\xe8\xc3", None),
    ],
)
def test_reading_a_close_frame(payload, fields):
    assert read_close(payload) == fields


@pytest.mark.parametrize(
    ("text", "string"),
    [
        ("", '""'),
        ("a\\b\t", r'"a\\b\t"'),
        ("\x1b]0;x\x07\x7f\x9b\u202e", r'"\u001b]0;x\u0007\u007f\u009b\u202e"'),
        ("{{{a}}", r'"\u007b\u007b{a}}"'),
    ],
)
def test_a_string(text, string):
    assert write_string(text) == string


@given(st.text())
def test_any_string_is_read_back_as_json(text):
    string = write_string(text)
    assert json.loads(string) == text
    assert is_printable(string, allowed="")
    assert "{{" not in string
