"""Octets from a transport, awaited: what the stages before the frames talk through."""

import asyncio
from typing import cast

from wscli.net.leftover import read_leftover

_HIGH_WATER = 64 * 1024


class Stream(asyncio.Protocol):
    """An asyncio protocol that keeps what comes until somebody reads it.

    It reads ahead by a bounded amount only, so a peer that sends without being
    asked cannot fill the memory.
    """

    def __init__(self) -> None:
        """Begin with nothing received."""
        self.transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._is_over = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep the octets, and stop reading when too many wait."""
        self._buffer += data
        if len(self._buffer) >= _HIGH_WATER and self.transport is not None:
            self.transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end and its cause, after what came before it."""
        if exc is not None and self.transport is not None:
            self._buffer += read_leftover(self.transport)
        self._is_over = True
        self._error = exc
        self._wake()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self._is_over

    def write(self, data: bytes) -> None:
        """Send octets: few, since nothing waits for the peer to take them."""
        if self.transport is not None:
            self.transport.write(data)

    async def read(self) -> bytes:
        """Return what has come, waiting for at least one octet; b"" at the end.

        Raises:
            OSError: The connection broke, TLS errors included.
        """
        while not self._buffer:
            if self._error is not None:
                raise self._error
            if self._is_over:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self.take()

    async def read_exactly(self, size: int) -> bytes:
        """Return this many octets, or fewer if the stream ends before.

        Raises:
            OSError: The connection broke.
        """
        data = b""
        while len(data) < size and (more := await self.read()):
            data += more
        self._buffer[:0] = data[size:]
        return data[:size]

    def take(self) -> bytes:
        """Return what waits to be read, without waiting."""
        data = bytes(self._buffer)
        self._buffer.clear()
        if self.transport is not None and not self.transport.is_closing():
            self.transport.resume_reading()
        return data

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
