"""One connection between wscli and a server that a test writes frame by frame."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.peers.opening import upgrade
from tests.peers.recorder import PATIENCE, Recorder, connected
from tests.peers.script import Part, Peer
from tests.peers.tcp import serve
from wscli.core.target import Limits, Target, Tls
from wscli.net.connection import Connection

DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate"


@asynccontextmanager
async def exchange(
    part: Part,
    recorder: Recorder,
    *fields: str,
    glued: bytes = b"",
    tls: ssl.SSLContext | None = None,
    has_data_frames: bool = False,
    **limits: float | None,
) -> AsyncIterator[Connection]:
    """Connect to a server that plays this part; the block gets the client's end.

    What was heard is checked afterwards for what is true of every connection.

    Args:
        part: What the server does after the opening handshake.
        recorder: Takes the events.
        fields: Further header lines of the server's answer.
        glued: What follows that answer in the same write.
        tls: The context of a server that speaks TLS; nothing is verified.
        has_data_frames: Whether frames of data are events too.
        limits: Those of the connection; there are no pings by default.
    """

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await upgrade(reader, writer, *fields, glued=glued)
        await part(Peer(reader, writer))

    async with serve(play, tls=tls) as server, asyncio.timeout(PATIENCE):
        bounds = Limits(**{"close": PATIENCE, "ping_interval": None, **limits})
        target = Target(server.url(), tls=Tls(verify=False), limits=bounds)
        async with connected(
            target, recorder, has_data_frames=has_data_frames
        ) as connection:
            yield connection
    recorder.check()


async def wait(peer: Peer) -> None:
    """Read, and say nothing, until the client leaves."""
    while await peer.reader.read(65_536):
        pass
