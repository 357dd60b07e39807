"""Ctrl-C and SIGTERM: a goodbye, what was collected so far, and an end that comes."""

import signal
import time
from pathlib import Path

import pytest

from tests.peers.frames import text

SIGINT, SIGTERM = signal.SIGINT, signal.SIGTERM

SOON = 5.0
"""Seconds within which a busy machine ends what should end at once.

What is waited for without an interrupt takes longer: the limits below are minutes."""

UNHURRIED = ("--connect-timeout", "5m", "--timeout", "5m", "--close-timeout", "5m")


@pytest.mark.parametrize(("number", "exit_code"), [(SIGINT, 130), (SIGTERM, 143)])
def test_the_server_sees_1001_and_what_was_collected_is_shown(
    wscli, listener, number, exit_code
):
    with wscli.start("listen", listener.url, "-o", "collected") as running:
        peer = listener.open()
        peer.say("one", "two")
        until_written(wscli.folder / "collected", b"one\ntwo\n")
        running.send_signal(number)
        assert peer.hear_goodbye() == (1001, "")
        result = running.wait(SOON)
    assert (result.stdout, result.stderr, result.exit_code) == (b"", "", exit_code)
    assert (wscli.folder / "collected").read_bytes() == b"one\ntwo\n"


def until_written(file, content):
    end = time.monotonic() + SOON
    while not file.exists() or file.read_bytes() != content:
        assert time.monotonic() < end, "it was not written"
        time.sleep(0.01)


def test_a_message_that_waits_for_its_reply_is_given_up(wscli, listener):
    with wscli.start("send", listener.url, "hello", *UNHURRIED) as running:
        peer = listener.open()
        assert peer.hear_text() == "hello"
        running.send_signal(SIGINT)
        assert peer.hear_goodbye() == (1001, "")
        assert running.wait(SOON).exit_code == 130


def test_an_input_that_does_not_end_is_left(wscli, listener):
    with wscli.start("connect", listener.url, *UNHURRIED) as running:
        running.write(b"hello\nunfinished")
        peer = listener.open()
        assert peer.hear_text() == "hello"
        running.send_signal(SIGINT)
        assert peer.hear_goodbye() == (1001, "")
        assert running.wait(SOON).exit_code == 130


def test_a_second_one_leaves_at_once(wscli, listener):
    with wscli.start("listen", listener.url, *UNHURRIED) as running:
        peer = listener.open()
        running.send_signal(SIGINT)
        assert peer.hear_close() == (1001, "")
        # The server never answers.
        running.send_signal(SIGINT)
        result = running.wait(SOON)
    assert (result.stderr, result.exit_code) == ("", 130)


def test_a_server_that_never_answers_is_waited_for_briefly(wscli, listener):
    with wscli.start("listen", listener.url, "--close-timeout", "0.1") as running:
        peer = listener.open()
        running.send_signal(SIGINT)
        assert peer.hear_close() == (1001, "")
        assert running.wait(SOON).exit_code == 130


def test_while_the_server_is_silent_about_the_handshake(wscli, listener):
    with wscli.start("listen", listener.url, *UNHURRIED) as running:
        connection = listener.accept()
        assert connection.recv(65_536).startswith(b"GET / HTTP/1.1\r\n")
        running.send_signal(SIGINT)
        assert connection.recv(1) == b""
        result = running.wait(SOON)
    assert (result.stdout, result.stderr, result.exit_code) == (b"", "", 130)


def test_while_it_waits_to_try_again(wscli, listener):
    options = ("--retry", "3", "--retry-delay", "5m")
    with wscli.start("listen", listener.url, *options) as running:
        listener.accept().sendall(
            b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
        )
        while "connecting again in" not in running.read_error():
            pass
        running.send_signal(SIGINT)
        result = running.wait(SOON)
    assert (result.stderr, result.exit_code) == ("", 130)


def test_while_it_waits_to_connect_again(wscli, listener):
    options = ("--reconnect", "--retry-delay", "5m")
    with wscli.start("listen", listener.url, *options) as running:
        listener.open(greeting=text("hello")).connection.close()
        assert running.read_line() == "hello"
        while "connecting again in" not in running.read_error():
            pass
        running.send_signal(SIGTERM)
        result = running.wait(SOON)
    assert (result.stderr, result.exit_code) == ("", 143)


def test_while_nobody_reads_standard_output(wscli, server):
    flood = f"{server}/lab/flood?count=10000000&size=1000"
    with wscli.start("listen", flood, *UNHURRIED) as running:
        until_asleep(running)
        running.send_signal(SIGINT)
        running.process.wait(SOON)
        assert running.wait().exit_code == 130


def until_asleep(running):
    """Waits until a process has taken no processor time for a moment."""
    end = time.monotonic() + SOON
    before = None
    while (now := processor_time(running)) != before or now < 5:
        assert time.monotonic() < end, "it goes on and on"
        before = now
        time.sleep(0.2)


def processor_time(running):
    """The processor time of a process so far, in hundredths of a second."""
    status = Path(f"/proc/{running.pid}/stat").read_text("ascii")
    fields = status.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
