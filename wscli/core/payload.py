"""The payload of a message: bytes, and how people write and read them."""

import base64
import json
import re
from typing import TypeAlias

_HEX_DUMP_LINE = re.compile(
    r"\s*[0-9a-fA-F]{8} {2}((?:[0-9a-fA-F]{2}\s+)+)\|.{1,16}\|\s*"
)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?")

JsonValue: TypeAlias = (
    bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None
)


class JsonError(ValueError):
    """A text is not JSON; the message says what is wrong and where."""


def parse_hex(text: str) -> bytes:
    """Return the bytes of hexadecimal digits, or of a hex dump as wscli prints it.

    Blanks and colons between bytes, and a leading `0x`, do not matter.

    Raises:
        ValueError: A character is no digit, or the number of digits is odd.
    """
    digits = re.sub(r"[\s:]", "", _without_dump_margins(text)).removeprefix("0x")
    wrong = re.search(r"[^0-9a-fA-F]", digits)
    if wrong:
        raise ValueError(f"{wrong[0]!r} is not a hexadecimal digit")
    if len(digits) % 2:
        raise ValueError(f"{len(digits)} hexadecimal digits: two make a byte")
    return bytes.fromhex(digits)


def _without_dump_margins(text: str) -> str:
    lines = text.strip().split("\n")
    rows = [match[1] for line in lines if (match := _HEX_DUMP_LINE.fullmatch(line))]
    return "".join(rows) if len(rows) == len(lines) else text


def parse_base64(text: str) -> bytes:
    """Return the bytes of base64 (RFC 4648 section 4); blanks do not matter.

    Raises:
        ValueError: It is not base64.
    """
    letters = "".join(text.split())
    if not _BASE64.fullmatch(letters):
        raise ValueError(
            "it is not base64: groups of four letters, digits, + or /, the last one"
            " filled up with ="
        )
    return base64.b64decode(letters)


def hex_dump(payload: bytes) -> list[str]:
    """Return the lines of a hex dump: offset, sixteen bytes, their ASCII."""
    lines = []
    for offset in range(0, len(payload), 16):
        row = payload[offset : offset + 16]
        digits = f"{row[:8].hex(' ')}  {row[8:].hex(' ')}"
        letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{offset:08x}  {digits:<48}  |{letters}|")
    return lines


def parse_json(text: str) -> JsonValue:
    """Return the value of a JSON text (RFC 8259), never raising anything unexpected.

    Raises:
        JsonError: It is not JSON, or nested so deeply that nothing reads it.
    """
    try:
        value: JsonValue = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        what = f"{error.msg[0].lower()}{error.msg[1:]}".removesuffix(" at")
        where = f"line {error.lineno} column {error.colno}"
        raise JsonError(f"{what} at {where}") from None
    except RecursionError:
        raise JsonError("it is nested too deeply to be read") from None
    except JsonError:
        raise
    except ValueError:
        # What is left is Python's guard against slow conversions (4,300 digits).
        raise JsonError("a number in it has too many digits to be read") from None
    return value


def _refuse_constant(name: str) -> JsonValue:
    raise JsonError(f"{name} is not JSON")


def is_json_document(text: str) -> bool:
    """Whether the text is a JSON object or array, as endpoints that speak JSON send."""
    if not text.lstrip(" \t\r\n").startswith(("{", "[")):
        return False
    try:
        parse_json(text)
    except JsonError:
        return False
    return True
