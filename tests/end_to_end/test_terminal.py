"""A session on a real terminal: what somebody who types sees."""

import re
import unicodedata

import pytest

from tests.end_to_end.terminal import CTRL_C, CTRL_D
from tests.peers.frames import text
from wscli.core.frames import Opcode


@pytest.fixture
def session(terminal, listener):
    """Opens a session with the test: `screen, peer = session(columns=40)`."""

    def session(*arguments, **size):
        screen = terminal("connect", listener.url, *arguments, **size)
        peer = listener.open()
        screen.wait_for("opened")
        screen.wait_for_typed(">")
        return screen, peer

    return session


# Typing.


def test_what_is_typed_is_shown_in_the_notation_and_the_reply_below_it(
    terminal, server
):
    screen = terminal("connect", f"{server}/ws")
    screen.wait_for_lines("opened", ">")
    screen.type("hello\r")
    screen.wait_for_lines("opened", "> hello", "< Message text was: hello", ">")
    screen.type(CTRL_D)
    assert screen.wait() == 0
    assert screen.lines[3:] == [
        "close 1000",
        "closed 1000 (normal closure)",
        "# We closed with 1000, and the peer agreed.",
    ]


def test_a_message_that_comes_while_typing_leaves_the_typed_line_alone(session):
    screen, peer = session()
    screen.type("half a l")
    screen.wait_for_typed("> half a l")
    peer.say("some news")
    screen.wait_for("< some news")
    screen.wait_for_typed("> half a l")
    screen.type("ine\r")
    assert peer.hear_text() == "half a line"
    screen.wait_for_lines("opened", "< some news", "> half a line", ">")


def test_a_flood_leaves_the_typed_line_alone(session):
    screen, peer = session(rows=10)
    screen.type("still here")
    screen.wait_for_typed("> still here")
    peer.say(*(f"message {number}" for number in range(1000)))
    screen.wait_for_lines(
        *(f"< message {number}" for number in range(991, 1000)), "> still here"
    )


def test_lines_typed_ahead_are_all_sent_in_order(session):
    screen, peer = session()
    screen.type("".join(f"line {number}\r" for number in range(10)))
    sent = [peer.hear_text() for _ in range(10)]
    assert sent == [f"line {number}" for number in range(10)]
    screen.wait_for_lines("opened", *(f"> {line}" for line in sent), ">")


# Commands.


def test_help_lists_the_commands(session):
    screen, _ = session()
    screen.type("/help\r")
    screen.wait_for("# /quit")
    assert any(line.startswith("# /close [CODE [REASON]]") for line in screen.lines)


def test_an_unknown_command_is_told_with_the_nearest_and_not_sent(session):
    screen, peer = session()
    screen.type("/hlep\r")
    screen.wait_for("# there is no command /hlep; did you mean /help")
    screen.type("//hlep\r")
    assert peer.hear_text() == "/hlep"


def test_bytes_json_and_pings_can_be_sent(session):
    screen, peer = session()
    screen.type("/hex 00 ff\r")
    assert peer.hear() == (Opcode.BINARY, b"\x00\xff")
    screen.wait_for_lines("opened", ">hex 00 ff", ">")
    screen.type('/json {"a": [1, 2]}\r')
    assert peer.hear_text() == '{"a": [1, 2]}'
    screen.wait_for_lines("opened", ">hex 00 ff", '>json {"a": [1, 2]}', ">")
    screen.type('/ping "are you there?"\r')
    assert peer.hear() == (Opcode.PING, b"are you there?")
    peer.pong(b"are you there?")
    screen.wait_for("# pong after ")


def test_a_close_can_have_a_code_and_a_reason(session):
    screen, peer = session()
    screen.type("/close 4000 see you\r")
    assert peer.hear_goodbye() == (4000, "see you")
    assert screen.wait() == 0
    assert 'close 4000 "see you"' in screen.lines
    assert "closed 4000 (application code)" in screen.lines


# Leaving.


def test_control_c_clears_the_line(session):
    screen, peer = session()
    screen.type("not this")
    screen.wait_for_typed("> not this")
    screen.type(CTRL_C)
    screen.wait_for_typed(">")
    screen.type("but this\r")
    assert peer.hear_text() == "but this"


