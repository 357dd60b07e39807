"""Any event becomes lines, and none of them is a danger to a terminal."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wscli.core.errors import Stage
from wscli.core.escape import is_printable
from wscli.core.events import (
    Closed,
    Dialing,
    Failed,
    FrameSeen,
    MessageSeen,
    Opened,
    Party,
    PongTimed,
    Refused,
    Timings,
    TlsSession,
    Violated,
)
from wscli.core.exit_codes import ExitCode
from wscli.core.frames import Direction, Frame, MessageKind, Opcode
from wscli.core.redact import Redactor
from wscli.notation.from_events import Extent
from wscli.render.lines import render
from wscli.render.options import RenderOptions
from wscli.render.theme import paint

SGR = re.compile(r"\x1b\[[0-9;]*m")


def show(event, **options):
    return [
        paint(line, color=False) for line in render(event, RenderOptions(**options))
    ]


def message(text, direction=Direction.RECEIVED, at=0.5):
    return MessageSeen(at, direction, MessageKind.TEXT, text.encode())


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (Dialing(0.0, "ws://h/"), ["# connecting to ws://h/"]),
        (
            Opened(0.1, "ws://h/", "h:80", (), (), None, "", None, Timings()),
            ["opened"],
        ),
        (
            Refused(0.1, "ws://h/", 418, "", (), ()),
            ["refused 418", "# HTTP 418"],
        ),
        (
            Failed(0.1, Stage.DNS, "DNS: no h", "", ExitCode.CONNECT),
            ["# error DNS: no h"],
        ),
        (message("hello", Direction.SENT), ["> hello"]),
        (FrameSeen(0.1, Direction.SENT, Frame(Opcode.PING, b"x")), ['ping "x"']),
        (PongTimed(0.2, 0.0004, b"x"), ["# pong after 0.4 ms"]),
        (
            Violated(0.3, "RSV2 is set", 1002),
            ["# the peer broke the protocol: RSV2 is set; closed with 1002"],
        ),
        (
            Closed(0.4, 1000, "", Party.PEER, 1000),
            [
                "closed 1000 (normal closure)",
                "# The peer is done, and everything it had to say was said.",
            ],
        ),
    ],
)
def test_each_event_has_its_lines(event, lines):
    assert show(event) == lines


def test_times_stand_in_front_of_the_first_line():
    assert show(message("hello", at=0.00412), show_times=True) == ["0.004 < hello"]
    assert show(message("a\nb", at=12.3456), show_times=True, name="ann") == [
        "12.346 ann< ```",
        "       a",
        "       b",
        "       ```",
    ]


def test_an_event_without_lines_has_no_time_either():
    frame = FrameSeen(0.1, Direction.SENT, Frame(Opcode.TEXT, b"x"))
    assert show(frame, show_times=True) == []


def test_times_take_their_room_from_the_line():
    pong = message('{"type":"pong"}')
    assert show(pong, width=22) == ['<json {"type": "pong"}']
    assert show(pong, width=28, show_times=True) == ['0.500 <json {"type": "pong"}']
    assert show(pong, width=27, show_times=True) == [
        "0.500 <json ```",
        "      {",
        '        "type": "pong"',
        "      }",
        "      ```",
    ]


hostile_text = st.text() | st.text('\x1b[2J\r\n\t\x07\x9b\u202e\u200b{}`"\\ #<>')
hostile_bytes = st.binary() | hostile_text.map(lambda text: text.encode())
seconds = st.floats(0, 1e6)
durations = st.none() | seconds
headers = st.lists(
    st.tuples(
        hostile_text
        | st.sampled_from(["Location", "WWW-Authenticate", "Content-Encoding"]),
        hostile_text,
    ),
    max_size=3,
).map(tuple)
directions = st.sampled_from(Direction)
events = st.one_of(
    st.builds(Dialing, seconds, hostile_text, st.none() | hostile_text),
    st.builds(
        Opened,
        seconds,
        hostile_text,
        hostile_text,
        headers,
        headers,
        st.none() | hostile_text,
        hostile_text,
        st.none() | st.builds(TlsSession, hostile_text, hostile_text, st.booleans()),
        st.builds(Timings, durations, durations, durations, durations, durations),
    ),
    st.builds(
        Refused,
        seconds,
        hostile_text,
        st.sampled_from([200, 302, 401, 403, 404, 426, 503]) | st.integers(0, 999),
        hostile_text,
        headers,
        headers,
        hostile_bytes,
        st.booleans(),
    ),
    st.builds(
        Failed,
        seconds,
        st.sampled_from(Stage),
        hostile_text,
        hostile_text,
        st.sampled_from(ExitCode),
    ),
    st.builds(
        FrameSeen,
        seconds,
        directions,
        st.builds(Frame, st.sampled_from(Opcode), hostile_bytes, st.booleans()),
    ),
    st.builds(
        MessageSeen, seconds, directions, st.sampled_from(MessageKind), hostile_bytes
    ),
    st.builds(PongTimed, seconds, seconds, hostile_bytes),
    st.builds(Violated, seconds, hostile_text, st.integers(0, 65535)),
    st.builds(
        Closed,
        seconds,
        st.sampled_from([1000, 1005, 1006, 1008]) | st.integers(0, 65535),
        hostile_text,
        st.none() | st.sampled_from(Party),
        st.none() | st.integers(1000, 1011),
        hostile_text,
    ),
)
options = st.builds(
    RenderOptions,
    name=st.sampled_from(["", "ann"]),
    width=st.none() | st.integers(0, 100),
    extent=st.none() | st.builds(Extent, st.integers(0, 50), st.integers(0, 5)),
    redactor=st.just(Redactor.of(["secret"])),
    show_times=st.booleans(),
    show_handshake=st.booleans(),
    show_details=st.booleans(),
    show_control=st.booleans(),
    show_frames=st.booleans(),
)


@given(events, options)
@example(message("\x1b]0;owned\x07\u202e"), RenderOptions())
@example(Closed(0.0, 1000, "\x9b2J\n", None, None, "\u2066"), RenderOptions())
def test_nothing_of_the_peer_reaches_the_terminal_unescaped(event, options):
    for line in render(event, options):
        plain = paint(line, color=False)
        assert is_printable(plain, allowed="\t")
        assert len(plain.splitlines()) <= 1
        assert SGR.sub("", paint(line, color=True)) == plain
