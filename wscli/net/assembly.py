"""Frames of data to messages (RFC 6455 section 5.4)."""

from dataclasses import dataclass

from wscli.core.frames import Frame, MessageKind, Opcode


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message, and what it took on the wire."""

    kind: MessageKind
    payload: bytes
    frames: int
    wire_size: int


class Assembly:
    """Puts the frames of one message after the other together.

    Their order, size and number are the business of those who let them pass.
    """

    def __init__(self) -> None:
        """Begin between messages."""
        self._kind = MessageKind.BINARY
        self._parts: list[bytes] = []
        self._wire_size = 0

    def add(self, frame: Frame) -> Message | None:
        """Take a frame of data; return the message that it completes, if any."""
        if frame.opcode is not Opcode.CONTINUATION:
            is_text = frame.opcode is Opcode.TEXT
            self._kind = MessageKind.TEXT if is_text else MessageKind.BINARY
        self._parts.append(frame.payload)
        self._wire_size += frame.wire_size
        if not frame.fin:
            return None
        parts, self._parts = self._parts, []
        wire_size, self._wire_size = self._wire_size, 0
        payload = parts[0] if len(parts) == 1 else b"".join(parts)
        return Message(self._kind, payload, len(parts), wire_size)
