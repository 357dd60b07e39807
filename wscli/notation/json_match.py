"""Comparing a JSON value with the one that was expected.

A subset match: further keys of objects are allowed, arrays match in length and order,
unless the last item expected is `"<rest>"`. Strings such as `"<uuid>"` are
placeholders; a word in angle brackets that is none is an ordinary string. An exact
match knows neither.

Values may be nested as deep as anything can read: nothing here recurses.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from wscli.core.errors import UsageError
from wscli.core.escape import escape_unsafe
from wscli.core.payload import JsonValue
from wscli.notation.json_layout import escape_in_strings
from wscli.notation.regex import compile_regex

REST = "<rest>"
ABSENT = "<absent>"

_SHOWN = 80
"""Characters of a value that a difference shows."""
_SHOWN_PATH = 120
"""Likewise of a path."""

_MATCHES = re.compile(r"<matches:(.*)>", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# ISO 8601 as RFC 3339 has it, and without the offset, as many servers leave it out.
_DATETIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]"
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ENCODER = json.JSONEncoder(ensure_ascii=False)


class _Nothing(Enum):
    NOTHING = "nothing"


_NOTHING = _Nothing.NOTHING
_Value: TypeAlias = JsonValue | _Nothing
_Path: TypeAlias = tuple["_Path", str | int] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a value is not as expected.

    Attributes:
        path: Where, such as `$.items[2]['odd key']`.
        expected: What was to be there: JSON, a placeholder, or words.
        got: What is there instead.
    """

    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.path}   expected {self.expected}   got {self.got}"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two values that stand at the same place, one of which may be missing."""

    path: _Path
    expected: _Value
    got: _Value


def differences(
    expected: JsonValue, got: JsonValue, *, is_exact: bool = False
) -> Iterator[Difference]:
    """Give the places where a value differs, in order; none means that it matches.

    Args:
        expected: The value to match; `check_placeholders` has seen it.
        got: The value to look at.
        is_exact: Whether the whole values have to be equal, without placeholders.
    """
    pending = [_Pair(None, expected, got)]
    while pending:
        pair = pending.pop()
        match pair.expected, pair.got:
            case dict() as wanted, dict() as found:
                inner = _members(pair.path, wanted, found, is_exact=is_exact)
            case list() as wanted_items, list() as found_items:
                has_rest = not is_exact and wanted_items[-1:] == [REST]
                if has_rest:
                    wanted_items = wanted_items[:-1]
                yield from _in_length(
                    pair.path, len(wanted_items), len(found_items), has_rest=has_rest
                )
                inner = _items(pair.path, wanted_items, found_items)
            case _:
                yield from _in_value(pair, is_exact=is_exact)
                continue
        pending.extend(reversed(inner))


def check_placeholders(expected: JsonValue) -> None:
    """Refuse placeholders that cannot match where they stand.

    Raises:
        UsageError: A regular expression does not compile, `<absent>` is not the
            value of a key, or `<rest>` is not the last item of an array.
    """
    pending: list[tuple[_Path, JsonValue]] = [(None, expected)]
    while pending:
        path, value = pending.pop()
        match value:
            case str():
                _check_string(path, value)
            case list():
                items = value[:-1] if value[-1:] == [REST] else value
                pending += [((path, index), item) for index, item in enumerate(items)]
            case dict():
                pending += [
                    ((path, key), member)
                    for key, member in value.items()
                    if member != ABSENT
                ]
            case _:
                pass


def show_value(value: JsonValue) -> str:
    """Return the value as JSON on one line, safe to show and cut short if long."""
    text = ""
    # Piece by piece, so that of a large or deep value only the beginning is written.
    for piece in _ENCODER.iterencode(value):
        text += piece
        if len(text) > _SHOWN:
            return f"{escape_in_strings(text[:_SHOWN])}…"
    return escape_in_strings(text)


def _members(
    path: _Path,
    expected: dict[str, JsonValue],
    got: dict[str, JsonValue],
    *,
    is_exact: bool,
) -> list[_Pair]:
    pairs = [
        _Pair((path, key), value, got.get(key, _NOTHING))
        for key, value in expected.items()
    ]
    if is_exact:
        pairs += [
            _Pair((path, key), _NOTHING, value)
            for key, value in got.items()
            if key not in expected
        ]
    return pairs


