"""What a user does on an open connection, and where it comes from."""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

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


class Actions(Protocol):
    """A source of actions: a file, a pipe, or somebody who types."""

    async def next(self) -> Action | None:
        """Return what to do next, or None when there is nothing left.

        Being cancelled while it waits loses nothing.

        Raises:
            WscliError: The source cannot be read further.
        """
        ...


class Prepared:
    """Actions that are known beforehand."""

    def __init__(self, actions: tuple[Action, ...] = ()) -> None:
        """Take them in order."""
        self._left = list(reversed(actions))

    async def next(self) -> Action | None:
        """Return the next one."""
        return self._left.pop() if self._left else None
