"""What is printed where: one conversation in every mode, and every way to close it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.peers.hostile import hostile_events
from wscli.cli.output_options import Format
from wscli.cli.printer import Printer, Printing
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
    Violated,
)
from wscli.core.exit_codes import ExitCode
from wscli.core.frames import Direction, Frame, MessageKind, Opcode
from wscli.core.redact import Redactor
from wscli.render.options import RenderOptions

FILE = 7
"""A descriptor that is neither standard stream."""

SENT, RECEIVED = Direction.SENT, Direction.RECEIVED
TEXT, BINARY = MessageKind.TEXT, MessageKind.BINARY

PIPE = Printing(
    descriptor=1,
    format=Format.TEXT,
    is_screen=False,
    has_color=False,
    has_error_color=False,
    verbosity=0,
    is_quiet=False,
    lines=RenderOptions(),
)
SCREEN = replace(PIPE, is_screen=True, lines=RenderOptions(width=80))
TYPED = replace(SCREEN, has_sent=True, has_opening=True)
RAW = replace(PIPE, format=Format.RAW)
JSON = replace(PIPE, format=Format.JSON)


def verbose(printing, level=1):
    """Returns the printing of `-v`, or `-vv`."""
    lines = replace(printing.lines, show_frames=level > 1)
    return replace(printing, verbosity=level, lines=lines)


def including(printing):
    """Returns the printing of `-i`."""
    return replace(printing, lines=replace(printing.lines, show_handshake=True))


def quiet(printing):
    """Returns the printing of `-q`."""
    return replace(printing, is_quiet=True)


def printed(printing, *events):
    """Returns what was written, as (descriptor, bytes) in order."""
    writes = []
    printer = Printer(printing, lambda *piece: writes.append(piece))
    for event in events:
        printer(event)
    return writes


def transcript(printing, *events):
    """Returns the lines that were written, each with its descriptor."""
    return [
        f"{descriptor}|{line}"
        for descriptor, data in printed(printing, *events)
        for line in data.decode("latin-1").splitlines()
    ]


OPENED = Opened(
    at=0.002,
    url="ws://h/",
    address="127.0.0.1:80",
    request=(("Host", "h"),),
    response=(("Upgrade", "websocket"),),
    subprotocol=None,
    extensions="",
    tls=None,
    timings=Timings(tcp=0.001),
)
REFUSED = Refused(
    at=0.5, url="ws://h/", status=403, reason="Forbidden", request=(), response=()
)
VIOLATED = Violated(at=3.0, rule="a frame is masked", code=1002)
FAILED = Failed(0.0, Stage.TCP, "TCP: refused", "start it", ExitCode.CONNECT)
BYE = Closed(at=4.0, code=1000, reason="bye", by=Party.PEER, sent_code=1000)

CONVERSATION = [
    Dialing(at=0.0, url="ws://h/"),
    OPENED,
    MessageSeen(at=1.0, direction=SENT, kind=TEXT, payload=b"hi"),
    FrameSeen(1.0, SENT, Frame(Opcode.TEXT, b"hi", wire_size=2)),
    MessageSeen(at=2.0, direction=RECEIVED, kind=TEXT, payload=b"hello"),
    MessageSeen(at=2.0, direction=RECEIVED, kind=BINARY, payload=b"\x00\xff"),
    FrameSeen(2.5, RECEIVED, Frame(Opcode.PONG, b"p", wire_size=1)),
    PongTimed(at=2.5, rtt=0.25, payload=b"p"),
    FrameSeen(4.0, RECEIVED, Frame(Opcode.CLOSE, b"\x03\xe8bye", wire_size=5)),
    BYE,
]

WHOLE = """\
2|0.000 # connecting to ws://h/
2|0.002 opened
2|      # connected to 127.0.0.1:80
2|      # subprotocol (none)
2|      # extensions (none)
2|      # in 2.0 ms: TCP 1.0 ms
2|1.000 > hi
2|2.000 < hello
2|2.000 <hex 00 ff
2|2.500 ponged "p"
2|2.500 # pong after 250 ms
2|4.000 closed 1000 (normal closure) "bye"
2|      # The peer is done, and everything it had to say was said."""

