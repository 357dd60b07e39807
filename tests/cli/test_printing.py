"""Which options give which printing: streams, formats, files and colours."""

import os
import stat

import pytest

from wscli.cli.output_options import ColorChoice, Format, OutputOptions
from wscli.cli.printer import Printing
from wscli.cli.printing import View, open_output, plan_printing
from wscli.cli.terminal import STDOUT, Terminal
from wscli.core.errors import LocalIOError
from wscli.core.exit_codes import ExitCode
from wscli.core.redact import Redactor
from wscli.render.options import RenderOptions

REDACTOR = Redactor.of(["hunter2"])
PIPES = Terminal(environment={}, width=100)
NO_VIEW = View()
SCREEN = Terminal(environment={}, width=100, is_stdout_tty=True, is_stderr_tty=True)


def plan(terminal, *, view=NO_VIEW, default=Format.TEXT, **said):
    """Returns what is printed where, after these options."""
    options = OutputOptions(**said)
    return plan_printing(options, terminal, REDACTOR, view=view, default_format=default)


@pytest.fixture
def written(tmp_path):
    """A file that `-o` names, and which had something in it."""
    file = tmp_path / "messages"
    file.write_text("of last time")
    return file


@pytest.fixture
def plan_file(written):
    """Plans with `-o FILE`, and closes the file afterwards."""
    opened = []

    def plan_file(terminal, **rest):
        printing = plan(terminal, output=str(written), **rest)
        opened.append(printing.descriptor)
        return printing

    yield plan_file
    for descriptor in opened:
        os.close(descriptor)


def test_nothing_said_in_a_pipe():
    assert plan(PIPES) == Printing(
        descriptor=STDOUT,
        format=Format.TEXT,
        is_screen=False,
        has_color=False,
        has_error_color=False,
        verbosity=0,
        is_quiet=False,
        lines=RenderOptions(redactor=REDACTOR),
    )


def test_nothing_said_on_a_terminal():
    assert plan(SCREEN) == Printing(
        descriptor=STDOUT,
        format=Format.TEXT,
        is_screen=True,
        has_color=True,
        has_error_color=True,
        verbosity=0,
        is_quiet=False,
        lines=RenderOptions(redactor=REDACTOR, width=100),
    )


@pytest.mark.parametrize(
    ("said", "printing", "lines"),
    [
        ({}, (0, False), (False, False)),
        ({"quiet": True}, (0, True), (False, False)),
        ({"include": True}, (0, False), (True, False)),
        ({"verbose": 1}, (1, False), (False, False)),
        ({"verbose": 2}, (2, False), (False, True)),
        ({"verbose": 3}, (3, False), (False, True)),
    ],
)
def test_how_much_is_told(said, printing, lines):
    planned = plan(PIPES, **said)
    assert (planned.verbosity, planned.is_quiet) == printing
    assert (planned.lines.show_handshake, planned.lines.show_frames) == lines


@pytest.mark.parametrize("output", [None, "-"])
def test_messages_go_to_standard_output(output):
    assert plan(SCREEN, output=output) == plan(SCREEN)
    assert plan(PIPES, output=output).descriptor == STDOUT


class TestFile:
    def test_messages_go_to_it_and_to_nobody_before(self, plan_file, written):
        descriptor = plan_file(PIPES).descriptor
        assert descriptor > 2
        assert written.read_bytes() == b""
        os.write(descriptor, b"new")
        assert written.read_bytes() == b"new"

    def test_it_is_no_screen_and_standard_error_stays_one(self, plan_file):
        printing = plan_file(SCREEN, view=View(has_opening=True, has_sent=True))
        assert not printing.is_screen
        assert not printing.has_color
        assert not printing.has_opening
        assert printing.lines.width is None
        assert printing.has_error_color

    def test_a_new_one_may_be_read_by_whom_the_umask_lets(self, tmp_path):
        before = os.umask(0o027)
        try:
            os.close(open_output(str(tmp_path / "new")))
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640

    def test_no_child_gets_it(self, plan_file):
        assert not os.get_inheritable(plan_file(PIPES).descriptor)

    def test_one_that_cannot_be_written_is_explained(self, tmp_path):
        file = tmp_path / "missing" / "messages"
        with pytest.raises(LocalIOError) as caught:
            plan(PIPES, output=str(file))
        assert str(caught.value) == (
            f"--output: cannot write {file}: No such file or directory; check the path"
        )
        assert caught.value.exit_code == ExitCode.LOCAL_IO == 9

    def test_so_it_is_with_a_folder(self, tmp_path):
        with pytest.raises(LocalIOError, match=r": Is a directory; check the path$"):
            open_output(str(tmp_path))

    def test_a_command_ends_with_that_sentence(self, wscli):
        result = wscli("listen", "ws://127.0.0.1:1/", "-o", "missing/messages")
        assert result.exit_code == 9
        assert result.sentence == (
            "--output: cannot write missing/messages: No such file or directory; check"
            " the path"
        )


@pytest.mark.parametrize(
    ("said", "default", "planned"),
    [
        (None, Format.TEXT, Format.TEXT),
        (None, Format.JSON, Format.JSON),
        (None, Format.RAW, Format.RAW),
        (Format.TEXT, Format.JSON, Format.TEXT),
        (Format.RAW, Format.JSON, Format.RAW),
    ],
)
def test_an_option_beats_the_default_format(said, default, planned):
    printing = plan(SCREEN, format=said, default=default)
    assert printing.format is planned
    assert printing.is_screen is (planned is Format.TEXT)
    assert printing.lines.width == (100 if planned is Format.TEXT else None)


@pytest.mark.parametrize(
    ("choice", "environment", "on_a_terminal", "in_a_pipe"),
    [
        ("auto", {}, True, False),
        ("auto", {"TERM": "xterm"}, True, False),
        ("auto", {"TERM": "dumb"}, False, False),
        ("auto", {"NO_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": ""}, True, False),
        ("always", {}, True, True),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True, True),
        ("never", {}, False, False),
    ],
)
@pytest.mark.parametrize("has_stdout", [True, False])
@pytest.mark.parametrize("has_stderr", [True, False])
def test_each_stream_has_its_own_colour(
    choice, environment, on_a_terminal, in_a_pipe, has_stdout, has_stderr
):
    terminal = Terminal(
        environment=environment, is_stdout_tty=has_stdout, is_stderr_tty=has_stderr
    )
    printing = plan(terminal, color=ColorChoice(choice))
    assert printing.has_color is (on_a_terminal if has_stdout else in_a_pipe)
    assert printing.has_error_color is (on_a_terminal if has_stderr else in_a_pipe)


@pytest.mark.parametrize(
    ("terminal", "said", "has_opening"),
    [
        (SCREEN, {}, True),
        (PIPES, {}, False),
        (SCREEN, {"format": Format.JSON}, False),
    ],
)
def test_a_view_announces_the_opening_on_a_screen_alone(terminal, said, has_opening):
    printing = plan(terminal, view=View(has_opening=True, has_sent=True), **said)
    assert printing.has_opening is has_opening
    assert printing.has_sent
    assert not plan(terminal, **said).has_opening
    assert not plan(terminal, **said).has_sent


def test_an_output_file_that_is_a_terminal_is_a_screen():
    controller, terminal_end = os.openpty()
    try:
        options = OutputOptions(output=os.ttyname(terminal_end))
        plain = Terminal(environment={})
        printing = plan_printing(options, plain, Redactor(), view=View())
        assert printing.is_screen
        os.close(printing.descriptor)
    finally:
        os.close(controller)
        os.close(terminal_end)
