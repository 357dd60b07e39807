"""Octets of the peer, on their way to whoever takes the events."""

import asyncio
from collections.abc import Callable

_SLICE = 16 * 1024


class Inbox:
    """Hands octets on in slices, until somebody asks for a pause.

    What a slice decompresses to is what comes in spite of a pause: a peer that
    floods cannot fill the memory.
    """

    def __init__(
        self, transport: asyncio.Transport, take: Callable[[bytearray], None]
    ) -> None:
        """Begin with nothing received.

        Args:
            transport: Where the octets come from.
            take: Takes a slice; it may ask for a pause.
        """
        self._transport = transport
        self._take = take
        self._octets = bytearray()
        self._loop = asyncio.get_running_loop()
        self.is_paused = False

    def put(self, octets: bytes) -> None:
        """Take octets, and hand on what may be."""
        self._octets += octets
        self._hand_on()

    def put_aside(self, octets: bytes) -> None:
        """Take octets, and hand them on later: whoever takes them is not ready yet."""
        self._octets += octets
        self._loop.call_soon(self._go_on)

    def put_last(self, octets: bytes = b"") -> None:
        """Take the last octets, and hand all of them on in spite of a pause."""
        self._octets += octets
        while self._octets:
            self.is_paused = False
            self._hand_on()

    def pause(self) -> None:
        """Let the peer wait."""
        self.is_paused = True
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def resume(self) -> None:
        """Go on, but not at once: the caller may be taking something just now."""
        self.is_paused = False
        self._loop.call_soon(self._go_on)

    def clear(self) -> None:
        """Forget what has not been handed on."""
        self._octets.clear()

    def _go_on(self) -> None:
        self._hand_on()
        if not self.is_paused and not self._transport.is_closing():
            self._transport.resume_reading()

    def _hand_on(self) -> None:
        while self._octets and not self.is_paused:
            octets = self._octets[:_SLICE]
            del self._octets[:_SLICE]
            self._take(octets)
