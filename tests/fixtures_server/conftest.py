"""A server for the tests, and clients that hold conversations with it."""

import asyncio
import json
import logging
import socket
import struct
from contextlib import asynccontextmanager

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.websockets import WebSocketState
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from fixtures_server.serving import serve

PATIENCE = 5


class Peer:
    """A client that waits for nothing longer than `PATIENCE`."""

    def __init__(self, connection):
        self.connection = connection

    async def say(self, *messages):
        for message in messages:
            await self.connection.send(message)

    async def say_json(self, *values):
        await self.say(*map(json.dumps, values))

    async def hear(self):
        async with asyncio.timeout(PATIENCE):
            return await self.connection.recv()

    async def hear_all(self, count):
        return [await self.hear() for _ in range(count)]

    async def hear_json(self):
        return json.loads(await self.hear())

    async def end(self):
        """Waits for the close of the server, and returns its code and reason."""
        with pytest.raises(ConnectionClosed) as closed:
            await self.hear()
        frame = closed.value.rcvd
        return (frame.code, frame.reason) if frame else None

    def reset(self):
        """Vanishes with a TCP reset, without a Close frame."""
        transport = self.connection.transport
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, linger
        )
        transport.abort()


@pytest.fixture(scope="session")
def shared_base():
    """The address of a server that the tests share, in a thread of its own."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(serve()) as base,
    ):
        yield base


@pytest.fixture
def own_base():
    """The address of a server that no other test talks to."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(serve()) as base,
    ):
        yield base


@pytest.fixture
def base(shared_base):
    return shared_base


@pytest.fixture
def dial(base):
    """Opens a conversation: `async with dial("/ws") as peer: ...`."""

    @asynccontextmanager
    async def dial(path, **options):
        limits = {"open_timeout": PATIENCE, "close_timeout": PATIENCE, "proxy": None}
        async with connect(base + path, **limits, **options) as connection:
            yield Peer(connection)

    return dial


@pytest.fixture
def refusal(dial):
    """Dials where the handshake is refused, and returns the HTTP response."""

    async def refusal(path, **options):
        with pytest.raises(InvalidStatus) as refused:
            async with dial(path, **options):
                pass
        return refused.value.response

    return refusal


@pytest.fixture
def complaints(caplog):
    """Tells what the servers of this process have logged as wrong."""

    def complaints():
        records = caplog.records
        return [r.getMessage() for r in records if r.levelno >= logging.WARNING]

    return complaints


class FakePeer:
    """The server's side of a connection, as far as broadcasts look at it."""

    application_state = WebSocketState.CONNECTED

    def __init__(self, send=None):
        self.heard = []
        self.dropped = False
        self._send = send
        self._spoken = asyncio.Event()
        extension = {"drop": lambda: setattr(self, "dropped", True)}
        self.scope = {"extensions": {"fixtures_server.drop": extension}}

    async def send(self, message):
        if self._send is not None:
            await self._send()
        self.heard.append(message)
        self._spoken.set()

    async def send_text(self, text):
        await self.send({"type": "websocket.send", "text": text})

    async def hear(self, count):
        """Waits until it has heard so many messages in all."""
        async with asyncio.timeout(PATIENCE):
            while len(self.heard) < count:
                self._spoken.clear()
                await self._spoken.wait()

    @property
    def texts(self):
        return [message["text"] for message in self.heard]


@pytest.fixture
def fake_peer():
    return FakePeer
