import asyncio
import ssl
from collections.abc import Callable

from tests.peers.exchange import DEFLATE, exchange, wait
from tests.peers.frames import close, deflated, frame, text
from tests.peers.recorder import Recorder
from tests.peers.script import Peer
from tests.peers.settling import settled
from wscli.core.events import Closed, Event, MessageSeen, Party
from wscli.core.frames import Opcode
from wscli.net.connection import Connection

BLOCK = bytes(65_536)


async def test_a_pause_makes_the_peer_wait_and_nothing_is_lost(
    recorder: Recorder, tls: ssl.SSLContext | None
) -> None:
    written = 0

    async def flood(peer: Peer) -> None:
        nonlocal written
        for number in range(2000):
            await peer.say(frame(Opcode.BINARY, number.to_bytes(4) + BLOCK))
            written += 1
        await peer.close(1000)

    async with exchange(flood, recorder, tls=tls) as connection:
        await recorder.hear(MessageSeen, 3)
        connection.pause_reading()
        heard = len(recorder.received)
        blocks = await settled(lambda: written)
        assert blocks < 500
        assert len(recorder.received) == heard
        connection.resume_reading()
        await connection.wait_closed()
    numbers = [int.from_bytes(each[:4]) for each in recorder.received]
    assert numbers == list(range(2000))


class Picky(Recorder):
    """A listener that does something to the connection at every message.

    Attributes:
        connection: What to do it to; to be set before anything is told.
        told: How many messages there were since it was last set to 0.
    """

    connection: Connection

    def __init__(self, react: Callable[[Connection], None]) -> None:
        super().__init__()
        self.told = 0
        self._react = react

    def __call__(self, event: Event) -> None:
        super().__call__(event)
        if isinstance(event, MessageSeen):
            self.told += 1
            self._react(self.connection)


async def test_a_pause_holds_in_the_middle_of_what_has_come(
    tls: ssl.SSLContext | None,
) -> None:
    # A kilobyte each, and a megabyte when they are decompressed.
    bomb = frame(Opcode.BINARY, deflated(bytes(2**20)), rsv=4)

    async def flood(peer: Peer) -> None:
        await peer.say(bomb * 200)
        await peer.close(1000)

    picky = Picky(Connection.pause_reading)
    # Half of it comes glued to the opening handshake.
    async with exchange(flood, picky, DEFLATE, glued=bomb * 200, tls=tls) as connection:
        picky.connection = connection
        while not picky.of(Closed):
            picky.told = 0
            connection.resume_reading()
            await settled(lambda: len(picky.events))
            # A slice of what has come, and not all of it.
            assert picky.told <= 20
    assert [len(each) for each in picky.received] == [2**20] * 400


async def test_what_came_before_a_pause_and_an_end_is_heard_after_it(
    recorder: Recorder, tls: ssl.SSLContext | None
) -> None:
    says, has_left = asyncio.Event(), asyncio.Event()

    async def leave(peer: Peer) -> None:
        await says.wait()
        await peer.say(*(text(f"{number}") for number in range(1000)), close(4001))
        peer.writer.close()
        has_left.set()

    async with exchange(leave, recorder, tls=tls) as connection:
        connection.pause_reading()
        says.set()
        await has_left.wait()
        await settled(lambda: len(recorder.events))
        assert recorder.received == []
        connection.resume_reading()
        closed = await connection.wait_closed()
    assert recorder.received == [b"%d" % number for number in range(1000)]
    assert (closed.code, closed.by) == (4001, Party.PEER)


async def test_closing_ends_a_pause(recorder: Recorder) -> None:
    async def say(peer: Peer) -> None:
        await peer.say(text("unread"))
        await peer.agree()

    async with exchange(say, recorder) as connection:
        connection.pause_reading()
        closed = await connection.close()
    assert recorder.received == [b"unread"]
    assert closed.code == 1000


async def test_nothing_is_told_after_a_drop(tls: ssl.SSLContext | None) -> None:
    async def say(peer: Peer) -> None:
        await peer.read()
        await peer.say(*(frame(Opcode.BINARY, bytes(10_000)) for _ in range(20)))
        await wait(peer)

    dropper = Picky(Connection.abort)
    async with exchange(say, dropper, tls=tls) as connection:
        dropper.connection = connection
        connection.ping(b"go on")
        await connection.wait_closed()
    # What stands in the first slice, and no more.
    assert len(dropper.received) <= 2


async def test_a_pause_may_come_before_anything_is_told(recorder: Recorder) -> None:
    async def say(peer: Peer) -> None:
        await peer.agree()

    async with exchange(say, recorder, glued=text("glued")) as connection:
        connection.pause_reading()
        await settled(lambda: len(recorder.events))
        assert recorder.received == []
        connection.resume_reading()
        await recorder.hear(MessageSeen)
        await connection.close()
    assert recorder.received == [b"glued"]
