"""`wscli send`: when it is over, and what it sends, prints and judges."""

import json

import pytest

from tests.peers.frames import text
from tests.peers.script import agree
from wscli.cli.send import Replies, end_rule
from wscli.core.errors import UsageError
from wscli.core.frames import Opcode
from wscli.notation.matchers import Text, json_matcher
from wscli.session.ending import EndRule

HI, BYE, ONE = Text("hi"), Text("bye"), json_matcher("1")


class TestEndRule:
    @pytest.mark.parametrize(
        ("said", "messages", "rule"),
        [
            ({}, 0, {"count": 0}),
            ({}, 2, {"count": 2}),
            ({"count": 3}, 1, {"count": 3}),
            ({"count": 0}, 1, {"count": 0}),
            ({"has_none": True}, 2, {"count": 0}),
            ({"until": BYE}, 1, {"until": BYE}),
            ({"until": BYE, "count": 3}, 1, {"until": BYE, "count": 3}),
            ({"wait": 2.0}, 0, {"quiet": 2.0, "patience": 2.0}),
            ({"wait": 2.0}, 1, {"quiet": 2.0, "patience": 2.0, "needs_reply": True}),
            (
                {"wait": 2.0, "count": 3},
                1,
                {"count": 3, "quiet": 2.0, "patience": 2.0, "needs_reply": True},
            ),
            ({"texts": ("hi", "bye")}, 1, {"expected": (HI, BYE)}),
            ({"jsons": (ONE,)}, 5, {"expected": (ONE,)}),
            (
                {"texts": ("hi",), "wait": 2.0},
                0,
                {"expected": (HI,), "quiet": 2.0, "patience": 2.0},
            ),
            ({"close": 4000}, 1, {"is_close_expected": True}),
            ({"close": 4000, "count": 1}, 1, {"is_close_expected": True, "count": 1}),
            (
                {"close": 4000, "has_none": True},
                1,
                {"is_close_expected": True},
            ),
            (
                {"close": 4000, "texts": ("hi",)},
                1,
                {"is_close_expected": True, "expected": (HI,)},
            ),
        ],
    )
    def test_it_is_over_when(self, said, messages, rule):
        wanted = EndRule(**rule)
        assert end_rule(Replies(**said), messages=messages) == wanted

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            (
                {"texts": ("a",), "jsons": (ONE,)},
                "--expect and --expect-json together leave the order open; use one of"
                " them",
            ),
            *(
                (
                    {"has_none": True, **other},
                    "--no-reply contradicts the options that wait for replies;"
                    " drop one",
                )
                for other in (
                    {"count": 0},
                    {"count": 1},
                    {"until": BYE},
                    {"wait": 0.0},
                    {"texts": ("",)},
                    {"jsons": (ONE,)},
                )
            ),
            *(
                (
                    {**expected, **other},
                    "--expect counts the replies by itself; drop -n and --until",
                )
                for expected in ({"texts": ("a",)}, {"jsons": (ONE,)})
                for other in ({"count": 0}, {"count": 1}, {"until": BYE})
            ),
        ],
    )
    def test_contradictions_are_refused(self, said, sentence):
        with pytest.raises(UsageError) as caught:
            end_rule(Replies(**said), messages=1)
        assert str(caught.value) == sentence