# What stands in the place of a line once frames are told.
FRAMES = {
    "2|1.000 > hi": ["2|1.000 > hi", "2|1.000 # > TEXT fin=1 rsv1=0 2 bytes"],
    '2|2.500 ponged "p"': [
        "2|2.500 # < PONG fin=1 rsv1=0 1 byte",
        '2|      ponged "p"',
    ],
    '2|4.000 closed 1000 (normal closure) "bye"': [
        "2|4.000 # < CLOSE fin=1 rsv1=0 5 bytes",
        '2|4.000 closed 1000 (normal closure) "bye"',
    ],
}
# What stands there in a pipe, and on a screen.
PAYLOADS = {
    "2|2.000 < hello": ["1|hello", "2|2.000 < hello"],
    "2|2.000 <hex 00 ff": ["1|\x00ÿ", "2|2.000 <hex 00 ff"],
}
SHOWN = {
    "2|2.000 < hello": ["1|2.000 < hello"],
    "2|2.000 <hex 00 ff": ["1|2.000 <hex 00 ff"],
}
SHOWN_TYPED = SHOWN | {"2|1.000 > hi": ["1|1.000 > hi"]}

GOODBYE = [
    '2|closed 1000 (normal closure) "bye"',
    "2|# The peer is done, and everything it had to say was said.",
]
IN_A_PIPE = ["1|hello", "1|\x00ÿ"]
ON_A_SCREEN = ["1|< hello", "1|<hex 00 ff"]
TYPED_LINES = ["2|opened", "1|> hi", *ON_A_SCREEN, "2|# pong after 250 ms", *GOODBYE]
HEADERS = ["2|opened", "2|# > Host: h", "2|# < Upgrade: websocket"]


def whole(places):
    """Returns all lines of the conversation, with some in the places of others."""
    return [new for line in WHOLE.splitlines() for new in places.get(line, [line])]


MODES = {
    "pipe": (PIPE, IN_A_PIPE),
    "pipe -q": (quiet(PIPE), IN_A_PIPE),
    "pipe -i": (including(PIPE), [*HEADERS, *IN_A_PIPE]),
    "pipe -v": (verbose(PIPE), whole(PAYLOADS)),
    "pipe -vv": (verbose(PIPE, 2), whole(PAYLOADS | FRAMES)),
    "raw": (RAW, ["1|hello", "1|\x00ÿ"]),
    "file": (replace(PIPE, descriptor=FILE), ["7|hello", "7|\x00ÿ"]),
    "screen": (SCREEN, [*ON_A_SCREEN, *GOODBYE]),
    "screen, announced": (
        replace(SCREEN, has_opening=True),
        ["2|opened", *ON_A_SCREEN, *GOODBYE],
    ),
    "screen -q": (quiet(SCREEN), ON_A_SCREEN),
    "screen -i": (including(SCREEN), [*HEADERS, *ON_A_SCREEN, *GOODBYE]),
    "screen -v": (verbose(SCREEN), whole(SHOWN)),
    "screen -vv": (verbose(SCREEN, 2), whole(SHOWN | FRAMES)),
    "typed": (TYPED, TYPED_LINES),
    "typed -q": (quiet(TYPED), ["1|> hi", *ON_A_SCREEN]),
    "typed -i": (including(TYPED), [*HEADERS, *TYPED_LINES[1:]]),
    "typed -v": (verbose(TYPED), whole(SHOWN_TYPED)),
    # What is typed is shown on a terminal alone.
    "typed, raw": (replace(RAW, has_sent=True), ["1|hello", "1|\x00ÿ"]),
}
PRINTINGS = {name: printing for name, (printing, _) in MODES.items()}


