import asyncio
import errno
import socket
import ssl

import pytest

from tests.peers.certificates import Authority
from tests.peers.exchange import exchange, wait
from tests.peers.frames import close, frame, read_frame, text
from tests.peers.recorder import Recorder
from tests.peers.script import Peer, agree
from wscli.core.close_codes import NO_STATUS_RECEIVED
from wscli.core.events import Closed, FrameSeen, MessageSeen, Party
from wscli.core.frames import Direction, MessageKind, Opcode
from wscli.net.closure import explain_loss


def shape(closed: Closed) -> tuple[object, ...]:
    """Return all of it but when."""
    return closed.code, closed.reason, closed.by, closed.sent_code, closed.cause


def control(recorder: Recorder) -> list[tuple[Direction, Opcode, bytes]]:
    return [
        (each.direction, each.frame.opcode, each.frame.payload)
        for each in recorder.of(FrameSeen)
    ]


# Closed by us.


@pytest.mark.parametrize(
    ("code", "reason"), [(1000, ""), (1001, "bye"), (4999, "ü" * 61 + "!"), (3000, "")]
)
async def test_our_close_is_agreed_to(
    recorder: Recorder, code: int, reason: str
) -> None:
    async with exchange(agree, recorder) as connection:
        closed = await connection.close(code, reason)
        assert shape(closed) == (code, reason, Party.LOCAL, code, "")
        assert closed.sent_reason == reason
        assert await connection.close(4000) is closed
        assert await connection.wait_closed() is closed
    payload = code.to_bytes(2) + reason.encode()
    assert control(recorder) == [
        (Direction.SENT, Opcode.CLOSE, payload),
        (Direction.RECEIVED, Opcode.CLOSE, payload),
    ]


async def test_our_close_may_be_without_a_code(recorder: Recorder) -> None:
    async with exchange(agree, recorder) as connection:
        closed = await connection.close(None)
    assert shape(closed) == (1005, "", Party.LOCAL, NO_STATUS_RECEIVED, "")
    assert control(recorder)[0] == (Direction.SENT, Opcode.CLOSE, b"")


async def test_our_close_is_answered_with_another_code(recorder: Recorder) -> None:
    async def disagree(peer: Peer) -> None:
        await peer.read_to_close()
        await peer.say(close(1011, "no!"))

    async with exchange(disagree, recorder) as connection:
        closed = await connection.close()
    assert shape(closed) == (1011, "no!", Party.LOCAL, 1000, "")


async def test_our_close_is_never_answered(recorder: Recorder) -> None:
    async with exchange(wait, recorder, close=0.05) as connection:
        closed = await connection.close()
    cause = "no answer to our close frame"
    assert shape(closed) == (1006, "", Party.LOCAL, 1000, cause)


async def test_our_close_is_answered_by_the_end_of_tcp_alone(
    recorder: Recorder,
) -> None:
    async def leave(peer: Peer) -> None:
        await peer.read_to_close()

    async with exchange(leave, recorder) as connection:
        closed = await connection.close()
    cause = "the peer ended the TCP connection without a close frame"
    assert shape(closed) == (1006, "", Party.LOCAL, 1000, cause)


async def test_what_comes_between_our_close_and_its_answer_is_told(
    recorder: Recorder,
) -> None:
    async def talk_on(peer: Peer) -> None:
        await peer.read_to_close()
        await peer.say(text("one more"), frame(Opcode.PING, b"?"), close(1000))
        assert (await peer.read()).opcode is Opcode.PONG

    async with exchange(talk_on, recorder) as connection:
        closed = await connection.close()
    assert recorder.received == [b"one more"]
    assert closed.code == 1000


# Closed by the peer.


@pytest.mark.parametrize(
    ("sent", "code", "reason"),
    [
        (close(1000), 1000, ""),
        (close(1008, "no \x1b token"), 1008, "no \x1b token"),
        (close(4009, "€"), 4009, "€"),
        (close(), 1005, ""),
    ],
)
async def test_the_peer_s_close_is_agreed_to(
    recorder: Recorder, sent: bytes, code: int, reason: str
) -> None:
    async def end(peer: Peer) -> None:
        await peer.say(text("first"), sent)
        assert frame(Opcode.CLOSE, (await peer.read()).payload) == sent

    async with exchange(end, recorder) as connection:
        closed = await connection.wait_closed()
        assert not connection.is_open
    assert shape(closed) == (code, reason, Party.PEER, code, "")
    assert recorder.received == [b"first"]


async def test_a_close_glued_to_the_opening_handshake_is_one(
    recorder: Recorder,
) -> None:
    glued = text("hello") + close(1013, "busy")
    async with exchange(wait, recorder, glued=glued, close=0.05) as connection:
        closed = await connection.wait_closed()
    assert shape(closed) == (1013, "busy", Party.PEER, 1013, "")
    assert recorder.received == [b"hello"]


# TCP that does not end.


@pytest.mark.parametrize("is_ours", [True, False])
async def test_a_peer_that_leaves_tcp_open_is_left(
    recorder: Recorder, *, is_ours: bool
) -> None:
    async def stay(peer: Peer) -> None:
        if not is_ours:
            await peer.say(close(1000))
        got = await peer.read_to_close()
        if is_ours:
            await peer.say(frame(Opcode.CLOSE, got.payload))
        await wait(peer)

    async with exchange(stay, recorder, close=0.05) as connection:
        if is_ours:
            await connection.close()
        closed = await connection.wait_closed()
    by = Party.LOCAL if is_ours else Party.PEER
    assert shape(closed) == (1000, "", by, 1000, "")


