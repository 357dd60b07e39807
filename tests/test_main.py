"""The process: streams that are closed or full, an early Ctrl-C, the exit status."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from wscli import __main__ as entry

ROOT = Path(__file__).parent.parent
PATIENCE = 20

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX is needed")
linux = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="no device here is always full"
)


def shell(line, **options):
    """Runs a line of shell in which $WSCLI is the command."""
    return subprocess.run(
        ["sh", "-c", line],
        env={**os.environ, "WSCLI": f"{sys.executable} -m wscli"},
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        **options,
    )


@pytest.mark.parametrize(("arguments", "exit_code"), [(["--version"], 0), (["x"], 2)])
def test_the_exit_status_is_the_code_of_the_command(
    monkeypatch, capsys, arguments, exit_code
):
    monkeypatch.setattr(sys, "argv", ["wscli", *arguments])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == exit_code


def test_a_ctrl_c_before_there_is_a_command_is_no_traceback(monkeypatch):
    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(entry, "occupy_closed_streams", interrupt)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 130 == 128 + signal.SIGINT


@posix
class TestClosedStreams:
    def test_a_socket_does_not_take_the_place_of_standard_error(self):
        ended = shell("$WSCLI listen ws://127.0.0.1:1/ 2>&-")
        assert (ended.returncode, ended.stdout, ended.stderr) == (3, b"", b"")

    def test_output_that_cannot_go_anywhere_is_a_failure(self):
        ended = shell("$WSCLI --version >&-")
        assert ended.returncode == 9
        assert ended.stderr == b"wscli: input or output failed: Bad file descriptor\n"

    def test_input_that_cannot_come_is_a_failure(self):
        ended = shell("$WSCLI send ws://127.0.0.1:1/ - <&-")
        assert ended.returncode == 2
        assert ended.stderr == (
            b"wscli: the message: cannot read -: Bad file descriptor; check the path\n"
        )

    def test_all_of_them_may_be_closed(self):
        assert shell("$WSCLI --version <&- >&- 2>&-").returncode == 9

    def test_those_that_are_open_stay_as_they_are(self):
        streams = sys.stdin, sys.stdout, sys.stderr
        entry.occupy_closed_streams()
        assert (sys.stdin, sys.stdout, sys.stderr) == streams


def test_a_pipe_that_nobody_reads_is_left_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "wscli", "--help"],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=PATIENCE,
        check=False,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (9, b"")


@linux
def test_a_full_disk_is_told_once():
    ended = shell("$WSCLI --help >/dev/full")
    assert ended.returncode == 9
    assert ended.stderr == b"wscli: input or output failed: No space left on device\n"
