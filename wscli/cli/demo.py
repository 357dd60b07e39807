"""`wscli demo`: real commands against a real server, started for the occasion."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from shlex import quote

from wscli.cli.app import main
from wscli.cli.terminal import print_result
from wscli.core.errors import LocalIOError, UsageError
from wscli.core.exit_codes import ExitCode

_NEEDED = ("fastapi", "uvicorn", "jwt", "fixtures_server")

PATIENCE = 5.0
"""Seconds that the server has to stop in."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A command, and what it is to exit with.

    Attributes:
        remark: What it shows.
        arguments: The command line; `{base}` is the server's address.
        exit_code: What the command is to exit with.
    """

    remark: str
    arguments: tuple[str, ...]
    exit_code: ExitCode = ExitCode.OK


SCENES = (
    Scene("Text is echoed.", ("send", "{base}/ws", "hello")),
    Scene(
        "A token in the query opens an item; -n waits for both replies.",
        ("send", "{base}/items/foo/ws?token=abc", "hi", "-n", "2"),
    ),
    Scene(
        "A cookie opens it too, and wins over a token.",
        ("send", "{base}/items/foo/ws?q=3", "-b", "session=xyz", "hi", "-n", "3"),
    ),
    Scene(
        "Without either, the server refuses the opening handshake.",
        ("send", "{base}/items/foo/ws", "hi"),
        ExitCode.HANDSHAKE,
    ),
    Scene(
        "A room speaks JSON; what varies is matched by a placeholder.",
        (
            "send",
            "{base}/ws/room/7",
            "--json",
            '{{"type": "ping"}}',
            "--expect-json",
            '{{"type": "welcome", "room_id": "<string>"}}',
            "--expect-json",
            '{{"type": "pong"}}',
        ),
    ),
    Scene(
        "Bytes come back as they went; -v shows it, -o keeps them off the screen.",
        ("send", "{base}/ws/bytes", "--hex", "00 01 fe ff", "-v", "-o", os.devnull),
    ),
    Scene(
        "An endpoint that talks: two of its messages.",
        (
            "listen",
            "{base}/ws/stocks?interval=0.1",
            "-n",
            "2",
            "--filter",
            '$.type == "stock_update"',
        ),
    ),
    Scene(
        "A close code of the protocol, with what it means.",
        ("listen", "{base}/private/ws"),
        ExitCode.CLOSED_ABNORMALLY,
    ),
    Scene(
        "A close code of the application, expected.",
        ("send", "{base}/lab/close/4009?reason=gone", "--expect-close", "4009"),
    ),
)


def command() -> ExitCode:
    """Show wscli at work, against a server of its own.

    Starts the server of the documented endpoints on a free port of this machine,
    plays a short session with it, and stops it. Each command is shown before it
    runs: point it at your own server next.

    **Examples**

    - `wscli demo` plays the session.

    - `wscli demo 2>&1 | less -R` lets you read it in peace.

    - `python -m fixtures_server --port 8000` starts the server alone, to try
      `wscli connect :8000/ws` against it.
    """
    missing = [each for each in _NEEDED if importlib.util.find_spec(each) is None]
    if missing:
        raise UsageError(
            f"the demo's server needs {', '.join(missing)}",
            "install them from the clone with: pip install '.[demo]'",
        )
    with _server() as base:
        surprises = sum(_play(scene, base) for scene in SCENES)
        surprises += _chat(base)
    print_result("")
    if surprises:
        print_result(f"# Commands that did not end as they should: {surprises}.")
        return ExitCode.FAILED
    print_result("# That was the demo. wscli --help lists the commands.")
    return ExitCode.OK


@contextmanager
def _server() -> Iterator[str]:
    """Run the server and give its address as `ws://HOST:PORT`."""
    with subprocess.Popen(
        [sys.executable, "-m", "fixtures_server", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            address = server.stdout.readline().strip() if server.stdout else ""
            if not address:
                raise LocalIOError(
                    "the demo's server did not start",
                    "see why with: python -m fixtures_server",
                )
            yield address.replace("http://", "ws://", 1)
        finally:
            server.terminate()
            try:
                server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()


def _play(scene: Scene, base: str) -> bool:
    """Run a scene; return whether it ended in another way than it should."""
    arguments = [each.format(base=base) for each in scene.arguments]
    _announce(scene.remark, arguments)
    exit_code = main(arguments)
    if exit_code is ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    print_result(f"# exit code {int(exit_code)}")
    return exit_code is not scene.exit_code


def _announce(remark: str, arguments: list[str], who: str = "") -> None:
    if remark:
        print_result(f"\n# {remark}")
    print_result(f"{who}$ wscli {' '.join(map(quote, arguments))}")


def _chat(base: str) -> bool:
    """Let one person listen while another one talks, in two processes."""
    listen = ["listen", f"{base}/broadcast/ws/alice", "-n", "4", "-m", "30s"]
    talk = ["send", f"{base}/broadcast/ws/bob", "hello, alice", "-n", "2"]
    _announce("Two people chat, each with a wscli.", listen, "alice ")
    with subprocess.Popen(
        [sys.executable, "-m", "wscli", *listen], stdout=subprocess.PIPE, text=True
    ) as alice:
        try:
            # The first line says that she is in.
            heard = alice.stdout.readline() if alice.stdout else ""
            _announce("", talk, "bob   ")
            bob = main(talk)
            rest, _ = alice.communicate()
        finally:
            # Where nobody reads the demo any more, she would listen on.
            alice.kill()
    for line in (heard + rest).splitlines():
        print_result(f"alice │ {line}")
    return bool(alice.returncode or bob)
