import asyncio
import ssl

import pytest

from tests.peers.exchange import exchange
from tests.peers.frames import close, frame, text
from tests.peers.recorder import Recorder
from tests.peers.script import Peer
from tests.peers.settling import settled
from wscli.core.events import FrameSeen, MessageSeen
from wscli.core.frames import Direction, MessageKind, Opcode
from wscli.net.connection import Connection, ConnectionOverError

BINARY = MessageKind.BINARY
BLOCK = bytes(65_536)


async def fill(connection: Connection) -> None:
    """Send until there is no room, and then whenever there is."""
    while True:
        await connection.send(BINARY, BLOCK)


async def test_a_sender_waits_until_the_peer_reads_and_nothing_is_lost(
    recorder: Recorder, tls: ssl.SSLContext | None
) -> None:
    reads = asyncio.Event()
    got = []

    async def dawdle(peer: Peer) -> None:
        await reads.wait()
        while (each := await peer.read()).opcode is Opcode.BINARY:
            got.append(int.from_bytes(each.payload[:4]))
        await peer.say(frame(Opcode.CLOSE, each.payload))

    async with exchange(dawdle, recorder, tls=tls) as connection:
        sent = []

        async def send() -> None:
            for number in range(2000):
                await connection.send(BINARY, number.to_bytes(4) + BLOCK)
                sent.append(number)

        sending = asyncio.ensure_future(send())
        blocks = await settled(lambda: len(sent))
        # What the system holds, and little besides.
        assert 0 < blocks < 500
        assert connection._transport.get_write_buffer_size() < 2**18
        reads.set()
        await sending
        await connection.close()
    assert got == list(range(2000))


@pytest.mark.parametrize("how", ["close", "abort", "peer"])
async def test_a_sender_that_waits_is_released_by_the_end(
    recorder: Recorder, tls: ssl.SSLContext | None, how: str
) -> None:
    leaves = asyncio.Event()

    async def ignore(peer: Peer) -> None:
        await leaves.wait()
        if how != "peer":
            await asyncio.Event().wait()
        peer.drop()

    async with exchange(ignore, recorder, tls=tls, close=0.05) as connection:
        sending = asyncio.ensure_future(fill(connection))
        await settled(lambda: len(recorder.of(MessageSeen)))
        leaves.set()
        match how:
            case "close":
                closed = await connection.close()
                assert closed.cause == "no answer to our close frame"
            case "abort":
                connection.abort()
        with pytest.raises(ConnectionOverError):
            await sending
        await connection.wait_closed()


async def test_pongs_do_not_pile_up_and_the_latest_one_arrives(
    recorder: Recorder, tls: ssl.SSLContext | None
) -> None:
    got = []
    asked = 0
    reads = asyncio.Event()

    async def ask(peer: Peer) -> None:
        nonlocal asked
        await reads.wait()
        for asked in range(1, 20_001):
            peer.writer.write(frame(Opcode.PING, bytes(117) + asked.to_bytes(8)))
            if asked % 100 == 0:
                await peer.writer.drain()
        await peer.say(text("done"))
        while (each := await peer.read()).opcode is not Opcode.CLOSE:
            got.append(each)
        await peer.say(frame(Opcode.CLOSE, each.payload))

    async with exchange(ask, recorder, tls=tls) as connection:
        # What the system holds for the peer is full before it begins to ask.
        filling = asyncio.ensure_future(fill(connection))
        await settled(lambda: len(recorder.of(MessageSeen)))
        reads.set()
        most = 0
        while b"done" not in recorder.received:
            most = max(most, connection._transport.get_write_buffer_size())
            await asyncio.sleep(0)
        filling.cancel()
        await settled(lambda: len(recorder.events))
        await connection.close()
    assert most < 2**18
    pongs = [
        each.frame
        for each in recorder.of(FrameSeen)
        if each.direction is Direction.SENT and each.frame.opcode is Opcode.PONG
    ]
    # What was told as sent is what arrived.
    assert pongs == [each for each in got if each.opcode is Opcode.PONG]
    assert len(pongs) < 10_000
    assert int.from_bytes(pongs[-1].payload) == asked


async def test_a_pong_that_waits_is_not_sent_after_our_close(
    recorder: Recorder,
) -> None:
    asks, reads = asyncio.Event(), asyncio.Event()
    got = []

    async def ask(peer: Peer) -> None:
        await asks.wait()
        await peer.say(frame(Opcode.PING, b"?"))
        await reads.wait()
        got.extend([await peer.read_to_close()])
        await peer.say(close(1000))

    async with exchange(ask, recorder) as connection:
        filling = asyncio.ensure_future(fill(connection))
        await settled(lambda: len(recorder.of(MessageSeen)))
        asks.set()
        await recorder.hear(FrameSeen)
        closing = asyncio.ensure_future(connection.close())
        with pytest.raises(ConnectionOverError):
            await filling
        reads.set()
        assert (await closing).code == 1000
    sent = [each for each in recorder.of(FrameSeen) if each.direction is Direction.SENT]
    assert [each.frame.opcode for each in sent] == [Opcode.CLOSE]


async def test_pongs_do_not_pile_up_after_our_close_either(recorder: Recorder) -> None:
    asks = asyncio.Event()

    async def ask_on(peer: Peer) -> None:
        await asks.wait()
        while True:
            await peer.say(frame(Opcode.PING, bytes(125)) * 100)

    async with exchange(ask_on, recorder, close=0.5) as connection:
        filling = asyncio.ensure_future(fill(connection))
        await settled(lambda: len(recorder.of(MessageSeen)))
        closing = asyncio.ensure_future(connection.close())
        with pytest.raises(ConnectionOverError):
            await filling
        asks.set()
        most = 0
        while not closing.done():
            most = max(most, connection._transport.get_write_buffer_size())
            await asyncio.sleep(0)
        assert (await closing).cause == "no answer to our close frame"
    assert 0 < most < 2**18
    assert len(recorder.of(FrameSeen)) > 1000