def _items(path: _Path, expected: list[JsonValue], got: list[JsonValue]) -> list[_Pair]:
    # Where the lengths differ, that has been told.
    return [
        _Pair((path, index), *both)
        for index, both in enumerate(zip(expected, got, strict=False))
    ]


def _in_length(
    path: _Path, expected: int, got: int, *, has_rest: bool
) -> Iterator[Difference]:
    if got < expected or (got > expected and not has_rest):
        least = "at least " if has_rest else ""
        yield Difference(_show_path(path), f"{least}{_count(expected)}", _count(got))


def _in_value(pair: _Pair, *, is_exact: bool) -> Iterator[Difference]:
    expected, got = pair.expected, pair.got
    fits = _is_equal(expected, got) if is_exact else _fits(expected, got)
    if fits:
        return
    is_placeholder = not is_exact and _is_placeholder(expected)
    yield Difference(
        _show_path(pair.path),
        escape_unsafe(str(expected)) if is_placeholder else _show(expected),
        _show(got),
    )


def _fits(expected: _Value, got: _Value) -> bool:
    if got is _NOTHING:
        return expected == ABSENT
    if not isinstance(expected, str):
        return _is_equal(expected, got)
    regex = _MATCHES.fullmatch(expected)
    if regex is not None:
        return isinstance(got, str) and re.search(regex[1], got) is not None
    test = _PLACEHOLDERS.get(expected)
    return _is_equal(expected, got) if test is None else test(got)


def _is_equal(expected: _Value, got: _Value) -> bool:
    # Python takes true for 1.
    return isinstance(expected, bool) == isinstance(got, bool) and expected == got


def _is_placeholder(expected: _Value) -> bool:
    return isinstance(expected, str) and (
        expected in _PLACEHOLDERS or _MATCHES.fullmatch(expected) is not None
    )


def _check_string(path: _Path, text: str) -> None:
    where = _show_path(path)
    if text == ABSENT:
        raise UsageError(f"{where}: {ABSENT} stands only for the value of a key")
    if text == REST:
        raise UsageError(f"{where}: {REST} stands only for the last items of an array")
    regex = _MATCHES.fullmatch(text)
    if regex is not None:
        try:
            compile_regex(regex[1])
        except UsageError as error:
            raise UsageError(f"{where}: {error.sentence}", error.hint) from None


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_int(value: JsonValue) -> bool:
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_datetime(value: JsonValue) -> bool:
    match = _DATETIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return False
    return True


_PLACEHOLDERS: dict[str, Callable[[JsonValue], bool]] = {
    "<any>": lambda _: True,
    "<string>": lambda value: isinstance(value, str),
    "<int>": _is_int,
    "<number>": _is_number,
    "<bool>": lambda value: isinstance(value, bool),
    "<null>": lambda value: value is None,
    "<array>": lambda value: isinstance(value, list),
    "<object>": lambda value: isinstance(value, dict),
    "<uuid>": lambda value: isinstance(value, str) and bool(_UUID.fullmatch(value)),
    "<datetime>": _is_datetime,
    ABSENT: lambda _: False,
}


def _count(number: int) -> str:
    return "1 item" if number == 1 else f"{number} items"


def _show(value: _Value) -> str:
    return value.value if isinstance(value, _Nothing) else show_value(value)


def _show_path(path: _Path) -> str:
    steps = []
    while path is not None:
        path, step = path
        steps.append(f"[{step}]" if isinstance(step, int) else _show_key(step))
    text = "".join(["$", *reversed(steps)])
    if len(text) <= _SHOWN_PATH:
        return text
    return f"{text[: _SHOWN_PATH // 2]}…{text[-_SHOWN_PATH // 2 :]}"


def _show_key(key: str) -> str:
    if _PLAIN_KEY.fullmatch(key):
        return f".{key}"
    inner = json.dumps(key, ensure_ascii=False)[1:-1].replace(r"\"", '"')
    quoted = escape_in_strings(inner).replace("'", r"\'")
    return f"['{quoted}']"
