"""What a user does on an open connection."""

from dataclasses import dataclass
from typing import TypeAlias

from wscli.core.close_codes import NORMAL_CLOSURE
from wscli.core.frames import MessageKind


@dataclass(frozen=True, slots=True)
class Send:
    """Send a data message."""

    kind: MessageKind
    payload: bytes


@dataclass(frozen=True, slots=True)
class Ping:
    """Send a ping; without a payload, one that no other ping has."""

    payload: bytes | None = None


@dataclass(frozen=True, slots=True)
class Pong:
    """Send a pong that nobody asked for."""

    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class Close:
    """Start the closing handshake; None sends no code."""

    code: int | None = NORMAL_CLOSURE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Abort:
    """Drop the TCP connection without a close frame."""


Action: TypeAlias = Send | Ping | Pong | Close | Abort
