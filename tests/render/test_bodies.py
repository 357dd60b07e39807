"""The body of a refusal is shown as comments: all of it that can be read."""

import pytest

from wscli.core.events import Refused
from wscli.core.redact import Redactor
from wscli.notation.from_events import Extent
from wscli.render.bodies import render_body
from wscli.render.options import RenderOptions
from wscli.render.spans import Span, Style


def show(body, *response, width=80, is_body_cut=False, **options):
    refused = Refused(0.1, "ws://h/", 400, "", (), response, body, is_body_cut)
    lines = render_body(refused, RenderOptions(**options), width)
    return ["".join(span.text for span in line) for line in lines]


def test_no_body_no_lines():
    assert show(b"") == []


def test_json_is_laid_out():
    body = b'{"detail":"Invalid token"}'
    assert show(body) == ['# {"detail": "Invalid token"}']
    assert show(body, width=27) == ["# {", '#   "detail": "Invalid token"', "# }"]
    assert show(body, width=None, name="ann") == ['# ann: {"detail": "Invalid token"}']


def test_json_is_coloured():
    refused = Refused(0.1, "ws://h/", 400, "", (), (), b"[1]")
    (line,) = render_body(refused, RenderOptions(), None)
    assert line[:3] == (
        Span("# ", Style.COMMENT),
        Span("[", Style.PUNCTUATION),
        Span("1", Style.NUMBER),
    )


def test_text_is_escaped_line_by_line():
    body = b"<html>\r\n\r\n<b>\x1b[2J\xfc \xe2\x80\xae</b>\r\n</html>\r\n\r\n"
    assert show(body) == [
        "# <html>",
        "#",
        "# <b>\\x1b[2J\\xfc \\u202e</b>",
        "# </html>",
    ]


def test_other_bytes_are_a_dump():
    (line,) = show(b"\x00PNG")
    assert line.startswith("# 00000000  00 50 4e 47 ")
    assert line.endswith("|.PNG|")


def test_what_is_compressed_is_not_shown():
    assert show(b"\x1f\x8b", ("content-encoding", "gzip\x1b")) == [
        "# the body is not shown: 2 bytes, encoded as gzip\\x1b"
    ]


@pytest.mark.parametrize(
    ("body", "extent", "lines"),
    [
        (b"one\ntwo\nthree", Extent(lines=2), ["# one", "# two"]),
        (b"one\ntwo\nthree", Extent(size=5), ["# one", "# t"]),
        (b'{"abcdefghi":1}', Extent(size=5), ["# {", '#   "abc']),
        (b"\x00" * 13, Extent(size=2), [f"# 00000000  {'00 00':48}  |..|"]),
    ],
)
def test_a_long_body_is_cut_short(body, extent, lines):
    shown = show(body, extent=extent)
    assert shown == [*lines, f"# … cut short: the body has {len(body)} bytes"]


def test_all_of_it_is_shown_if_so_wished():
    body = b"x\n" * 2**15
    assert show(body, extent=None) == ["# x"] * 2**15


def test_a_body_that_was_not_read_to_its_end_says_so():
    assert show(b"half", is_body_cut=True) == [
        "# half",
        "# … cut short: the body has more than 4 bytes",
    ]


def test_secrets_are_hidden():
    redactor = Redactor.of(["abcdef"])
    assert show(b'{"t":"abcdef"}', redactor=redactor) == ['# {"t": "***"}']
    assert show(b"not abcdef", redactor=redactor) == ["# not ***"]
