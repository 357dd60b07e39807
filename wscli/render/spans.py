"""What a rendered line consists of: pieces of text, each with a style."""

from enum import Enum, auto
from typing import NamedTuple, TypeAlias


class Style(Enum):
    """What a piece of text is; the theme says how that looks."""

    PLAIN = auto()
    SENT = auto()
    RECEIVED = auto()
    KEY = auto()
    STRING = auto()
    NUMBER = auto()
    LITERAL = auto()
    PUNCTUATION = auto()
    COMMENT = auto()
    TIME = auto()
    OK = auto()
    WARNING = auto()
    ERROR = auto()


# A named tuple takes a third of a dataclass's time, and every token makes one.
class Span(NamedTuple):
    """A piece of text in one style, without line ends and safe to show."""

    text: str
    style: Style = Style.PLAIN


Line: TypeAlias = tuple[Span, ...]
"""One line, without its line end."""