def test_control_c_on_an_empty_line_leaves(session):
    screen, peer = session()
    screen.type(CTRL_C)
    assert peer.hear_goodbye() == (1001, "")
    assert screen.wait() == 130
    assert "close 1001" in screen.lines


@pytest.mark.parametrize("keys", [CTRL_D, "/quit\r"])
def test_control_d_and_quit_close_with_1000(session, keys):
    screen, peer = session()
    screen.type(keys)
    assert peer.hear_goodbye() == (1000, "")
    assert screen.wait() == 0


def test_the_server_closes_while_somebody_types(session):
    screen, peer = session()
    screen.type("half a l")
    screen.wait_for_typed("> half a l")
    peer.close(1011, "going down")
    assert peer.hear_close() == (1011, "going down")
    peer.connection.close()
    assert screen.wait() == 7
    assert 'closed 1011 (internal error) "going down"' in screen.lines


def test_the_terminal_is_left_as_it_was_found(session):
    screen, peer = session()
    screen.type(CTRL_D)
    peer.hear_goodbye()
    assert screen.wait() == 0
    # Bracketed paste is off, the cursor is shown, and a line is begun.
    modes = dict(re.findall(rb"\x1b\[\?(2004|25)([hl])", screen.raw))
    assert modes == {b"2004": b"l", b"25": b"h"}
    assert screen.typed == ""
    assert screen.is_echoing


def test_no_connection_is_one_line_and_no_prompt(terminal, listener):
    url = listener.url
    listener.close()
    screen = terminal("connect", url, columns=120)
    assert screen.wait() == 3
    [line] = screen.lines
    assert line.startswith("wscli: TCP: 127.0.0.1:")


# Keys that are pressed while something is drawn.


@pytest.fixture
def drawing(session):
    """Opens a session that is in the middle of drawing: the terminal is slow."""

    def drawing(typed=""):
        screen, peer = session(columns=1000, rows=80)
        screen.wait_for("opened")
        screen.type(typed)
        screen.wait_for_typed(f"> {typed}".rstrip())
        peer.say(*BLOCK)
        # What follows does not fit into the terminal's buffer until it is read.
        screen.wait_for(f"< {BLOCK[0]}")
        return screen, peer

    return drawing


BLOCK = [f"{number:02} {'x' * 990}" for number in range(60)]
DRAWN = ["opened", *(f"< {line}" for line in BLOCK)]


def test_a_line_that_is_typed_meanwhile_is_sent_and_appears_once(drawing):
    screen, peer = drawing()
    screen.type("answer\r")
    screen.wait_for_lines(*DRAWN, "> answer", ">")
    assert peer.hear_text() == "answer"


def test_control_d_counts_meanwhile(drawing):
    screen, peer = drawing()
    screen.type(CTRL_D)
    screen.wait_for(f"< {BLOCK[-1]}")
    assert peer.hear_goodbye() == (1000, "")
    assert screen.wait() == 0


def test_control_c_clears_the_line_meanwhile(drawing):
    screen, peer = drawing(typed="not this")
    screen.type(CTRL_C)
    screen.wait_for_lines(*DRAWN, ">")
    screen.type("but this\r")
    assert peer.hear_text() == "but this"


# What messages look like.


def test_json_that_is_too_wide_is_laid_out_in_a_fence(session):
    screen, peer = session(columns=40)
    peer.say('{"short": true}')
    screen.wait_for('<json {"short": true}')
    peer.say('{"name": "a name of some length", "list": [1, 2, 3]}')
    screen.wait_for_lines(
        "opened",
        '<json {"short": true}',
        "<json ```",
        "{",
        '  "name": "a name of some length",',
        '  "list": [1, 2, 3]',
        "}",
        "```",
        ">",
    )


def test_bytes_are_a_hex_dump(session):
    screen, peer = session()
    peer.say_bytes(b"\x00\x01\xff")
    peer.say_bytes(bytes(range(0x30, 0x44)))
    screen.wait_for_lines(
        "opened",
        "<hex 00 01 ff",
        "<hex ```",
        "00000000  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f"
        "  |0123456789:;<=>?|",
        "00000010  40 41 42 43                                       |@ABC|",
        "```",
        ">",
    )


