"""Sound WebSocket servers that send every message back."""

import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from websockets.asyncio.server import Server, ServerConnection
from websockets.asyncio.server import serve as serve_websocket
from websockets.sync.server import ServerConnection as BlockingConnection
from websockets.sync.server import serve as serve_on_threads

from tests.peers.tcp import TcpServer


async def echo(connection: ServerConnection) -> None:
    """Send every message back."""
    async for message in connection:
        await connection.send(message)


@asynccontextmanager
async def serve_echo(
    *,
    tls: ssl.SSLContext | None = None,
    host: str = "127.0.0.1",
    handler: Callable[[ServerConnection], Awaitable[None]] = echo,
    **options: object,
) -> AsyncIterator[TcpServer]:
    """Serve until the end of the block.

    Args:
        tls: The context of a server that speaks TLS.
        host: Where to listen.
        handler: What to do with a connection.
        options: Of `websockets.asyncio.server.serve`.
    """
    async with serve_websocket(handler, host, 0, ssl=tls, **options) as server:
        yield TcpServer(host, _port(server), tls is not None)


def _port(server: Server) -> int:
    return next(iter(server.sockets)).getsockname()[1]


@contextmanager
def serve_blocking_echo(tls: ssl.SSLContext) -> Iterator[TcpServer]:
    """Serve on threads, where TLS tells a client by an alert why it fails.

    The TLS of asyncio drops the connection without one; most servers do not.
    """
    with serve_on_threads(_echo_blocking, "127.0.0.1", 0, ssl=tls) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield TcpServer("127.0.0.1", server.socket.getsockname()[1], True)
        finally:
            server.shutdown()
            thread.join()


def _echo_blocking(connection: BlockingConnection) -> None:
    for message in connection:
        connection.send(message)
