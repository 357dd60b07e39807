"""Dialling and the opening handshake as lines."""

from collections.abc import Iterator
from dataclasses import replace

from wscli.core.errors import Stage
from wscli.core.events import Dialing, Failed, Headers, Opened, Refused, Timings
from wscli.core.quantities import format_duration
from wscli.core.redact import redact_headers, redact_url
from wscli.notation.verbs import with_name
from wscli.render.bodies import render_body
from wscli.render.comments import comment
from wscli.render.options import RenderOptions
from wscli.render.spans import Line, Span, Style
from wscli.render.statuses import explain_refusal


def render_dialing(dialing: Dialing, options: RenderOptions) -> list[Line]:
    """Return the line that says where the connection goes."""
    via = f" via {dialing.via}" if dialing.via else ""
    return [comment(f"connecting to {redact_url(dialing.url)}{via}", options)]


def render_opened(opened: Opened, options: RenderOptions) -> list[Line]:
    """Return `opened`, and what was agreed on as far as it is asked for."""
    lines: list[Line] = [(Span(with_name("opened", options.name), Style.OK),)]
    if options.show_handshake:
        lines += _header_lines(opened.request, opened.response, options)
    if options.show_details:
        lines += [comment(text, options) for text in _details(opened)]
    return lines


def _details(opened: Opened) -> Iterator[str]:
    yield f"connected to {opened.address}"
    if opened.tls is not None:
        verdict = "verified" if opened.tls.is_verified else "not verified"
        yield f"{opened.tls.version}, {opened.tls.cipher}, certificate {verdict}"
    yield f"subprotocol {opened.subprotocol or '(none)'}"
    yield f"extensions {opened.extensions or '(none)'}"
    stages = ", ".join(f"{name} {time}" for name, time in _stage_times(opened.timings))
    yield f"in {format_duration(opened.at)}: {stages}"


def _stage_times(timings: Timings) -> Iterator[tuple[str, str]]:
    for stage, seconds in (
        (Stage.DNS, timings.dns),
        (Stage.TCP, timings.tcp),
        (Stage.PROXY, timings.proxy),
        (Stage.TLS, timings.tls),
        (Stage.HANDSHAKE, timings.handshake),
    ):
        if seconds is not None:
            yield stage.value, format_duration(seconds)


def render_refused(
    refused: Refused, options: RenderOptions, width: int | None
) -> list[Line]:
    """Return the status, the answer's body, and a sentence about what it means.

    Args:
        refused: The refusal.
        options: What is shown of it.
        width: Of the lines, in columns.
    """
    step = with_name(f"refused {refused.status}", options.name)
    lines: list[Line] = [
        (Span(step, Style.ERROR),),
        comment(f"HTTP {refused.status} {refused.reason}", options),
    ]
    if options.show_handshake:
        lines += _header_lines(refused.request, refused.response, options)
    lines += render_body(refused, options, width)
    sentence = explain_refusal(
        replace(refused, response=redact_headers(refused.response))
    )
    return [*lines, comment(sentence, options)] if sentence else lines


def render_failed(failed: Failed, options: RenderOptions) -> list[Line]:
    """Return the line that says what failed, why, and what to try."""
    hint = f"; {failed.hint}" if failed.hint else ""
    return [comment(f"error {failed.sentence}{hint}", options, Style.ERROR)]


def _header_lines(
    request: Headers, response: Headers, options: RenderOptions
) -> Iterator[Line]:
    for arrow, headers in ((">", request), ("<", response)):
        for name, value in redact_headers(headers):
            yield comment(f"{arrow} {name}: {value}", options)
