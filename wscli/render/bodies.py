"""The body of a refusal as lines: comments, since no step of the notation has it."""

from collections.abc import Iterator

from wscli.core.escape import escape_unsafe
from wscli.core.events import Refused
from wscli.core.payload import hex_dump, is_json_document
from wscli.core.quantities import format_size
from wscli.notation.from_events import Form
from wscli.notation.json_layout import compact, pretty
from wscli.render.comments import comment, comment_start
from wscli.render.messages import payload_spans
from wscli.render.options import RenderOptions
from wscli.render.spans import Line, Span, Style


def render_body(
    refused: Refused, options: RenderOptions, width: int | None
) -> Iterator[Line]:
    """Give the lines of a body: JSON laid out, text escaped, other bytes as a dump.

    Args:
        refused: The refusal that has the body.
        options: What is shown of it.
        width: Of the lines, in columns.
    """
    body = refused.body
    if not body:
        return
    encoding = refused.header("Content-Encoding")
    if encoding is not None:
        size = format_size(len(body))
        yield comment(f"the body is not shown: {size}, encoded as {encoding}", options)
        return
    start = comment_start(options)
    room = None if width is None else width - len(start) - 1
    form, lines = _lay_out(body, options, room)
    most = len(lines) if options.extent is None else options.extent.lines
    for line in lines[:most]:
        payload = payload_spans(line, form) if line else ()
        yield (Span(f"{start} " if line else start, Style.COMMENT), *payload)
    is_shortened = len(lines) > most or _is_longer_than_shown(body, options)
    if is_shortened or refused.is_body_cut:
        more = "more than " if refused.is_body_cut else ""
        size = f"{more}{format_size(len(body))}"
        yield comment(f"… cut short: the body has {size}", options)


def _lay_out(
    body: bytes, options: RenderOptions, width: int | None
) -> tuple[Form, list[str]]:
    most = None if options.extent is None else options.extent.size
    if b"\0" in body:
        return Form.HEX, hex_dump(body[:most])
    # Bytes that are not UTF-8, as of a page in Latin-1, show as \xNN.
    text = options.redactor(body.decode("utf-8", "backslashreplace"))
    if is_json_document(text):
        shown = text[:most]
        return Form.JSON, [compact(shown)] if width is None else pretty(shown, width)
    lines = text[:most].rstrip("\r\n").split("\n")
    return Form.TEXT, [escape_unsafe(line.removesuffix("\r")) for line in lines]


def _is_longer_than_shown(body: bytes, options: RenderOptions) -> bool:
    return options.extent is not None and len(body) > options.extent.size
