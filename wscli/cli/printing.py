"""From the output options to what is printed where."""

import os
from dataclasses import dataclass

from wscli.cli.output_options import Format, OutputOptions
from wscli.cli.printer import Printing
from wscli.cli.terminal import STDOUT, Terminal
from wscli.core.errors import LocalIOError
from wscli.core.redact import Redactor
from wscli.render.options import RenderOptions


def open_output(file: str | None) -> int:
    """Return the descriptor that messages are written to.

    Raises:
        LocalIOError: The file cannot be written.
    """
    if file is None or file == "-":
        return STDOUT
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        return os.open(file, flags, 0o666)
    except OSError as error:
        raise LocalIOError(
            f"--output: cannot write {file}: {error.strerror}", "check the path"
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a command shows besides what the options ask for.

    Attributes:
        has_opening: Whether an opened connection is announced on a terminal.
        has_sent: Whether messages of our own are shown there.
    """

    has_opening: bool = False
    has_sent: bool = False


def plan_printing(
    options: OutputOptions,
    terminal: Terminal,
    redactor: Redactor,
    *,
    view: View,
    default_format: Format = Format.TEXT,
) -> Printing:
    """Return what is printed where.

    Args:
        options: As given.
        terminal: Where the command runs.
        redactor: Hides secrets.
        view: What the command shows.
        default_format: Where no option says otherwise.

    Raises:
        LocalIOError: The output file cannot be written.
    """
    descriptor = open_output(options.output)
    wanted = options.format or default_format
    color = options.color.value
    # A file can be a terminal too: what goes there is for people.
    is_tty = terminal.is_stdout_tty if descriptor == STDOUT else os.isatty(descriptor)
    is_screen = is_tty and wanted is Format.TEXT
    return Printing(
        descriptor=descriptor,
        format=wanted,
        is_screen=is_screen,
        has_color=terminal.has_color(color, is_tty=is_tty),
        has_error_color=terminal.has_color(color, is_tty=terminal.is_stderr_tty),
        verbosity=options.verbose,
        is_quiet=options.quiet,
        lines=RenderOptions(
            width=terminal.width if is_screen else None,
            redactor=redactor,
            show_handshake=options.include,
            show_frames=options.verbose > 1,
        ),
        has_opening=view.has_opening and is_screen,
        has_sent=view.has_sent,
    )
