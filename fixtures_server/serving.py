"""Running the server on a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from fixtures_server.app import create_app
from fixtures_server.background import alongside
from fixtures_server.protocol import FixturesProtocol
from fixtures_server.settings import Settings


class _Server(uvicorn.Server):
    """uvicorn as a part of another program, which keeps its signal handlers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve(
    host: str = "127.0.0.1", port: int = 0, settings: Settings | None = None
) -> AsyncIterator[str]:
    """Serves the documented endpoints in the running event loop.

    At the end of the block the server closes its connections with 1012 and stops,
    in well under a second.

    Args:
        host: The name or address to listen on.
        port: The port to listen on; 0 takes a free one.
        settings: The defaults if not given.

    Yields:
        The base of the WebSocket URLs, such as `ws://127.0.0.1:43121`.

    Raises:
        OSError: If the address cannot be listened on.
    """
    listener = listening_socket(host, port)
    async with serve_on(listener, settings or Settings()) as address:
        yield address


@asynccontextmanager
async def serve_on(listener: socket.socket, settings: Settings) -> AsyncIterator[str]:
    """Serves as `serve` does, on a socket that is bound, and closes it at the end."""
    config = uvicorn.Config(
        create_app(settings),
        ws=FixturesProtocol,
        lifespan="on",
        log_config=None,
        timeout_graceful_shutdown=1,
        # Its clients are tested with floods and standstills, behind which a pong
        # may be late for good reasons.
        ws_ping_interval=None,
    )
    server = _Server(config)
    with listener:
        async with alongside(server.serve(sockets=[listener])) as serving:
            await server.is_listening.wait()
            try:
                yield websocket_address(listener)
            finally:
                server.should_exit = True
                await serving


def listening_socket(host: str, port: int) -> socket.socket:
    """Binds a TCP socket.

    Raises:
        OSError: If the host has no address, or the address cannot be bound.
    """
    found = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    # With the protocol named, asyncio turns Nagle's algorithm off for each
    # connection. `socket.create_server` leaves it out, and a second small message
    # then waits 40 ms for the acknowledgement of the first.
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def websocket_address(listener: socket.socket) -> str:
    """Writes the address that a socket listens on as the base of a URL."""
    host, port = listener.getsockname()[:2]
    return f"ws://[{host}]:{port}" if ":" in host else f"ws://{host}:{port}"
