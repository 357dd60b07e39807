"""A comment is one safe line that tells no secrets."""

import pytest

from wscli.core.redact import Redactor
from wscli.render.comments import comment, comment_start
from wscli.render.options import RenderOptions
from wscli.render.spans import Span, Style


def test_it_begins_as_the_notation_wants():
    assert comment("hi", RenderOptions()) == (Span("# hi", Style.COMMENT),)


def test_it_names_its_connection_where_there_are_several():
    options = RenderOptions(name="ann")
    assert comment("hi", options, Style.ERROR) == (Span("# ann: hi", Style.ERROR),)
    assert comment_start(options) == "# ann:"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb\r\nc", "# a\\x1b[2Jb\\r\\nc"),
        ("\u202eevil", "# \\u202eevil"),
        ("C:\\new", "# C:\\new"),
        ("HTTP 403 ", "# HTTP 403"),
        ("", "#"),
    ],
)
def test_it_is_one_line_that_is_safe_to_show(text, shown):
    assert comment(text, RenderOptions())[0].text == shown


def test_it_tells_no_secrets():
    options = RenderOptions(redactor=Redactor.of(["pass\x1bword"]))
    assert comment("<pass\x1bword>", options)[0].text == "# <***>"
