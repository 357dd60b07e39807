import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.peers.certificates import Authority
from tests.peers.settling import settled
from tests.peers.tcp import Behaviour, hang_up, reset, saying, serve, silence
from wscli.net.stream import Stream
from wscli.net.tls_layer import TlsLayer

MEGABYTE = bytes(range(256)) * 4096


class Witness(Stream):
    """A stream that notes what the layer below tells it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.resumed = asyncio.Event()
        self.lost: asyncio.Future[Exception | None] = (
            asyncio.get_running_loop().create_future()
        )

    def pause_writing(self) -> None:
        self.told.append("pause")

    def resume_writing(self) -> None:
        self.told.append("resume")
        self.resumed.set()

    def eof_received(self) -> bool:
        self.told.append("end")
        return super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.lost.set_result(exc)


@asynccontextmanager
async def secured(
    authority: Authority, behaviour: Behaviour, *, is_plain: bool = False
) -> AsyncIterator[tuple[Witness, TlsLayer]]:
    """Connect, and prepare a layer; the block does the handshake."""
    tls = None if is_plain else authority.server()
    async with serve(behaviour, tls=tls) as server, asyncio.timeout(10):
        loop = asyncio.get_running_loop()
        below, stream = await loop.create_connection(Witness, server.host, server.port)
        layer = TlsLayer(below, stream, authority.client(), server.host)
        stream.transport = layer
        try:
            yield stream, layer
        finally:
            layer.abort()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while octets := await reader.read(65_536):
        writer.write(octets)
        await writer.drain()


async def test_octets_pass_both_ways_unchanged(authority: Authority) -> None:
    async with secured(authority, echo) as (stream, layer):
        await layer.handshake()
        stream.write(MEGABYTE)
        assert await stream.read_exactly(len(MEGABYTE)) == MEGABYTE
        assert layer.get_extra_info("ssl_object").version() == "TLSv1.3"
        assert layer.get_extra_info("peername")[0] == "127.0.0.1"
        assert layer.get_extra_info("nonsense", "default") == "default"


async def test_another_protocol_can_take_over(authority: Authority) -> None:
    async with secured(authority, echo) as (stream, layer):
        await layer.handshake()
        heir = Witness()
        layer.set_protocol(heir)
        assert layer.get_protocol() is heir
        stream.write(b"x")
        assert await heir.read() == b"x"


async def test_the_peer_s_goodbye_is_an_end_in_good_order(authority: Authority) -> None:
    async def say_and_leave(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"bye")

    async with secured(authority, say_and_leave) as (stream, layer):
        await layer.handshake()
        assert await stream.read() == b"bye"
        assert await stream.read() == b""
        assert await stream.lost is None
        assert stream.told == ["end"]
        assert layer.is_closing()
        layer.close()
        layer.write(b"too late")


async def test_an_end_of_tcp_without_a_goodbye_is_one_too(authority: Authority) -> None:
    async def shut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"bye")
        await writer.drain()
        raw = writer.get_extra_info("socket")
        with socket.socket(fileno=socket.dup(raw.fileno())) as again:
            again.shutdown(socket.SHUT_WR)
        await silence(reader, writer)

    async with secured(authority, shut) as (stream, layer):
        await layer.handshake()
        assert await stream.read() == b"bye"
        assert await stream.read() == b""
        assert await stream.lost is None
        assert stream.told == ["end"]


async def test_our_goodbye_reaches_the_peer(authority: Authority) -> None:
    ended: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def note_end(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        ended.set_result(await reader.read())

    async with secured(authority, note_end) as (stream, layer):
        await layer.handshake()
        stream.write(b"last words")
        layer.close()
        assert await ended == b"last words"
        assert await stream.lost is None


async def test_a_reset_is_told(authority: Authority) -> None:
    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reset(writer)

    async with secured(authority, leave) as (stream, layer):
        await layer.handshake()
        assert isinstance(await stream.lost, ConnectionResetError)


async def test_what_came_before_a_failed_write_is_read(authority: Authority) -> None:
    hung_up = asyncio.Event()

    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)
        writer.write(b"because")
        await writer.drain()
        reset(writer)
        hung_up.set()

    async with secured(authority, leave) as (stream, layer):
        await layer.handshake()
        stream.write(b"x")
        layer.pause_reading()
        await hung_up.wait()
        while not layer.is_closing():
            stream.write(b"x")
        assert isinstance(await stream.lost, OSError)
        assert stream.take() == b"because"


async def test_a_pause_makes_the_peer_wait(authority: Authority) -> None:
    written = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        while True:
            writer.write(bytes(65_536))
            written += 1
            await writer.drain()

    async with secured(authority, flood) as (stream, layer):
        await layer.handshake()
        await stream.read()
        layer.pause_reading()
        assert await settled(lambda: written) < 500
        layer.resume_reading()
        before = written
        while written == before:
            await stream.read()


async def test_all_that_came_is_read_after_a_pause_and_then_the_end(
    authority: Authority,
) -> None:
    written = asyncio.Event()

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(MEGABYTE)
        written.set()

    async with secured(authority, pour) as (stream, layer):
        await layer.handshake()
        layer.pause_reading()
        await written.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        assert stream.take() == b""
        layer.resume_reading()
        assert await stream.read_exactly(2 * len(MEGABYTE)) == MEGABYTE


async def test_a_peer_that_does_not_read_makes_us_wait(authority: Authority) -> None:
    reads = asyncio.Event()

    async def dawdle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reads.wait()
        await silence(reader, writer)

    async with secured(authority, dawdle) as (stream, layer):
        await layer.handshake()
        while "pause" not in stream.told:
            stream.write(bytes(65_536))
        assert 0 < layer.get_write_buffer_size() < 2**18
        reads.set()
        await stream.resumed.wait()
        assert stream.told == ["pause", "resume"]


async def hang_up_politely(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    await reader.read(65_536)


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (hang_up, ConnectionResetError),
        (hang_up_politely, ConnectionResetError),
        (saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), ssl.SSLError),
    ],
)
async def test_what_speaks_no_tls_fails_the_handshake(
    authority: Authority, behaviour: Behaviour, error: type[Exception]
) -> None:
    async with secured(authority, behaviour, is_plain=True) as (stream, layer):
        with pytest.raises(error):
            await layer.handshake()
        await stream.lost


async def test_a_reset_fails_the_handshake(authority: Authority) -> None:
    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        reset(writer)

    async with secured(authority, leave, is_plain=True) as (_, layer):
        with pytest.raises(ConnectionResetError):
            await layer.handshake()


async def test_a_drop_of_our_own_fails_the_handshake(authority: Authority) -> None:
    async with secured(authority, silence, is_plain=True) as (_, layer):
        asyncio.get_running_loop().call_soon(layer.abort)
        with pytest.raises(ConnectionResetError):
            await layer.handshake()


async def test_nobody_need_wait_for_a_handshake_to_its_end(
    authority: Authority,
) -> None:
    async with secured(authority, silence, is_plain=True) as (stream, layer):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await layer.handshake()
        layer.abort()
        assert await stream.lost is None


class ByHand:
    """A server's side of TLS, whose records a test can put together as it likes."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.session = context.wrap_bio(self.incoming, self.outgoing, server_side=True)

    async def shake_hands(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while True:
            try:
                self.session.do_handshake()
            except ssl.SSLWantReadError:
                writer.write(self.outgoing.read())
                self.incoming.write(await reader.read(65_536))
            else:
                writer.write(self.outgoing.read())
                return


async def test_what_stands_before_a_broken_record_is_read(authority: Authority) -> None:
    alerts: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def glue(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = ByHand(authority.server())
        await peer.shake_hands(reader, writer)
        peer.session.write(b"in order")
        broken = b"\x17\x03\x03\x00\x20" + bytes(32)
        writer.write(peer.outgoing.read() + broken)
        alerts.set_result(await reader.read())

    async with secured(authority, glue, is_plain=True) as (stream, layer):
        await layer.handshake()
        assert await stream.read() == b"in order"
        with pytest.raises(ssl.SSLError, match="BAD_RECORD_MAC"):
            await stream.read()
        assert isinstance(await stream.lost, ssl.SSLError)
        assert await alerts
