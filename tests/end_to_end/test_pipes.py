"""wscli between pipes: messages and nothing else, however fast or slow they flow."""

import itertools
import operator
import os
import re
import select
import subprocess
import threading
from pathlib import Path

import pytest

from tests.end_to_end.process import PATIENCE, command
from tests.peers.frames import close, text

MOST_MEMORY = 80 * 1024
"""KiB that wscli may take, whatever flows through it."""

MANY = 1_000_000
MANY_WITHIN = 150


def test_standard_output_has_messages_and_nothing_else(wscli, server):
    result = wscli("connect", f"{server}/ws", "-v", "-i", stdin=b"one\ntwo\n")
    assert result.stdout == b"Message text was: one\nMessage text was: two\n"
    assert "opened" in result.stderr
    assert result.exit_code == 0


def test_a_last_line_without_its_end_is_a_message(wscli, server):
    result = wscli("connect", f"{server}/ws/test", "-n", "2", stdin=b"one\r\ntwo")
    assert result.lines == ["ONE", "TWO"]


def test_an_empty_input_sends_nothing(wscli, server):
    result = wscli("connect", f"{server}/ws", "--wait", "0.05")
    assert (result.stdout, result.stderr, result.exit_code) == (b"", "", 0)


def test_messages_between_nuls_may_have_lines(wscli, server):
    sent = b"one\ntwo\0three\0"
    result = wscli("connect", f"{server}/lab/echo", "--null", "-n", "2", stdin=sent)
    assert (result.stdout, result.exit_code) == (b"one\ntwo\nthree\n", 0)


# What is not as it should be.


def test_invalid_utf8_is_named_after_all_before_it_was_answered(wscli, server):
    result = wscli("connect", f"{server}/ws/test", stdin=b"one\ntwo\nx\xff\nfour\n")
    assert result.stdout == b"ONE\nTWO\n"
    assert result.errors == [
        "wscli: standard input, line 3: not UTF-8 at byte 2 (0xff);"
        " send bytes that are no text with --binary"
    ]
    assert result.exit_code == 2


def test_invalid_json_is_named_after_all_before_it_was_answered(wscli, server):
    result = wscli(
        "connect", f"{server}/ws/json", "--json-lines", stdin=b'{"a": 1}\n[2]\noops\n'
    )
    assert result.stdout == b'{"a":1}\n[2]\n'
    [line] = result.errors
    assert line.startswith("wscli: standard input, line 3: not JSON: ")
    assert result.exit_code == 2


def test_late_answers_to_what_came_before_an_error_are_waited_for(wscli, server):
    slow = f"{server}/lab/slow?delay=0.5"
    result = wscli("connect", slow, stdin=b"one\n\xff\n")
    assert (result.lines, result.exit_code) == (["one"], 2)


# Bytes.


@pytest.fixture
def octets():
    """Every octet, in many orders, and more than fits into a pipe."""
    return b"".join(bytes(range(at, 256)) + bytes(range(at)) for at in range(256)) * 4


def test_bytes_come_back_byte_for_byte(wscli, server, octets):
    (wscli.folder / "sent").write_bytes(octets)
    result = wscli("send", f"{server}/ws/bytes", "--file", "sent")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == octets


def test_bytes_come_back_into_a_file(wscli, server, octets):
    (wscli.folder / "sent").write_bytes(octets)
    result = wscli("send", f"{server}/ws/bytes", "--file", "sent", "-o", "got")
    assert (result.stdout, result.stderr, result.exit_code) == (b"", "", 0)
    assert (wscli.folder / "got").read_bytes() == octets


def test_bytes_come_from_standard_input(wscli, server, octets):
    result = wscli("send", f"{server}/ws/bytes", "-", stdin=octets)
    assert (result.stdout == octets, result.exit_code) == (True, 0)


def test_lines_are_sent_as_bytes(wscli, server):
    sent = b"\xff\xfe\n\x00\x01\n"
    result = wscli(
        "connect", f"{server}/ws/bytes", "--binary", "-n", "2", "-o", "got", stdin=sent
    )
    assert result.exit_code == 0
    assert (wscli.folder / "got").read_bytes() == b"\xff\xfe\x00\x01"


# When it ends.


def test_an_answer_later_than_the_usual_wait_is_not_lost_with_n(wscli, server):
    late = f"{server}/lab/slow?delay=1.3"
    result = wscli("connect", late, "-n", "1", stdin=b"hello\n")
    assert (result.lines, result.exit_code) == (["hello"], 0)


def test_an_answer_is_waited_for_as_long_as_asked(wscli, server):
    late = f"{server}/lab/slow?delay=0.4"
    impatient = wscli("connect", late, "--wait", "0.05", stdin=b"hello\n")
    assert (impatient.lines, impatient.exit_code) == ([], 0)
    patient = wscli("connect", late, "--wait", "5", "-n", "1", stdin=b"hello\n")
    assert (patient.lines, patient.exit_code) == (["hello"], 0)


def test_an_answer_that_never_comes_is_exit_code_8_with_n(wscli, server):
    never = f"{server}/lab/slow?delay=60"
    result = wscli("connect", never, "-n", "1", "--wait", "0.1", stdin=b"hello\n")
    assert (result.stdout, result.exit_code) == (b"", 8)
    assert result.errors[0].startswith("wscli: no message came within 100 ms")


def test_until_takes_messages_up_to_the_one_that_matches(wscli, server):
    lines = b"".join(b"%d\n" % number for number in range(100))
    result = wscli("connect", f"{server}/lab/echo", "--until", "7", stdin=lines)
    assert result.lines == [str(number) for number in range(8)]


