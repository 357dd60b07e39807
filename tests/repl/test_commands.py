"""What a typed line means: tables of lines and of what they ask for."""

import pytest

from wscli.core.actions import Abort, Close, Ping, Pong, Send
from wscli.core.errors import UsageError
from wscli.core.frames import MessageKind
from wscli.repl.commands import COMMANDS, Help, Quit, help_lines, read_line

TEXT, BINARY = MessageKind.TEXT, MessageKind.BINARY


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("hello", Send(TEXT, b"hello")),
        ("", Send(TEXT, b"")),
        ("  spaces stay  ", Send(TEXT, b"  spaces stay  ")),
        ("> not an arrow here", Send(TEXT, b"> not an arrow here")),
        ("//etc/hosts", Send(TEXT, b"/etc/hosts")),
        ("Grüße", Send(TEXT, "Grüße".encode())),
        ('/json {"a": 1.50}', Send(TEXT, b'{"a": 1.50}')),
        ("/hex 00 ff", Send(BINARY, b"\x00\xff")),
        ("/hex", Send(BINARY, b"")),
        ("/base64 AAE=", Send(BINARY, b"\x00\x01")),
        ("/ping", Ping(None)),
        ("/ping are you there", Ping(b"are you there")),
        ('/ping "a\\nb"', Ping(b"a\nb")),
        ("/pong", Pong(b"")),
        ('/pong "x"', Pong(b"x")),
        ("/close", Close(1000, "")),
        ("/close 4001", Close(4001, "")),
        ("/close 4001 see you", Close(4001, "see you")),
        ('/close 1000 "bye"', Close(1000, "bye")),
        ('/close 1000 "not a string', Close(1000, '"not a string')),
        ('/close 1000 "a" and "b"', Close(1000, '"a" and "b"')),
        ("/abort", Abort()),
        ("/help", Help()),
        ("/quit", Quit()),
    ],
)
def test_a_line_asks_for(line, action):
    assert read_line(line) == action


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "/clsoe",
            "there is no command /clsoe; did you mean /close; a text begins with //",
        ),
        (
            "/xyzzy 1",
            "there is no command /xyzzy; /help lists the commands; a text begins"
            " with //",
        ),
        (
            "/json {a: 1}",
            "/json: not JSON: expecting property name enclosed in double quotes at"
            " line 1 column 2; strings and keys need double quotes",
        ),
        (
            "/hex 0f1",
            "/hex: 3 hexadecimal digits: two make a byte; write pairs such as 00 ff",
        ),
        ("/close x", "/close: 'x' is not a code; write /close 1000 bye"),
        (
            "/close 1005",
            "/close: 1005 (no status received) must not be sent; use 1000, another"
            " registered code, or one from 3000 to 4999",
        ),
        (
            f"/close 1000 {'é' * 62}",
            "/close: a reason of 124 bytes is too long; a close frame has room for 123",
        ),
        (
            "typed \udcff",
            "the line: it has a character that is not valid UTF-8; send bytes with"
            " /hex or /base64",
        ),
        (
            '/ping "\\ud800"',
            "/ping: it has a character that is not valid UTF-8; send bytes with /hex"
            " or /base64",
        ),
        (
            '/close 1000 "\\ud800"',
            "/close: it has a character that is not valid UTF-8; send bytes with /hex"
            " or /base64",
        ),
        (
            f"/ping {'x' * 126}",
            "/ping: 126 bytes are too many; a control frame has room for 125",
        ),
    ],
)
def test_a_line_that_cannot_be_is_explained(line, sentence):
    with pytest.raises(UsageError) as caught:
        read_line(line)
    assert str(caught.value) == sentence


def test_base64_that_is_none_is_explained():
    with pytest.raises(UsageError, match=r"^/base64: "):
        read_line("/base64 ===")


def test_help_lists_every_command_as_a_comment_of_the_notation():
    lines = help_lines()
    assert all(line.startswith("# ") for line in lines)
    for command in COMMANDS.values():
        assert any(command.usage in line for line in lines)
