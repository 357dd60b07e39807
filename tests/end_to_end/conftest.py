"""What the conversations of this folder need: processes, servers, a terminal."""

import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.end_to_end.peer import listen
from tests.end_to_end.process import PATIENCE, ROOT, Wscli, clean_environment, command
from tests.end_to_end.terminal import Terminal


@pytest.fixture
def wscli(tmp_path):
    """Runs wscli: `wscli("send", url, "hello")`, or `wscli.start(...)`."""
    return Wscli(tmp_path)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the documented endpoints, as `ws://HOST:PORT`."""
    with serving(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def own_server(tmp_path):
    """The address of a server that no other test talks to."""
    with serving(tmp_path) as address:
        yield address


@contextmanager
def serving(folder):
    """Runs the fixture server, and checks at the end that nothing upset it."""
    log = folder / "server.log"
    with (
        log.open("wb") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "fixtures_server", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=folder,
            env=clean_environment(folder),
        ) as process,
    ):
        try:
            address = process.stdout.readline().decode().strip()
            assert address, log.read_text()
            yield address.replace("http://", "ws://")
        finally:
            process.terminate()
            process.wait(PATIENCE)
    assert "Traceback" not in log.read_text()


@pytest.fixture
def listener():
    """A socket on which the test itself is the server."""
    with listen() as listener:
        yield listener


@pytest.fixture
def project(wscli):
    """Puts the repository's own `wscli.toml` where wscli runs."""
    text = (ROOT / "wscli.toml").read_text("utf-8")
    (wscli.folder / "wscli.toml").write_text(text, "utf-8")


@pytest.fixture
def terminal(wscli):
    """Runs wscli in a terminal: `terminal("connect", url, columns=40)`."""
    opened = []

    def terminal(*arguments, columns=80, rows=40, env=None):
        opened.append(
            Terminal(
                command(*arguments),
                folder=str(wscli.folder),
                environment=wscli.environment(env),
                columns=columns,
                rows=rows,
            )
        )
        return opened[-1]

    yield terminal
    for each in opened:
        each.kill()
    for each in opened:
        # What a terminal says to wscli, as where its cursor is, is not for people.
        assert "^[" not in each.text
