"""Writing what is not a data message: `NAME verb ...`, in the notation.

What we did is an imperative (`close 1000`), what came of it a participle
(`closed 1000`).
"""

import json
from dataclasses import dataclass

from wscli.core.close_codes import NO_STATUS_RECEIVED, explain
from wscli.core.events import FrameSeen
from wscli.core.frames import Direction, Opcode
from wscli.notation.json_layout import escape_in_strings, escape_variables

_CONTROL_VERBS = {
    (Opcode.PING, Direction.SENT): "ping",
    (Opcode.PING, Direction.RECEIVED): "pinged",
    (Opcode.PONG, Direction.SENT): "pong",
    (Opcode.PONG, Direction.RECEIVED): "ponged",
    (Opcode.CLOSE, Direction.SENT): "close",
    (Opcode.CLOSE, Direction.RECEIVED): "closed",
}


@dataclass(frozen=True, slots=True)
class CloseFields:
    """What a close frame says (RFC 6455 section 5.5.1).

    Attributes:
        code: The status code; 1005 where the frame has none.
        reason: The reason, often empty.
    """

    code: int
    reason: str = ""


def read_close(payload: bytes) -> CloseFields | None:
    """Return what the payload of a close frame says, or None if it is malformed."""
    if not payload:
        return CloseFields(NO_STATUS_RECEIVED)
    if len(payload) == 1:
        return None
    try:
        reason = payload[2:].decode()
    except UnicodeDecodeError:
        return None
    return CloseFields(int.from_bytes(payload[:2]), reason)


def write_string(text: str) -> str:
    """Return the text as a STRING of the notation: quoted, with JSON's escapes.

    What is unsafe to show is escaped, and so is the first brace of what would be
    read as a variable.
    """
    quoted = json.dumps(text, ensure_ascii=False)
    return escape_variables(escape_in_strings(quoted))


def write_control(seen: FrameSeen, *, name: str = "") -> str:
    """Write a control frame.

    A payload that is not UTF-8, and a close frame that is malformed, are written
    `ping hex 00 ff`: the word and the digits in place of the string. This is an
    addition to the notation, and so is `close 1005`, a close frame without a code.
    """
    verb = with_name(_CONTROL_VERBS[seen.frame.opcode, seen.direction], name)
    payload = seen.frame.payload
    if seen.frame.opcode is Opcode.CLOSE:
        fields = read_close(payload)
        if fields is None:
            return f"{verb} hex {payload.hex(' ')}"
        if seen.direction is Direction.SENT:
            return with_reason(f"{verb} {fields.code}", fields.reason)
        return write_closed(fields.code, fields.reason, name=name)
    return f"{verb} {_write_payload(payload)}" if payload else verb


def write_closed(code: int, reason: str, *, name: str = "") -> str:
    """Write the end of a connection, with the name of its code as a remark.

    Args:
        code: The peer's close code, or one that stands for its absence.
        reason: The peer's reason.
        name: Of the connection, where there are several.
    """
    closed = with_name(f"closed {code} ({explain(code).name})", name)
    return with_reason(closed, reason)


def with_name(step: str, name: str) -> str:
    """Return the step with the name of its connection, where there are several."""
    return f"{name} {step}" if name else step


def with_reason(step: str, reason: str) -> str:
    return f"{step} {write_string(reason)}" if reason else step


def _write_payload(payload: bytes) -> str:
    try:
        return write_string(payload.decode())
    except UnicodeDecodeError:
        return f"hex {payload.hex(' ')}"