def test_a_narrow_terminal_wraps_what_is_typed_and_what_comes(session):
    screen, peer = session(columns=40, rows=20)
    long = "a line that is longer than forty columns are wide"
    screen.type(long)
    wrapped = ["> a line that is longer than forty colum", "ns are wide"]
    screen.wait_for_lines("opened", *wrapped)
    peer.say("short news")
    screen.wait_for_lines("opened", "< short news", *wrapped)
    screen.type("\r")
    assert peer.hear_text() == long
    screen.wait_for_lines("opened", "< short news", *wrapped, ">")


# What a peer sends is hostile.

WSCLI_COLORS = r"\x1b\[(?:0|2|32|35|36|1;31|1;32|1;34|1;35)m"
PROMPT = (
    r"\x1b\[\?(?:1|7|12|25|2004)[hl]"  # modes that it sets and sets back
    r"|\x1b\[6n"  # where is the cursor?
    r"|\x1b\[[0-9]*[ACD]|\x1b\[[JK]"  # it goes back and draws the line again
    r"|[> ]\x08"
)
HIDDEN = {"Cc", "Cf"}
"""The Unicode categories of what controls a terminal, or is not seen on it."""


def unsafe(raw, own):
    """What is left of controls once wscli's own are taken out."""
    rest = re.sub(own, "", raw.decode("utf-8"))
    return {c for c in rest if unicodedata.category(c) in HIDDEN} - set("\r\n")


def test_nothing_that_a_peer_sends_controls_the_terminal(terminal, server):
    screen = terminal("listen", f"{server}/lab/escape")
    assert screen.wait() == 0
    assert unsafe(screen.raw, WSCLI_COLORS) == set()
    assert "< plain text, to compare with" in screen.lines
    assert r"<escaped \x1b[31mred\x1b[0m and \x1b[7mreversed\x1b[0m" in screen.lines
    assert r"<escaped user\u202egnp.exe" in screen.lines
    assert any(r"\u001b[31mred" in line for line in screen.lines), "the close reason"


def test_nothing_that_a_peer_sends_controls_the_prompt(session):
    screen, peer = session()
    tricks = ["\x1b[2J\x1b[H", "\x1b]0;title\x07", "a\rb", "\x9b31m", "\b\b", "\u202e"]
    peer.connection.sendall(b"".join(map(text, tricks)))
    screen.wait_for(r"<escaped \u202e")
    screen.wait_for_typed(">")
    peer.close(4000, "\x1b[2J")
    peer.hear_close()
    peer.connection.close()
    assert screen.wait() == 7
    assert unsafe(screen.raw, f"{WSCLI_COLORS}|{PROMPT}") == set()
    assert screen.lines[0] == "opened"


def test_a_refusal_does_not_control_the_terminal_either(terminal, listener):
    screen = terminal("send", listener.url, "hello", "-i")
    listener.accept().sendall(
        b"HTTP/1.1 403 \x1b[2J\r\nX-Trick: \x1b[31m\r\nContent-Length: 6\r\n\r\n"
        b"\x1b[2J\x9b\r"
    )
    assert screen.wait() == 4
    assert unsafe(screen.raw, WSCLI_COLORS) == set()


# Colours.


@pytest.mark.parametrize(
    ("options", "env"),
    [(["--color", "never"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})],
)
def test_there_are_no_colours_where_nobody_wants_them(terminal, server, options, env):
    screen = terminal("send", f"{server}/lab/echo", '{"a": 1}', *options, env=env)
    assert screen.wait() == 0
    assert screen.raw == b'<json {"a": 1}\r\n'


def test_there_are_colours_on_a_terminal(terminal, server):
    screen = terminal("send", f"{server}/lab/echo", "hello")
    assert screen.wait() == 0
    assert screen.raw == b"\x1b[1;32m< \x1b[0mhello\r\n"


# Commands that do not ask.


def test_listen_shows_the_opening_the_messages_and_the_end(terminal, server):
    screen = terminal("listen", f"{server}/lab/flood?count=2&size=3")
    assert screen.wait() == 0
    assert screen.lines == [
        "opened",
        "< xxx",
        "< xxx",
        "closed 1000 (normal closure)",
        "# The peer is done, and everything it had to say was said.",
    ]


def test_control_c_ends_listen(terminal, listener):
    screen = terminal("listen", listener.url)
    peer = listener.open()
    peer.say("one")
    screen.wait_for("< one")
    screen.type(CTRL_C)
    assert peer.hear_goodbye() == (1001, "")
    assert screen.wait() == 130
