"""The demo plays real commands against its own server, and says how they ended."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from wscli.cli.demo import SCENES, Scene
from wscli.core.exit_codes import ExitCode

ROOT = Path(__file__).parents[2]


@pytest.fixture
def demo(wscli, monkeypatch):
    """Plays the demo with some scenes, by default all of them."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def demo(scenes=SCENES):
        monkeypatch.setattr("wscli.cli.demo.SCENES", scenes)
        return wscli("demo")

    return demo


def test_every_scene_ends_as_it_should(demo):
    played = demo()
    assert played.exit_code == 0
    assert played.lines[-1] == "# That was the demo. wscli --help lists the commands."
    remarks = [line for line in played.lines if line.startswith("# ")]
    assert remarks == [
        each
        for scene in SCENES
        for each in (f"# {scene.remark}", f"# exit code {int(scene.exit_code)}")
    ] + ["# Two people chat, each with a wscli.", played.lines[-1]]
    assert {scene.exit_code for scene in SCENES} == {0, 4, 7}


def test_a_command_is_shown_as_it_can_be_typed_before_what_it_prints(demo):
    lines = demo(SCENES[1:2]).lines
    assert lines[:2] == [
        "",
        "# A token in the query opens an item; -n waits for both replies.",
    ]
    assert re.sub(":[0-9]+/", ":8000/", lines[2]) == (
        "$ wscli send 'ws://127.0.0.1:8000/items/foo/ws?token=abc' hi -n 2"
    )
    assert lines[3:6] == [
        "Session cookie or query token value is: abc",
        "Message text was: hi, for item ID: foo",
        "# exit code 0",
    ]


def test_two_people_chat(demo):
    lines = demo(()).lines
    assert [line for line in lines if "$ wscli" not in line] == [
        "",
        "# Two people chat, each with a wscli.",
        "Client #bob joined the chat",
        "Client #bob: hello, alice",
        "alice │ Client #alice joined the chat",
        "alice │ Client #bob joined the chat",
        "alice │ Client #bob: hello, alice",
        "alice │ Client #bob left the chat",
        "",
        "# That was the demo. wscli --help lists the commands.",
    ]


def test_a_surprise_is_counted_and_the_others_go_on(demo):
    surprise = Scene("Nothing closes.", ("send", "{base}/ws", "hi"), ExitCode.TIMEOUT)
    played = demo((surprise, SCENES[0], surprise))
    assert played.exit_code == 1
    assert played.lines[-1] == "# Commands that did not end as they should: 2."
    assert played.lines.count("# exit code 0") == 3
    assert "alice │ Client #bob left the chat" in played.lines


def test_a_chat_that_does_not_come_about_is_a_surprise_too(demo, shell):
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        port = unheard.getsockname()[1]
        (shell / "fixtures_server.py").write_text(
            "import signal\n"
            f"print('http://127.0.0.1:{port}', flush=True)\n"
            "signal.sigwait([signal.SIGTERM])\n"
        )
        played = demo(())
    assert played.exit_code == 1
    assert played.lines[-1] == "# Commands that did not end as they should: 1."


def test_a_server_that_does_not_stop_is_ended(demo, shell, monkeypatch):
    monkeypatch.setattr("wscli.cli.demo.PATIENCE", 0.1)
    (shell / "fixtures_server.py").write_text(
        "import signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('http://127.0.0.1:0', flush=True)\n"
        "signal.pause()\n"
    )
    assert demo(()).exit_code == 1


def test_a_server_that_does_not_start_is_the_reason_of_nothing_else(demo, shell):
    (shell / "fixtures_server.py").write_text("raise SystemExit('no')")
    failed = demo()
    assert (failed.stdout, failed.exit_code) == (b"", 9)
    assert failed.sentence == (
        "the demo's server did not start; see why with: python -m fixtures_server"
    )


@pytest.mark.parametrize(
    ("missing", "shown"),
    [(["jwt"], "jwt"), (["uvicorn", "fastapi"], "fastapi, uvicorn")],
)
def test_packages_that_are_not_there_are_named(demo, monkeypatch, missing, shown):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name in missing else find_spec(name, *rest),
    )
    failed = demo()
    assert (failed.stdout, failed.exit_code) == (b"", 2)
    assert failed.sentence == (
        f"the demo's server needs {shown}; install them from the clone with: pip"
        " install '.[demo]'"
    )


def test_where_nobody_reads_it_any_more_nobody_listens_on(shell):
    with subprocess.Popen(
        [sys.executable, "-m", "wscli", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as demo:
        for line in demo.stdout:
            if line.startswith(b"alice $"):
                break
        # Alice is not connected yet: what bob would say is not shown any more.
        demo.stdout.close()
        _, stderr = demo.communicate(timeout=20)
    assert demo.returncode == ExitCode.LOCAL_IO
    assert b"wscli: " not in stderr