class TestMessages:
    """What is sent, as the server saw it."""

    @pytest.fixture
    def sent(self, wscli, scripted):
        """Sends to a server that only listens: `(opcode, payload)` of each message."""

        def sent(*arguments, stdin=b""):
            with scripted(agree) as server:
                ended = wscli("send", "--no-reply", server.url, *arguments, stdin=stdin)
                *messages, close = server.got()
            assert (ended.exit_code, ended.stdout, ended.stderr) == (0, b"", "")
            assert close.payload == b"\x03\xe8"
            return [(frame.opcode, frame.payload) for frame in messages]

        return sent

    def test_none_at_all(self, sent):
        assert sent() == []

    def test_texts_in_their_order(self, sent):
        assert sent("one", "", "zwö", "--", "--three") == [
            (Opcode.TEXT, b"one"),
            (Opcode.TEXT, b""),
            (Opcode.TEXT, "zwö".encode()),
            (Opcode.TEXT, b"--three"),
        ]

    def test_one_that_begins_with_an_at(self, sent):
        assert sent("@@home") == [(Opcode.TEXT, b"@home")]

    def test_json_as_it_was_written(self, sent):
        assert sent("--json", '{"a":  1.50}') == [(Opcode.TEXT, b'{"a":  1.50}')]

    def test_bytes(self, sent):
        assert sent("--hex", "00 ff", "--base64", "AAE=") == [
            (Opcode.BINARY, b"\x00\xff"),
            (Opcode.BINARY, b"\x00\x01"),
        ]

    def test_a_file_is_text_if_it_can_be(self, sent, shell):
        (shell / "text").write_bytes("ä\n".encode())
        (shell / "bytes").write_bytes(b"\xff\n")
        assert sent("@text", "@bytes", "--file", "text", "--file", "bytes") == [
            (Opcode.TEXT, "ä\n".encode()),
            (Opcode.BINARY, b"\xff\n"),
            (Opcode.TEXT, "ä\n".encode()),
            (Opcode.BINARY, b"\xff\n"),
        ]

    def test_standard_input_is_one_message(self, sent):
        assert sent("-", stdin=b"one\ntwo\n") == [(Opcode.TEXT, b"one\ntwo\n")]
        assert sent("--json", "-", stdin=b"[1]\n") == [(Opcode.TEXT, b"[1]\n")]

    def test_other_kinds_follow_the_texts(self, sent):
        assert sent("--hex", "01", "--json", "1", "first") == [
            (Opcode.TEXT, b"first"),
            (Opcode.TEXT, b"1"),
            (Opcode.BINARY, b"\x01"),
        ]

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["--json", "{a: 1}"], "--json: not JSON: "),
            (["--hex", "0f1"], "--hex: 3 hexadecimal digits: two make a byte"),
            (["--base64", "="], "--base64: "),
            (["--file", "none"], "--file: cannot read none: No such file or directory"),
            (["@none"], "the message: cannot read none: No such file or directory"),
            (["a\udcff"], "the message is not valid UTF-8; send bytes with --hex"),
            (["--close-code", "1005"], "--close-code: 1005 (no status received) must"),
            (["--close-reason", "é" * 62], "--close-reason: 124 bytes are too many"),
            (["--close-reason", "\udcff"], "--close-reason: "),
            (["--expect-close", "999"], "--expect-close: no connection ends with 999"),
            (["--expect-json", "{"], "Invalid value for '--expect-json': the JSON"),
            (["-n", "x"], "Invalid value for '-n' / '--count': 'x' is not a number"),
            (["--until", "<matches ("], "Invalid value for '--until': "),
        ],
    )
    def test_what_cannot_be_is_said_before_anything_is_sent(
        self, wscli, scripted, arguments, sentence
    ):
        with scripted(agree) as server:
            failed = wscli("send", server.url, *arguments)
            assert server.accepted == 0
        assert failed.exit_code == 2
        assert failed.sentence.startswith(sentence)


class TestReplies:
    def test_each_message_has_one(self, wscli, base):
        ended = wscli("send", f"{base}/ws", "one", "two")
        assert ended.lines == ["Message text was: one", "Message text was: two"]
        assert (ended.exit_code, ended.stderr) == (0, "")

    def test_binary_ones_are_bytes_without_a_line_end(self, wscli, base):
        ended = wscli("send", f"{base}/ws/bytes", "--hex", "00ff", "--hex", "0a")
        assert ended.stdout == b"\x00\xff\x0a"

    def test_as_many_as_are_asked_for(self, wscli, base):
        url = f"{base}/lab/flood?count=10&size=1"
        assert wscli("send", url, "-n", "3").lines == ["x", "x", "x"]
        assert wscli("send", url, "-n", "0").lines == []

    def test_everything_is_sent_however_soon_the_replies_come(self, wscli, scripted):
        async def talk_first(peer):
            await peer.say(text("1"), text("2"))
            await peer.agree()

        with scripted(talk_first) as server:
            ended = wscli("send", server.url, "a", "b", "c", "-n", "2")
            payloads = [frame.payload for frame in server.got()]
        assert ended.lines == ["1", "2"]
        assert payloads == [b"a", b"b", b"c", b"\x03\xe8"]

    @pytest.mark.parametrize(
        "match", ["Client 7 sent: b", "<contains sent: b", "<matches b$"]
    )
    def test_until_one_matches(self, wscli, base, match):
        url = f"{base}/clients/7/ws"
        ended = wscli("send", url, "a", "b", "c", "--until", match)
        assert ended.lines == [
            "Connected to client: 7",
            "Client 7 sent: a",
            "Client 7 sent: b",
        ]
        assert ended.exit_code == 0

    def test_until_a_json_path_finds_something(self, wscli, base):
        sent = ("--json", '{"n": 1}', "--json", '{"n": 2}', "--json", '{"n": 3}')
        ended = wscli("send", f"{base}/ws/json", *sent, "--until", "$[?@ > 1]")
        assert ended.lines == ['{"n":1}', '{"n":2}']

    def test_all_that_come_until_none_does(self, wscli, base):
        ended = wscli("send", f"{base}/clients/7/ws", "a", "--wait", "1s")
        assert ended.lines == ["Connected to client: 7", "Client 7 sent: a"]
        assert ended.exit_code == 0

    def test_a_slow_one_comes_in_time_if_one_waits_for_it(self, wscli, base):
        url = f"{base}/lab/slow?delay=0.3"
        assert wscli("send", url, "a", "--wait", "5s", "-n", "1").lines == ["a"]
        assert wscli("send", url, "a", "--timeout", "5s").lines == ["a"]

    @pytest.mark.parametrize("option", ["--wait", "--timeout"])
    def test_one_that_does_not_come_in_time_is_a_failure(self, wscli, base, option):
        ended = wscli("send", f"{base}/lab/slow?delay=30", "a", option, "100ms")
        assert (ended.exit_code, ended.stdout) == (8, b"")
        assert ended.sentence == (
            "no message came within 100 ms; wait longer with --timeout or --wait"
        )

    def test_too_few_are_a_failure_too(self, wscli, base):
        ended = wscli("send", f"{base}/ws", "a", "-n", "2", "--timeout", "500ms")
        assert (ended.exit_code, ended.lines) == (8, ["Message text was: a"])
        assert ended.sentence.startswith("1 of 2 messages came within 500 ms")

    def test_none_is_waited_for_if_none_is_wanted(self, wscli, base):
        ended = wscli("send", f"{base}/ws", "a", "--no-reply")
        assert (ended.exit_code, ended.stdout, ended.stderr) == (0, b"", "")


