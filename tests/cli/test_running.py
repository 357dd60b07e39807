"""Running a conversation: its exit code, and whatever may end it from outside."""

import asyncio
import errno
import os
import signal
import sys

import pytest

from tests.peers.frames import text
from tests.peers.tcp import saying, serve, silence
from wscli.cli.output_options import Format
from wscli.cli.printer import Printing
from wscli.cli.running import Run, run_conversation
from wscli.cli.terminal import STDERR, STDOUT
from wscli.core.errors import ConnectError, HandshakeError
from wscli.core.redact import Redactor
from wscli.core.target import Target
from wscli.core.url import parse_url
from wscli.notation.matchers import Text
from wscli.render.options import RenderOptions
from wscli.session.conversation import Plan
from wscli.session.ending import EndRule
from wscli.session.sources import Prepared

PATIENCE = 10
A_FILE = 7
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

GOING_AWAY = b"\x03\xe9"


posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


class Place:
    """A stage that keeps what is written, and does something at the first message."""

    def __init__(self, hooks, actions, *, at_message=None, at_end=None):
        self.hooks = hooks
        self.actions = Prepared(actions)
        self.written = {}
        self._at_message = at_message
        self._at_end = at_end

    def write(self, descriptor, data):
        self.written[descriptor] = self.written.get(descriptor, b"") + data
        if descriptor == STDOUT and self._at_message is not None:
            react, self._at_message = self._at_message, None
            react(self.hooks)

    async def finish(self):
        if self._at_end is not None:
            await self._at_end(self.hooks)


@pytest.fixture
def running():
    """Runs a conversation: `running(url, EndRule(...))`; `running.place` is where."""

    def running(
        url, rule=None, *actions, secrets=(), max_time=PATIENCE, plan=None, **place
    ):
        def stage(hooks):
            running.place = Place(hooks, actions, **place)
            return running.place

        redactor = Redactor.of(secrets)
        printing = Printing(
            descriptor=STDOUT,
            format=Format.TEXT,
            is_screen=False,
            has_color=False,
            has_error_color=False,
            verbosity=0,
            is_quiet=False,
            lines=RenderOptions(redactor=redactor),
        )
        whole = Plan(Target(parse_url(url)), rule or EndRule(), **(plan or {}))
        return run_conversation(Run(whole, printing, stage, 0.01, max_time, redactor))

    return running


@pytest.fixture
def default_signals():
    """Puts the handlers of signals back."""
    kept = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


async def talk(peer):
    """Says two things, and waits for the client to leave."""
    await peer.say(text("one"), text("two"))
    await peer.agree()


async def linger():
    """Takes longer than anybody waits."""
    await asyncio.sleep(10 * PATIENCE)


class TestOutcome:
    def test_what_comes_is_written_and_the_code_returned(self, running, scripted):
        with scripted(talk) as server:
            assert running(server.url, EndRule(count=2)) == 0
        assert running.place.written == {STDOUT: b"one\ntwo\n"}

    def test_what_is_wrong_is_told_without_secrets(self, running, scripted):
        with scripted(talk) as server:
            rule = EndRule(expected=(Text("hunter2"),))
            assert running(server.url, rule, secrets=["hunter2"]) == 1
        told = running.place.written[STDERR].decode()
        first, *details = told.splitlines()
        assert first == "wscli: message 1 is not as expected"
        assert details
        assert all(line.startswith("  ") for line in details)
        assert "***" in told
        assert "hunter2" not in told

    def test_no_connection_is_an_error_without_secrets(self, running):
        with pytest.raises(ConnectError) as caught:
            running("ws://127.0.0.1:1/", secrets=["127.0.0.1"])
        assert str(caught.value) == (
            "TCP: ***:1 refused the connection; check that the server runs and"
            " listens there"
        )

    def test_an_answer_that_cannot_be_used_is_an_error_without_secrets(
        self, running, portal
    ):
        nonsense = serve(saying(b"hunter2\r\n\r\n"))
        with (
            portal.wrap_async_context_manager(nonsense) as server,
            pytest.raises(HandshakeError) as caught,
        ):
            running(str(server.url()), secrets=["hunter2"])
        assert "***" in str(caught.value)
        assert "hunter2" not in str(caught.value)

    def test_what_happens_between_connections_is_told_without_secrets(self, running):
        with pytest.raises(ConnectError):
            running("ws://127.0.0.1:1/", secrets=["127.0.0.1"], plan={"retries": 1})
        told = running.place.written[STDERR].decode()
        assert told.startswith(
            "# TCP: ***:1 refused the connection; connecting again in"
        )
        assert "127.0.0.1" not in told


