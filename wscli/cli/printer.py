"""Where each event goes: messages to the output, everything else to standard error."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from wscli.cli.output_options import Format
from wscli.cli.terminal import STDERR
from wscli.core.close_codes import ORDERLY
from wscli.core.escape import escape_unsafe
from wscli.core.events import (
    Closed,
    Event,
    Failed,
    MessageSeen,
    Opened,
    Party,
    PongTimed,
    Refused,
    Violated,
)
from wscli.core.frames import Direction, MessageKind
from wscli.render.event_json import write_event
from wscli.render.lines import render
from wscli.render.options import RenderOptions
from wscli.render.theme import paint


@dataclass(frozen=True, slots=True)
class Printing:
    """What is printed where.

    Attributes:
        descriptor: Where messages go.
        format: What they look like there.
        is_screen: Whether messages go to a terminal, as text for people.
        has_color: Whether that is coloured.
        has_error_color: Whether standard error is.
        verbosity: 0, 1 for the whole conversation, 2 for its frames too.
        is_quiet: Whether only what went wrong is told.
        has_opening: Whether an opened connection is announced.
        has_sent: Whether messages of our own, the answers to our pings and every
            closing are shown on the screen, as to somebody who types.
        lines: What is shown of an event.
    """

    descriptor: int
    format: Format
    is_screen: bool
    has_color: bool
    has_error_color: bool
    verbosity: int
    is_quiet: bool
    lines: RenderOptions
    has_opening: bool = False
    has_sent: bool = False


class Printer:
    """Prints the events of a conversation as they happen."""

    def __init__(self, printing: Printing, write: Callable[[int, bytes], None]) -> None:
        """Take what to print, and what writes octets to a descriptor."""
        self._printing = printing
        self._write = write
        is_verbose = printing.verbosity > 0
        self._log = replace(
            printing.lines, show_times=is_verbose, show_details=is_verbose
        )

    def __call__(self, event: Event) -> None:
        """Print one event."""
        printing = self._printing
        if printing.format is Format.JSON:
            line = write_event(event, printing.lines.redactor)
            self._write(printing.descriptor, f"{line}\n".encode())
        elif isinstance(event, MessageSeen) and self._is_output(event):
            self._print_message(event)
            if printing.is_screen:
                return
        if self._is_logged(event):
            self._show(event, self._log, STDERR, has_color=printing.has_error_color)

    def note(self, text: str) -> None:
        """Tell a sentence about the conversation, as a comment on standard error."""
        if not self._printing.is_quiet:
            self._write(STDERR, f"# {escape_unsafe(text)}\n".encode())

    def _is_output(self, message: MessageSeen) -> bool:
        if message.direction is Direction.SENT:
            return self._printing.is_screen and self._printing.has_sent
        return True

    def _print_message(self, message: MessageSeen) -> None:
        printing = self._printing
        if printing.is_screen:
            self._show(
                message,
                self._log,
                printing.descriptor,
                has_color=printing.has_color,
            )
            return
        data = message.payload
        if printing.format is Format.TEXT and message.kind is MessageKind.TEXT:
            data += b"\n"
        self._write(printing.descriptor, data)

    def _show(
        self, event: Event, options: RenderOptions, descriptor: int, *, has_color: bool
    ) -> None:
        text = "".join(
            f"{paint(line, color=has_color)}\n" for line in render(event, options)
        )
        if text:
            # A lone surrogate cannot come: what is rendered is escaped.
            self._write(descriptor, text.encode())

    def _is_logged(self, event: Event) -> bool:
        printing = self._printing
        match event:
            case Failed():
                # The command ends with the same sentence, or tells that it goes on.
                return False
            case Refused() | Violated():
                return True
            case _ if printing.verbosity:
                return True
            case Opened():
                is_asked = printing.lines.show_handshake
                return is_asked or (printing.has_opening and not printing.is_quiet)
            case Closed(code=code, by=by):
                is_ours = by is Party.LOCAL and code == event.sent_code
                if code not in ORDERLY and not is_ours:
                    return True
                is_news = printing.has_sent or by is Party.PEER
                return printing.is_screen and is_news and not printing.is_quiet
            case PongTimed():
                is_typed = printing.has_sent and printing.is_screen
                is_answer = is_typed and not event.is_keepalive
                return is_answer and not printing.is_quiet
            case _:
                return False
