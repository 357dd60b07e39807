"""A span is a value: text and a style."""

import pytest

from wscli.render.spans import Span, Style


def test_text_is_plain_unless_it_says_otherwise():
    assert Span("hi") == Span("hi", Style.PLAIN) != Span("hi", Style.ERROR)


def test_a_span_stays_as_it_is():
    with pytest.raises(AttributeError):
        Span("hi").text = "ho"