def test_a_greeting_does_not_keep_a_message_from_being_sent(wscli, listener):
    with wscli.start("send", listener.url, "hello", "-n", "1") as running:
        peer = listener.open(greeting=text("welcome"))
        assert peer.hear_text() == "hello"
        assert peer.hear_goodbye() == (1000, "")
        result = running.wait()
    assert (result.lines, result.exit_code) == (["welcome"], 0)


# Readers that leave.


def shell(wscli, script, *arguments):
    """Runs a shell script in which `"$@"` is a command of wscli."""
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", *command(*arguments)],
        cwd=wscli.folder,
        env=wscli.environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


HEAD = '{ "$@"; echo "exit code $?" >&2; } | head -n 1'


@pytest.mark.parametrize(
    "path", ["/lab/flood?count=10000000", "/ws/stocks?interval=0.001"]
)
def test_it_ends_quietly_when_the_reader_leaves(wscli, server, path):
    done = shell(wscli, HEAD, "listen", server + path)
    assert done.stdout.count("\n") == 1
    assert done.stderr == "exit code 9\n"


@pytest.mark.parametrize("arguments", [["--help"], ["send", "--help"]])
def test_help_ends_quietly_when_the_reader_leaves(wscli, arguments):
    done = shell(wscli, HEAD, *arguments)
    assert re.fullmatch(r"exit code [09]\n", done.stderr)


def test_a_closed_standard_output_is_no_place_for_messages(wscli, server):
    done = shell(wscli, '"$@" >&-', "send", f"{server}/lab/echo", "hi", "-n", "2")
    assert done.stderr == (
        "wscli: standard output cannot be written: Bad file descriptor\n"
    )
    assert done.returncode == 9


def test_closed_standard_input_and_error_do_no_harm(wscli, server):
    done = shell(wscli, '"$@" <&- 2>&-', "send", f"{server}/lab/echo", "hi")
    assert (done.stdout, done.returncode) == ("hi\n", 0)


# Many messages, and slow ends.


def peak_memory(running):
    """The most memory that a process has had so far, in KiB."""
    status = Path(f"/proc/{running.pid}/status").read_text("ascii")
    return int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)[1])


@pytest.mark.xdist_group("load")
@pytest.mark.timeout(MANY_WITHIN)
def test_a_million_lines_come_back_in_order_in_bounded_memory(wscli, server):
    def feed():
        for start in range(0, MANY, 1000):
            running.write(b"".join(b"%d\n" % n for n in range(start, start + 1000)))

    echo = f"{server}/lab/echo"
    # What measures coverage takes memory and time of its own.
    with wscli.start("connect", echo, "--wait", "0.1", is_measured=False) as running:
        feeder = threading.Thread(target=feed)
        feeder.start()
        numbers = map(int, running.process.stdout)
        assert sum(map(operator.eq, range(MANY), numbers)) == MANY
        feeder.join()
        memory = peak_memory(running)
        running.close_stdin()
        last = running.wait()
    assert (last.stdout, last.stderr, last.exit_code) == (b"", "", 0)
    assert memory <= MOST_MEMORY


MESSAGE = "{:08}" + "x" * 1000
STANDSTILL = 1.0
"""Seconds without any progress that count as having been stopped."""


def push(descriptor, chunks, most):
    """Writes until nothing is taken any more; returns what was taken and is left."""
    taken, rest = 0, b""
    os.set_blocking(descriptor, False)
    for chunk in chunks:
        rest = chunk
        while rest:
            if not select.select([], [descriptor], [], STANDSTILL)[1]:
                os.set_blocking(descriptor, True)
                return taken, rest
            size = os.write(descriptor, rest)
            taken, rest = taken + size, rest[size:]
        assert taken < most, "nobody stops it"
    raise AssertionError("there is no end to the chunks")


MOST_TAKEN = 64 * 2**20
"""Octets that may be on their way: those in the buffers of two sockets and a pipe."""


def test_a_reader_that_does_not_read_slows_the_peer_down(wscli, listener):
    # While wscli itself cannot go on, the peer is not late.
    replies = ("--wait", "0.2")
    with wscli.start(
        "send", listener.url, "hello", *replies, is_measured=False
    ) as running:
        peer = listener.open()
        assert peer.hear_text() == "hello"
        numbers = itertools.count()
        frames = (text(MESSAGE.format(number)) for number in numbers)
        taken, rest = push(peer.connection.fileno(), frames, most=MOST_TAKEN)
        sent = next(numbers)
        assert peak_memory(running) <= MOST_MEMORY

        goodbye = threading.Thread(
            target=peer.connection.sendall, args=(rest + close(1000),)
        )
        goodbye.start()
        result = running.wait()
        goodbye.join()
    assert taken > 2**20
    assert result.lines == [MESSAGE.format(number) for number in range(sent)]
    assert (result.stderr, result.exit_code) == ("", 0)


def test_a_peer_that_does_not_read_slows_the_input_down(wscli, listener):
    with wscli.start("connect", listener.url, is_measured=False) as running:
        peer = listener.open()
        numbers = itertools.count()
        lines = (f"{MESSAGE.format(number)}\n".encode() for number in numbers)
        stdin = running.process.stdin.fileno()
        taken, rest = push(stdin, lines, most=MOST_TAKEN)
        sent = next(numbers)
        assert taken > 2**20
        assert peak_memory(running) <= MOST_MEMORY

        def end_input():
            running.write(rest)
            running.close_stdin()

        ending = threading.Thread(target=end_input)
        ending.start()
        heard = [peer.hear_text() for _ in range(sent)]
        ending.join()
        peer.close(1000)
        result = running.wait()
    assert heard == [MESSAGE.format(number) for number in range(sent)]
    assert (result.stderr, result.exit_code) == ("", 0)