@pytest.mark.parametrize("mode", MODES)
def test_a_conversation_is_printed(mode):
    printing, lines = MODES[mode]
    assert transcript(printing, *CONVERSATION) == lines


def test_raw_adds_no_octet_and_a_pipe_a_line_end_to_text_alone():
    messages = [each for each in CONVERSATION if isinstance(each, MessageSeen)]
    assert printed(RAW, *messages) == [(1, b"hello"), (1, b"\x00\xff")]
    assert printed(PIPE, *messages) == [(1, b"hello\n"), (1, b"\x00\xff")]


class TestJson:
    def test_every_event_is_a_line_and_nothing_else_is_told(self):
        pieces = printed(JSON, *CONVERSATION)
        assert {descriptor for descriptor, _ in pieces} == {1}
        assert all(data.endswith(b"\n") for _, data in pieces)
        assert [json.loads(data)["event"] for _, data in pieces] == [
            *("dialing", "opened", "message", "frame", "message", "message"),
            *("pong", "round_trip", "close", "closed"),
        ]

    def test_what_went_wrong_is_told_to_people_too(self):
        ((descriptor, data), (told, _)) = printed(JSON, REFUSED)
        assert (descriptor, told) == (1, 2)
        assert json.loads(data)["status"] == 403

    def test_a_failure_is_a_line(self):
        ((_, data),) = printed(JSON, FAILED)
        assert json.loads(data)["sentence"] == "TCP: refused"

    def test_verbose_tells_it_to_people_besides(self):
        told = [
            line
            for line in transcript(verbose(JSON), *CONVERSATION)
            if line.startswith("2|")
        ]
        assert told == whole({})

    def test_a_secret_is_hidden_in_it(self):
        lines = RenderOptions(redactor=Redactor.of(["hunter2"]))
        ((_, data),) = printed(
            replace(JSON, lines=lines), replace(BYE, reason="hunter2")
        )
        assert json.loads(data)["reason"] == "***"


@pytest.mark.parametrize("printing", PRINTINGS.values(), ids=PRINTINGS)
def test_what_the_peer_did_wrong_is_always_told(printing):
    lines = transcript(printing, REFUSED, VIOLATED)
    assert any(line.endswith("refused 403") for line in lines)
    assert lines[-1].endswith(
        "# the peer broke the protocol: a frame is masked; closed with 1002"
    )
    assert all(line.startswith("2|") for line in lines)


@pytest.mark.parametrize("printing", PRINTINGS.values(), ids=PRINTINGS)
def test_a_failure_is_left_to_the_end_of_the_command(printing):
    assert printed(printing, FAILED) == []


AGREED = Closed(at=4.0, code=4001, reason="", by=Party.LOCAL, sent_code=4001)

# the closing; whether a pipe, a screen and a typed session tell it, and each with -q
CLOSINGS = {
    "1000 by the peer": (BYE, "screen typed"),
    "1001 by the peer": (replace(BYE, code=1001), "screen typed"),
    "no code by the peer": (replace(BYE, code=1005), "screen typed"),
    "1011 by the peer": (replace(BYE, code=1011), "always"),
    "4001 by the peer": (replace(BYE, code=4001, sent_code=4001), "always"),
    "1000 by us": (replace(AGREED, code=1000, sent_code=1000), "typed"),
    "no code by us": (replace(AGREED, code=1005, sent_code=None), "typed"),
    "4001 by us": (AGREED, "typed"),
    "4001 by us, another answer": (replace(AGREED, code=4002), "always"),
    "1000 by us, no answer": (replace(AGREED, code=1006, sent_code=1000), "always"),
    "lost": (Closed(at=4.0, code=1006, reason="", by=None, cause="reset"), "always"),
}
PLACES = {
    "pipe": PIPE,
    "pipe -q": quiet(PIPE),
    "screen": SCREEN,
    "screen -q": quiet(SCREEN),
    "typed": TYPED,
    "typed -q": quiet(TYPED),
}


