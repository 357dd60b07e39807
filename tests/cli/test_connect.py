"""`wscli connect` in a pipe: lines in, lines out, and an end that waits for replies."""

import json
import os

import pytest

from tests.peers.frames import frame, text
from tests.peers.script import agree
from wscli.core.frames import Opcode


@pytest.fixture
def sent(wscli, scripted):
    """Pipes input to a server that only listens, and returns what it heard."""

    def sent(stdin, *arguments):
        with scripted(agree) as server:
            ended = wscli("connect", server.url, "--wait", "0", *arguments, stdin=stdin)
            *messages, close = server.got()
        assert (ended.exit_code, ended.stdout, ended.stderr) == (0, b"", "")
        assert close.payload == b"\x03\xe8"
        return [(frame.opcode, frame.payload) for frame in messages]

    return sent


class TestInput:
    def test_each_line_is_a_text(self, sent):
        assert sent(b"one\n\n  two\r\nth\xc3\xa4") == [
            (Opcode.TEXT, b"one"),
            (Opcode.TEXT, b""),
            (Opcode.TEXT, b"  two"),
            (Opcode.TEXT, b"th\xc3\xa4"),
        ]

    def test_no_line_is_no_message(self, sent):
        assert sent(b"") == []

    def test_a_line_is_what_it_is_and_no_command(self, sent):
        assert sent(b"/quit\n@file\n-\n> a\n") == [
            (Opcode.TEXT, b"/quit"),
            (Opcode.TEXT, b"@file"),
            (Opcode.TEXT, b"-"),
            (Opcode.TEXT, b"> a"),
        ]

    def test_lines_may_be_binary(self, sent):
        assert sent(b"a\xff\r\nb", "--binary") == [
            (Opcode.BINARY, b"a\xff\r"),
            (Opcode.BINARY, b"b"),
        ]

    def test_nuls_may_separate_messages(self, sent):
        assert sent(b"one\ntwo\0three\0", "--null") == [
            (Opcode.TEXT, b"one\ntwo"),
            (Opcode.TEXT, b"three"),
        ]
        assert sent(b"\xff\0\n", "--null", "--binary") == [
            (Opcode.BINARY, b"\xff"),
            (Opcode.BINARY, b"\n"),
        ]

    def test_lines_of_json_are_checked_and_sent_as_they_are(self, sent):
        assert sent(b'{"a":  1}\n[]\n', "--json-lines") == [
            (Opcode.TEXT, b'{"a":  1}'),
            (Opcode.TEXT, b"[]"),
        ]

    def test_what_is_to_be_sent_first_is(self, sent, shell):
        (shell / "file").write_bytes(b"\xff")
        first = ("-d", "hello", "--data", "@file", "-d", "@@home")
        assert sent(b"one\n", *first) == [
            (Opcode.TEXT, b"hello"),
            (Opcode.BINARY, b"\xff"),
            (Opcode.TEXT, b"@home"),
            (Opcode.TEXT, b"one"),
        ]

    @pytest.mark.parametrize(
        ("arguments", "line", "sentence"),
        [
            (
                [],
                b"b\xff",
                "standard input, line 2: not UTF-8 at byte 2 (0xff); send bytes that"
                " are no text with --binary",
            ),
            (["--json-lines"], b"{", "standard input, line 2: not JSON: "),
        ],
    )
    def test_a_line_that_is_wrong_is_named_after_the_others_were_answered(
        self, wscli, base, arguments, line, sentence
    ):
        ended = wscli(
            *("connect", f"{base}/lab/echo", "--wait", "1s", *arguments),
            stdin=b"1\n" + line + b"\n3\n",
        )
        assert (ended.exit_code, ended.lines) == (2, ["1"])
        assert ended.sentence.startswith(sentence)

    def test_one_kind_of_message_excludes_the_other(self, wscli):
        failed = wscli("connect", "ws://h", "--binary", "--json-lines")
        assert failed.exit_code == 2
        assert failed.sentence == (
            "--binary and --json-lines exclude each other; drop one"
        )


