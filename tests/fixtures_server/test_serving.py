"""The server in a running event loop."""

import asyncio
import signal
import socket

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from fixtures_server.serving import listening_socket, serve, websocket_address
from fixtures_server.settings import Settings


async def test_a_server_takes_a_free_port_and_says_which():
    async with serve() as one, serve() as other:
        assert one != other
        for base in (one, other):
            async with connect(f"{base}/ws", proxy=None) as client:
                await client.send("hi")
                assert await client.recv() == "Message text was: hi"


async def test_a_server_takes_settings():
    settings = Settings(jwt_secret="x" * 32)
    async with serve(settings=settings) as base:
        assert base.startswith("ws://127.0.0.1:")


async def test_the_end_of_a_server_closes_its_clients_with_1012():
    loop = asyncio.get_running_loop()
    async with serve() as base:
        client = await connect(f"{base}/ws/1", proxy=None)
        end = loop.time()
    assert loop.time() - end < 1
    with pytest.raises(ConnectionClosed) as closed:
        await client.recv()
    assert closed.value.rcvd.code == 1012


async def test_a_client_that_does_not_read_holds_nobody_up(complaints):
    loop = asyncio.get_running_loop()
    async with serve() as base:
        url = f"{base}/lab/flood?count=10000000&size=1000000"
        client = await connect(url, proxy=None, compression=None)
        client.transport.pause_reading()
        # Answers elsewhere show that the flood waits.
        async with connect(f"{base}/ws", proxy=None) as other:
            for _ in range(20):
                await other.send("hi")
                await other.recv()
        end = loop.time()
    assert loop.time() - end < 1
    assert complaints() == []
    client.transport.abort()


async def test_an_error_in_the_block_is_raised_as_it_is_after_the_server_stopped():
    with pytest.raises(LookupError):
        async with serve() as base:
            raise LookupError
    with pytest.raises(OSError, match="Connect call failed"):
        await connect(f"{base}/ws", proxy=None)


async def test_a_server_leaves_the_signal_handlers_alone():
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with serve():
        during = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    assert during == before


async def test_a_port_in_use_is_an_os_error():
    async with serve() as base:
        port = int(base.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            async with serve(port=port):
                pass


def test_an_ipv6_address_stands_in_brackets():
    with listening_socket("::1", 0) as listener:
        port = listener.getsockname()[1]
        assert websocket_address(listener) == f"ws://[::1]:{port}"


def test_the_socket_names_its_protocol_so_that_asyncio_sets_nodelay():
    with listening_socket("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