class TestOutputThatFails:
    @pytest.mark.parametrize(
        ("descriptor", "error", "told"),
        [
            (
                STDOUT,
                FULL,
                b"wscli: standard output cannot be written: No space left on device\n",
            ),
            (
                A_FILE,
                FULL,
                b"wscli: the output file cannot be written: No space left on device\n",
            ),
            (STDOUT, BrokenPipeError(errno.EPIPE, "Broken pipe"), b""),
        ],
    )
    def test_it_ends_the_conversation(self, running, scripted, descriptor, error, told):
        def fail(hooks):
            hooks.fail(descriptor, error)

        with scripted(talk) as server:
            assert running(server.url, at_message=fail) == 9
            assert server.got()[-1].payload == GOING_AWAY
        assert running.place.written.get(STDERR, b"") == told

    def test_diagnostics_that_nobody_reads_do_not(self, running, scripted):
        def fail(hooks):
            hooks.fail(STDERR, FULL)

        with scripted(talk) as server:
            assert running(server.url, EndRule(count=2), at_message=fail) == 0

    def test_after_the_last_word_it_is_told_all_the_same(
        self, running, scripted, capfd
    ):
        async def fail(hooks):
            hooks.fail(STDOUT, FULL)

        with scripted(talk) as server:
            assert running(server.url, EndRule(count=2), at_end=fail) == 9
        assert capfd.readouterr().err == (
            "wscli: standard output cannot be written: No space left on device\n"
        )

    def test_after_the_last_word_a_closed_pipe_is_no_news(
        self, running, scripted, capfd
    ):
        async def fail(hooks):
            hooks.fail(STDOUT, BrokenPipeError())

        with scripted(talk) as server:
            assert running(server.url, EndRule(count=2), at_end=fail) == 9
        assert capfd.readouterr().err == ""

    def test_what_went_wrong_before_it_decides(self, running, scripted):
        async def fail(hooks):
            hooks.fail(STDOUT, FULL)

        with scripted(talk) as server:
            rule = EndRule(expected=(Text("other"),))
            assert running(server.url, rule, at_end=fail) == 1


class TestBeingStopped:
    def test_time_runs_out(self, running, scripted):
        with scripted(talk) as server:
            assert running(server.url, max_time=0.3) == 8
            assert server.got()[-1].payload == GOING_AWAY
        assert running.place.written == {
            STDOUT: b"one\ntwo\n",
            STDERR: b"wscli: not done within 300 ms (--max-time)\n",
        }

    def test_time_runs_out_before_there_is_a_connection(self, running, portal):
        with portal.wrap_async_context_manager(serve(silence)) as server:
            assert running(str(server.url()), max_time=0.1) == 8

    def test_whoever_types_leaves(self, running, scripted):
        with scripted(talk) as server:
            assert (
                running(server.url, at_message=lambda hooks: hooks.interrupt()) == 130
            )
            assert server.got()[-1].payload == GOING_AWAY
        assert STDERR not in running.place.written

    @posix
    @pytest.mark.parametrize(
        ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
    )
    def test_a_signal_ends_it_and_what_came_is_written(
        self, running, scripted, number, code
    ):
        with scripted(talk) as server:
            ended = running(
                server.url, at_message=lambda _: os.kill(os.getpid(), number)
            )
            assert ended == code
            assert server.got()[-1].payload == GOING_AWAY
        assert running.place.written == {STDOUT: b"one\ntwo\n"}

    @posix
    def test_a_second_signal_leaves_at_once(self, running, scripted, monkeypatch):
        left = []
        monkeypatch.setattr(os, "_exit", left.append)

        def kill_twice(_):
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGTERM)

        with scripted(talk) as server:
            running(server.url, at_message=kill_twice)
        assert left[0] == 143

    @posix
    def test_a_signal_ends_it_where_loops_know_none(
        self, running, scripted, monkeypatch, default_signals
    ):
        def refuse(*_):
            raise NotImplementedError

        monkeypatch.setattr(asyncio.SelectorEventLoop, "add_signal_handler", refuse)
        with scripted(talk) as server:
            ended = running(
                server.url, at_message=lambda _: os.kill(os.getpid(), signal.SIGTERM)
            )
            assert ended == 143
            assert server.got()[-1].payload == GOING_AWAY

    def test_only_the_first_reason_counts(self, running, scripted):
        def stop(hooks):
            hooks.fail(STDOUT, FULL)
            hooks.interrupt()

        with scripted(talk) as server:
            assert running(server.url, at_message=stop) == 9

    @posix
    def test_a_signal_ends_the_writing_too(self, running, scripted):
        async def block(hooks):
            os.kill(os.getpid(), signal.SIGTERM)
            await linger()

        with scripted(talk) as server:
            assert running(server.url, EndRule(count=2), at_end=block) == 143

    def test_time_that_runs_out_ends_the_writing_too(self, running, scripted, capfd):
        async def block(hooks):
            await linger()

        with scripted(talk) as server:
            ended = running(server.url, EndRule(count=2), at_end=block, max_time=0.5)
        assert ended == 8
        assert capfd.readouterr().err == "wscli: not done within 500 ms (--max-time)\n"

    def test_whoever_was_stopped_waits_for_no_reader(self, running, scripted):
        async def block(hooks):
            await linger()

        def leave(hooks):
            hooks.interrupt()

        with scripted(talk) as server:
            assert running(server.url, at_message=leave, at_end=block) == 130


def test_a_reader_that_is_behind_lets_the_clock_stand_still(running, scripted):
    resumed = []

    def be_behind(hooks):
        def go_on():
            resumed.append(True)
            hooks.resume()

        hooks.pause()
        asyncio.get_running_loop().call_later(0.5, go_on)

    with scripted(talk) as server:
        assert running(server.url, EndRule(quiet=0.1), at_message=be_behind) == 0
    assert resumed
