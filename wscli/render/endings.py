"""How a connection ended, as lines."""

from wscli.core.close_codes import (
    ABNORMAL_CLOSURE,
    MESSAGE_TOO_BIG,
    NO_STATUS_RECEIVED,
    ORDERLY,
    explain,
)
from wscli.core.events import Closed, Party, Violated
from wscli.notation.verbs import with_name, with_reason, write_closed
from wscli.render.comments import comment
from wscli.render.options import RenderOptions
from wscli.render.spans import Line, Span, Style


def render_closed(closed: Closed, options: RenderOptions) -> list[Line]:
    """Return our own close, if we began it, the peer's, and what it means."""
    lines: list[Line] = []
    if closed.by is Party.LOCAL:
        ours = options.redactor(closed.sent_reason)
        close = with_reason(f"close {_our_code(closed)}", ours)
        lines.append((Span(with_name(close, options.name), Style.SENT),))
    reason = options.redactor(closed.reason)
    style = Style.OK if closed.code in ORDERLY else Style.WARNING
    written = write_closed(closed.code, reason, name=options.name)
    lines.append((Span(written, style),))
    lines.append(comment(explain_closed(closed), options))
    return lines


def explain_closed(closed: Closed) -> str:
    """Return one or two plain sentences about who ended the connection, and why."""
    if closed.by is Party.LOCAL:
        ours = _our_code(closed)
        how = "without a code" if ours == NO_STATUS_RECEIVED else f"with {ours}"
        return f"We closed {how}{_answer_to_our_close(closed)}"
    if closed.by is None and closed.cause:
        return f"The connection was lost: {closed.cause}."
    return explain(closed.code).sentence


def _our_code(closed: Closed) -> int:
    return closed.sent_code or NO_STATUS_RECEIVED


def _answer_to_our_close(closed: Closed) -> str:
    if closed.code == ABNORMAL_CLOSURE:
        cause = closed.cause or "no close frame came back"
        return f", but the closing handshake was not completed: {cause}."
    if closed.code == _our_code(closed):
        return ", and the peer agreed."
    if closed.code == NO_STATUS_RECEIVED:
        return ", and the peer agreed without giving a code."
    return f", and the peer answered {closed.code}. {explain(closed.code).sentence}"


def render_violated(violated: Violated, options: RenderOptions) -> list[Line]:
    """Return the line that says what the peer did wrong."""
    what = (
        "the peer went over a limit"
        if violated.code == MESSAGE_TOO_BIG
        else "the peer broke the protocol"
    )
    text = f"{what}: {violated.rule}; closed with {violated.code}"
    return [comment(text, options, Style.ERROR)]
