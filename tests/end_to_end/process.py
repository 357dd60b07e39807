"""wscli as its users run it: a process of its own, in a clean environment."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]

# Far beyond what anything takes here: a test that waits so long has failed.
PATIENCE = 15.0

# Environment variables that tell coverage to measure a process.
MEASURING = ("COVERAGE_", "COV_CORE_")


@dataclass(frozen=True, slots=True)
class Result:
    """What a command left behind.

    Attributes:
        stdout: Every octet of standard output.
        stderr: Standard error as text.
        exit_code: As a shell reports it: 128 and the signal where one ended it.
    """

    stdout: bytes
    stderr: str
    exit_code: int

    @property
    def lines(self) -> list[str]:
        """Standard output as lines of text."""
        return self.stdout.decode().splitlines()

    def said(self) -> list[str]:
        """Return the messages of a conversation that nothing was wrong with."""
        assert (self.exit_code, self.stderr) == (0, "")
        return self.lines

    def said_json(self) -> list[Any]:
        """Return the same, each as what its JSON means."""
        return [json.loads(line) for line in self.said()]

    @property
    def errors(self) -> list[str]:
        """Standard error as lines."""
        return self.stderr.splitlines()


class Running:
    """A command that is running."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        """Take the process."""
        self.process = process
        self._out = _Lines(process.stdout)
        self._err = _Lines(process.stderr)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self.process.pid

    def write(self, octets: bytes) -> None:
        """Write to its standard input."""
        self.process.stdin.write(octets)
        self.process.stdin.flush()

    def close_stdin(self) -> None:
        """End its standard input."""
        self.process.stdin.close()
        # Whoever waits for the end would write what is left to it.
        self.process.stdin = None

    def read_line(self) -> str:
        """Return the next line of its standard output, once it is there."""
        return self._out.read_line()

    def read_error(self) -> str:
        """Return the next line of its standard error, once it is there."""
        return self._err.read_line()

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def wait(self, within: float = PATIENCE) -> Result:
        """Return what it wrote since the lines that were read, once it has ended."""
        stdout, stderr = self.process.communicate(timeout=within)
        return Result(
            self._out.rest + (stdout or b""),
            (self._err.rest + stderr).decode(),
            _as_shell(self.process.returncode),
        )


class _Lines:
    """The lines of a pipe, read ahead."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        self._pipe = pipe
        self.rest = b""

    def read_line(self) -> str:
        end = time.monotonic() + PATIENCE
        descriptor = self._pipe.fileno()
        while b"\n" not in self.rest:
            with selectors.DefaultSelector() as selector:
                selector.register(descriptor, selectors.EVENT_READ)
                assert selector.select(end - time.monotonic()), "nothing came in time"
            octets = os.read(descriptor, 65_536)
            assert octets, f"it ended after {self.rest!r}"
            self.rest += octets
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode()


class Wscli:
    """Starts wscli in a folder, with nothing of the environment of the tests."""

    def __init__(self, folder: Path) -> None:
        """Take the folder: it is home and working directory at once."""
        self.folder = folder

    def __call__(
        self,
        *arguments: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        within: float = PATIENCE,
    ) -> Result:
        """Run a command to its end and return what it left behind."""
        with self.start(*arguments, env=env) as running:
            stdout, stderr = running.process.communicate(stdin, timeout=within)
        return Result(stdout, stderr.decode(), _as_shell(running.process.returncode))

    @contextmanager
    def start(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        stdout: int = subprocess.PIPE,
        is_measured: bool = True,
    ) -> Iterator[Running]:
        """Run a command during a block; what still runs at its end is killed.

        Args:
            arguments: Its arguments.
            env: Environment variables to add.
            stdout: A descriptor, if standard output is to be no pipe.
            is_measured: Whether coverage may be measured, which takes its own time
                and memory.
        """
        environment = self.environment(env)
        if not is_measured:
            environment = {
                name: value
                for name, value in environment.items()
                if not name.startswith(MEASURING)
            }
        with subprocess.Popen(
            command(*arguments),
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env=environment,
        ) as process:
            try:
                yield Running(process)
            finally:
                if process.poll() is None:
                    process.kill()

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of a command."""
        return {**clean_environment(self.folder), **(more or {})}


def command(*arguments: str) -> list[str]:
    """Return the command line that runs wscli from the checkout."""
    return [sys.executable, "-m", "wscli", *arguments]


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment without proxies, settings of wscli, colours or a locale.

    What measures coverage stays, so that it sees the processes too.
    """
    measuring = {
        name: value for name, value in os.environ.items() if name.startswith(MEASURING)
    }
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        **measuring,
    }


def _as_shell(returncode: int) -> int:
    return 128 - returncode if returncode < 0 else returncode