class TestUntil:
    def test_the_input_ends_and_nothing_more_comes(self, wscli, base):
        ended = wscli("connect", f"{base}/ws", "--wait", "1s", stdin=b"a\nb\n")
        assert ended.lines == ["Message text was: a", "Message text was: b"]
        assert (ended.exit_code, ended.stderr) == (0, "")

    def test_no_reply_at_all_is_no_failure(self, wscli, scripted):
        with scripted(agree) as server:
            ended = wscli("connect", server.url, "--wait", "50ms", stdin=b"a\n")
        assert (ended.exit_code, ended.stderr) == (0, "")

    def test_a_late_reply_is_waited_for(self, wscli, base):
        url = f"{base}/lab/slow?delay=0.5"
        assert wscli("connect", url, "--wait", "5s", "-n", "1", stdin=b"a\n").lines == [
            "a"
        ]
        assert wscli("connect", url, "--wait", "50ms", stdin=b"a\n").lines == []

    def test_so_many_have_come(self, wscli, base):
        ended = wscli("connect", f"{base}/ws", "-n", "2", stdin=b"a\nb\n")
        assert ended.lines == ["Message text was: a", "Message text was: b"]

    def test_so_many_have_come_though_the_input_goes_on(self, wscli, base):
        reading, writing = os.pipe()
        try:
            os.write(writing, b"a\nb\n")
            awaited = ("-n", "2", "--timeout", "1s")
            ended = wscli("connect", f"{base}/ws", *awaited, stdin=reading)
        finally:
            os.close(reading)
            os.close(writing)
        assert ended.lines == ["Message text was: a", "Message text was: b"]
        assert ended.exit_code == 0

    def test_one_matches(self, wscli, base):
        stop = ("--until", "<contains b")
        ended = wscli("connect", f"{base}/lab/echo", *stop, stdin=b"a\nb\n")
        assert (ended.lines, ended.exit_code) == (["a", "b"], 0)

    @pytest.mark.parametrize("option", ["--wait", "--timeout"])
    @pytest.mark.parametrize("awaited", [("-n", "2"), ("--until", "b")])
    def test_what_is_waited_for_does_not_come(self, wscli, base, option, awaited):
        url = f"{base}/lab/echo"
        ended = wscli("connect", url, *awaited, option, "500ms", stdin=b"a\n")
        assert (ended.lines, ended.exit_code) == (["a"], 8)
        assert ended.sentence.endswith(
            "within 500 ms; wait longer with --timeout or --wait"
        )

    def test_the_server_closes(self, wscli, base):
        reading, writing = os.pipe()
        try:
            ended = wscli("connect", f"{base}/lab/close/1000", stdin=reading)
        finally:
            os.close(reading)
            os.close(writing)
        assert (ended.exit_code, ended.stderr) == (0, "")

    def test_the_server_closes_with_another_code(self, wscli, base):
        ended = wscli("connect", f"{base}/private/ws", stdin=b"")
        assert ended.exit_code == 7
        assert ended.stderr.startswith("closed 1008 (policy violation)")


class TestOutput:
    @pytest.fixture
    def told(self, wscli, scripted):
        async def tell(peer):
            await peer.read()
            await peer.say(text("a"), frame(2, b"\xff"))
            await peer.agree()

        def told(*arguments):
            with scripted(tell) as server:
                return wscli("connect", server.url, "-n", "2", *arguments, stdin=b"x\n")

        return told

    def test_texts_have_a_line_each_and_bytes_are_bytes(self, told):
        assert told().stdout == b"a\n\xff"

    def test_what_is_sent_is_not_shown(self, told):
        assert told("--format", "raw").stdout == b"a\xff"

    def test_json_shows_both_ways(self, told):
        events = [json.loads(line) for line in told("--format", "json").lines]
        messages = [event for event in events if event["event"] == "message"]
        assert sorted(event["direction"] for event in messages) == [
            "received",
            "received",
            "sent",
        ]

    def test_a_file_gets_it(self, told, shell):
        assert told("-o", "out").stdout == b""
        assert (shell / "out").read_bytes() == b"a\n\xff"
