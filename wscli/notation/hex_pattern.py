"""Bytes of which some are left open: `00 .. ?? ff`.

`..` stands for any run of bytes, none included, and `??` for any one byte.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wscli.core.payload import parse_hex

_PIECE = re.compile(r"\.\.|\?\?|[0-9A-Fa-f]{2}|[^\s:]")


@dataclass(frozen=True, slots=True)
class HexPattern:
    """A pattern of bytes.

    Attributes:
        text: The pattern, with one space between the bytes.
        regex: What all of the bytes match, in a time that grows with their number
            alone.
    """

    text: str
    regex: re.Pattern[bytes]


def parse_hex_pattern(text: str) -> HexPattern:
    """Read a pattern, or the lines of a hex dump as wscli prints it with a gap in it.

    Raises:
        ValueError: Something in it is neither a byte nor a gap.
    """
    pieces = [piece for line in text.split("\n") for piece in _pieces(line)]
    return HexPattern(" ".join(pieces), _compile(pieces))


def _pieces(line: str) -> Iterator[str]:
    if "|" in line:
        # A line of a hex dump, whose column of letters may look like a gap.
        yield from parse_hex(line).hex(" ").split()
        return
    for piece in _PIECE.findall(line):
        if len(piece) == 1:
            raise ValueError(f"{piece!r} is neither part of a byte nor of .. or ??")
        yield piece.lower()


def _compile(pieces: list[str]) -> re.Pattern[bytes]:
    runs = [b""]
    for piece in pieces:
        if piece == "..":
            runs.append(b"")
        elif piece == "??":
            runs[-1] += b"."
        else:
            runs[-1] += re.escape(bytes.fromhex(piece))
    first, *others = runs
    if not others:
        return re.compile(first, re.DOTALL)
    # Of each run in the middle, the first place will do: nothing is tried twice.
    middle = b"".join(b"(?>.*?" + run + b")" for run in others[:-1])
    return re.compile(first + middle + b".*" + others[-1], re.DOTALL)
