"""JSON (RFC 8259) as the endpoints read and write it."""

import json
from collections.abc import Iterable
from math import isinf

JsonObject = dict[str, object]


DEEPEST = 500
"""Python reads and writes JSON recursively; this leaves its stack some room."""


def parse_json(text: str) -> object:
    """Reads one JSON value.

    Stricter than Python's reader: what could not be written again is refused, that
    is `NaN`, `Infinity`, numbers that no float holds, and values nested too deeply.

    Raises:
        ValueError: If the text is not such JSON.
    """
    try:
        value: object = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    # Few texts have so many brackets that the value itself needs a look.
    if text.count("[") + text.count("{") > DEEPEST and _is_too_deep(value):
        raise ValueError("nested too deeply")
    return value


def format_json(value: object) -> str:
    """Writes a value compactly and keeps non-ASCII characters as they are."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        # A lone surrogate can be written as an escape, but not in UTF-8.
        return json.dumps(value, separators=(",", ":"))
    return text


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")


def _finite(digits: str) -> float:
    if isinf(number := float(digits)):
        raise ValueError(f"no float holds {digits}")
    return number


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _parts(outer)]
        if not level:
            return False
    return True


def _parts(value: object) -> Iterable[object]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()
