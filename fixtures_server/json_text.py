"""JSON (RFC 8259) as the endpoints read and write it."""

import json
from math import isinf

JsonObject = dict[str, object]


def parse_json(text: str) -> object:
    """Reads one JSON value.

    Stricter than Python's reader: `NaN`, `Infinity` and numbers that no float
    holds are refused, since they could not be sent back as JSON.

    Raises:
        ValueError: If the text is not JSON, or is nested too deeply to be read.
    """
    try:
        value: object = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None
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
