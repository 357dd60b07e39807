import asyncio

from tests.peers.certificates import Authority
from tests.peers.tcp import Behaviour, reset, serve
from wscli.net.leftover import read_leftover
from wscli.net.stream import Stream
from wscli.net.tls_layer import TlsLayer


class Loser(asyncio.Protocol):
    """Looks into the socket when the connection is lost."""

    def __init__(self) -> None:
        self.lost: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set_result(read_leftover(self.transport))


def leaving_with(last_words: bytes, hung_up: asyncio.Event) -> Behaviour:
    async def speak_and_leave(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(last_words)
        await writer.drain()
        reset(writer)
        hung_up.set()

    return speak_and_leave


async def write_until_lost(loser: Loser) -> bytes:
    async with asyncio.timeout(5):
        while not loser.lost.done():
            loser.transport.write(b"anybody there?")
            await asyncio.sleep(0)
        return await loser.lost


async def test_what_came_before_a_failed_write_is_read() -> None:
    last_words = b"because" * 1000
    hung_up = asyncio.Event()
    async with serve(leaving_with(last_words, hung_up)) as server:
        loop = asyncio.get_running_loop()
        transport, loser = await loop.create_connection(Loser, server.host, server.port)
        transport.pause_reading()
        await hung_up.wait()
        assert await write_until_lost(loser) == last_words


async def test_what_is_encrypted_is_left_to_tls(authority: Authority) -> None:
    hung_up = asyncio.Event()
    async with serve(leaving_with(b"because", hung_up)) as server:
        loop = asyncio.get_running_loop()
        plain, _ = await loop.create_connection(Stream, server.host, server.port)
        plain.pause_reading()
        await hung_up.wait()
        layer = TlsLayer(plain, Stream(), authority.client(), "localhost")
        assert read_leftover(layer) == b""
        assert read_leftover(plain) == b"because"
        layer.abort()


async def test_a_socket_that_is_closed_has_nothing_left() -> None:
    async with serve(leaving_with(b"because", asyncio.Event())) as server:
        loop = asyncio.get_running_loop()
        transport, loser = await loop.create_connection(Loser, server.host, server.port)
        transport.abort()
        await loser.lost
        assert read_leftover(transport) == b""
