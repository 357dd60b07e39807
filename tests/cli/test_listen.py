"""`wscli listen`: what it prints, until when, and again after a lost connection."""

import json

import pytest

from tests.peers.frames import frame, text
from wscli.cli.listen import parse_filter
from wscli.core.frames import MessageKind, Opcode
from wscli.notation.matchers import Contains, match


def saying(*messages, then=None):
    """The part of a server that says these, and closes with 1000 or otherwise."""

    async def say(peer):
        await peer.say(*map(text, messages))
        if then is None:
            await peer.close(1000)
        else:
            await then(peer)

    return say


async def stay(peer):
    await peer.agree()


async def drop(peer):
    peer.drop()


class TestUntil:
    def test_the_server_closes(self, wscli, base):
        ended = wscli("listen", f"{base}/lab/flood?count=3&size=2")
        assert (ended.lines, ended.exit_code) == (["xx"] * 3, 0)

    def test_so_many_have_come(self, wscli, base):
        ended = wscli("listen", f"{base}/lab/flood?count=100&size=1", "-n", "5")
        assert (ended.lines, ended.exit_code) == (["x"] * 5, 0)

    def test_so_much_time_has_passed(self, wscli, scripted):
        with scripted(saying("a", "b", then=stay)) as server:
            ended = wscli("listen", server.url, "--for", "500ms")
            [goodbye] = server.got()
        assert (ended.lines, ended.exit_code) == (["a", "b"], 0)
        assert (goodbye.opcode, goodbye.payload) == (Opcode.CLOSE, b"\x03\xe8")

    def test_one_matches(self, wscli, scripted):
        with scripted(saying("a", "b", "c", then=stay)) as server:
            ended = wscli("listen", server.url, "--until", "b")
        assert (ended.lines, ended.exit_code) == (["a", "b"], 0)

    def test_time_has_passed_before_enough_came(self, wscli, scripted):
        with scripted(saying("a", then=stay)) as server:
            ended = wscli("listen", server.url, "-n", "2", "--for", "500ms")
        assert (ended.lines, ended.exit_code) == (["a"], 8)
        assert ended.sentence == (
            "1 of 2 messages came within 500 ms; listen longer with --for"
        )

    def test_the_server_closes_before_enough_came(self, wscli, scripted):
        with scripted(saying("a")) as server:
            ended = wscli("listen", server.url, "-n", "2")
        assert (ended.lines, ended.exit_code) == (["a"], 8)
        assert ended.sentence == "1 of 2 messages came before the peer closed"

    def test_a_timeout_of_a_file_does_not_end_it(self, wscli, base, shell):
        (shell / "wscli.toml").write_text('[defaults]\ntimeout = "50ms"\n')
        url = f"{base}/ws/stocks?interval=0.3"
        assert wscli("listen", url, "-n", "2").exit_code == 0

    def test_a_timeout_that_is_asked_for_ends_it(self, wscli, base):
        ended = wscli("listen", f"{base}/ws", "-n", "1", "--timeout", "50ms")
        assert ended.exit_code == 8
        assert ended.sentence.startswith("no message came within 50 ms")

    @pytest.mark.parametrize(
        ("path", "sentence"),
        [
            ("/lab/close/1011", "closed 1011 (internal error)"),
            ("/lab/abort", "closed 1006 (abnormal closure)"),
        ],
    )
    def test_it_ends_as_it_should_not(self, wscli, base, path, sentence):
        ended = wscli("listen", f"{base}{path}")
        assert ended.exit_code == 7
        assert ended.stderr.startswith(sentence)

    def test_the_server_breaks_the_protocol(self, wscli, scripted):
        async def break_it(peer):
            await peer.say(text("a"), frame(3, b"?"))
            await peer.read_to_close()

        with scripted(break_it) as server:
            ended = wscli("listen", server.url)
        assert (ended.lines, ended.exit_code) == (["a"], 6)


STOCK = '$.type == "stock_update"'


class TestReadingAFilter:
    @pytest.mark.parametrize(
        ("match", "kept"),
        [
            (STOCK, ['{"type":"stock_update","n":1}', '{"type":"stock_update"}']),
            ("$[?@.n]", []),
            ("$.n", ['{"type":"stock_update","n":1}', '{"n":2}']),
            ('<json {"n": "<number>"}', ['{"type":"stock_update","n":1}', '{"n":2}']),
            (
                "<contains o",
                ['{"type":"stock_update","n":1}', "no", '{"type":"stock_update"}'],
            ),
        ],
    )
    def test_only_what_matches_is_shown(self, wscli, scripted, match, kept):
        said = (
            '{"type":"stock_update","n":1}',
            "no",
            '{"n":2}',
            '{"type":"stock_update"}',
        )
        with scripted(saying(*said)) as server:
            ended = wscli("listen", server.url, "--filter", match)
        assert (ended.lines, ended.exit_code) == (kept, 0)

    def test_only_what_matches_is_counted(self, wscli, scripted):
        with scripted(saying("a1", "b1", "a2", "b2", "a3", then=stay)) as server:
            ended = wscli("listen", server.url, "--filter", "<contains a", "-n", "2")
        assert ended.lines == ["a1", "a2"]

    @pytest.mark.parametrize("match", ["$.[", ".a == 1", "AMZN", "/a/"])
    def test_what_is_neither_jsonpath_nor_matcher_is_refused(self, wscli, match):
        failed = wscli("listen", "ws://h", "--filter", match)
        assert failed.exit_code == 2
        assert failed.sentence.startswith("Invalid value for '--filter': ")

    def test_a_condition_need_not_begin_with_a_dollar(self):
        matcher = parse_filter("!$.a")
        assert match(matcher, MessageKind.TEXT, b'{"b": 1}') is None
        assert match(matcher, MessageKind.TEXT, b'{"a": 1}') is not None

    def test_a_matcher_of_the_notation(self):
        assert parse_filter("<contains x") == Contains("x")


