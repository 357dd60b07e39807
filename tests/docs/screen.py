"""A terminal in which a command runs, and somebody who types what an example says."""

import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path

import pyte

COLUMNS = 80
PATIENCE = 20.0

# Longer lines than the command knows of, so that the screen folds none.
_ROOM = 400
_LINES = 200
_CTRL_D = b"\x04"
_PROMPT = ">"


class Screen:
    """A terminal with one command in it."""

    def __init__(
        self, command: str, folder: Path, environment: Mapping[str, str]
    ) -> None:
        """Starts the command, for bash, in a folder."""
        self._deadline = time.monotonic() + PATIENCE
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        self._screen = _Answering(self._master)
        self._stream = pyte.ByteStream(self._screen)
        try:
            self._process = subprocess.Popen(
                ["bash", "-c", command],
                cwd=folder,
                env=environment,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                start_new_session=True,
            )
        finally:
            os.close(slave)

    def play(self, promised: Sequence[str]) -> int:
        """Types what is promised to be typed, and returns the exit code."""
        due = deque(_typed(promised))
        try:
            while self._read():
                if due and self._has_prompt() and len(self.lines) > due[0].lines:
                    os.write(self._master, due.popleft().keys)
            return self._process.wait(self._time_left())
        finally:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            os.close(self._master)

    @property
    def lines(self) -> list[str]:
        """What the terminal shows, without blank lines at its end."""
        text = "\n".join(line.rstrip() for line in self._screen.display)
        return text.rstrip("\n").split("\n") if text.strip() else []

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], self._time_left())
        if not ready:
            raise TimeoutError(f"still running; the terminal shows {self.lines}")
        try:
            octets = os.read(self._master, 65_536)
        except OSError:
            # The last program that wrote here has ended.
            return False
        self._stream.feed(octets)
        return bool(octets)

    def _time_left(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def _has_prompt(self) -> bool:
        line = self._screen.display[self._screen.cursor.y]
        return line.rstrip() == _PROMPT


@dataclass(frozen=True, slots=True)
class _Typed:
    """What is typed at a prompt, once so many lines stand above it."""

    lines: int
    keys: bytes


def _typed(promised: Sequence[str]) -> Iterator[_Typed]:
    """Yields what somebody typed who sees these lines."""
    for number, line in enumerate(promised):
        arrow, _, text = line.partition(" ")
        if arrow in (">", ">json"):
            yield _Typed(number, f"{text}\r".encode())
        elif arrow == "close":
            yield _Typed(number, _CTRL_D)


class _Answering(pyte.Screen):
    """A screen that answers when it is asked where its cursor is."""

    def __init__(self, master: int) -> None:
        super().__init__(_ROOM, _LINES)
        self._master = master

    def write_process_input(self, data: str) -> None:
        os.write(self._master, data.encode())
