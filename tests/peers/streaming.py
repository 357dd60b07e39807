"""A stream to a server, for tests of what comes before the frames."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.peers.recorder import PATIENCE
from tests.peers.tcp import Behaviour, serve
from wscli.net.stream import Stream


@asynccontextmanager
async def streaming(behaviour: Behaviour) -> AsyncIterator[Stream]:
    """Connect to a server of this behaviour; the block has a limited time."""
    async with serve(behaviour) as server:
        loop = asyncio.get_running_loop()
        transport, stream = await loop.create_connection(
            Stream, server.host, server.port
        )
        try:
            async with asyncio.timeout(PATIENCE):
                yield stream
        finally:
            transport.abort()
