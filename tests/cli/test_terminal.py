"""Where a command runs: a real terminal, a pipe, or with its streams closed."""

import io
import os
import pty
import sys

import pytest

from wscli.cli.terminal import STDERR, STDIN, STDOUT, Terminal, print_result, say

STREAMS = (STDIN, STDOUT, STDERR)


@pytest.fixture
def placed(capfd):
    """Puts something in the place of a standard stream, for one test."""
    kept = {}

    def placed(descriptor, other):
        kept.setdefault(descriptor, os.dup(descriptor))
        if other is None:
            os.close(descriptor)
        else:
            os.dup2(other, descriptor)

    yield placed
    for descriptor, before in kept.items():
        os.dup2(before, descriptor)
        os.close(before)


@pytest.fixture
def tty():
    """The descriptor of a terminal."""
    controlling, terminal = pty.openpty()
    yield terminal
    os.close(terminal)
    os.close(controlling)


@pytest.fixture
def pipe():
    """The descriptor of a pipe that somebody reads."""
    reading, writing = os.pipe()
    yield writing
    os.close(writing)
    os.close(reading)


def seen():
    terminal = Terminal.of_process()
    return terminal.is_stdin_tty, terminal.is_stdout_tty, terminal.is_stderr_tty


class TestProcess:
    @pytest.mark.parametrize("descriptor", STREAMS)
    def test_each_stream_is_a_terminal_or_not(self, placed, tty, pipe, descriptor):
        for each in STREAMS:
            placed(each, tty if each == descriptor else pipe)
        assert seen() == tuple(each == descriptor for each in STREAMS)

    def test_a_closed_stream_is_no_terminal(self, placed, tty):
        placed(STDOUT, tty)
        placed(STDERR, tty)
        placed(STDIN, None)
        found = seen()
        # Before anything else gets this number, and closes it later.
        os.dup2(tty, STDIN)
        assert found == (False, True, True)

    def test_width_and_environment_are_the_process_s(self, monkeypatch):
        monkeypatch.setenv("COLUMNS", "43")
        terminal = Terminal.of_process()
        assert terminal.width == 43
        assert terminal.environment["COLUMNS"] == "43"

    def test_the_environment_is_read_once(self, monkeypatch):
        terminal = Terminal.of_process()
        monkeypatch.setenv("WSCLI_LATER", "1")
        assert "WSCLI_LATER" not in terminal.environment

    def test_nothing_known_is_a_pipe_of_80_columns(self):
        assert Terminal({}) == Terminal({}, 80, False, False, False)


class TestColor:
    @pytest.mark.parametrize(
        ("choice", "environment", "is_tty", "has_color"),
        [
            ("auto", {}, True, True),
            ("auto", {}, False, False),
            ("auto", {"TERM": "xterm"}, True, True),
            ("auto", {"TERM": "dumb"}, True, False),
            ("auto", {"NO_COLOR": "1"}, True, False),
            ("auto", {"NO_COLOR": "0"}, True, False),
            # no-color.org: one that is empty says nothing.
            ("auto", {"NO_COLOR": ""}, True, True),
            ("always", {}, False, True),
            ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
            ("never", {}, True, False),
        ],
    )
    def test_an_option_beats_the_environment_that_beats_the_stream(
        self, choice, environment, is_tty, has_color
    ):
        assert Terminal(environment).has_color(choice, is_tty=is_tty) is has_color


class TestWriting:
    def test_results_and_diagnostics_have_a_stream_each(self, capsys):
        print_result("a result")
        say("a remark")
        assert capsys.readouterr() == ("a result\n", "a remark\n")

    @pytest.mark.parametrize(
        ("write", "stream"), [(print_result, "stdout"), (say, "stderr")]
    )
    def test_a_line_goes_at_once(self, monkeypatch, write, stream):
        written = io.BytesIO()
        monkeypatch.setattr(sys, stream, io.TextIOWrapper(written, "utf-8"))
        write("now → here")
        assert written.getvalue() == "now → here\n".encode()

    @pytest.mark.parametrize(
        ("encoding", "shown"),
        [
            ("ascii", b"caf\\xe9 \\u2192\n"),
            ("latin-1", b"caf\xe9 \\u2192\n"),
            ("utf-8", "café →\n".encode()),
        ],
    )
    def test_what_an_encoding_lacks_is_escaped(self, monkeypatch, encoding, shown):
        written = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding))
        print_result("café →")
        assert written.getvalue() == shown

    def test_a_remark_that_nobody_can_read_is_none(self, monkeypatch):
        full = os.fdopen(os.open("/dev/full", os.O_WRONLY), "w", encoding="utf-8")
        monkeypatch.setattr(sys, "stderr", full)
        say("a remark")
        with pytest.raises(OSError, match="No space left"):
            full.close()

    def test_where_nobody_reads_it_fails(self, monkeypatch):
        reading, writing = os.pipe()
        os.close(reading)
        stream = os.fdopen(writing, "w", encoding="utf-8")
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(BrokenPipeError):
            print_result("a result")
        with pytest.raises(BrokenPipeError):
            stream.close()
