"""Runs the command line in this process, against real servers on other threads."""

import asyncio
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from anyio.from_thread import start_blocking_portal

from fixtures_server.serving import serve
from tests.peers.script import Script
from tests.peers.tcp import serve as serve_tcp
from wscli.cli.app import main

# Far beyond what anything takes here: a test that waits so long has failed.
PATIENCE = 10

# What a user's environment may hold that would change what a command does.
_TELLING = re.compile(r"WSCLI_.*|NO_COLOR|TERM|COLUMNS|.*_proxy", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Result:
    """What a command did: its exit code, and what it wrote."""

    exit_code: int
    stdout: bytes
    stderr: str

    @property
    def lines(self):
        """The lines of standard output."""
        return self.stdout.decode().splitlines()

    @property
    def sentence(self):
        """The one line on standard error, without the name of the program."""
        (line,) = self.stderr.splitlines()
        assert line.startswith("wscli: ")
        return line.removeprefix("wscli: ")


class CommandLine:
    """Runs `wscli` with a standard input, as from a shell in an empty folder."""

    def __init__(self, capture):
        self._capture = capture

    def __call__(self, *arguments, stdin=b""):
        """Run a command.

        Args:
            arguments: The command line, without the program.
            stdin: What standard input holds, or a descriptor to be it.
        """
        self._capture.readouterr()
        with _standard_input(stdin):
            exit_code = main(arguments)
        stdout, stderr = self._capture.readouterr()
        return Result(exit_code, stdout, stderr.decode())

    def written(self):
        """Return what a command wrote to standard output before it raised."""
        return self._capture.readouterr().out.decode()


@contextmanager
def _standard_input(source):
    before, stdin = os.dup(0), sys.stdin
    descriptor = _pipe_of(source) if isinstance(source, bytes) else os.dup(source)
    os.dup2(descriptor, 0)
    os.close(descriptor)
    try:
        with open(0, closefd=False) as sys.stdin:
            yield
    finally:
        sys.stdin = stdin
        os.dup2(before, 0)
        os.close(before)


def _pipe_of(content):
    """Returns a descriptor that the content is read from."""
    # Nobody reads yet: it has to fit into the pipe.
    assert len(content) <= 16384
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    return reading


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """An environment without anything of the user's, in an empty folder."""
    for name in filter(_TELLING.fullmatch, list(os.environ)):
        monkeypatch.delenv(name)
    own = tmp_path / "configuration"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(own))
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def wscli(shell, capfdbinary):
    """Runs a command: `wscli("send", ...)` returns a `Result`."""
    return CommandLine(capfdbinary)


@pytest.fixture(scope="session")
def portal():
    """A thread with an event loop, for servers."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def base(portal):
    """The address of a fixture server that the tests share."""
    with portal.wrap_async_context_manager(serve()) as base:
        yield base


class Scripted:
    """A server whose connections follow a script, on another thread."""

    def __init__(self, portal, server, script):
        self.url = str(server.url())
        self._portal = portal
        self._server = server
        self._script = script

    @property
    def accepted(self):
        """How many connections there have been."""
        return self._server.accepted

    def got(self, connection=0):
        """Returns the frames of a connection, once one has been played to its end."""
        self._portal.call(self._wait)
        return self._script.peers[connection].got

    @property
    def payloads(self):
        """The payloads of all that came, for each connection, after `got`."""
        self._portal.call(self._wait)
        return self._script.payloads

    async def _wait(self):
        async with asyncio.timeout(PATIENCE):
            await self._server.gone.wait()


@pytest.fixture
def scripted(portal):
    """Runs a server during a block: `with scripted(part, part) as server: ...`."""

    @contextmanager
    def scripted(*parts, **options):
        script = Script(*parts)
        with portal.wrap_async_context_manager(serve_tcp(script, **options)) as server:
            yield Scripted(portal, server, script)

    return scripted
