import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.peers.echo import serve_echo
from tests.peers.exchange import DEFLATE, exchange
from tests.peers.frames import close, deflated, frame, text
from tests.peers.recorder import Recorder, connected
from tests.peers.script import Part, Peer
from tests.peers.tcp import drip
from wscli.core.events import (
    Closed,
    Event,
    FrameSeen,
    MessageSeen,
    PongTimed,
    Violated,
)
from wscli.core.frames import Direction, Frame, MessageKind, Opcode
from wscli.core.target import Limits, Target

SENT, RECEIVED = Direction.SENT, Direction.RECEIVED
TEXT, BINARY = MessageKind.TEXT, MessageKind.BINARY


def heard(recorder: Recorder) -> list[tuple[object, ...]]:
    """Return the messages and frames, without their times and without close frames."""
    seen: list[tuple[object, ...]] = []
    for event in recorder.events:
        match event:
            case MessageSeen(_, direction, kind, payload, frames, size):
                seen.append((direction, kind, payload, frames, size))
            case FrameSeen(_, direction, each) if each.opcode is not Opcode.CLOSE:
                seen.append((direction, each))
            case _:
                pass
    return seen


def saying(*octets: bytes) -> Part:
    """Return the part that says this, and agrees to the close."""

    async def say(peer: Peer) -> None:
        await peer.say(*octets)
        await peer.agree()

    return say


# Messages.


async def test_messages_both_ways_are_told_in_order(recorder: Recorder) -> None:
    async with (
        serve_echo(compression=None) as server,
        connected(Target(server.url()), recorder) as connection,
    ):
        await connection.send(TEXT, "grüße".encode())
        await connection.send(BINARY, b"\x00\xff")
        await connection.send(TEXT, b"")
        await recorder.hear(MessageSeen, 6)
        await connection.close()
    told = [
        (TEXT, "grüße".encode(), 1, 7),
        (BINARY, b"\x00\xff", 1, 2),
        (TEXT, b"", 1, 0),
    ]
    assert [each[1:] for each in heard(recorder) if each[0] is SENT] == told
    assert [each[1:] for each in heard(recorder) if each[0] is RECEIVED] == told
    assert recorder.of(MessageSeen)[0].text == "grüße"


async def test_fragments_are_one_message_and_a_ping_may_stand_between(
    recorder: Recorder,
) -> None:
    parts = (
        text("gr", fin=False),
        frame(Opcode.CONTINUATION, b"\xc3", fin=False),
        frame(Opcode.PING, b"now?"),
        frame(Opcode.CONTINUATION, b"\xbc"),
        frame(Opcode.BINARY, b"next"),
    )
    async with exchange(saying(*parts), recorder) as connection:
        await recorder.hear(MessageSeen, 2)
        await connection.close()
    assert heard(recorder) == [
        (RECEIVED, Frame(Opcode.PING, b"now?", wire_size=4)),
        (RECEIVED, TEXT, "grü".encode(), 3, 4),
        (RECEIVED, BINARY, b"next", 1, 4),
        (SENT, Frame(Opcode.PONG, b"now?", wire_size=4)),
    ]


async def test_frames_of_data_are_told_if_asked_for(recorder: Recorder) -> None:
    parts = text("a", fin=False), frame(Opcode.CONTINUATION, b"b")
    async with exchange(saying(*parts), recorder, has_data_frames=True) as connection:
        await recorder.hear(MessageSeen)
        await connection.send(BINARY, b"xyz")
        await connection.close()
    assert heard(recorder) == [
        (RECEIVED, Frame(Opcode.TEXT, b"a", fin=False, wire_size=1)),
        (RECEIVED, Frame(Opcode.CONTINUATION, b"b", wire_size=1)),
        (RECEIVED, TEXT, b"ab", 2, 2),
        (SENT, Frame(Opcode.BINARY, b"xyz", wire_size=3)),
        (SENT, BINARY, b"xyz", 1, 3),
    ]


async def test_compression_shows_in_the_sizes_on_the_wire(recorder: Recorder) -> None:
    payload = b"again and " * 100
    async with serve_echo() as server:
        target = Target(server.url())
        async with connected(target, recorder, has_data_frames=True) as connection:
            for _ in range(2):
                await connection.send(TEXT, payload)
            await recorder.hear(MessageSeen, 4)
            await connection.close()
    for direction in (SENT, RECEIVED):
        messages = [
            each for each in recorder.of(MessageSeen) if each.direction is direction
        ]
        assert [each.payload for each in messages] == [payload] * 2
        first, second = (each.wire_size for each in messages)
        # The second one refers to the first (RFC 7692 section 7.1.1).
        assert 0 < second < first < 60
        frames = [each.frame for each in recorder.of(FrameSeen)]
        data = [each for each in frames if not each.opcode.is_control]
        assert all(each.rsv1 and each.payload == payload for each in data)


