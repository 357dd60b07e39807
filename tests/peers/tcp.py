"""A server on a TCP or unix socket that does exactly what a test writes down."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

import pytest

from wscli.core.url import Url

Behaviour: TypeAlias = Callable[
    [asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]
]
"""What a server does with one connection; it is closed afterwards."""


@dataclass(slots=True)
class TcpServer:
    """A running server.

    Attributes:
        host: Where it listens.
        port: Likewise; 0 for a unix socket.
        is_secure: Whether it speaks TLS.
        accepted: How many connections there have been.
        gone: Set when the behaviour has ended for a connection.
    """

    host: str
    port: int
    is_secure: bool
    accepted: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, resource: str = "/") -> Url:
        """Return the URL of a resource on this server."""
        return Url(self.is_secure, self.host, self.port, resource)


@asynccontextmanager
async def serve(
    behaviour: Behaviour,
    *,
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
    unix_socket: str | None = None,
) -> AsyncIterator[TcpServer]:
    """Serve until the end of the block, which fails if the behaviour did.

    That the client is gone is no failure, since many tests want it to go.
    """
    running = _Running(behaviour)
    if unix_socket is None:
        listener = await asyncio.start_server(running.handle, host, 0, ssl=tls)
        port = listener.sockets[0].getsockname()[1]
    else:
        listener = await asyncio.start_unix_server(running.handle, unix_socket)
        port = 0
    running.server = TcpServer(host, port, tls is not None)
    try:
        yield running.server
    finally:
        listener.close()
        await running.stop()
        await listener.wait_closed()
    if running.failures:
        raise ExceptionGroup("the behaviour of a server failed", running.failures)


class _Running:
    """The connections of one server."""

    server: TcpServer

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_over = False
        self.failures: list[Exception] = []

    async def handle(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self._is_over:
            # It was on its way in when the server stopped.
            writer.transport.abort()
            return
        task = asyncio.current_task()
        self._tasks.add(task)
        self.server.accepted += 1
        try:
            await self._behaviour(reader, writer)
            writer.close()
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
        except asyncio.CancelledError:
            writer.transport.abort()
        except Exception as failure:  # noqa: BLE001  told when the server stops
            self.failures.append(failure)
            writer.transport.abort()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()
        self._tasks.discard(task)
        self.server.gone.set()

    async def stop(self) -> None:
        self._is_over = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say nothing, until the client leaves."""
    while await reader.read(65_536):
        pass


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close the connection at once."""


def saying(octets: bytes) -> Behaviour:
    """Return the behaviour that says this to whatever comes, and then waits."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(octets)
        await writer.drain()
        await silence(reader, writer)

    return say


async def drip(writer: asyncio.StreamWriter, octets: bytes) -> None:
    """Send octets one by one, each on its own."""
    for octet in octets:
        writer.write(bytes([octet]))
        await writer.drain()
        await asyncio.sleep(0)


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST instead of FIN."""
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def require_ipv6() -> None:
    """Skip the test on a system that has no IPv6 address of its own."""
    try:
        unused_port("::1")
    except OSError:
        pytest.skip("this system has no IPv6")


def unused_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]
