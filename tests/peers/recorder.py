"""Listens to a connection, and lets a test wait for what it is to hear."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from wscli.core.clock import SystemClock
from wscli.core.errors import WscliError
from wscli.core.events import Closed, Event, MessageSeen, Violated
from wscli.core.frames import Direction
from wscli.core.target import Target
from wscli.net.connection import Connection
from wscli.net.dial import dial

_Kind = TypeVar("_Kind")

# Far beyond what anything takes here: a test that waits so long has failed.
PATIENCE = 10.0


class Recorder:
    """Takes every event.

    Attributes:
        events: What was heard, in order.
    """

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.events: list[Event] = []
        self._changed = asyncio.Event()

    def __call__(self, event: Event) -> None:
        """Take an event."""
        self.events.append(event)
        self._changed.set()

    def of(self, kind: type[_Kind]) -> list[_Kind]:
        """Return the events of a kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    async def hear(self, kind: type[_Kind], count: int = 1) -> _Kind:
        """Return the event of a kind that is the `count`th, once it is there."""
        async with asyncio.timeout(PATIENCE):
            while len(self.of(kind)) < count:
                self._changed.clear()
                await self._changed.wait()
        return self.of(kind)[count - 1]

    @property
    def received(self) -> list[bytes]:
        """The payloads of the messages of the peer."""
        return [
            each.payload
            for each in self.of(MessageSeen)
            if each.direction is Direction.RECEIVED
        ]

    @property
    def closed(self) -> Closed:
        """How the connection ended: there must be one end, and nothing after it."""
        (closed,) = self.of(Closed)
        assert self.events[-1] is closed
        return closed

    def check(self) -> None:
        """Check what is true of every connection that is over."""
        times = [event.at for event in self.events]
        assert times == sorted(times), "time never runs backwards"
        assert len(self.of(Violated)) <= 1, "a violation ends what is listened to"
        assert self.closed


@asynccontextmanager
async def connected(
    target: Target, recorder: Recorder, *, has_data_frames: bool = False
) -> AsyncIterator[Connection]:
    """Dial, and drop the connection at the end of the block unless it is over."""
    connection = await dial(
        target, recorder, SystemClock(), has_data_frames=has_data_frames
    )
    try:
        yield connection
    finally:
        connection.abort()
        await connection.wait_closed()


async def failure(target: Target, recorder: Recorder | None = None) -> WscliError:
    """Dial what cannot be connected to, and return why."""
    try:
        connection = await dial(target, recorder or Recorder(), SystemClock())
    except WscliError as error:
        return error
    connection.abort()
    await connection.wait_closed()
    raise AssertionError(f"connected to {target.url}")
