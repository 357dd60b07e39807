"""Frames and messages as RFC 6455 section 5 names them."""

from dataclasses import dataclass
from enum import Enum, IntEnum


class Opcode(IntEnum):
    """The four bits that say what a frame is (RFC 6455 section 5.2)."""

    CONTINUATION = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA

    @property
    def is_control(self) -> bool:
        """Whether frames of this opcode carry no message data (section 5.5)."""
        return self >= Opcode.CLOSE


class Direction(Enum):
    """Who sent it, written as the arrow of the notation."""

    SENT = ">"
    RECEIVED = "<"


class MessageKind(Enum):
    """What a data message declares its payload to be (section 5.6)."""

    TEXT = "text"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, decoded: unmasked, and decompressed where that was agreed.

    Attributes:
        opcode: What the frame is.
        payload: The application data, in bytes.
        fin: Whether the frame is the last one of its message.
        rsv1: Whether the payload was compressed on the wire (RFC 7692
            section 6).
        wire_size: Length of the payload on the wire, in bytes.
    """

    opcode: Opcode
    payload: bytes
    fin: bool = True
    rsv1: bool = False
    wire_size: int = 0
