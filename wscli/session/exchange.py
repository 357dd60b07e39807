"""One connection of a conversation: act, listen until the rule is met, close."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from wscli.core.actions import Close
from wscli.core.close_codes import GOING_AWAY
from wscli.core.events import Closed
from wscli.net.connection import Connection
from wscli.session.ending import Ending
from wscli.session.performing import Performer

_GRACE = 0.4
"""Seconds that the closing handshake may take once somebody wants to leave.

With what is still to be written then, they are gone within a second.
"""


class Exchange:
    """Holds one connection until the conversation, or the connection, is over."""

    def __init__(
        self,
        connection: Connection,
        performer: Performer,
        ending: Ending,
        now: Callable[[], float],
    ) -> None:
        """Take over an open connection.

        Args:
            connection: The connection; its events go to the ending already.
            performer: What is to be done on it.
            ending: When it is over.
            now: The time that the ending goes by.
        """
        self._connection = connection
        self._performer = performer
        self._ending = ending
        self._now = now
        self._changed = asyncio.Event()
        self._closed: Closed | None = None
        self._is_stopped = False

    async def hold(self, close: Close) -> Closed:
        """Act and listen until it is over, and return how the connection ended.

        Args:
            close: How to close, unless the peer does, or `stop` was called.
        """
        try:
            async with asyncio.TaskGroup() as group:
                acting = group.create_task(self._act())
                noting = group.create_task(self._note_end())
                await self._wait_end()
                acting.cancel()
                noting.cancel()
            if self._is_stopped:
                close = Close(GOING_AWAY)
            return await self._connection.close(close.code, close.reason)
        finally:
            # It is open still only if this task is cancelled.
            self._connection.abort()

    def look(self) -> None:
        """Look at the ending: the conversation is over, or there is more time."""
        self._changed.set()

    def stop(self) -> None:
        """Leave: close with 1001 (going away), and wait less than half a second."""
        self._is_stopped = True
        asyncio.get_running_loop().call_later(_GRACE, self._connection.abort)
        self.look()

    def pause(self) -> None:
        """Read nothing for a while."""
        self._connection.pause_reading()

    def resume(self) -> None:
        """Read on."""
        self._connection.resume_reading()
        self.look()

    async def _act(self) -> None:
        if await self._performer.perform(self._connection):
            self._ending.sent_all(self._now())
            self.look()

    async def _note_end(self) -> None:
        self._closed = await self._connection.wait_closed()
        self.look()

    async def _wait_end(self) -> None:
        while not self._is_over():
            self._changed.clear()
            deadline = self._ending.deadline()
            left = None if deadline is None else deadline - self._now()
            if left is not None and left <= 0:
                self._ending.expire()
                return
            # A message may come meanwhile and move the deadline.
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._changed.wait()

    def _is_over(self) -> bool:
        return (
            self._is_stopped or self._closed is not None or self._ending.why is not None
        )
