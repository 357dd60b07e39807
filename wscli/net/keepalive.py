"""Pings that keep a connection alive and notice when it is not."""

import asyncio
from collections.abc import Callable


class Keepalive:
    """Pings at an interval, and fails the connection when nothing comes back.

    Any octet of the peer counts as life, and while reading is paused no time
    passes: silence that we brought about ourselves is no silence of the peer.
    """

    def __init__(
        self,
        interval: float | None,
        timeout: float | None,
        *,
        ping: Callable[[], None],
        fail: Callable[[], None],
    ) -> None:
        """Take the times in seconds, and what to call.

        Args:
            interval: Between pings; None never pings.
            timeout: For a sign of life after a ping; None waits for ever.
            ping: Sends a ping.
            fail: Ends a connection that shows no life.
        """
        self._interval = interval
        self._timeout = timeout
        self._ping = ping
        self._fail = fail
        self._timer: asyncio.TimerHandle | None = None
        self._is_running = False
        self._is_paused = False
        self._is_waiting = False

    def start(self) -> None:
        """Begin with an interval."""
        self._is_running = True
        self._measure()

    def stop(self) -> None:
        """End for good."""
        self._is_running = False
        self._measure()

    def pause(self) -> None:
        """Stop the clock."""
        self._is_paused = True
        self._measure()

    def resume(self) -> None:
        """Let the clock run again, from the start of what it was measuring."""
        self._is_paused = False
        self._measure()

    def note_life(self) -> None:
        """Something came from the peer."""
        if self._is_waiting:
            self._is_waiting = False
            self._measure()

    def _measure(self) -> None:
        """Begin to measure what is to be measured now, if anything."""
        if self._timer is not None:
            self._timer.cancel()
        delay, then = self._interval, self._send
        if self._is_waiting:
            delay, then = self._timeout, self._fail
        if delay is not None and self._is_running and not self._is_paused:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(delay, then)

    def _send(self) -> None:
        self._ping()
        self._is_waiting = self._timeout is not None
        self._measure()