async def test_compressed_fragments_are_one_message(recorder: Recorder) -> None:
    payload = os.urandom(10_000)
    whole = deflated(payload)
    parts = (
        frame(Opcode.BINARY, whole[:100], fin=False, rsv=4),
        frame(Opcode.CONTINUATION, whole[100:]),
        text("plain"),
    )
    async with exchange(saying(*parts), recorder, DEFLATE) as connection:
        await recorder.hear(MessageSeen, 2)
        await connection.close()
    assert heard(recorder) == [
        (RECEIVED, BINARY, payload, 2, len(whole)),
        (RECEIVED, TEXT, b"plain", 1, 5),
    ]


# Pings.


async def test_a_pong_tells_how_long_its_ping_took(recorder: Recorder) -> None:
    async with (
        serve_echo() as server,
        connected(Target(server.url()), recorder) as connection,
    ):
        connection.ping(b"one")
        connection.ping()
        await recorder.hear(PongTimed, 2)
        await connection.close()
    one, two = recorder.of(PongTimed)
    assert (one.payload, len(two.payload)) == (b"one", 4)
    assert 0 <= one.rtt < 10
    ping = next(each for each in recorder.of(FrameSeen) if each.direction is SENT)
    assert one.at - one.rtt == pytest.approx(ping.at)


async def test_a_ping_that_keeps_the_connection_alive_is_told_apart(
    recorder: Recorder,
) -> None:
    limits = Limits(ping_interval=0.05)
    async with (
        serve_echo() as server,
        connected(Target(server.url(), limits=limits), recorder) as connection,
    ):
        connection.ping(b"mine")
        await recorder.hear(PongTimed, 2)
        await connection.close()
    mine, other, *_ = recorder.of(PongTimed)
    assert (mine.payload, mine.is_keepalive) == (b"mine", False)
    assert (len(other.payload), other.is_keepalive) == (4, True)


async def test_a_late_pong_answers_earlier_pings_and_others_answer_none(
    recorder: Recorder,
) -> None:
    async def answer_late(peer: Peer) -> None:
        await peer.say(frame(Opcode.PONG, b"unasked"))
        for _ in range(2):
            await peer.read()
        await peer.say(frame(Opcode.PONG, b"2"), frame(Opcode.PONG, b"1"))
        await peer.agree()

    async with exchange(answer_late, recorder) as connection:
        connection.ping(b"1")
        connection.ping(b"2")
        await recorder.hear(FrameSeen, 5)
        await connection.close()
    assert [each.payload for each in recorder.of(PongTimed)] == [b"2"]


async def test_a_pong_that_nobody_asked_for_can_be_sent(recorder: Recorder) -> None:
    got: list[Frame] = []

    async def note(peer: Peer) -> None:
        await peer.agree()
        got.extend(peer.got)

    async with exchange(note, recorder) as connection:
        connection.pong(b"here I am")
        connection.pong()
        await connection.close()
    assert got[:2] == [
        Frame(Opcode.PONG, b"here I am", wire_size=9),
        Frame(Opcode.PONG, b"", wire_size=0),
    ]
    assert heard(recorder) == [(SENT, each) for each in got[:2]]


# Properties.

PIECES = [
    text("hello"),
    text("gr\u00fc", fin=False),
    frame(Opcode.CONTINUATION, b"more"),
    frame(Opcode.CONTINUATION, b"\xff", fin=False),
    frame(Opcode.PING, b"?"),
    frame(Opcode.PONG, b"!"),
    frame(Opcode.BINARY, bytes(200), rsv=4),
    frame(Opcode.BINARY, deflated(bytes(300)), rsv=4),
    close(1000, "bye"),
    frame(7),
    b"\xff",
]


async def hear(octets: bytes, *, dripped: bool) -> list[Event]:
    """Return what is heard of these octets; the times are left out."""

    async def say(peer: Peer) -> None:
        if dripped:
            await drip(peer.writer, octets)
        else:
            await peer.say(octets)

    recorder = Recorder()
    async with exchange(say, recorder, DEFLATE, has_data_frames=True) as connection:
        await connection.wait_closed()
    return [
        shape for event in recorder.events if (shape := timeless(event)) is not None
    ]


def timeless(event: Event) -> object:
    match event:
        case FrameSeen(_, Direction.RECEIVED, seen):
            return seen
        case MessageSeen(_, _, kind, payload, frames, size):
            return kind, payload, frames, size
        case Violated(_, rule, code):
            return rule, code
        case Closed(_, code, reason):
            return code, reason
        case _:
            return None


@settings(max_examples=30)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join))
async def test_octets_mean_the_same_in_one_piece_and_one_by_one(octets: bytes) -> None:
    whole = await hear(octets, dripped=False)
    assert await hear(octets, dripped=True) == whole


@settings(max_examples=50)
@given(st.one_of(st.binary(), st.lists(st.sampled_from(PIECES)).map(b"".join)))
async def test_any_octets_end_in_good_order(octets: bytes) -> None:
    # What holds for every connection is checked where it ends.
    *_, (code, _) = await hear(octets + b"\x81", dripped=False)
    assert 1000 <= code <= 4999
