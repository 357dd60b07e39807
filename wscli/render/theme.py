"""How styles look on a terminal: plain ANSI colours."""

from wscli.render.spans import Line, Style

# Of the sixteen colours, only those that read well on black and on white alike;
# no grey, yellow or bright one. What colours tell, the text tells too.
_SGR = {
    Style.PLAIN: "",
    Style.SENT: "1;34",
    Style.RECEIVED: "1;32",
    Style.KEY: "36",
    Style.STRING: "32",
    Style.NUMBER: "35",
    Style.LITERAL: "1;35",
    Style.PUNCTUATION: "",
    Style.COMMENT: "2",
    Style.TIME: "2",
    Style.OK: "32",
    Style.WARNING: "1;35",
    Style.ERROR: "1;31",
}
"""Style → parameters of Select Graphic Rendition (ECMA-48 section 8.3.117)."""

_RESET = "\x1b[0m"


def paint(line: Line, *, color: bool) -> str:
    """Return the text of a line, without its line end, with or without colours."""
    if not color:
        return "".join([span.text for span in line])
    return "".join([_painted(span.text, _SGR[span.style]) for span in line])


def _painted(text: str, parameters: str) -> str:
    return f"\x1b[{parameters}m{text}{_RESET}" if parameters else text