async def test_a_peer_that_floods_instead_of_leaving_is_left(
    recorder: Recorder,
) -> None:
    async def flood(peer: Peer) -> None:
        await peer.say(close(1000))
        while True:
            await peer.say(frame(Opcode.BINARY, bytes(1000)))
            await asyncio.sleep(0.001)

    async with exchange(flood, recorder, close=0.05) as connection:
        closed = await connection.wait_closed()
    assert closed.code == 1000
    assert recorder.received == []


async def test_a_peer_that_ended_without_taking_what_we_sent_is_left(
    recorder: Recorder,
) -> None:
    has_shut = asyncio.Event()

    async def shut(peer: Peer) -> None:
        await read_frame(peer.reader)
        raw = peer.writer.get_extra_info("socket")
        with socket.socket(fileno=socket.dup(raw.fileno())) as again:
            again.shutdown(socket.SHUT_WR)
        peer.reader._transport.pause_reading()
        has_shut.set()
        await asyncio.Event().wait()

    async with exchange(shut, recorder, close=0.05) as connection:
        await connection.send(MessageKind.TEXT, b"go")
        # More than the system takes: some of it waits to be sent.
        await connection.send(MessageKind.BINARY, bytes(2**24))
        await has_shut.wait()
        closed = await connection.wait_closed()
    cause = "the peer ended the TCP connection without a close frame"
    assert shape(closed) == (1006, "", None, None, cause)


# No close frame.


async def test_a_connection_that_ends_without_a_close_frame_is_lost(
    recorder: Recorder,
) -> None:
    async def leave(peer: Peer) -> None:
        await peer.say(text("so long"))

    async with exchange(leave, recorder) as connection:
        closed = await connection.wait_closed()
    cause = "the peer ended the TCP connection without a close frame"
    assert shape(closed) == (1006, "", None, None, cause)
    assert recorder.received == [b"so long"]


async def test_a_connection_that_is_reset_is_lost(recorder: Recorder) -> None:
    async def drop(peer: Peer) -> None:
        await peer.say(text("so long"))
        peer.drop()

    async with exchange(drop, recorder) as connection:
        closed = await connection.wait_closed()
    cause = "the peer reset the TCP connection"
    assert shape(closed) == (1006, "", None, None, cause)
    assert recorder.received == [b"so long"]


async def test_a_frame_that_stops_in_the_middle_is_no_violation(
    recorder: Recorder,
) -> None:
    async def leave(peer: Peer) -> None:
        await peer.say(text("whole"), text("half")[:-2])

    async with exchange(leave, recorder) as connection:
        closed = await connection.wait_closed()
    assert shape(closed)[:4] == (1006, "", None, None)
    assert recorder.received == [b"whole"]


async def test_a_connection_may_be_dropped_by_us(recorder: Recorder) -> None:
    async with exchange(wait, recorder) as connection:
        connection.abort()
        assert not connection.is_open
        closed = await connection.close()
        connection.abort()
    cause = "dropped by us without a close frame"
    assert shape(closed) == (1006, "", None, None, cause)


@pytest.mark.parametrize("has_tls", [False, True])
async def test_last_words_are_heard_though_a_message_of_ours_fails_first(
    authority: Authority, recorder: Recorder, *, has_tls: bool
) -> None:
    has_dropped = asyncio.Event()

    async def leave_angrily(peer: Peer) -> None:
        await read_frame(peer.reader)
        await peer.say(text("because"), close(1008, "too much"))
        peer.drop()
        has_dropped.set()

    tls = authority.server() if has_tls else None
    async with exchange(leave_angrily, recorder, tls=tls) as connection:
        await connection.send(MessageKind.TEXT, b"0")
        connection.pause_reading()
        await has_dropped.wait()
        # The first of these makes the system notice that the peer has gone.
        for _ in range(5):
            if connection.is_open:
                await connection.send(MessageKind.TEXT, b"more")
        closed = await connection.wait_closed()
    assert recorder.received == [b"because"]
    assert (closed.code, closed.reason, closed.by) == (1008, "too much", Party.PEER)
    assert recorder.of(MessageSeen)


async def test_a_failure_of_tls_is_told_as_one(
    authority: Authority, recorder: Recorder
) -> None:
    async def break_tls(peer: Peer) -> None:
        raw = peer.writer.get_extra_info("socket")
        with socket.socket(fileno=socket.dup(raw.fileno())) as again:
            again.send(b"\x17\x03\x03\x00\x20" + bytes(32))
        await wait(peer)

    async with exchange(break_tls, recorder, tls=authority.server()) as connection:
        closed = await connection.wait_closed()
    cause = "TLS failed: decryption failed or bad record mac"
    assert shape(closed) == (1006, "", None, None, cause)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (None, "the peer ended the TCP connection without a close frame"),
        (ConnectionResetError(), "the peer reset the TCP connection"),
        (BrokenPipeError(errno.EPIPE, "x"), "the peer reset the TCP connection"),
        (OSError(errno.ETIMEDOUT, "x"), "the connection broke: connection timed out"),
        (TimeoutError("so slow"), "the connection broke: so slow"),
        (ssl.SSLError(), "TLS failed: for no reason that is known"),
    ],
)
def test_a_loss_is_told_in_words(error: Exception | None, cause: str) -> None:
    assert explain_loss(error) == cause
