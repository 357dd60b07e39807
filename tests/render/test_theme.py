"""Colours come on top of the text, and change none of it."""

import re

import pytest

from wscli.render.spans import Span, Style
from wscli.render.theme import paint

SGR = re.compile(r"\x1b\[([0-9;]*)m")


def test_without_colour_a_line_is_its_text():
    line = (Span("ann< ", Style.RECEIVED), Span("hi"))
    assert paint(line, color=False) == "ann< hi"


def test_each_coloured_span_is_reset_at_its_end():
    line = (Span("ann<json ", Style.RECEIVED), Span("12", Style.NUMBER), Span("!"))
    assert paint(line, color=True) == ("\x1b[1;32mann<json \x1b[0m\x1b[35m12\x1b[0m!")


def test_an_empty_line_stays_empty():
    assert paint((), color=True) == paint((), color=False) == ""


@pytest.mark.parametrize("style", Style)
def test_every_style_reads_well_on_dark_and_on_light(style):
    painted = paint((Span("x", style),), color=True)
    assert SGR.sub("", painted) == "x"
    # Neither black, yellow or white, nor bright variants, nor backgrounds.
    used = {number for codes in SGR.findall(painted) for number in codes.split(";")}
    assert used <= {"0", "1", "2", "31", "32", "34", "35", "36"}


def test_sent_and_received_look_different():
    assert paint((Span("x", Style.SENT),), color=True) != paint(
        (Span("x", Style.RECEIVED),), color=True
    )
