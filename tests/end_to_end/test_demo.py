"""`wscli demo`: a whole session, against a server that it starts itself."""

import errno
import re
import socket
import subprocess

import pytest

from tests.end_to_end.process import Wscli, command
from tests.end_to_end.terminal import CTRL_C

WITHIN = 40.0


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """What the demo shows, with both streams as one, as on a screen."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        command("demo"),
        cwd=folder,
        env=Wscli(folder).environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=WITHIN,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def scenes(demo):
    """What was shown for each command, by the line that runs it."""
    parts = re.split(r"^\$ (wscli .+)\n", demo, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("/ws hello", ["Message text was: hello", "# exit code 0"]),
        (
            "token=abc",
            [
                "Session cookie or query token value is: abc",
                "Message text was: hi, for item ID: foo",
                "# exit code 0",
            ],
        ),
        (
            "session=xyz",
            ["Session cookie or query token value is: xyz", "Query parameter q is: 3"],
        ),
        ("/items/foo/ws hi", ["refused 403", "# exit code 4"]),
        ("/ws/room/7", ['"Welcome to room 7"', '{"type":"pong"}', "# exit code 0"]),
        ("/ws/bytes", [">hex 00 01 fe ff", "<hex 00 01 fe ff", "# exit code 0"]),
        ("/ws/stocks", ['"symbol":"AAPL"', '"symbol":"GOOGL"', "# exit code 0"]),
        ("/private/ws", ["closed 1008 (policy violation)", "# exit code 7"]),
        ("4009", ['closed 4009 (application code) "gone"', "# exit code 0"]),
    ],
)
def test_a_command_is_shown_with_what_it_does(scenes, what, shown):
    [scene] = [text for line, text in scenes.items() if what in line]
    for each in shown:
        assert each in scene


def test_two_people_chat(demo):
    heard = [line for line in demo.splitlines() if line.startswith("alice │ ")]
    assert heard == [
        "alice │ Client #alice joined the chat",
        "alice │ Client #bob joined the chat",
        "alice │ Client #bob: hello, alice",
        "alice │ Client #bob left the chat",
    ]


def test_it_says_where_to_go_on(demo):
    assert "wscli --help" in demo.splitlines()[-1]


def test_nothing_went_wrong_in_it(demo):
    assert "Traceback" not in demo
    assert "did not end as they should" not in demo
    assert "internal error" not in demo


def test_control_c_ends_it_and_its_server(terminal):
    screen = terminal("demo", columns=200)
    screen.wait_for("# Text is echoed.")
    screen.wait_for("ws://127.0.0.1:")
    screen.type(CTRL_C)
    assert screen.wait() == 130
    assert "Traceback" not in screen.text
    assert_nobody_listens(screen.text)


def test_it_ends_with_its_server_when_the_reader_leaves(wscli):
    with wscli.start("demo") as running:
        shown = [running.read_line() for _ in range(3)]
        running.process.stdout.close()
        running.process.stdout = None
        result = running.wait()
    assert (result.stderr, result.exit_code) == ("", 9)
    assert_nobody_listens("\n".join(shown))


def assert_nobody_listens(shown):
    """Looks for the demo's server where the demo said that it was."""
    port = int(re.search(r"ws://127\.0\.0\.1:(\d+)/", shown)[1])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED


def test_its_commands_run_as_they_are_shown(demo, wscli, server):
    [line] = re.findall(r"^\$ wscli (send \S+/ws hello)$", demo, re.MULTILINE)
    here = re.sub(r"ws://[^/]+", server, line)
    result = wscli(*here.split())
    assert (result.lines, result.exit_code) == (["Message text was: hello"], 0)