@pytest.mark.parametrize("closing", CLOSINGS)
def test_a_closing_is_told_where_it_matters(closing):
    closed, told = CLOSINGS[closing]
    where = [name for name, printing in PLACES.items() if printed(printing, closed)]
    assert where == (list(PLACES) if told == "always" else told.split())


@pytest.mark.parametrize(
    ("closing", "lines"),
    [
        (
            "4001 by us, another answer",
            [
                "2|close 4001",
                "2|closed 4002 (application code)",
                "2|# We closed with 4001, and the peer answered 4002. The range"
                " 4000-4999 belongs to applications; this one's own documentation says"
                " what it means.",
            ],
        ),
        (
            "lost",
            [
                "2|closed 1006 (abnormal closure)",
                "2|# The connection was lost: reset.",
            ],
        ),
    ],
)
def test_a_closing_is_told_in_full(closing, lines):
    assert transcript(PIPE, CLOSINGS[closing][0]) == lines


class TestColor:
    def test_messages_have_that_of_standard_output(self):
        colored = replace(SCREEN, has_color=True)
        pieces = printed(colored, CONVERSATION[4], BYE)
        assert pieces[0] == (1, b"\x1b[1;32m< \x1b[0mhello\n")
        assert b"\x1b" not in pieces[1][1]

    def test_everything_else_has_that_of_standard_error(self):
        colored = replace(SCREEN, has_error_color=True)
        pieces = printed(colored, CONVERSATION[4], BYE)
        assert pieces[0] == (1, b"< hello\n")
        assert pieces[1][1].startswith(b"\x1b[32mclosed 1000 ")


def test_nothing_is_written_for_a_frame_that_only_the_end_tells():
    assert printed(verbose(TYPED), CONVERSATION[-2]) == []


def test_whoever_types_sees_answers_to_pings_of_theirs_alone():
    answer = PongTimed(at=2.5, rtt=0.25, payload=b"p")
    keepalive = replace(answer, is_keepalive=True)
    assert transcript(TYPED, answer, keepalive) == ["2|# pong after 250 ms"]
    assert len(transcript(verbose(TYPED), answer, keepalive)) == 2


def test_a_note_is_a_comment_unless_it_is_to_be_quiet():
    writes = []
    for printing in (quiet(PIPE), JSON):
        printer = Printer(printing, lambda *piece: writes.append(piece))
        printer.note("connecting again in 1 s")
    assert writes == [(2, b"# connecting again in 1 s\n")]


def test_a_note_is_one_line_that_is_safe_to_show():
    writes = []
    Printer(PIPE, lambda *piece: writes.append(piece)).note("HTTP 503 \x1b[2J\nFAKE")
    assert writes == [(2, b"# HTTP 503 \\x1b[2J\\nFAKE\n")]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.binary())
def test_a_pipe_gets_the_payloads_to_the_octet(text, octets):
    pieces = printed(
        PIPE,
        MessageSeen(0.0, RECEIVED, TEXT, text.encode()),
        MessageSeen(0.0, RECEIVED, BINARY, octets),
    )
    assert pieces == [(1, text.encode() + b"\n"), (1, octets)]


ON_A_TERMINAL = [SCREEN, TYPED, PIPE, JSON]


@given(
    st.sampled_from(ON_A_TERMINAL),
    st.sampled_from([0, 1, 2]),
    st.sampled_from([including, quiet, lambda printing: printing]),
    hostile_events,
)
def test_no_control_character_of_the_peer_reaches_a_terminal(
    printing, level, changed, event
):
    printing = changed(verbose(printing, level))
    # In a pipe, messages go to a program: there, standard error is the terminal.
    shown = {1, 2} if printing.is_screen or printing.format is Format.JSON else {2}
    for descriptor, data in printed(printing, event):
        if descriptor in shown:
            assert is_printable(data.decode(), allowed="\n")
