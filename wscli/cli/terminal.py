"""The outside world of a command, read once: streams, terminal, environment."""

import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

STDIN, STDOUT, STDERR = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a command knows of where it runs.

    Attributes:
        environment: The environment variables.
        width: Columns of the terminal.
        is_stdin_tty: Whether somebody types.
        is_stdout_tty: Whether somebody reads the results.
        is_stderr_tty: Whether somebody reads the diagnostics.
    """

    environment: Mapping[str, str]
    width: int = 80
    is_stdin_tty: bool = False
    is_stdout_tty: bool = False
    is_stderr_tty: bool = False

    @classmethod
    def of_process(cls) -> "Terminal":
        """Read the process's own."""
        return cls(
            environment=dict(os.environ),
            width=shutil.get_terminal_size().columns,
            is_stdin_tty=os.isatty(STDIN),
            is_stdout_tty=os.isatty(STDOUT),
            is_stderr_tty=os.isatty(STDERR),
        )

    def has_color(self, choice: str, *, is_tty: bool) -> bool:
        """Whether to colour what goes to a stream.

        Args:
            choice: `auto`, `always` or `never`.
            is_tty: Whether the stream is a terminal.
        """
        if choice != "auto":
            return choice == "always"
        if self.environment.get("NO_COLOR"):
            return False
        return is_tty and self.environment.get("TERM") != "dumb"


def say(text: str) -> None:
    """Write lines to standard error at once, for a command that has no loop.

    Diagnostics that nobody can read change nothing of how a command ends.
    """
    with suppress(OSError):
        _write(sys.stderr, text)


def print_result(text: str) -> None:
    """Write lines to standard output at once, for a command that has no loop.

    Raises:
        OSError: They cannot be written; if nobody reads any more, BrokenPipeError.
    """
    _write(sys.stdout, text)


def _write(stream: TextIO, text: str) -> None:
    # What the stream's encoding lacks is escaped: not every terminal has UTF-8.
    encoding = stream.encoding
    shown = text.encode(encoding, "backslashreplace").decode(encoding)
    stream.write(f"{shown}\n")
    stream.flush()
