"""Frames of data to messages (RFC 6455 section 5.4)."""

from dataclasses import dataclass

from wscli.core.close_codes import INVALID_DATA, MESSAGE_TOO_BIG
from wscli.core.frames import Frame, MessageKind, Opcode


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message, and what it took on the wire."""

    kind: MessageKind
    payload: bytes
    frames: int
    wire_size: int


@dataclass(frozen=True, slots=True)
class Offence:
    """Why a message cannot be accepted, and the close code that says so."""

    rule: str
    code: int


class Assembly:
    """Puts the frames of one message after the other together.

    The order of opcodes and the size of messages are the protocol's business;
    the number of fragments and UTF-8 are looked at here.
    """

    def __init__(self, max_fragments: int) -> None:
        """Take the bound on the frames of a message."""
        self._max_fragments = max_fragments
        self._kind = MessageKind.BINARY
        self._parts: list[bytes] = []
        self._wire_size = 0

    def add(self, frame: Frame) -> Message | Offence | None:
        """Take a frame of data; return the message that it completes, if any."""
        if frame.opcode is not Opcode.CONTINUATION:
            is_text = frame.opcode is Opcode.TEXT
            self._kind = MessageKind.TEXT if is_text else MessageKind.BINARY
        self._parts.append(frame.payload)
        self._wire_size += frame.wire_size
        if len(self._parts) > self._max_fragments:
            rule = f"a message came in more than {self._max_fragments} fragments"
            return Offence(rule, MESSAGE_TOO_BIG)
        if not frame.fin:
            return None
        return self._complete()

    def _complete(self) -> Message | Offence:
        parts, self._parts = self._parts, []
        wire_size, self._wire_size = self._wire_size, 0
        payload = parts[0] if len(parts) == 1 else b"".join(parts)
        if self._kind is MessageKind.TEXT and (offence := _check_utf8(payload)):
            return offence
        return Message(self._kind, payload, len(parts), wire_size)


def _check_utf8(payload: bytes) -> Offence | None:
    if payload.isascii():
        return None
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError as error:
        # RFC 6455 section 8.1: such a connection is failed.
        rule = f"a text message is not UTF-8: {error.reason} at byte {error.start}"
        return Offence(rule, INVALID_DATA)
    return None
