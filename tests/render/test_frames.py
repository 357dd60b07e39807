"""Control frames are verbs, and every frame can be a comment."""

import pytest

from wscli.core.events import FrameSeen, PongTimed
from wscli.core.frames import Direction, Frame, Opcode
from wscli.core.redact import Redactor
from wscli.render.frames import render_frame, render_pong_timed
from wscli.render.options import RenderOptions
from wscli.render.spans import Span, Style

PING = FrameSeen(0.5, Direction.SENT, Frame(Opcode.PING, b"hi", wire_size=2))
PONG = FrameSeen(0.6, Direction.RECEIVED, Frame(Opcode.PONG, b"hi", wire_size=2))
TEXT = FrameSeen(
    0.7,
    Direction.RECEIVED,
    Frame(Opcode.TEXT, b"x" * 1200, fin=False, rsv1=True, wire_size=18),
)
CLOSE = FrameSeen(
    0.8, Direction.RECEIVED, Frame(Opcode.CLOSE, b"\x03\xe8", wire_size=2)
)


def show(seen, **options):
    lines = render_frame(seen, RenderOptions(**options))
    return ["".join(span.text for span in line) for line in lines]


def test_pings_and_pongs_are_verbs():
    assert render_frame(PING, RenderOptions()) == [(Span('ping "hi"', Style.SENT),)]
    assert render_frame(PONG, RenderOptions(name="ann")) == [
        (Span('ann ponged "hi"', Style.RECEIVED),)
    ]


def test_a_pong_that_answers_tells_its_time():
    timed = PongTimed(0.6, 0.0004, b"hi")
    assert render_pong_timed(timed, RenderOptions()) == [
        (Span("# pong after 0.4 ms", Style.COMMENT),)
    ]
    assert render_pong_timed(timed, RenderOptions(show_control=False)) == []


@pytest.mark.parametrize("seen", [PING, PONG])
def test_pings_and_pongs_can_be_left_out(seen):
    assert show(seen, show_control=False) == []


@pytest.mark.parametrize("seen", [TEXT, CLOSE])
def test_other_events_tell_messages_and_the_end(seen):
    assert show(seen) == []


@pytest.mark.parametrize(
    ("seen", "lines"),
    [
        (PING, ["# > PING fin=1 rsv1=0 2 bytes", 'ping "hi"']),
        (TEXT, ["# < TEXT fin=0 rsv1=1 18 bytes, 1.2 KiB decompressed"]),
        (CLOSE, ["# < CLOSE fin=1 rsv1=0 2 bytes"]),
    ],
)
def test_each_frame_can_be_shown_as_it_went_over_the_wire(seen, lines):
    assert show(seen, show_frames=True) == lines


def test_a_ping_tells_no_secrets():
    assert show(PING, redactor=Redactor.of(['"hi"'])) == ["ping ***"]
