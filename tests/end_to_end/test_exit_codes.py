"""What a command exits with: one conversation for each code of the contract."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.process import PATIENCE, ROOT, clean_environment
from tests.peers.frames import close, frame, text


def explained(result, exit_code):
    """The one line of an error: `wscli: ` and a sentence."""
    assert "Traceback" not in result.stderr
    [line] = result.errors
    assert line.startswith("wscli: ")
    assert result.exit_code == exit_code
    return line.removeprefix("wscli: ")


def shown(result, exit_code):
    """What is told of an end that is no error of ours: the notation and comments."""
    assert "Traceback" not in result.stderr
    assert "wscli: " not in result.stderr
    assert result.exit_code == exit_code
    step, *comments = result.errors
    assert comments
    assert all(line.startswith("# ") for line in comments)
    return step


def test_0_what_was_asked_for_happened(wscli, server):
    result = wscli("send", f"{server}/ws", "hello")
    assert (result.stdout, result.stderr) == (b"Message text was: hello\n", "")
    assert result.exit_code == 0


def test_1_an_expectation_was_broken(wscli, server):
    result = wscli("send", f"{server}/ws", "hello", "--expect", "hello")
    assert result.stdout == b"Message text was: hello\n"
    assert result.errors == [
        "wscli: message 1 is not as expected",
        '  expected the text "hello"   got the text "Message text was: hello"',
    ]
    assert result.exit_code == 1


def test_1_the_expected_close_did_not_come(wscli, server):
    result = wscli("send", f"{server}/ws", "--expect-close", "4000", "--timeout", "0.1")
    assert "the peer was to close with 4000" in explained(result, 1)


def test_1_the_close_was_not_the_expected_one(wscli, server):
    result = wscli("send", f"{server}/lab/close/4001", "--expect-close", "4000")
    assert result.errors[0] == "closed 4001 (application code)"
    assert "was to close with 4000" in result.errors[-1]
    assert result.exit_code == 1


def test_2_wrong_usage(wscli):
    result = wscli("send")
    assert explained(result, 2) == "Missing argument 'TARGET'; see wscli send --help"
    assert result.stdout == b""


def test_2_no_command_at_all_shows_which_there_are(wscli):
    result = wscli()
    assert (result.stderr, result.exit_code) == ("", 2)
    for name in ("connect", "send", "listen", "endpoints", "demo"):
        assert name in result.stdout.decode()


def test_3_nobody_listens(wscli):
    with socket.socket() as probe:
        # Bound, but not listening: nobody else can take the port meanwhile.
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        result = wscli("send", f"ws://127.0.0.1:{port}/", "hello")
    assert explained(result, 3) == (
        f"TCP: 127.0.0.1:{port} refused the connection;"
        " check that the server runs and listens there"
    )


def test_3_the_connect_deadline_passed(wscli, listener):
    result = wscli("send", listener.url, "hello", "--connect-timeout", "0.1")
    assert "100 ms" in explained(result, 3)


def test_4_the_handshake_was_refused(wscli, server):
    result = wscli("send", f"{server}/lab/deny/401", "hello")
    assert shown(result, 4) == "refused 401"
    assert '# {"detail": "the path asks for 401"}' in result.errors


def test_4_the_answer_is_no_handshake(wscli, listener):
    with wscli.start("send", listener.url, "hello") as running:
        listener.accept().sendall(b"220 mail.example.com ESMTP\r\n")
        listener.close()
        result = running.wait()
    assert explained(result, 4).startswith("opening handshake: ")


def test_6_the_peer_broke_the_protocol(wscli, listener):
    with wscli.start("send", listener.url, "hello") as running:
        peer = listener.open()
        assert peer.hear_text() == "hello"
        peer.connection.sendall(frame(0x3, b"?"))
        assert peer.hear_close()[0] == 1002
        peer.connection.close()
        result = running.wait()
    assert result.stdout == b""
    assert result.errors[0].startswith("# the peer broke the protocol: ")
    assert "closed with 1002" in result.errors[0]
    assert result.exit_code == 6


def test_6_a_message_is_too_large(wscli, server):
    flood = f"{server}/lab/flood?count=1&size=2000"
    result = wscli("listen", flood, "--max-size", "1KiB")
    assert result.stdout == b""
    assert result.errors[0].startswith("# the peer went over a limit: ")
    assert "1009" in result.errors[0]
    assert result.exit_code == 6


def test_7_closed_with_an_error(wscli, server):
    result = wscli("listen", f"{server}/lab/close/1011?reason=oops")
    assert shown(result, 7) == 'closed 1011 (internal error) "oops"'


def test_7_lost(wscli, server):
    result = wscli("listen", f"{server}/lab/abort?after=0")
    assert shown(result, 7) == "closed 1006 (abnormal closure)"


def test_8_no_reply_came(wscli, server):
    result = wscli("send", f"{server}/lab/slow?delay=60", "hi", "--timeout", "0.1")
    assert explained(result, 8).startswith("no message came within 100 ms; ")


def test_8_time_ran_out(wscli, server):
    result = wscli("listen", f"{server}/ws", "--max-time", "0.3")
    assert explained(result, 8) == "not done within 300 ms (--max-time)"


def test_9_a_file_cannot_be_written(wscli, server):
    result = wscli("send", f"{server}/ws", "hi", "-o", "no/such/folder")
    assert "cannot write no/such/folder: No such file" in explained(result, 9)


@pytest.mark.parametrize(
    ("options", "name"),
    [([], "standard output"), (["-o", "/dev/full"], "the output file")],
)
def test_9_the_disk_is_full(wscli, listener, options, name):
    with (
        Path("/dev/full").open("wb") as full,
        wscli.start("listen", listener.url, *options, stdout=full.fileno()) as running,
    ):
        peer = listener.open()
        # All at once: the conversation is over before the disk can complain.
        peer.connection.sendall(text("hello") + close(1000))
        result = running.wait()
    assert explained(result, 9) == f"{name} cannot be written: No space left on device"


FAULT = """
import sys
import wscli.cli.conversing
from wscli.cli.app import main

def fail(*_, **__):
    raise RuntimeError("a fault\\x1b[31m of ours")

wscli.cli.conversing.run_conversation = fail
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def faulty(tmp_path):
    """Runs wscli with an error in it."""

    def faulty(*arguments):
        return subprocess.run(
            [sys.executable, "-c", FAULT, *arguments],
            cwd=tmp_path,
            env=clean_environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    return faulty


def test_70_an_error_of_ours_is_one_line_and_how_to_report_it(faulty):
    done = faulty("send", "ws://127.0.0.1:9/", "hello")
    assert (done.returncode, done.stdout) == (70, "")
    assert done.stderr.startswith("wscli: internal error: RuntimeError: a fault\\x1b[")
    assert done.stderr.count("\n") == 1
    assert "--debug" in done.stderr
    assert str(ROOT) not in done.stderr


def test_70_has_its_traceback_with_debug(faulty):
    done = faulty("send", "ws://127.0.0.1:9/", "hello", "--debug")
    assert done.returncode == 70
    assert done.stderr.startswith("Traceback ")
    assert "wscli: internal error: RuntimeError" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_130_and_143_a_signal_ended_it(wscli, server, number, exit_code):
    with wscli.start("listen", f"{server}/broadcast/ws/ann") as running:
        assert running.read_line() == "Client #ann joined the chat"
        running.send_signal(number)
        result = running.wait()
    assert (result.stdout, result.stderr, result.exit_code) == (b"", "", exit_code)