class TestExpectations:
    def test_one_that_is_met_is_a_success(self, wscli, base):
        replies = ("--expect", "Message text was: a", "--expect", "Message text was: b")
        ended = wscli("send", f"{base}/ws", "a", "b", *replies)
        assert ended.lines == ["Message text was: a", "Message text was: b"]
        assert (ended.exit_code, ended.stderr) == (0, "")

    def test_one_that_is_not_met_is_a_failure_that_says_why(self, wscli, base):
        ended = wscli("send", f"{base}/ws", "a", "--expect", "Message text was: b")
        assert ended.exit_code == 1
        first, *details = ended.stderr.splitlines()
        assert first == "wscli: message 1 is not as expected"
        assert any("Message text was: a" in line for line in details)

    def test_json_is_met_by_what_contains_it(self, wscli, base):
        sent = json.dumps({"id": 1, "more": [1, 2]})
        ended = wscli(
            *("send", f"{base}/ws/json", "--json", sent),
            *("--expect-json", '{"id": "<number>"}'),
        )
        assert ended.exit_code == 0

    def test_json_that_differs_is_told_by_its_path(self, wscli, base):
        ended = wscli(
            *("send", f"{base}/ws/json", "--json", '{"id": 1}'),
            *("--expect-json", '{"id": 2}'),
        )
        assert ended.exit_code == 1
        assert "$.id" in ended.stderr

    def test_one_that_does_not_come_is_a_failure(self, wscli, base):
        ended = wscli(
            *("send", f"{base}/ws", "a", "--timeout", "500ms"),
            *("--expect", "Message text was: a", "--expect", "more"),
        )
        assert ended.exit_code == 1
        assert ended.sentence.startswith(
            "1 of 2 expected messages came within 500 ms; wait longer"
        )

    @pytest.mark.parametrize(
        ("path", "code"), [("/lab/close/4009", 4009), ("/lab/abort", 1006)]
    )
    def test_a_close_that_is_expected_is_a_success(self, wscli, base, path, code):
        ended = wscli("send", f"{base}{path}", "--expect-close", str(code))
        assert ended.exit_code == 0

    def test_another_close_is_a_failure(self, wscli, base):
        ended = wscli("send", f"{base}/lab/close/4009", "--expect-close", "1000")
        assert ended.exit_code == 1
        assert ended.stderr.splitlines()[-1] == (
            "wscli: the peer was to close with 1000 (normal closure), but the peer"
            " closed with 4009 (application code)"
        )

    def test_no_close_is_a_failure(self, wscli, base):
        expected = ("--expect-close", "1000", "--timeout", "100ms")
        ended = wscli("send", f"{base}/ws", *expected)
        assert ended.exit_code == 1
        assert ended.sentence.startswith(
            "the peer was to close with 1000 (normal closure), but that did not happen"
            " within 100 ms"
        )

    def test_a_close_that_nobody_expected_is_no_success(self, wscli, base):
        ended = wscli("send", f"{base}/lab/close/4009?reason=gone", "hi")
        assert ended.exit_code == 7
        assert ended.stderr.splitlines()[0].startswith("closed 4009")
        assert '"gone"' in ended.stderr


class TestClosing:
    def test_the_server_sees_code_and_reason(self, wscli, scripted):
        with scripted(agree) as server:
            closing = ("--close-code", "4321", "--close-reason", "töne")
            ended = wscli("send", server.url, *closing)
            [close] = server.got()
        assert (close.opcode, close.payload) == (
            Opcode.CLOSE,
            b"\x10\xe1" + "töne".encode(),
        )
        assert (ended.exit_code, ended.stderr) == (0, "")
