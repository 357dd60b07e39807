"""Messages as lines: the notation, in colours."""

from wscli.core.events import MessageSeen
from wscli.core.frames import Direction
from wscli.notation.from_events import FENCE, Form, write_message
from wscli.notation.json_layout import TokenKind, tokens
from wscli.render.options import RenderOptions
from wscli.render.spans import Line, Span, Style

ARROW_STYLES = {Direction.SENT: Style.SENT, Direction.RECEIVED: Style.RECEIVED}

_TOKEN_STYLES = {
    TokenKind.KEY: Style.KEY,
    TokenKind.STRING: Style.STRING,
    TokenKind.NUMBER: Style.NUMBER,
    TokenKind.LITERAL: Style.LITERAL,
    TokenKind.PUNCTUATION: Style.PUNCTUATION,
}


def render_message(
    message: MessageSeen, options: RenderOptions, width: int | None
) -> list[Line]:
    """Return the lines of a message.

    Args:
        message: The message.
        options: What is shown of it.
        width: Of the lines, in columns.
    """
    written = write_message(
        message, name=options.name, width=width, extent=options.extent
    )
    arrow = ARROW_STYLES[message.direction]
    lines: list[Line]
    if written.fence:
        lines = [
            (Span(written.step, arrow), Span(f" {written.fence}", Style.PUNCTUATION)),
            *(payload_spans(line, written.form) for line in written.payload),
            (Span(FENCE, Style.PUNCTUATION),),
        ]
    elif written.payload[0]:
        payload = payload_spans(written.payload[0], written.form)
        lines = [(Span(f"{written.step} ", arrow), *payload)]
    else:
        lines = [(Span(written.step, arrow),)]
    if written.comment:
        lines.append((Span(written.comment, Style.COMMENT),))
    return lines


def payload_spans(line: str, form: Form) -> Line:
    """Return a line of a payload with the styles that its form gives it."""
    if form in (Form.JSON, Form.EXACT_JSON):
        return tuple(
            Span(token.text, _TOKEN_STYLES[token.kind]) for token in tokens(line)
        )
    if form is Form.HEX and line.endswith("|"):
        # A line of a dump: offset, sixteen bytes, letters.
        return (
            Span(line[:8], Style.COMMENT),
            Span(line[8:60]),
            Span(line[60:], Style.STRING),
        )
    return (Span(line),)
