"""Frames as lines: control frames as verbs, any frame as a comment."""

from wscli.core.events import FrameSeen, PongTimed
from wscli.core.frames import Opcode
from wscli.core.quantities import format_duration, format_size
from wscli.notation.verbs import write_control
from wscli.render.comments import comment
from wscli.render.messages import ARROW_STYLES
from wscli.render.options import RenderOptions
from wscli.render.spans import Line, Span


def render_frame(seen: FrameSeen, options: RenderOptions) -> list[Line]:
    """Return the lines of a frame, which may be none.

    Close frames are shown with the others alone: the end of the connection tells
    them.
    """
    lines = [_describe(seen, options)] if options.show_frames else []
    if options.show_control and seen.frame.opcode in (Opcode.PING, Opcode.PONG):
        verb = options.redactor(write_control(seen, name=options.name))
        lines.append((Span(verb, ARROW_STYLES[seen.direction]),))
    return lines


def render_pong_timed(timed: PongTimed, options: RenderOptions) -> list[Line]:
    """Return the line that tells how long a ping took."""
    if not options.show_control:
        return []
    return [comment(f"pong after {format_duration(timed.rtt)}", options)]


def _describe(seen: FrameSeen, options: RenderOptions) -> Line:
    frame = seen.frame
    size = format_size(frame.wire_size)
    if frame.rsv1:
        size += f", {format_size(len(frame.payload))} decompressed"
    return comment(
        f"{seen.direction.value} {frame.opcode.name}"
        f" fin={frame.fin:d} rsv1={frame.rsv1:d} {size}",
        options,
    )
