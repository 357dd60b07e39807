"""Any event as one JSON object on one line; `docs/events.md` is the reference.

The lines are ASCII: nothing in them needs escaping, whatever shows them.
"""

import base64
import json
from typing import TypeAlias, assert_never

from wscli.core.close_codes import explain
from wscli.core.events import (
    Closed,
    Dialing,
    Event,
    Failed,
    FrameSeen,
    Headers,
    MessageSeen,
    Opened,
    Party,
    PongTimed,
    Refused,
    Timings,
    TlsSession,
    Violated,
)
from wscli.core.frames import Direction, Frame, MessageKind, Opcode
from wscli.core.redact import Redactor, redact_headers, redact_url
from wscli.notation.verbs import read_close

VERSION = 1
"""Of the schema. It changes when a field changes its meaning or goes; fields may be
added without."""

_Fields: TypeAlias = dict[str, object]

_encode = json.JSONEncoder(separators=(",", ":")).encode

_DIRECTIONS = {Direction.SENT: "sent", Direction.RECEIVED: "received"}
_PARTIES = {Party.LOCAL: "local", Party.PEER: "peer", None: None}


def write_event(event: Event, redactor: Redactor, *, name: str = "") -> str:
    """Return an event as a JSON object, without a line end.

    Args:
        event: The event.
        redactor: Hides secrets everywhere but in messages.
        name: Of the connection, where there are several.
    """
    kind, fields = _kind_and_fields(event, redactor)
    head: _Fields = {"v": VERSION, "event": kind, "at": _seconds(event.at)}
    if name:
        head["connection"] = name
    return _encode(head | fields)


def _kind_and_fields(event: Event, redactor: Redactor) -> tuple[str, _Fields]:
    match event:
        case MessageSeen():
            return "message", _message(event)
        case FrameSeen():
            return _frame(event, redactor)
        case PongTimed(rtt=rtt, payload=payload):
            # Another name than the frame's own, so that nobody counts a pong twice.
            return "round_trip", {"rtt": _seconds(rtt), **_payload(payload, redactor)}
        case Dialing(url=url, via=via):
            return "dialing", {"url": redactor(redact_url(url)), "via": via}
        case Opened():
            return "opened", _opened(event, redactor)
        case Refused():
            return "refused", _refused(event, redactor)
        case Failed():
            return "failed", _failed(event, redactor)
        case Violated(rule=rule, code=code):
            return "violated", {"rule": redactor(rule), "code": code}
        case Closed():
            return "closed", _closed(event, redactor)
        case _:
            assert_never(event)


def _message(message: MessageSeen) -> _Fields:
    content = (
        ("text", message.text)
        if message.kind is MessageKind.TEXT
        else ("base64", _base64(message.payload))
    )
    return {
        "direction": _DIRECTIONS[message.direction],
        "kind": message.kind.value,
        "size": len(message.payload),
        "frames": message.frames,
        "wire_size": message.wire_size,
        content[0]: content[1],
    }


def _frame(seen: FrameSeen, redactor: Redactor) -> tuple[str, _Fields]:
    frame = seen.frame
    opcode = frame.opcode.name.lower()
    direction: _Fields = {"direction": _DIRECTIONS[seen.direction]}
    if frame.opcode is Opcode.CLOSE:
        return opcode, direction | _close(frame, redactor)
    if frame.opcode.is_control:
        return opcode, direction | _payload(frame.payload, redactor)
    return "frame", direction | {
        "opcode": opcode,
        "fin": frame.fin,
        "rsv1": frame.rsv1,
        "size": len(frame.payload),
        "wire_size": frame.wire_size,
    }


def _close(frame: Frame, redactor: Redactor) -> _Fields:
    fields = read_close(frame.payload)
    if fields is None:
        return {"base64": _base64(frame.payload)}
    return _code_and_reason(fields.code, fields.reason, redactor)


def _code_and_reason(code: int, reason: str, redactor: Redactor) -> _Fields:
    return {"code": code, "name": explain(code).name, "reason": redactor(reason)}


def _opened(opened: Opened, redactor: Redactor) -> _Fields:
    return {
        "url": redactor(redact_url(opened.url)),
        "address": opened.address,
        "subprotocol": opened.subprotocol,
        "extensions": opened.extensions,
        "tls": _tls(opened.tls),
        "timings": _timings(opened.timings),
        "request": _headers(opened.request, redactor),
        "response": _headers(opened.response, redactor),
    }


def _tls(tls: TlsSession | None) -> _Fields | None:
    if tls is None:
        return None
    return {"version": tls.version, "cipher": tls.cipher, "verified": tls.is_verified}


def _timings(timings: Timings) -> _Fields:
    stages = {
        "dns": timings.dns,
        "tcp": timings.tcp,
        "proxy": timings.proxy,
        "tls": timings.tls,
        "handshake": timings.handshake,
    }
    return {
        stage: None if seconds is None else _seconds(seconds)
        for stage, seconds in stages.items()
    }


def _refused(refused: Refused, redactor: Redactor) -> _Fields:
    return {
        "url": redactor(redact_url(refused.url)),
        "status": refused.status,
        "reason": redactor(refused.reason),
        "request": _headers(refused.request, redactor),
        "response": _headers(refused.response, redactor),
        "body": _payload(refused.body, redactor),
        "body_cut": refused.is_body_cut,
    }


def _failed(failed: Failed, redactor: Redactor) -> _Fields:
    return {
        "stage": failed.stage.value,
        "sentence": redactor(failed.sentence),
        "hint": redactor(failed.hint),
        "exit_code": int(failed.exit_code),
    }


def _closed(closed: Closed, redactor: Redactor) -> _Fields:
    return _code_and_reason(closed.code, closed.reason, redactor) | {
        "by": _PARTIES[closed.by],
        "sent_code": closed.sent_code,
        "cause": redactor(closed.cause),
    }


def _headers(headers: Headers, redactor: Redactor) -> list[list[str]]:
    return [[name, redactor(value)] for name, value in redact_headers(headers)]


def _payload(payload: bytes, redactor: Redactor) -> _Fields:
    """Return what is no message as redacted text, or as base64 if it is no text."""
    try:
        return {"text": redactor(payload.decode())}
    except UnicodeDecodeError:
        # Latin-1 takes any byte there and back.
        redacted = redactor(payload.decode("latin-1")).encode("latin-1")
        return {"base64": _base64(redacted)}


def _base64(payload: bytes) -> str:
    return base64.b64encode(payload).decode("ascii")


def _seconds(seconds: float) -> float:
    return round(seconds, 6)
