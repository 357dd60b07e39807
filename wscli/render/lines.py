"""Any event as lines for people: the notation, and comments around it."""

from itertools import chain, repeat
from typing import assert_never

from wscli.core.events import (
    Closed,
    Dialing,
    Event,
    Failed,
    FrameSeen,
    MessageSeen,
    Opened,
    PongTimed,
    Refused,
    Violated,
)
from wscli.render.endings import render_closed, render_violated
from wscli.render.frames import render_frame, render_pong_timed
from wscli.render.handshake import (
    render_dialing,
    render_failed,
    render_opened,
    render_refused,
)
from wscli.render.messages import render_message
from wscli.render.options import RenderOptions
from wscli.render.spans import Line, Span, Style


def render(event: Event, options: RenderOptions) -> list[Line]:
    """Return the lines that show an event; none where there is nothing to show.

    Whatever the peer wrote is escaped in them.
    """
    if not options.show_times:
        return _lines(event, options, options.width)
    time = f"{event.at:.3f} "
    width = None if options.width is None else options.width - len(time)
    return _with_time(_lines(event, options, width), time)


def _lines(event: Event, options: RenderOptions, width: int | None) -> list[Line]:
    match event:
        case MessageSeen():
            return render_message(event, options, width)
        case FrameSeen():
            return render_frame(event, options)
        case PongTimed():
            return render_pong_timed(event, options)
        case Dialing():
            return render_dialing(event, options)
        case Opened():
            return render_opened(event, options)
        case Refused():
            return render_refused(event, options, width)
        case Failed():
            return render_failed(event, options)
        case Violated():
            return render_violated(event, options)
        case Closed():
            return render_closed(event, options)
        case _:
            assert_never(event)


def _with_time(lines: list[Line], time: str) -> list[Line]:
    """Put the time before the first line, and as much room before the others."""
    margins = chain([Span(time, Style.TIME)], repeat(Span(" " * len(time))))
    return [(margin, *line) for margin, line in zip(margins, lines, strict=False)]
