"""What the conversations of this folder need: processes, servers, a terminal."""

import pytest

from tests.end_to_end.peer import listen
from tests.end_to_end.process import ROOT, Wscli, command
from tests.end_to_end.server import serving
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
def call(wscli, server):
    """Runs wscli with the variables of an endpoint: `call("send", "echo", "hi")`."""

    def call(*arguments, **variables):
        return wscli(*arguments, *assigned(server, variables))

    return call


@pytest.fixture
def start(wscli, server):
    """Starts wscli likewise, for a conversation of several."""

    def start(*arguments, **variables):
        return wscli.start(*arguments, *assigned(server, variables))

    return start


def assigned(server, variables):
    pairs = {"base": server, **variables}.items()
    return [part for name, value in pairs for part in ("--var", f"{name}={value}")]


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
