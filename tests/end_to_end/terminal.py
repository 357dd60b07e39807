"""A real terminal: a pseudo-terminal with a screen that a test can read."""

import time
from collections.abc import Callable, Mapping

import pexpect
import pyte

from tests.end_to_end.process import PATIENCE

CTRL_C, CTRL_D = "\x03", "\x04"

_SHOWN = 120

# Octets that are read at once.
_LITTLE = 1024
_MUCH = 65_536


class _Screen(pyte.Screen):
    """A screen that answers where its cursor is, as terminals do."""

    answer: Callable[[str], None]

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Terminal:
    """A terminal in which a command runs.

    Attributes:
        raw: Every octet that the command wrote, as it wrote it.
        is_echoing: Whether the terminal itself showed what is typed, in the end.
    """

    def __init__(
        self,
        command: list[str],
        *,
        folder: str,
        environment: Mapping[str, str],
        columns: int,
        rows: int,
    ) -> None:
        """Run the command in a terminal of this size."""
        self.raw = b""
        self.is_echoing = False
        self._screen = _Screen(columns, rows)
        self._screen.answer = self.type
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            command[0],
            command[1:],
            cwd=folder,
            env={"TERM": "xterm-256color", **environment},
            dimensions=(rows, columns),
            timeout=PATIENCE,
        )
        # Somebody who pastes types as fast as this.
        self._child.delaybeforesend = None

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, without blanks at their ends and empty lines."""
        stripped = (line.rstrip() for line in self._screen.display)
        return [line for line in stripped if line]

    @property
    def text(self) -> str:
        """The screen as one text, with lines where it has lines."""
        return "\n".join(self.lines)

    @property
    def typed(self) -> str:
        """The line on which the cursor stands."""
        return self._screen.display[self._screen.cursor.y].rstrip()

    def type(self, keys: str) -> None:
        """Press these keys."""
        self._child.send(keys)

    def wait_for(self, text: str) -> None:
        """Wait until the screen has this text on a line, and read no further."""
        self._wait_until(
            lambda: any(text in line for line in self._screen.display), text, _LITTLE
        )

    def wait_for_typed(self, line: str) -> None:
        """Wait until the cursor stands on this line."""
        self._wait_until(lambda: self.typed == line, line)

    def wait_for_lines(self, *lines: str) -> None:
        """Wait until the screen has these lines and no others."""
        self._wait_until(lambda: self.lines == list(lines), f"{lines[-1]} in the end")

    def wait(self) -> int:
        """Return the exit code of the command, once it has ended."""
        end = time.monotonic() + PATIENCE
        while self._take(max(0.0, end - time.monotonic())):
            pass
        assert self._child.eof(), f"still running; the screen:\n{self.text}"
        self.is_echoing = self._child.getecho()
        self._child.close()
        return self._child.exitstatus

    def kill(self) -> None:
        """End the command, however busy it is."""
        self._child.close(force=True)

    def _wait_until(
        self, is_so: Callable[[], bool], what: str, size: int = _MUCH
    ) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            took = self._take(max(0.0, end - time.monotonic()), size)
            if not took and not is_so():
                raise AssertionError(f"waited for:\n{what}\nthe screen:\n{self.text}")

    def _take(self, patience: float, size: int = _MUCH) -> bool:
        """Take what the command wrote; False when nothing comes any more."""
        try:
            octets = self._child.read_nonblocking(size, timeout=patience)
        except (pexpect.EOF, pexpect.TIMEOUT):
            return False
        self.raw += octets
        self._stream.feed(octets)
        return True
