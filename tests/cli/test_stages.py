"""Where conversations happen: between pipes, and at a prompt."""

import asyncio
import os
from contextlib import nullcontext

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from wscli.cli.stages import Hooks, PipeStage, TerminalStage
from wscli.cli.writer import HIGH_WATER
from wscli.core.actions import Send
from wscli.core.frames import MessageKind
from wscli.repl import terminal
from wscli.session.sources import Prepared

PATIENCE = 10


class Calls:
    """Hooks that keep who called them, and with what."""

    def __init__(self):
        self.calls = []
        self._called = asyncio.Event()
        self.hooks = Hooks(*map(self._keep, ("pause", "resume", "fail", "interrupt")))

    def _keep(self, name):
        def keep(*arguments):
            self.calls.append((name, *arguments))
            self._called.set()

        return keep

    async def next(self):
        """Returns the next call once there is one."""
        async with asyncio.timeout(PATIENCE):
            while not self.calls:
                self._called.clear()
                await self._called.wait()
        return self.calls.pop(0)


class TestPipes:
    @pytest.fixture
    def pipe(self):
        """Both ends of a pipe, as files: what is read, what is written to."""
        reading, writing = os.pipe()
        with (
            os.fdopen(reading, "rb", 0) as reader,
            os.fdopen(writing, "wb", 0) as writer,
        ):
            yield reader, writer

    async def test_everything_is_written_in_order_before_it_is_finished(self, pipe):
        reader, writer = pipe
        stage = PipeStage(Calls().hooks, Prepared())
        stage.write(writer.fileno(), b"one\n")
        stage.write(writer.fileno(), b"two\n")
        await stage.finish()
        assert reader.read(100) == b"one\ntwo\n"

    async def test_a_reader_that_is_behind_is_waited_for(self, pipe):
        reader, writer = pipe
        calls = Calls()
        stage = PipeStage(calls.hooks, Prepared())
        stage.write(writer.fileno(), bytes(2 * HIGH_WATER))
        assert await calls.next() == ("pause",)
        left = 2 * HIGH_WATER
        while left:
            left -= len(await asyncio.to_thread(reader.read, HIGH_WATER))
        assert await calls.next() == ("resume",)
        await stage.finish()

    async def test_a_reader_that_is_gone_is_told_of(self, pipe):
        reader, writer = pipe
        reader.close()
        calls = Calls()
        stage = PipeStage(calls.hooks, Prepared())
        stage.write(writer.fileno(), b"one\n")
        name, descriptor, error = await calls.next()
        assert (name, descriptor) == ("fail", writer.fileno())
        assert isinstance(error, BrokenPipeError)
        await stage.finish()

    async def test_actions_come_from_where_they_are_given(self):
        actions = Prepared((Send(MessageKind.TEXT, b"hi"),))
        stage = PipeStage(Calls().hooks, actions)
        assert stage.actions is actions
        await stage.finish()


class Drawn(DummyOutput):
    """An output that keeps what is drawn."""

    def __init__(self):
        self.text = ""

    def write_raw(self, data):
        self.text += data


class TestTerminal:
    @pytest.fixture
    def typing(self, monkeypatch):
        """The keyboard and the screen of the terminal."""
        output = Drawn()
        with create_pipe_input() as pipe:
            opened = nullcontext((pipe, output))
            monkeypatch.setattr(terminal, "open_terminal", lambda: opened)
            yield pipe, output

    async def test_lines_that_are_typed_are_actions(self, typing):
        keyboard, _ = typing
        stage = TerminalStage(Calls().hooks)
        keyboard.send_text("hello\r")
        async with asyncio.timeout(PATIENCE):
            assert await stage.actions.next() == Send(MessageKind.TEXT, b"hello")

    async def test_what_comes_is_drawn_before_it_is_finished(self, typing):
        _, screen = typing
        stage = TerminalStage(Calls().hooks)
        stage.write(1, b"< hi\n")
        stage.write(2, b"closed 1000\n")
        await stage.finish()
        assert screen.text == "< hi\r\nclosed 1000\r\n"

    async def test_a_mistake_is_told_on_the_screen(self, typing):
        keyboard, screen = typing
        stage = TerminalStage(Calls().hooks)
        keyboard.send_text("/hlep\r/quit\r")
        async with asyncio.timeout(PATIENCE):
            assert await stage.actions.next() is None
        await stage.finish()
        assert screen.text.startswith("# there is no command /hlep")
        assert screen.text.endswith("\r\n")

    async def test_ctrl_c_on_an_empty_line_interrupts(self, typing):
        keyboard, _ = typing
        calls = Calls()
        stage = TerminalStage(calls.hooks)
        keyboard.send_text("\x03")
        async with asyncio.timeout(PATIENCE):
            assert await stage.actions.next() is None
        assert calls.calls == [("interrupt",)]
