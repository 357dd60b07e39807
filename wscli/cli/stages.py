"""Where a conversation happens: between pipes, or on a terminal."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

from wscli.cli.writer import Writer
from wscli.session.sources import Actions


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a stage calls.

    Attributes:
        pause: Too much waits to be written.
        resume: It was written.
        fail: A descriptor cannot be written.
        interrupt: The user wants to leave.
    """

    pause: Callable[[], None]
    resume: Callable[[], None]
    fail: Callable[[int, OSError], None]
    interrupt: Callable[[], None]


class Stage(Protocol):
    """What a conversation needs of the place where it happens."""

    @property
    def actions(self) -> Actions:
        """Where actions come from."""
        ...

    def write(self, descriptor: int, data: bytes) -> None:
        """Write octets, soon and in order."""
        ...

    async def finish(self) -> None:
        """Wait until everything is written."""
        ...


class PipeStage:
    """Reads and writes file descriptors, and lets the peer wait for slow readers."""

    def __init__(self, hooks: Hooks, actions: Actions) -> None:
        """Take the source of actions."""
        self.actions = actions
        self._writer = Writer(
            on_full=hooks.pause, on_drained=hooks.resume, on_error=hooks.fail
        )

    def write(self, descriptor: int, data: bytes) -> None:
        """Write octets, soon and in order."""
        self._writer.write(descriptor, data)

    async def finish(self) -> None:
        """Wait until everything is written."""
        await self._writer.close()


class TerminalStage:
    """A prompt, and above it what happens."""

    def __init__(self, hooks: Hooks) -> None:
        """Open the terminal of this process."""
        from wscli.repl.prompt import Prompt
        from wscli.repl.screen import Screen
        from wscli.repl.terminal import open_terminal

        self._terminal = ExitStack()
        typing, output = self._terminal.enter_context(open_terminal())
        self._screen = Screen(output)
        self.actions: Actions = Prompt(
            typing, output, tell=self._tell, interrupted=hooks.interrupt
        )

    def write(self, descriptor: int, data: bytes) -> None:
        """Show lines above the prompt, soon and in order."""
        self._screen.write(descriptor, data)

    async def finish(self) -> None:
        """Show what waits, and give the terminal back."""
        with self._terminal:
            await self._screen.flush()

    def _tell(self, line: str) -> None:
        self._screen.write(1, f"{line}\n".encode())
