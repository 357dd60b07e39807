import asyncio

import pytest

from tests.peers.streaming import streaming
from tests.peers.tcp import drip, reset, silence
from wscli.net.stream import Stream


async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"hello ")
    assert await reader.readexactly(2) == b"ok"
    writer.write(b"world")
    await writer.drain()


async def test_octets_are_read_as_they_come_and_then_the_end() -> None:
    async with streaming(greet) as stream:
        assert await stream.read() == b"hello "
        stream.write(b"ok")
        assert await stream.read() == b"world"
        assert not stream.is_over or stream.take() == b""
        assert await stream.read() == b""
        assert stream.is_over
        assert await stream.read() == b""


@pytest.mark.parametrize("is_dripped", [True, False])
async def test_exactly_so_many_octets_are_read_and_the_others_stay(
    *, is_dripped: bool
) -> None:
    async def behave(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if is_dripped:
            await drip(writer, b"0123456789")
        else:
            writer.write(b"0123456789")

    async with streaming(behave) as stream:
        assert await stream.read_exactly(4) == b"0123"
        assert await stream.read_exactly(0) == b""
        assert await stream.read_exactly(2) == b"45"
        assert await stream.read_exactly(100) == b"6789"


async def test_what_came_before_a_reset_is_read_before_it_is_told() -> None:
    async def behave(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"last words")
        reset(writer)

    async with streaming(behave) as stream:
        assert await stream.read() == b"last words"
        with pytest.raises(ConnectionResetError):
            await stream.read()
        with pytest.raises(ConnectionResetError):
            await stream.read_exactly(1)


async def test_what_came_before_a_failed_write_is_read_before_it_is_told() -> None:
    hung_up = asyncio.Event()

    async def behave(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readexactly(1)
        writer.write(b"503")
        await writer.drain()
        reset(writer)
        hung_up.set()

    async with streaming(behave) as stream:
        stream.write(b"x")
        await hung_up.wait()
        # Both fail at once, before anything is read.
        stream.write(b"x")
        stream.write(b"x")
        assert await stream.read() == b"503"
        with pytest.raises(OSError, match="Errno"):
            await stream.read()


async def test_a_peer_that_floods_unasked_is_made_to_wait() -> None:
    written = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        while True:
            writer.write(bytes(65_536))
            written += 65_536
            await writer.drain()

    async with streaming(flood) as stream:
        before = -1
        while written != before:
            # Once it takes no more, all of the buffers between are full.
            before = written
            for _ in range(50):
                await asyncio.sleep(0)
        assert len(stream.take()) <= 64 * 1024 + 256 * 1024
        while written == before:
            # Reading goes on when there is room again.
            await stream.read()


async def test_nothing_is_written_where_there_is_no_connection() -> None:
    stream = Stream()
    stream.write(b"x")
    assert stream.take() == b""


async def test_a_stream_may_be_waited_for_and_left() -> None:
    async with streaming(silence) as stream:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await stream.read()
