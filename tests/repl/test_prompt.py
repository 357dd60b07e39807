"""The prompt, typed at through prompt-toolkit's pipe."""

import asyncio
from contextlib import contextmanager

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from wscli.core.actions import Send
from wscli.core.frames import MessageKind
from wscli.repl.prompt import Prompt

CTRL_C, CTRL_D = "\x03", "\x04"


class Session:
    """A prompt, the pipe it reads from, and what it told."""

    def __init__(self, pipe):
        self.pipe = pipe
        self.told = []
        self.interruptions = 0
        self.prompt = Prompt(
            pipe, DummyOutput(), tell=self.told.append, interrupted=self._interrupted
        )

    def _interrupted(self):
        self.interruptions += 1

    async def typing(self, keys):
        self.pipe.send_text(keys)
        return await self.prompt.next()


@contextmanager
def session():
    with create_pipe_input() as pipe:
        yield Session(pipe)


def text(content):
    return Send(MessageKind.TEXT, content)


async def test_lines_are_actions_one_after_the_other():
    with session() as somebody:
        assert await somebody.typing("hello\r") == text(b"hello")
        assert await somebody.typing("//x\r") == text(b"/x")


async def test_control_d_ends_it():
    with session() as somebody:
        assert await somebody.typing(CTRL_D) is None


async def test_quit_ends_it():
    with session() as somebody:
        assert await somebody.typing("/quit\r") is None


async def test_help_is_told_and_the_prompt_comes_back():
    with session() as somebody:
        assert await somebody.typing("/help\rhi\r") == text(b"hi")
        assert any("/close [CODE [REASON]]" in line for line in somebody.told)


async def test_a_mistake_is_told_and_the_prompt_comes_back():
    with session() as somebody:
        assert await somebody.typing("/hlep\rhi\r") == text(b"hi")
        (line,) = somebody.told
        assert line.startswith("# there is no command /hlep; did you mean /help")


async def test_control_c_clears_the_line():
    with session() as somebody:
        assert await somebody.typing(f"half a li{CTRL_C}whole\r") == text(b"whole")
        assert somebody.interruptions == 0


async def test_control_c_on_an_empty_line_leaves():
    with session() as somebody:
        assert await somebody.typing(CTRL_C) is None
        assert somebody.interruptions == 1


async def test_after_control_c_cleared_the_line_another_one_leaves():
    with session() as somebody:
        assert await somebody.typing(f"half{CTRL_C}{CTRL_C}") is None
        assert somebody.interruptions == 1


async def test_control_d_in_a_line_does_not_end_it():
    with session() as somebody:
        assert await somebody.typing(f"a{CTRL_D}b\r") == text(b"ab")


async def test_lines_that_are_pasted_together_are_one_text():
    with session() as somebody:
        pasted = "\x1b[200~one\ntwo\x1b[201~\r"
        assert await somebody.typing(pasted) == text(b"one\ntwo")


async def test_lines_that_are_typed_ahead_are_not_lost():
    with session() as somebody:
        assert await somebody.typing("one\rtwo\rthree\r") == text(b"one")
        assert await somebody.prompt.next() == text(b"two")
        assert await somebody.prompt.next() == text(b"three")


async def test_a_terminal_that_is_gone_ends_it():
    with session() as somebody:
        somebody.pipe.close()
        assert await somebody.prompt.next() is None


async def test_being_cancelled_does_not_end_it():
    with session() as somebody:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await somebody.prompt.next()
        assert await somebody.typing("hello\r") == text(b"hello")
