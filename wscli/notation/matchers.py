"""What a received message is expected to be, and how it differs from that."""

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from wscli.core.errors import UsageError
from wscli.core.escape import escape_unsafe, unescape
from wscli.core.frames import MessageKind
from wscli.core.payload import (
    JsonError,
    JsonValue,
    parse_base64,
    parse_hex,
    parse_json,
)
from wscli.notation.hex_pattern import HexPattern, parse_hex_pattern
from wscli.notation.json_match import check_placeholders, differences, show_value
from wscli.notation.json_path import JsonPath, parse_json_path
from wscli.notation.received import Received, show_bytes
from wscli.notation.regex import compile_regex

_MAX_LINES = 10
_NEAR_CHARACTERS = 60
_NEAR_BYTES = 16
"""How far a difference may be to be seen when a payload is shown from its start."""
_BEFORE = 8
"""How much is shown in front of a difference that is further away."""
_SHOWN_WORD = 30


class Matcher(ABC):
    """An expectation of one message."""

    __slots__ = ()

    @property
    @abstractmethod
    def wanted(self) -> str:
        """What is expected, in words."""

    @abstractmethod
    def is_met(self, message: Received) -> bool:
        """Whether a message is as expected."""

    def explain(self, message: Received) -> Iterator[str]:
        """Give lines about what is wrong with a message that is not as expected."""
        yield f"expected {self.wanted}   got {message}"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A message that is not as expected."""

    matcher: Matcher
    message: Received

    @property
    def lines(self) -> tuple[str, ...]:
        """What is wrong with it: a few lines, safe to show."""
        lines = tuple(islice(self.matcher.explain(self.message), _MAX_LINES + 1))
        if len(lines) <= _MAX_LINES:
            return lines
        return (*lines[:_MAX_LINES], "… and more")


def match(matcher: Matcher, kind: MessageKind, payload: bytes) -> Mismatch | None:
    """Return what is wrong with a message, or None if it is as expected."""
    message = Received(kind, payload)
    return None if matcher.is_met(message) else Mismatch(matcher, message)


@dataclass(frozen=True, slots=True)
class Text(Matcher):
    """`< hello`: a text message of exactly this text."""

    text: str

    @property
    def wanted(self) -> str:
        """The text."""
        return f"the text {show_value(self.text)}"

    def is_met(self, message: Received) -> bool:
        """Whether it is that text."""
        # What is not UTF-8 on a command line comes as surrogates, and equals nothing.
        expected = self.text.encode("utf-8", "surrogatepass")
        return message.is_text and message.payload == expected

    def explain(self, message: Received) -> Iterator[str]:
        """Show both texts, from where the difference is seen."""
        start = _start(self.text, message.text, _NEAR_CHARACTERS)
        if start == 0 or not message.is_text:
            yield from Matcher.explain(self, message)
            return
        wanted, got = show_value(self.text[start:]), show_value(message.text[start:])
        yield f"from character {start + 1} on, expected {wanted}   got {got}"


@dataclass(frozen=True, slots=True)
class Contains(Matcher):
    """`<contains hell`: a text message with this text in it."""

    text: str

    @property
    def wanted(self) -> str:
        """The text, and that it is a part."""
        return f"a text with {show_value(self.text)}"

    def is_met(self, message: Received) -> bool:
        """Whether the text is in it."""
        return message.is_text and self.text in message.text


@dataclass(frozen=True, slots=True)
class Matches(Matcher):
    r"""`<matches ^hi \d+$`: a text message in which the expression finds something."""

    regex: re.Pattern[str]

    @property
    def wanted(self) -> str:
        """The regular expression."""
        return f"a text that matches {escape_unsafe(self.regex.pattern)}"

    def is_met(self, message: Received) -> bool:
        """Whether it finds something."""
        return message.is_text and self.regex.search(message.text) is not None


@dataclass(frozen=True, slots=True)
class Json(Matcher):
    """`<json {"id": 1}`, `<json= {"id": 1}`: JSON in a text or binary message.

    Attributes:
        value: What is expected, with placeholders unless `is_exact`.
        is_exact: Whether it is to be the whole value.
    """

    value: JsonValue
    is_exact: bool = False

    @property
    def wanted(self) -> str:
        """The value."""
        return f"the JSON {show_value(self.value)}"

    def is_met(self, message: Received) -> bool:
        """Whether its value has no difference."""
        try:
            return next(self._differences(message), None) is None
        except JsonError:
            return False

    def explain(self, message: Received) -> Iterator[str]:
        """Give each place where the value differs."""
        try:
            yield from self._differences(message)
        except JsonError as error:
            yield f"expected JSON   got {message} ({error})"

    def _differences(self, message: Received) -> Iterator[str]:
        found = differences(self.value, message.json(), is_exact=self.is_exact)
        return map(str, found)


@dataclass(frozen=True, slots=True)
class Where(Matcher):
    """`$.type == "update"`: a message with JSON of which the path is true."""

    path: JsonPath

    @property
    def wanted(self) -> str:
        """The path."""
        return f"JSON where {escape_unsafe(self.path.text)}"

    def is_met(self, message: Received) -> bool:
        """Whether it is JSON, and the path is true of it."""
        try:
            return self.path.condition(message.json())
        except JsonError:
            return False


@dataclass(frozen=True, slots=True)
class Bytes(Matcher):
    """`<hex 00 ff`, `<base64 AP8=`: a binary message of exactly these bytes."""

    payload: bytes

    @property
    def wanted(self) -> str:
        """The bytes."""
        return show_bytes(self.payload)

    def is_met(self, message: Received) -> bool:
        """Whether it is those bytes."""
        return not message.is_text and message.payload == self.payload

    def explain(self, message: Received) -> Iterator[str]:
        """Show the bytes of both, from where the difference is seen."""
        start = _start(self.payload, message.payload, _NEAR_BYTES)
        if start == 0 or message.is_text:
            yield from Matcher.explain(self, message)
            return
        wanted = show_bytes(self.payload[start:])
        got = show_bytes(message.payload[start:])
        yield f"from byte {start + 1} on, expected {wanted}   got {got}"


@dataclass(frozen=True, slots=True)
class BytesPattern(Matcher):
    """`<hex 00 .. ?? ff`: a binary message with any run of bytes, or any one byte."""

    pattern: HexPattern

    @property
    def wanted(self) -> str:
        """The pattern."""
        return f"the bytes {self.pattern.text}"

    def is_met(self, message: Received) -> bool:
        """Whether all of it matches."""
        regex = self.pattern.regex
        return not message.is_text and regex.fullmatch(message.payload) is not None


@dataclass(frozen=True, slots=True)
class Binary(Matcher):
    """`<binary`: any binary message."""

    @property
    def wanted(self) -> str:
        """The kind."""
        return "a binary message"

    def is_met(self, message: Received) -> bool:
        """Whether it is binary."""
        return not message.is_text


@dataclass(frozen=True, slots=True)
class Anything(Matcher):
    """`<any`: any message."""

    @property
    def wanted(self) -> str:
        """That there is one."""
        return "a message"

    def is_met(self, message: Received) -> bool:  # noqa: ARG002  whatever it is
        """It always is."""
        return True


def _start(wanted: Sequence[object], got: Sequence[object], near: int) -> int:
    """Return from where to show two payloads so that their difference is seen."""
    pairs = enumerate(zip(wanted, got, strict=False))
    different = (place for place, (one, other) in pairs if one != other)
    first = next(different, min(len(wanted), len(got)))
    return 0 if first <= near else first - _BEFORE


def parse_expectation(text: str) -> Matcher:
    """Read what follows the arrow of an expectation: ` exact text`, `json {...}`.

    Raises:
        UsageError: There is no such matcher, or its payload cannot be read.
    """
    word, _, payload = text.partition(" ")
    if not word:
        return Text(payload)
    reader = _READERS.get(word)
    if reader is None:
        near = difflib.get_close_matches(word, _READERS, 1)
        shown = word if len(word) <= _SHOWN_WORD else f"{word[:_SHOWN_WORD]}…"
        raise UsageError(
            f"{shown!r} after the < is no matcher",
            f"write <{near[0]} …, or '< …' for a text"
            if near
            else f"a text comes after a space: '< {shown}'",
        )
    return reader(payload)


def parse_match(text: str) -> Matcher:
    """Read what an option such as `--until` takes.

    A text that begins with `<` is an expectation of the notation, one that begins with
    `$` is a JSONPath, and any other is the text of the message.

    Raises:
        UsageError: It cannot be read.
    """
    if text.startswith("<"):
        return parse_expectation(text[1:])
    if not text.startswith("$"):
        return Text(text)
    try:
        return Where(parse_json_path(text))
    except UsageError as error:
        hint = f"{error.hint}; '< …' is for a text"
        raise UsageError(error.sentence, hint) from None


def json_matcher(text: str, *, is_exact: bool = False) -> Json:
    """Return the matcher of a JSON text.

    Raises:
        UsageError: It is not JSON, or a placeholder in it can never match.
    """
    try:
        value = parse_json(text)
    except JsonError as error:
        raise UsageError(
            f"the JSON to match cannot be read: {error}",
            "strings and keys need double quotes",
        ) from None
    if not is_exact:
        check_placeholders(value)
    return Json(value, is_exact)


def _read_contains(payload: str) -> Matcher:
    if not payload:
        raise UsageError("<contains needs a text", "write <any for any message")
    return Contains(payload)


def _read_matches(payload: str) -> Matcher:
    if not payload:
        raise UsageError("<matches needs a regular expression", "write <matches ^hi")
    return Matches(compile_regex(payload))


def _read_escaped(payload: str) -> Matcher:
    try:
        return Text(unescape(payload))
    except ValueError as error:
        raise UsageError(f"<escaped cannot be read: {error}") from None


def _read_base64(payload: str) -> Matcher:
    try:
        return Bytes(parse_base64(payload))
    except ValueError as error:
        raise UsageError(f"<base64 cannot be read: {error}") from None


def _read_hex(payload: str) -> Matcher:
    try:
        if ".." not in payload and "??" not in payload:
            return Bytes(parse_hex(payload))
        return BytesPattern(parse_hex_pattern(payload))
    except ValueError as error:
        raise UsageError(
            f"<hex cannot be read: {error}",
            "write pairs such as 00 ff, .. for any bytes and ?? for any one",
        ) from None


def _refuse_payload(word: str, payload: str) -> None:
    if payload:
        raise UsageError(f"<{word} takes nothing after it", "write '< …' for a text")


def _read_binary(payload: str) -> Matcher:
    _refuse_payload("binary", payload)
    return Binary()


def _read_any(payload: str) -> Matcher:
    _refuse_payload("any", payload)
    return Anything()


_READERS: dict[str, Callable[[str], Matcher]] = {
    "contains": _read_contains,
    "matches": _read_matches,
    "json": json_matcher,
    "json=": lambda payload: json_matcher(payload, is_exact=True),
    "hex": _read_hex,
    "base64": _read_base64,
    "binary": _read_binary,
    "any": _read_any,
    "escaped": _read_escaped,
}