class TestFormat:
    @pytest.fixture
    def told(self, wscli, scripted):
        """Listens to a text of two lines and a few bytes, in this format."""

        async def tell(peer):
            await peer.say(text('{"a": 1}'), text("ä\n"), frame(2, b"\x00\xff\n"))
            await peer.close(1000)

        def told(*arguments):
            with scripted(tell) as server:
                return wscli("listen", server.url, *arguments)

        return told

    def test_text_has_a_line_for_each_text(self, told):
        assert told().stdout == '{"a": 1}\nä\n\n\x00'.encode() + b"\xff\n"
        assert told("--format", "text").stdout == told().stdout

    def test_raw_has_the_bytes_and_nothing_else(self, told):
        assert told("--format", "raw").stdout == '{"a": 1}ä\n\x00'.encode() + b"\xff\n"

    def test_json_has_a_line_for_each_event(self, told):
        events = [json.loads(line) for line in told("--format", "json").lines]
        assert [event["event"] for event in events] == [
            *("dialing", "opened", "message", "message", "message"),
            *("close", "close", "closed"),
        ]
        assert {event["v"] for event in events} == {1}
        times = [event["at"] for event in events]
        assert times == sorted(times)
        assert [event.get("text") for event in events[2:4]] == ['{"a": 1}', "ä\n"]
        assert events[4]["base64"] == "AP8K"

    def test_a_file_gets_it_instead_of_standard_output(self, told, shell):
        (shell / "out").write_bytes(b"old and long" * 100)
        ended = told("-o", "out", "--format", "raw")
        assert (ended.stdout, ended.exit_code) == (b"", 0)
        assert (shell / "out").read_bytes() == '{"a": 1}ä\n\x00'.encode() + b"\xff\n"

    def test_a_file_that_cannot_be_written_is_told_before_anything_is_sent(
        self, wscli, base, shell
    ):
        failed = wscli("listen", f"{base}/ws", "-o", "none/out")
        assert failed.exit_code == 9
        assert failed.sentence == (
            "--output: cannot write none/out: No such file or directory; check the path"
        )


class TestReconnecting:
    def test_what_is_sent_first_is_sent_on_every_connection(self, wscli, scripted):
        async def drop_after_two(peer):
            await peer.read()
            await peer.read()
            await peer.say(text("first"))
            peer.drop()

        async def go_on(peer):
            await peer.read()
            await peer.read()
            await peer.say(text("second"))
            await peer.agree()

        with scripted(drop_after_two, go_on) as server:
            ended = wscli(
                *("listen", server.url, "-d", "subscribe", "-d", "@@all"),
                *("--reconnect", "--retry-delay", "10ms", "-n", "2"),
            )
            server.got()
            assert server.payloads == [
                [b"subscribe", b"@all"],
                [b"subscribe", b"@all", b"\x03\xe8"],
            ]
        assert (ended.lines, ended.exit_code) == (["first", "second"], 0)
        first, note = ended.stderr.splitlines()[0], ended.stderr.splitlines()[-1]
        assert first.startswith("closed 1006")
        assert note.startswith("# the connection ended; connecting again in ")

    def test_a_close_in_good_order_is_an_end_like_any_other(self, wscli, scripted):
        with scripted(saying("first"), saying("second", then=stay)) as server:
            again = ("--reconnect", "--retry-delay", "10ms", "-q")
            ended = wscli("listen", server.url, *again, "-n", "2")
        assert (ended.lines, ended.exit_code, ended.stderr) == (
            ["first", "second"],
            0,
            "",
        )

    def test_time_that_is_over_before_it_is_back_ends_it_as_it_was_lost(
        self, wscli, scripted
    ):
        with scripted(saying("only", then=drop)) as server:
            again = ("--reconnect", "--retry-delay", "1m", "-q")
            ended = wscli("listen", server.url, *again, "--for", "500ms")
        assert (ended.lines, ended.exit_code) == (["only"], 7)

    def test_a_first_connection_that_fails_is_not_tried_again(self, wscli):
        failed = wscli("listen", "ws://127.0.0.1:1/", "--reconnect")
        assert failed.exit_code == 3
        assert failed.sentence.startswith("TCP: 127.0.0.1:1 refused the connection")
