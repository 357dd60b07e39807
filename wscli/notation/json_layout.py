r"""Laying out a JSON text by its own tokens.

Only white space changes: numbers, the order of keys, duplicate keys and escapes
stay as they were sent, which reading and writing the values would not promise.
The one exception is safety: characters that must not reach a terminal become
JSON's own escapes, so the value stays the same.

The text is taken to be valid JSON. Of any other, such as the beginning of a
document, the layout is a guess, but it loses nothing except white space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from wscli.core.escape import is_printable

_MAX_DEPTH = 32
"""Deeper groups stay on one line: indenting them would take quadratic space."""

# Possessive, and content with a missing end quote, so that no text takes more than
# linear time.
_STRING = r'"[^"\\]*+(?:\\.?[^"\\]*+)*+"?'
_ATOM = r'[^ \t\r\n"{}\[\],:]+'
_TOKEN = re.compile(rf"{_STRING}|{_ATOM}|[{{}}\[\],:]", re.DOTALL)
_KINDS = re.compile(
    rf"(?P<KEY>{_STRING}(?=[ \t\r\n]*:))|(?P<STRING>{_STRING})"
    rf"|(?P<NUMBER>-?[0-9][0-9.eE+-]*)|(?P<LITERAL>{_ATOM})"
    r"|(?P<PUNCTUATION>[{}\[\],: \t\r\n]+)",
    re.DOTALL,
)
_FIRST_OF_TWO_BRACES = re.compile(r"\{(?=\{)")
_NOT_ASCII = re.compile(r"[^\x20-\x7e]")
_JSON_SPACE = "\t\r\n"
_SPACED = {",": ", ", ":": ": "}


class TokenKind(Enum):
    """What a piece of a JSON text is."""

    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    LITERAL = "literal"
    PUNCTUATION = "punctuation"
    """Brackets, commas and colons, with the white space around them."""


# A named tuple takes a third of a dataclass's time, and large texts have many.
class Token(NamedTuple):
    """A piece of a JSON text."""

    kind: TokenKind
    text: str


_KIND_OF_GROUP: dict[str | None, TokenKind] = {kind.name: kind for kind in TokenKind}


def tokens(text: str) -> Iterator[Token]:
    """Give the pieces of a JSON text; joined, they are the text again."""
    for match in _KINDS.finditer(text):
        yield Token(_KIND_OF_GROUP[match.lastgroup], match[0])


def compact(text: str) -> str:
    """Return the JSON text on one line, with a space after each colon and comma."""
    return "".join(_spaced(_split(text)))


def pretty(text: str, width: int) -> list[str]:
    """Return the lines of a JSON text, indented by two spaces.

    An object or array that fits into the rest of its line stays on it.

    Args:
        text: The JSON text.
        width: Of the lines, in characters. Strings, and what is nested more than
            32 deep, are not broken and may go beyond.
    """
    return list(_Layout(_split(text), width).lines())


def escape_in_strings(text: str) -> str:
    """Return the JSON text with what is unsafe to show as JSON's escapes.

    In valid JSON such characters occur in strings alone; white space stays.
    """
    if is_printable(text, allowed=_JSON_SPACE):
        return text
    return _NOT_ASCII.sub(_escaped, text)


def escape_variables(text: str) -> str:
    """Return the JSON text with nothing in it that the notation takes for a variable.

    Two braces in a row occur in strings alone; the first becomes JSON's escape.
    """
    return _FIRST_OF_TWO_BRACES.sub(r"\\u007b", text)


def _split(text: str) -> list[str]:
    return _TOKEN.findall(escape_in_strings(text))


def _spaced(pieces: list[str]) -> list[str]:
    return [_SPACED.get(piece, piece) for piece in pieces]


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if character in _JSON_SPACE or is_printable(character, allowed=""):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


@dataclass(slots=True)
class _Layout:
    """The state of one `pretty`: the pieces, and the line that is being filled."""

    pieces: list[str]
    width: int
    line: str = ""
    depth: int = 0
    spaced: list[str] = field(init=False)
    offsets: list[int] = field(init=False)
    ends: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Measure the groups, so that each is known to fit when it begins."""
        self.spaced = _spaced(self.pieces)
        self.offsets = [0, *accumulate(map(len, self.spaced))]
        self.ends = _group_ends(self.pieces)

    def lines(self) -> Iterator[str]:
        """Give the finished lines."""
        index = 0
        while index < len(self.pieces):
            piece = self.pieces[index]
            if piece in ("{", "["):
                end = self._end_on_this_line(index)
                self.line += "".join(self.spaced[index:end])
                if end == index + 1:
                    yield self._break(1)
                index = end
                continue
            if piece in ("}", "]"):
                yield self._break(-1)
            self.line += self.spaced[index]
            if piece == ",":
                yield self._break(0)
            index += 1
        yield self.line

    def _end_on_this_line(self, start: int) -> int:
        """Return the index after the last piece that goes on this line."""
        end = self.ends.get(start)
        if self.depth >= _MAX_DEPTH:
            return end or len(self.pieces)
        if end is None:
            return start + 1
        size = self.offsets[end] - self.offsets[start]
        comma = self.pieces[end : end + 1] == [","]
        is_empty = end == start + 2
        fits = len(self.line) + size + comma <= self.width
        return end if fits or is_empty else start + 1

    def _break(self, step: int) -> str:
        finished = self.line.rstrip(" ")
        self.depth += step
        self.line = "  " * self.depth
        return finished


def _group_ends(pieces: list[str]) -> dict[int, int]:
    """Return, for each bracket that opens, the index after the one that closes it."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for index, piece in enumerate(pieces):
        if piece in ("{", "["):
            opened.append(index)
        elif piece in ("}", "]") and opened:
            ends[opened.pop()] = index + 1
    return ends
