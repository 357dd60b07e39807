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
        self._is_waiting = False
        self._is_paused = False

    def start(self) -> None:
        """Begin with an interval."""
        if self._interval is not None:
            self._arm(self._interval, self._send)

    def stop(self) -> None:
        """End for good."""
        self._interval = None
        if self._timer is not None:
            self._timer.cancel()

    def pause(self) -> None:
        """Stop the clock."""
        self._is_paused = True

    def resume(self) -> None:
        """Let the clock run again, from the start of what it was measuring."""
        if self._is_paused and self._is_waiting:
            self._await_life()
        self._is_paused = False

    def note_life(self) -> None:
        """Something came from the peer."""
        if self._is_waiting and self._interval is not None:
            self._is_waiting = False
            self._arm(self._interval, self._send)

    def _arm(self, delay: float, call: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, call)

    def _send(self) -> None:
        if self._interval is None:
            return
        if self._is_paused:
            self._arm(self._interval, self._send)
            return
        self._ping()
        if self._timeout is None:
            self._arm(self._interval, self._send)
            return
        self._is_waiting = True
        self._await_life()

    def _await_life(self) -> None:
        if self._interval is not None and self._timeout is not None:
            self._arm(self._timeout, self._judge)

    def _judge(self) -> None:
        if self._is_paused:
            self._await_life()
        else:
            self._fail()
