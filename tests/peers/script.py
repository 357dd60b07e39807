"""A WebSocket server whose connections each follow a script, frame by frame."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from tests.peers.frames import close, frame, read_frame
from tests.peers.opening import upgrade
from tests.peers.tcp import reset
from wscli.core.frames import Frame, Opcode


class Peer:
    """The server's end of one connection.

    Attributes:
        reader: What the client sends.
        writer: Where to send.
        got: The frames that were read.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Begin after the opening handshake."""
        self.reader = reader
        self.writer = writer
        self.got: list[Frame] = []

    async def read(self) -> Frame:
        """Return the next frame."""
        self.got.append(await read_frame(self.reader))
        return self.got[-1]

    async def say(self, *frames: bytes) -> None:
        """Send frames in one write."""
        self.writer.write(b"".join(frames))
        await self.writer.drain()

    async def close(self, code: int = 1000, reason: str = "", *, after: bytes = b""):
        """Send a close frame after others, and wait for the client's."""
        await self.say(after, close(code, reason))
        await self.read_to_close()

    async def agree(self) -> None:
        """Wait for the client's close frame, and answer it."""
        await self.say(frame(Opcode.CLOSE, (await self.read_to_close()).payload))

    async def read_to_close(self) -> Frame:
        """Return the client's close frame, past all the others."""
        while (got := await self.read()).opcode is not Opcode.CLOSE:
            pass
        return got

    def drop(self) -> None:
        """Drop the connection, with RST."""
        reset(self.writer)


Part: TypeAlias = Callable[[Peer], Awaitable[None]]
"""What to do on one connection; it is closed afterwards."""


class Script:
    """The behaviour of a server: for each connection, a part.

    Attributes:
        peers: The connections so far.
    """

    def __init__(self, *parts: Part) -> None:
        """Take the parts in order; the last one is for all further connections."""
        self._parts = list(parts)
        self.peers: list[Peer] = []

    async def __call__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Play the next part."""
        part = self._parts.pop(0) if len(self._parts) > 1 else self._parts[0]
        await upgrade(reader, writer)
        self.peers.append(Peer(reader, writer))
        await part(self.peers[-1])

    @property
    def payloads(self) -> list[list[bytes]]:
        """The payloads of all that was read, for each connection."""
        return [[frame.payload for frame in peer.got] for peer in self.peers]


async def agree(peer: Peer) -> None:
    """Read up to the client's close frame, and answer it."""
    await peer.agree()


async def drop_at_once(peer: Peer) -> None:
    """Drop the connection in the middle of the client's first frame."""
    await peer.reader.readexactly(1)
    peer.drop()
