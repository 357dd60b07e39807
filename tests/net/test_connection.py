import asyncio
import ssl
import time

import pytest

from tests.peers.echo import serve_echo
from tests.peers.exchange import exchange, wait
from tests.peers.frames import frame, read_frame, text
from tests.peers.recorder import Recorder, connected
from tests.peers.script import Peer, agree
from wscli.core.events import FrameSeen, MessageSeen, Party
from wscli.core.frames import MessageKind, Opcode
from wscli.core.target import Limits, Target
from wscli.net.connection import Connection, ConnectionOverError

TEXT, BINARY = MessageKind.TEXT, MessageKind.BINARY
BLOCK = bytes(65_536)


# Sending.


async def test_messages_are_sent_as_they_are(
    recorder: Recorder, tls: ssl.SSLContext | None
) -> None:
    got = []

    async def note(peer: Peer) -> None:
        await peer.agree()
        got.extend((each.opcode, each.payload, each.fin) for each in peer.got[:-1])

    sizes = (0, 1, 125, 126, 65_535, 65_536, 2**20)
    async with exchange(note, recorder, tls=tls) as connection:
        await connection.send(TEXT, "grüße".encode())
        for size in sizes:
            await connection.send(BINARY, bytes(size))
        await connection.close()
    assert got == [
        (Opcode.TEXT, "grüße".encode(), True),
        *((Opcode.BINARY, bytes(size), True) for size in sizes),
    ]


async def test_each_frame_has_a_mask_of_its_own(recorder: Recorder) -> None:
    raw = bytearray()

    async def note(peer: Peer) -> None:
        raw.extend(await peer.reader.readexactly(10 * (2 + 4 + 4)))
        await peer.agree()

    async with exchange(note, recorder) as connection:
        for _ in range(10):
            await connection.send(BINARY, bytes(4))
        await connection.close()
    assert len({bytes(raw[at + 2 : at + 6]) for at in range(0, 100, 10)}) == 10


async def test_nothing_can_be_sent_after_the_end(recorder: Recorder) -> None:
    async with exchange(agree, recorder) as connection:
        assert connection.is_open
        closing = asyncio.ensure_future(connection.close())
        await asyncio.sleep(0)
        for _ in range(2):
            assert not connection.is_open
            with pytest.raises(ConnectionOverError):
                await connection.send(TEXT, b"late")
            with pytest.raises(ConnectionOverError):
                connection.ping()
            with pytest.raises(ConnectionOverError):
                connection.pong()
            await closing
    assert recorder.of(MessageSeen) == []


async def test_what_came_before_the_peer_s_close_is_heard_by_a_sender_too(
    recorder: Recorder,
) -> None:
    async def end(peer: Peer) -> None:
        await peer.read()
        await peer.close(1008, "enough", after=text("one") + text("two"))

    async with exchange(end, recorder) as connection:
        with pytest.raises(ConnectionOverError):
            await send_for_ever(connection)
        closed = await connection.wait_closed()
    assert recorder.received == [b"one", b"two"]
    assert (closed.code, closed.reason) == (1008, "enough")


async def send_for_ever(connection: Connection) -> None:
    while True:
        await connection.send(TEXT, b"and on")


async def test_who_sends_without_end_hears_the_peer_all_the_same(
    recorder: Recorder,
) -> None:
    async with (
        serve_echo(max_queue=None) as server,
        connected(Target(server.url()), recorder) as connection,
    ):
        sent = 0
        while not recorder.received:
            await connection.send(TEXT, b"hello?")
            sent += 1
        assert sent < 1000
        await connection.close()


async def test_waiting_for_the_end_may_be_given_up(recorder: Recorder) -> None:
    async with exchange(agree, recorder) as connection:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await connection.wait_closed()
        assert (await connection.close()).code == 1000


# What comes glued to the opening handshake.


async def test_much_may_be_glued_to_the_opening_handshake(
    recorder: Recorder, tls: ssl.SSLContext | None
) -> None:
    parts = [number.to_bytes(4) + bytes(1000) for number in range(500)]
    glued = b"".join(frame(Opcode.BINARY, part) for part in parts)
    async with exchange(agree, recorder, glued=glued, tls=tls) as connection:
        await recorder.hear(MessageSeen, len(parts))
        await connection.close()
    assert recorder.received == parts


# Keeping alive.


async def test_a_peer_that_answers_no_ping_is_given_up(recorder: Recorder) -> None:
    got = []

    async def ignore(peer: Peer) -> None:
        got.append(await read_frame(peer.reader))
        got.append(await read_frame(peer.reader))
        await wait(peer)

    times = {"ping_interval": 0.02, "ping_timeout": 0.05}
    async with exchange(ignore, recorder, **times) as connection:
        closed = await connection.wait_closed()
    assert (closed.code, closed.by, closed.sent_code) == (1006, Party.LOCAL, 1011)
    assert closed.cause == "the peer answered no ping and sent nothing else"
    assert [each.opcode for each in got] == [Opcode.PING, Opcode.CLOSE]
    assert got[1].payload[:2] == (1011).to_bytes(2)


async def test_data_is_a_sign_of_life_too(recorder: Recorder) -> None:
    async def chatter(peer: Peer) -> None:
        for _ in range(4):
            # It answers no ping, but it speaks.
            await peer.read()
            await peer.say(text("still here"))
        await peer.close(1000)

    times = {"ping_interval": 0.01, "ping_timeout": 5.0}
    async with exchange(chatter, recorder, **times) as connection:
        closed = await connection.wait_closed()
    assert closed.code == 1000
    assert recorder.received == [b"still here"] * 4


async def test_silence_that_we_brought_about_is_none(recorder: Recorder) -> None:
    async def answer(peer: Peer) -> None:
        await peer.say(text("long ago"))
        await peer.agree()

    times = {"ping_interval": 0.01, "ping_timeout": 0.01}
    async with exchange(answer, recorder, **times) as connection:
        connection.pause_reading()
        paused = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.1, paused.set_result, None)
        await paused
        assert connection.is_open
        closed = await connection.close()
    assert closed.code == 1000


async def test_a_ping_that_is_due_when_the_connection_breaks_is_left_out(
    recorder: Recorder,
) -> None:
    async with exchange(wait, recorder, ping_interval=0.01) as connection:
        asyncio.get_running_loop().call_later(0.001, connection._transport.abort)
        # The loop is busy until both are due: the break comes first.
        time.sleep(0.05)  # noqa: ASYNC251  it is to be busy
        await connection.wait_closed()
    assert recorder.of(FrameSeen) == []


async def test_pings_keep_a_connection_alive(recorder: Recorder) -> None:
    limits = Limits(ping_interval=0.005, ping_timeout=5.0)
    async with (
        serve_echo() as server,
        connected(Target(server.url(), limits=limits), recorder) as connection,
    ):
        await recorder.hear(FrameSeen, 10)
        assert (await connection.close()).code == 1000
